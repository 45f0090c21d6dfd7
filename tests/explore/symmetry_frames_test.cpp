// SPDX-License-Identifier: MIT
// Interchangeable frames: which they are, how many states they save, and that nothing goes differently when they are renamed.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/core/random.hpp"
#include "sim/drivers/explore/symmetry/symmetry.hpp"
#include "tests/agreement/generate.hpp"
#include "tests/explore/equivariance.hpp"
#include "tests/explore/tiny.hpp"
#include "tests/support/shipped.hpp"

namespace ghostwalk::test {
namespace {

using symmetry::Frames;
using symmetry::FrameTable;

std::vector<std::uint16_t> permutation(const Frames& frames, std::size_t count,
                                       std::uint64_t number) {
  Random random(2, 0, number);
  std::vector<std::uint16_t> to(count);
  for (std::size_t i = 0; i < count; ++i) to[i] = static_cast<std::uint16_t>(i);
  for (std::size_t i = frames.loose().size(); i > 1; --i)
    std::swap(to[frames.loose()[i - 1]], to[frames.loose()[random.below(i)]]);
  return to;
}

Checked check(const Program& program, FrameTable table, std::size_t most = 1500) {
  const Frames frames(program, std::move(table));
  Frames::Scratch scratch = frames.scratch();
  Group group;
  group.canonicalise = [&](std::byte* state) { return frames.canonicalise(state, scratch); };
  group.rename = [&](std::byte* state, std::uint64_t element) {
    frames.rename(state, permutation(frames, program.frames, element), scratch);
  };
  return check_symmetry(Machine(program), group, most);
}
Checked check(const Program& program, std::size_t most = 1500) {
  return check(program, symmetry::find_frames(program), most);
}

std::string only_frames(const std::string& reuse, const std::string& script) {
  return tiny("", "  frames 4 reuse " + reuse + "\n  on cpu 0\n" + script, 1);
}

// ── Counts ──

// Three pages of four, none of which is remembered: which are taken shows, 1 + 4 + 6 + 4 sets; without names there
// are 0, 1, 2 or 3 of them.
TEST(Frames, TakenAndForgottenAreCounted) {
  const Program p =
      Texts(only_frames("any", "    a = alloc_page(kernel)\n    b = alloc_page(kernel)\n"
                               "    c = alloc_page(kernel)\n"))
          .compile("k");
  const Checked c = check(p);
  EXPECT_EQ(c.wrong, "");
  EXPECT_EQ(c.states, 1U + 4 + 6 + 4);
  EXPECT_EQ(c.quotient, 4U);
  EXPECT_EQ(explored(p).states, 4U) << "explore() uses it";
}

// Remembered, and given back in order: 1, 4, 4 * 3, 4 * 3 * 2 ways to have them; then 4 * 3, 4, and 1 when the
// last is back. Without names one each: k! arrangements of k frames are one.
TEST(Frames, TakenAndRememberedAreOne) {
  const Program p =
      Texts(only_frames("any", "    a = alloc_page(kernel)\n    b = alloc_page(kernel)\n"
                               "    c = alloc_page(kernel)\n    free_page(a)\n"
                               "    free_page(b)\n    free_page(c)\n"))
          .compile("k");
  const Checked c = check(p);
  EXPECT_EQ(c.wrong, "");
  EXPECT_EQ(c.states, 1U + 4 + 12 + 24 + 12 + 4 + 1);
  EXPECT_EQ(c.quotient, 7U);
}

// The order of a stack of frames is a difference in names only: two come back in either order.
//   start, a taken, both taken, either or, one of two back, both back (two orders: which is on top)
TEST(Frames, OrderOfAStackIsNames) {
  const std::string script = "    a = alloc_page(kernel)\n    b = alloc_page(kernel)\n    either\n"
                             "      free_page(a)\n      free_page(b)\n    or\n      free_page(b)\n"
                             "      free_page(a)\n";
  const Checked c = check(Texts(only_frames("lifo", script)).compile("k"));
  EXPECT_EQ(c.wrong, "");
  EXPECT_EQ(c.states, 3U + 2 + 2 + 2);
  EXPECT_EQ(c.quotient, 3U + 2 + 2 + 1)
      << "only the end is the same: the ways there are other code";
}

// What a frame holds goes with it: of two pages one holds 1. Which of the four it is does not matter, that
// it is the first or the second taken does, and it shows as long as one is remembered.
TEST(Frames, ContentsGoAlong) {
  const std::string script =
      "    a = alloc_page(kernel)\n    b = alloc_page(kernel)\n    either\n"
      "      a[3] = 1\n    or\n      b[3] = 1\n    free_page(b)\n    free_page(a)\n";
  const Checked c = check(Texts(only_frames("any", script)).compile("k"));
  EXPECT_EQ(c.wrong, "");
  // The start, a taken: 4, both: 4 * 3. From there times 2: the branch, the 1 in the store buffer, the 1 in
  // memory, b free. There b's number is forgotten: 4 if a holds the 1, 4 * 3 if b does. All free: 4.
  EXPECT_EQ(c.states, 1U + 4 + 12 + 24 + 24 + 24 + (4 + 12) + 4);
  EXPECT_EQ(c.quotient, 1U + 1 + 1 + 2 + 2 + 2 + 2 + 1);
}

// ── Which frames stand still ──

std::vector<std::uint16_t> loose(const std::string& text, const Pairs& settings = {}) {
  const Program p = Texts(text).compile("k", {}, settings);
  return Frames(p, symmetry::find_frames(p)).loose();
}
std::string why_not(const std::string& text) {
  return symmetry::find_frames(Texts(text).compile("k")).why_not;
}
using List = std::vector<std::uint16_t>;

TEST(Frames, NamedInTheTextStandStill) {
  EXPECT_EQ(loose(only_frames("any", "    a = alloc_page(kernel)\n    a[3] = 1\n")),
            (List{0, 1, 2, 3}));
  // 0x1002067 is an entry that names the third frame of the pool, 0x1004067 is just beyond.
  EXPECT_EQ(loose(only_frames("any", "    a = alloc_page(kernel)\n    a[3] = 0x01002067\n")),
            (List{0, 1, 3}));
  EXPECT_EQ(loose(only_frames("any", "    a = alloc_page(kernel)\n    a[3] = 0x01004067\n")),
            (List{0, 1, 2, 3}));
  // So is the number itself, where it is taken for a frame; elsewhere it is a number like others.
  EXPECT_EQ(loose(only_frames("any", "    a = alloc_page(kernel)\n    mark 0x1001 as user\n")),
            (List{0, 2, 3}));
  EXPECT_EQ(loose(only_frames(
                "any", "    a = alloc_page(kernel)\n    if a == 0x1003\n      free_page(a)\n")),
            (List{0, 1, 2}));
  EXPECT_EQ(loose(tiny("  var n: 0 .. 9999\n", "  frames 4\n  on cpu 0\n    n = 0x1001\n", 1)),
            (List{0, 1, 2, 3}));
}

TEST(Frames, InClaimsStandStill) {
  const std::string text = only_frames("any", "    a = alloc_page(kernel)\n    a[3] = 1\n");
  EXPECT_EQ(loose(text + "  never 0x1001[3] == 1\n"), (List{0, 2, 3}));
  const Program p = Texts(text + "  never 0x1001[3] == 1\n").compile("k");
  EXPECT_EQ(check(p).wrong, "");
  EXPECT_EQ(explored(p).verdict, Verdict::found);
}

// ── What treats frames differently turns it off ──

TEST(Frames, InOrderAreNotInterchangeable) {
  const std::string script = "    a = alloc_page(kernel)\n    b = alloc_page(kernel)\n    if a ";
  const std::string rest = " b\n      free_page(a)\n";
  EXPECT_EQ(why_not(only_frames("any", script + "==" + rest)), "");
  EXPECT_EQ(why_not(only_frames("any", script + "<" + rest)), "it orders a frame");
  EXPECT_EQ(why_not(only_frames("any", script + ">=" + rest)), "it orders a frame");
}

TEST(Frames, AsNumbersAreNotInterchangeable) {
  const std::string alloc = "    a = alloc_page(kernel)\n    ";
  EXPECT_EQ(why_not(only_frames("any", alloc + "a[3] = a\n")),
            "it writes a frame where a page walk reads an entry");
  EXPECT_EQ(why_not(only_frames("any", alloc + "a[3] = entry(a, present)\n")), "");
  EXPECT_EQ(why_not(only_frames("any", alloc + "free_page(a + 1)\n")), "it computes with a frame");
  EXPECT_EQ(why_not(only_frames("any", alloc + "a[a & 3] = 0\n    a[1] = 0\n")),
            "it computes with a frame");
  EXPECT_EQ(why_not(only_frames("any", alloc + "b = frame(a)\n    free_page(b)\n")),
            "it takes a frame for a page-table entry");
  EXPECT_EQ(
      why_not(tiny("  var n: 0 .. 9999\n", "  frames 4\n  on cpu 0\n" + alloc + "n = a\n", 1)), "")
      << "a number that holds a frame is renamed like one";
  EXPECT_NE(
      why_not(tiny("  var n: 0 .. 9999\n",
                   "  frames 4\n  on cpu 0\n" + alloc + "n = a\n    b = n\n    n = b + 1\n", 1)),
      "");
}

// PS in a page-directory entry maps the frames behind it, in order.
TEST(Frames, InLargePagesAreNotInterchangeable) {
  const std::string alloc = "    a = alloc_page(kernel)\n    ";
  EXPECT_EQ(why_not(only_frames("any", alloc + "a[3] = entry(a, present) | 0x80\n")),
            "a large page may cover frames of the pool");
  EXPECT_EQ(why_not(only_frames("any", alloc + "a[3] = 0x010000e7\n")),
            "a large page may cover frames of the pool");
  EXPECT_EQ(why_not(only_frames("any", alloc + "a[3] = 0x0bc000e7\n")), "") << "far from the pool";
}

// ── Renaming and going on ──

const std::string tables = R"(
kernel k
  paging @
  record mm for processes
    fixed pgd: frame
  var shared: frame
  var kept: word
  percpu mine: frame
  proc running(mm)
    cr3 = mm.pgd
  interrupt flush
    was = mine
    mine = shared
    if was != none and was == shared
      cr3 = cr3
scenario s
  cpu pentium4 * 2
  frames 9 reuse #
  process app
    maps 0x08048000 write
  on cpu 0 running app
    old = atomic exchange(app.pgd[index(0x08048000, ROOT)], 0)
    kept = old
    table = alloc_page(table)
    shared = table
    send flush to cpu 1
    app.pgd[index(0x08048000, ROOT)] = kept
    mine = table
    free_page(table)
  on cpu 1 running app
    mine = shared
    page = alloc_page(user)
    write 0x08048000 = 1
    on fault
      shared = page
    free_page(page)
  never poisoned
)";

Program tables_under(const std::string& paging, const std::string& reuse,
                     const Pairs& settings = {}) {
  std::string text = tables;
  text.replace(text.find('@'), 1, paging);
  text.replace(text.find('#'), 1, reuse);
  const std::string root = paging == "i386" ? "2" : paging == "pae" ? "3" : "4";
  for (auto at = text.find("ROOT"); at != std::string::npos; at = text.find("ROOT"))
    text.replace(at, 4, root);
  return Texts(text).compile("k", {}, settings);
}

// Every place where a state can name a frame: CR3, PAE's registers, walks, TLB, caches, buffered stores, locals of a context
// and of one interrupted, variables, words, owners, free lists shared and of a CPU.
TEST(Equivariance, HoldsInEveryPagingModeAndOrder) {
  for (const char* paging : {"i386", "pae", "x86-64"})
    for (const char* reuse : {"lifo", "fifo", "any"}) {
      SCOPED_TRACE(std::string(paging) + " " + reuse);
      const Program p = tables_under(paging, reuse, {{"pde_cache", "2"}, {"per_cpu_frames", "1"}});
      EXPECT_EQ(symmetry::find_frames(p).why_not, "");
      EXPECT_GT(Frames(p, symmetry::find_frames(p)).loose().size(), 4U);
      EXPECT_EQ(check(p, 400).wrong, "");
    }
}

// Left out one field at a time, the check sees it: it could fail.
TEST(Equivariance, SeesAFieldThatIsLeftOut) {
  const Program p = tables_under("i386", "any");
  FrameTable table = symmetry::find_frames(p);
  ASSERT_EQ(table.per_cpu.size(), 1U);
  ASSERT_EQ(table.global.size(), 2U + 1) << "shared, kept, and the field pgd";
  const auto broken = [&](auto change) {
    FrameTable changed = table;
    change(changed);
    return check(p, changed).wrong;
  };
  EXPECT_EQ(broken([](FrameTable&) {}), "");
  EXPECT_NE(broken([](FrameTable& t) { t.per_cpu.clear(); }), "");
  EXPECT_NE(broken([](FrameTable& t) {
              std::erase_if(t.global, [](auto& f) { return f.holds == symmetry::Holds::word; });
            }),
            "");
  EXPECT_NE(broken([](FrameTable& t) {
              for (auto& fields : t.live) fields.clear();
            }),
            "");
  EXPECT_NE(broken([](FrameTable& t) { t.pinned.assign(t.pinned.size(), false); }), "")
      << "the text names app.pgd";
}

// ── Everything shipped, and texts nobody wrote ──

class ShippedStates : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(ShippedStates, GoOnAsTheirCanonicalForms) {
  for (const ShippedCase& one : cases_of(GetParam())) {
    const Checked c = check(one.program, 2000);
    EXPECT_EQ(c.wrong, "") << one.name;
    if (c.complete) {
      EXPECT_LE(c.quotient, c.states);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Symmetry, ShippedStates, testing::ValuesIn(shipped_files()),
                         folder_and_name);

RC_GTEST_PROP(Equivariance, HoldsInRandomTexts, ()) {
  const auto tape =
      *rc::gen::container<std::vector<std::uint8_t>>(rc::gen::arbitrary<std::uint8_t>());
  const std::string text = generated(tape);
  RC_LOG() << text;
  const Checked c = check(Texts(text).compile("k"), 150);
  RC_LOG() << c.wrong << '\n';
  RC_ASSERT(c.wrong.empty());
}

} // namespace
} // namespace ghostwalk::test
