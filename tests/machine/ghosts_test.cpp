// SPDX-License-Identifier: MIT
// Walks through what is no table any more, translations of frames that are free, and uses that the tables
// do not give: when each oracle speaks, and when it does not.
#include "tests/machine/stepped.hpp"

namespace ghostwalk::test {
namespace {

// 0x08048000: directory entry 32, table entry 72. Words of the start have A and D set.
std::string text(const std::string& script, const std::string& lines = "", int cpus = 1) {
  return R"(
kernel k
  paging i386
  record mm for processes
    fixed pgd: frame
  proc running(mm)
    cr3 = mm.pgd
scenario s
  cpu pentium4 * )" +
         std::to_string(cpus) + "\n  frames 8\n" + lines + R"(
  process app
    maps 0x08048000 write
    maps 0x08049000 write
  on cpu 0 running(app)
    speculate 0x08048000
    speculate 0x08049000
    table = frame(app.pgd[32])
)" + script;
}
constexpr Address va = 0x08048000, neighbour = 0x08049000;

// ── Ghost walks ──

// The directory still names the table when it has been freed, and when it is somebody's page.
TEST(GhostWalk, IsOneThroughWhatIsNoTable) {
  for (const char* const owner : {"kernel", "user", "table"}) {
    Stepped s(text("    free_page(table)\n    page = alloc_page(" + std::string(owner) + ")\n"));
    s.instruction();
    const Happened through_a_table = s.walk(va);
    EXPECT_FALSE(has(through_a_table, Oracle::ghost_walk));
    EXPECT_FALSE(has(through_a_table, Oracle::quicklist_walk));
    s.instruction();
    s.start(neighbour);
    EXPECT_FALSE(has(s.read(), Oracle::ghost_walk)) << "the directory";
    EXPECT_TRUE(has(s.read(), Oracle::ghost_walk)) << "free";
    s.apply({0, StepKind::evict_tlb, 0, 0});
    s.apply({0, StepKind::evict_tlb, 0, 0});
    s.instruction();
    EXPECT_EQ(has(s.walk(va), Oracle::ghost_walk), owner != std::string("table")) << owner;
  }
}

// A walk that was under way to the table when it was freed does not find the table that it becomes: it began
// in another. A walk that begins now does.
TEST(GhostWalk, StaysOneWhenItsTableIsAnothers) {
  Stepped s(text("    free_page(table)\n    page = alloc_page(table)\n"), {{"walkers", "2"}});
  s.instruction();
  s.start(va);
  s.read();
  EXPECT_TRUE(has(s.instruction(), Oracle::table_freed_in_flight));
  s.instruction();
  s.start(neighbour);
  EXPECT_FALSE(has(s.read(1), Oracle::ghost_walk));
  EXPECT_FALSE(has(s.read(1), Oracle::ghost_walk));
  EXPECT_TRUE(has(s.read(0), Oracle::ghost_walk));
}

// A walk on its way to another table, or one for a page that was no table, is not freed in flight.
TEST(GhostWalk, IsOneOfTheTableThatWasFreedOnly) {
  Stepped other(text("    page = alloc_page(table)\n    free_page(page)\n"));
  other.instructions(2);
  other.start(va);
  other.read();
  EXPECT_FALSE(has(other.instruction(), Oracle::table_freed_in_flight));
  EXPECT_FALSE(has(other.read(), Oracle::ghost_walk));
  Stepped page(text("    mark table as kernel\n    free_page(table)\n"));
  page.start(va);
  page.read();
  EXPECT_FALSE(has(page.instructions(2), Oracle::table_freed_in_flight));
}

// A page on a quicklist is no table, but a walk finds nothing there: told by its own name. Taken off the list
// it is the table of something else.
TEST(GhostWalk, ThroughAQuicklistHasItsOwnName) {
  Stepped s(text("    mark table as quicklist\n    fence\n    mark table as table\n"),
            {{"walkers", "2"}});
  s.instruction();
  const Happened seen = s.walk(va);
  EXPECT_TRUE(has(seen, Oracle::quicklist_walk));
  EXPECT_FALSE(has(seen, Oracle::ghost_walk));
  s.start(neighbour);
  s.read();
  s.instruction();
  EXPECT_TRUE(has(s.read(), Oracle::ghost_walk));
}

