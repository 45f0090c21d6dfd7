// SPDX-License-Identifier: MIT
// When walks start, how long their lines take, and what ends them.
#include <gmock/gmock.h>

#include "tests/drivers/runs.hpp"

namespace ghostwalk::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string on_cpu_0(const std::string& script) { return "  on cpu 0 running(app)\n" + script; }

// From the start of the first walk to each of its reads.
std::vector<std::int64_t> reads_after_start(const Run& run) {
  const auto started = dates(run, EventKind::walk_started);
  auto reads = dates(run, EventKind::walk_read);
  for (auto& at : reads) at -= started.at(0);
  return reads;
}

TEST(Walk, FromMemoryTakesALineForEachLevel) {
  const auto run = run_text(plain(1, on_cpu_0("    speculate 0x08048000\n    flag = 1\n")));
  EXPECT_THAT(dates(run, EventKind::walk_started), ElementsAre(10));
  EXPECT_THAT(reads_after_start(run), ElementsAre(400, 800));
  EXPECT_THAT(walk_ends(run), ElementsAre(WalkEnd::installed));
}

// The directory's line is in this CPU's cache: it has read it.
TEST(Walk, FromTheOwnCacheIsShort) {
  const auto run = run_text(
      plain(1, on_cpu_0("    entry = app.pgd[32]\n    speculate 0x08048000\n    flag = 1\n")));
  EXPECT_THAT(reads_after_start(run), ElementsAre(20, 420));
}

// Another CPU wrote the directory: its cache has the only good copy.
TEST(Walk, OfALineThatAnotherWroteIsLong) {
  const auto run = run_text(plain(
      2, on_cpu_0("    work 500\n    flag = 1\n    speculate 0x08048000\n    flag = 2\n") + R"(
  on cpu 1
    entry = app.pgd[32]
    app.pgd[32] = entry
)"));
  EXPECT_THAT(reads_after_start(run), ElementsAre(1000, 1400));
}

// The second walk of the same table finds both lines.
TEST(Walk, LeavesItsLinesInTheCache) {
  const auto run = run_text(plain(1, on_cpu_0("    read 0x08048000\n    read 0x08049000\n")));
  const auto started = dates(run, EventKind::walk_started);
  const auto ended = dates(run, EventKind::walk_ended);
  ASSERT_EQ(started.size(), 2U);
  EXPECT_EQ(ended[0] - started[0], 800);
  EXPECT_EQ(ended[1] - started[1], 40);
}

// Linus Torvalds quoting Intel, 23 May 2002: only an invalidation ends a walk.
TEST(Walk, IsNotEndedByAnInterrupt) {
  const auto run = run_text(plain(
      1,
      on_cpu_0("    speculate 0x08048000\n    send ping to cpu 0\n    work 300\n    flag = 2\n")));
  EXPECT_EQ(dates(run, EventKind::interrupt_taken).size(), 1U);
  EXPECT_THAT(walk_ends(run), ElementsAre(WalkEnd::installed));
}

TEST(Walk, IsEndedByAnInvalidation) {
  for (const char* flush : {"invlpg 0x08048000", "cr3 = app.pgd", "cr4.pge = 0"}) {
    const auto run = run_text(
        plain(1, on_cpu_0(fmt::format("    speculate 0x08048000\n    work 450\n    {}\n", flush))));
    EXPECT_THAT(walk_ends(run), ElementsAre(WalkEnd::invalidated)) << flush;
    EXPECT_EQ(dates(run, EventKind::walk_read).size(), 1U)
        << flush; // The line that comes later is for nobody.
  }
}

// The slot of an ended walk is free again at once: the old line must not be taken for the new
// walk's.
TEST(Walk, IsNotServedTheLineOfAnEndedOne) {
  const auto run = run_text(plain(
      1,
      on_cpu_0(
          "    speculate 0x08048000\n    work 100\n    invlpg 0x08048000\n    read 0x08048000\n")));
  const auto started = dates(run, EventKind::walk_started);
  const auto reads = dates(run, EventKind::walk_read);
  ASSERT_EQ(started.size(), 2U);
  ASSERT_EQ(reads.size(), 2U);
  EXPECT_EQ(reads[0] - started[1], 400);
}

TEST(Walk, WithAPagingCacheStartsAtTheDeepestTable) {
  const auto run = run_text(plain(1, on_cpu_0("    read 0x08048000\n    read 0x08049000\n")),
                            {{"pde_cache", "4"}});
  const auto started = events(run, EventKind::walk_started);
  ASSERT_EQ(started.size(), 2U);
  EXPECT_EQ(started[0].level, 2);
  EXPECT_EQ(started[1].level, 1);
}

// ── Speculation ──

// A user branch at 0x08048010; a kernel branch whose address has the same bits 4 to 21, or not. The
// flush between them empties the TLB, not the BTB.
std::vector<Event> speculative_walks(const std::string& kernel_branch) {
  const auto run = run_text(plain(1, on_cpu_0(fmt::format(R"(
    branch 0x08048010 to 0x08049800
    cr3 = app.pgd
    branch at {}
)",
                                                          kernel_branch))));
  std::vector<Event> walks = events(run, EventKind::walk_started);
  std::erase_if(walks, [](const Event& e) { return e.what == 1; }); // The demanded ones.
  return walks;
}