// A walk that is a ghost before the page comes to a quicklist is one there, and nothing else.
TEST(GhostWalk, IsOneOnAQuicklistToo) {
  Stepped s(text("    free_page(table)\n    page = alloc_page(table)\n    mark page as quicklist\n"
                 "    free_page(page)\n"));
  s.instruction();
  s.start(va);
  s.read();
  s.instructions(2);
  const Happened seen = s.read();
  EXPECT_TRUE(has(seen, Oracle::ghost_walk));
  EXPECT_FALSE(has(seen, Oracle::quicklist_walk));
}

// Freed from a quicklist it was a table to the walk that is on its way there.
TEST(GhostWalk, OutlivesAQuicklist) {
  Stepped s(text("    mark table as quicklist\n    free_page(table)\n"));
  s.start(va);
  s.read();
  s.instruction();
  EXPECT_TRUE(has(s.instruction(), Oracle::table_freed_in_flight));
}

// A is set where a walk reads (SDM p137): a locked read-modify-write of whatever is there by then.
TEST(GhostWalk, ScribblesWhereItSetsA) {
  struct Case {
    const char* script;
    bool scribbles;
  };
  for (const Case& c :
       {Case{"    atomic table[72] &= ~0x20\n    free_page(table)\n", true},
        Case{"    atomic table[72] |= 0x20\n    free_page(table)\n", false},
        Case{"    atomic table[72] &= ~0x20\n    mark table as quicklist\n    fence\n", true},
        Case{"    atomic table[72] &= ~0x20\n    fence\n", false}}) {
    Stepped s(text(c.script));
    s.instruction();
    const int frame = s.view().frame_index(s.view().local(0, 0));
    s.instructions(2);
    EXPECT_EQ(has(s.walk(va), Oracle::scribble), c.scribbles) << c.script;
    ASSERT_GE(frame, 0);
    EXPECT_NE(s.view().word(frame, s.view().word_slot(72)) & 0x20, 0U) << c.script;
  }
}

// ── The same with more levels, and from a paging-structure cache ──

std::string wide(const std::string& script) {
  return R"(
kernel k
  paging x86-64
  record mm for processes
    fixed pgd: frame
  proc running(mm)
    cr3 = mm.pgd
scenario s
  cpu pentium4 * 1
  process app
    maps 0x400000 read
    maps 0x401000 read
  on cpu 0 running(app)
    speculate 0x400000
    speculate 0x401000
    pd = table_at_start(app, 0x400000, 2)
    table = table_at_start(app, 0x400000, 1)
)" + script;
}
const Pairs pde_cache{{"pde_cache", "4"}};

// What hangs below what is no table is none: a freed directory names a table that is one to everybody else.
TEST(GhostWalk, GoesOnBelow) {
  Stepped s(wide("    free_page(pd)\n"));
  s.instruction();
  s.start(0x400000);
  s.read();
  s.read();
  EXPECT_TRUE(has(s.read(), Oracle::ghost_walk));
  EXPECT_TRUE(has(s.read(), Oracle::ghost_walk));
}

TEST(GhostWalk, IsRememberedByAPagingCache) {
  Stepped s(wide("    free_page(pd)\n"), pde_cache);
  s.instruction();
  s.start(0x400000);
  for (int level = 4; level >= 1; --level) s.read();
  s.start(0x401000, 3);
  EXPECT_TRUE(has(s.read(), Oracle::ghost_walk));
}

// The cache names the table by its frame: freed, it is not the table that this frame becomes.
TEST(GhostWalk, StartsFromThePagingCacheOfAFreedTable) {
  for (const bool freed : {true, false}) {
    Stepped s(wide(freed ? "    free_page(table)\n    page = alloc_page(table)\n" : "    fence\n"),
              pde_cache);
    s.start(0x400000);
    for (int level = 4; level >= 1; --level) s.read();
    s.instructions(freed ? 2 : 1);
    s.start(0x401000, 3);
    EXPECT_EQ(has(s.read(), Oracle::ghost_walk), freed);
  }
}

// ── A frame that is not there ──