TEST(Btb, AKernelBranchThatAliasesFetchesTheUserTarget) {
  const auto walks = speculative_walks("0xc0048010");
  ASSERT_EQ(walks.size(), 1U);
  EXPECT_EQ(walks[0].page, 1); // 0x08049000
}

TEST(Btb, AKernelBranchElsewhereDoesNot) {
  EXPECT_THAT(speculative_walks("0xc0048020"), IsEmpty()); // another set
  EXPECT_THAT(speculative_walks("0xc0058010"), IsEmpty()); // another tag
}

std::vector<Event> prefetched(const std::string& at, const std::string& lines) {
  const auto run =
      run_text(plain(1, on_cpu_0("    execute " + at + "\n")), {{"prefetch_lines", lines}});
  std::vector<Event> walks = events(run, EventKind::walk_started);
  std::erase_if(walks, [](const Event& e) { return e.what == 1; });
  return walks;
}

TEST(Prefetch, ReachesTheNextPageFromItsLastLinesOnly) {
  EXPECT_EQ(prefetched("0x08048fc0", "1").size(), 1U);
  EXPECT_EQ(prefetched("0x08048fbf", "1").size(), 0U);
  EXPECT_EQ(prefetched("0x08048f80", "2").size(), 1U);
  EXPECT_EQ(prefetched("0x08048f7f", "2").size(), 0U);
  EXPECT_EQ(prefetched("0x08048fff", "0").size(), 0U);
}

// One walker, and it is busy: nothing happens, then or later.
TEST(Speculation, IsDroppedWhenTheWalkerIsBusy) {
  const std::string text = plain(
      1,
      on_cpu_0("    speculate 0x08048000\n    flag = 1\n    speculate 0x08049000\n    flag = 2\n"));
  EXPECT_EQ(dates(run_text(text), EventKind::walk_started).size(), 1U);
  EXPECT_EQ(dates(run_text(text, {{"walkers", "2"}}), EventKind::walk_started).size(), 2U);
}

// ── Capacity ──

TEST(Tlb, LosesAnEntryWhenASetIsOverItsWays) {
  const std::string text =
      plain(1, on_cpu_0("    read 0x08048000\n    read 0x08049000\n    read 0x08048000\n"));
  const auto evictions = [&](const char* entries, const char* ways) {
    return dates(run_text(text, {{"tlb_entries", entries}, {"tlb_ways", ways}}),
                 EventKind::tlb_evicted)
        .size();
  };
  EXPECT_EQ(evictions("1", "1"), 2U);
  EXPECT_EQ(evictions("2", "1"), 0U); // Two sets: an even page and an odd one.
  EXPECT_EQ(evictions("2", "2"), 0U);
}

} // namespace
} // namespace ghostwalk::test