// Frame 0x200 lies outside the pool, 0x1000 and up. A read there gives any word that the scenario names.
TEST(WalkOutside, ReadsWhatTheScenarioSays) {
  for (std::uint16_t choice = 0; choice < 2; ++choice) {
    Stepped s(text("    app.pgd[32] = 0x00200067\n", "  outside reads any of 0, 0x00300067\n"));
    s.instructions(2);
    s.start(va);
    EXPECT_FALSE(has(s.read(), Oracle::ghost_walk));
    EXPECT_FALSE(s.possible({0, StepKind::walk_read, 2, 0}));
    EXPECT_TRUE(has(s.apply({0, StepKind::walk_read, choice, 0}), Oracle::ghost_walk));
    EXPECT_EQ(s.translations(), choice);
    if (choice == 1) {
      EXPECT_EQ(s.translation(va).frame, 0x300U);
    }
  }
  Stepped inside(text("    fence\n", "  outside reads any of 0, 0x00300067\n"));
  inside.start(va);
  EXPECT_TRUE(inside.possible({0, StepKind::walk_read, 0, 0}));
  EXPECT_FALSE(inside.possible({0, StepKind::walk_read, 1, 0}));
}

// ── Use after free ──

const std::string free_its_page = "    page = frame(table[72])\n    free_page(page)\n";

TEST(UseAfterFree, IsAUseThroughATranslationOfAFreedFrame) {
  Stepped s(text("    page = frame(table[72])\n    read 0x08048000\n    free_page(page)\n"
                 "    read 0x08049000\n    read 0x08048000\n"));
  s.instructions(2);
  EXPECT_FALSE(has(s.instruction(), Oracle::use_after_free));
  s.instruction();
  EXPECT_FALSE(has(s.instruction(), Oracle::use_after_free)) << "the neighbour's frame is in use";
  EXPECT_TRUE(has(s.instruction(), Oracle::use_after_free));
}

// The walk may come after the free as well, as long as the PTE names the frame.
TEST(UseAfterFree, IsAUseThroughATranslationThatCameLater) {
  for (const bool freed : {false, true}) {
    Stepped s(text((freed ? free_its_page : "    fence\n    fence\n") + "    read 0x08048000\n"));
    s.instructions(3);
    EXPECT_EQ(has(s.instruction(), Oracle::use_after_free), freed);
  }
}

TEST(UseAfterFree, IsAUseOfWhatAGhostWalkBrought) {
  Stepped s(text("    free_page(table)\n    read 0x08048000\n"));
  s.instructions(2);
  EXPECT_TRUE(has(s.instruction(), Oracle::use_after_free));
}

// The CPU that frees is not the one that has the translation.
TEST(UseAfterFree, IsSeenOnEveryCpu) {
  Stepped s(
      text(free_its_page + "  on cpu 1 running(app)\n    read 0x08048000\n    read 0x08048000\n",
           "", 2));
  EXPECT_FALSE(has(s.instruction(1), Oracle::use_after_free));
  s.instructions(3);
  EXPECT_TRUE(has(s.instruction(1), Oracle::use_after_free));
}

// ── Stale use ──

// The page is written through a translation from before the PTE changed.
TEST(StaleUse, IsOneThatTheTablesDoNotGiveNow) {
  struct Case {
    const char* change;
    bool write_is_stale, read_is_stale;
  };
  for (const Case& c :
       {Case{"table[72] &= ~1", true, true}, Case{"table[72] &= ~2", true, false},
        Case{"table[72] ^= 0x3000", true, true}, Case{"table[72] |= 0x200", false, false}}) {
    const std::string kinds[]{"    write 0x08048000 = 1\n", "    read 0x08048000\n"};
    for (const auto& kind : kinds) {
      Stepped s(
          text("    write 0x08048000 = 1\n    atomic " + std::string(c.change) + "\n" + kind));
      EXPECT_FALSE(has(s.instructions(3), Oracle::stale_use));
      EXPECT_EQ(has(s.instruction(), Oracle::stale_use),
                kind == kinds[0] ? c.write_is_stale : c.read_is_stale)
          << c.change << kind;
    }
  }
}

} // namespace
} // namespace ghostwalk::test
