// SPDX-License-Identifier: MIT
// Verdicts, witnesses and bounds.
#include "tests/explore/tiny.hpp"

#include "sim/drivers/replay.hpp"

namespace ghostwalk::test {
namespace {

const std::string two_flags = "  var a: 0 .. 9\n  var b: 0 .. 9\n";
const std::string apart = "  on cpu 0\n    a = 1\n    a = 2\n  on cpu 1\n    b = 1\n    b = 2\n";

std::size_t switches(const std::vector<Step>& steps) {
  std::size_t n = 0;
  for (std::size_t i = 1; i < steps.size(); ++i) n += steps[i].cpu != steps[i - 1].cpu ? 1 : 0;
  return n;
}

// a == 2 and b == 2 takes all four steps; in any order, of which two need one switch.
TEST(Witness, IsShortestWithTheFewestSwitches) {
  const Texts texts(tiny(two_flags, apart + "  never a == 2 and b == 2\n"));
  for (const unsigned threads : {1U, 2U}) {
    const Exploration e = explored(texts.compile("k", {}, one_order), threads);
    ASSERT_EQ(e.verdict, Verdict::found);
    EXPECT_EQ(e.witness.size(), 4U);
    EXPECT_EQ(switches(e.witness), 1U);
    EXPECT_EQ(e.witness.front().cpu, 0) << "the first in the machine's order of those";
  }
}

TEST(Witness, IsEmptyWhenTheStartIsBroken) {
  const Exploration e = explored(tiny(two_flags, apart + "  never a == 0\n"));
  EXPECT_EQ(e.verdict, Verdict::found);
  EXPECT_TRUE(e.witness.empty());
}

TEST(Witness, OfADeadlockEndsWhereNobodyCanGoOn) {
  const Texts texts(
      tiny("  var l: lock\n  var m: lock\n",
           "  on cpu 0\n    lock l\n    lock m\n  on cpu 1\n    lock m\n    lock l\n"));
  const Program program = texts.compile("k", {}, one_order);
  const Exploration e = explored(program);
  ASSERT_EQ(e.verdict, Verdict::found);
  EXPECT_EQ(e.witness.size(), 2U);
  const ghostwalk::Run run = retrace(Machine(program), e.witness);
  EXPECT_EQ(run.end, RunEnd::deadlock);
  EXPECT_TRUE(saw(e, Oracle::deadlock));
}

// Store buffering (SB): both read 0 with store buffers, not without.
TEST(Memory, LetsBothReadZeroOnlyWithStoreBuffers) {
  const Texts texts(tiny(
      two_flags + "  var x: 0 .. 9 = 9\n  var y: 0 .. 9 = 9\n",
      "  on cpu 0\n    a = 1\n    r = b\n    x = r\n  on cpu 1\n    b = 1\n    r = a\n    y = r\n"
      "  never x == 0 and y == 0\n"));
  EXPECT_EQ(explored(texts.compile("k", {}, {{"memory", "tso"}})).verdict, Verdict::found);
  EXPECT_EQ(explored(texts.compile("k", {}, {{"memory", "sc"}})).verdict, Verdict::absent);
}

// ── Bounds, from both sides ──

struct Bounded : testing::Test {
  const Texts texts{tiny(two_flags, apart)};
  const Program program = texts.compile("k", {}, one_order);
  ExploreSettings settings;
  Exploration explore_it() { return explore(Machine(program), settings); }
};

TEST_F(Bounded, ByStates) {
  settings.reduce = false; // 3 * 3 states
  settings.max_states = 9;
  EXPECT_EQ(explore_it().verdict, Verdict::absent);
  settings.max_states = 8;
  const Exploration e = explore_it();
  EXPECT_EQ(e.verdict, Verdict::gave_up);
  EXPECT_EQ(e.gave_up_because, "the bound of 8 states");
}

TEST_F(Bounded, ByMemory) {
  settings.max_bytes = 1U << 30U;
  EXPECT_EQ(explore_it().verdict, Verdict::absent);
  settings.max_bytes = 1;
  EXPECT_EQ(explore_it().verdict, Verdict::gave_up);
}

// 64 CPUs that may each walk 1,025 pages: the tables for one step of all of them would take more than that, and nothing
// is taken before somebody has looked.
TEST_F(Bounded, ByMemoryThatTheFirstLevelWouldTake) {
  const Texts large(
      tiny("  record mm for processes\n    fixed pgd: frame\n" + two_flags,
           "  process app\n    maps 0x40000000 .. 0x40400fff direct\n" + std::string(apart), 64));
  const Program machine = large.compile("k", {}, one_order);
  settings.max_bytes = 16U << 20U;
  const Exploration e = explore(Machine(machine), settings);
  EXPECT_EQ(e.verdict, Verdict::gave_up);
  EXPECT_EQ(e.gave_up_because, "the bound of 16 MiB of memory");
  EXPECT_EQ(e.bytes, 0U);
}

TEST_F(Bounded, ByWhoeverAsksForIt) {
  settings.give_up = [] { return true; };
  EXPECT_EQ(explore_it().verdict, Verdict::gave_up);
  settings.give_up = [] { return false; };
  EXPECT_EQ(explore_it().verdict, Verdict::absent);
}

} // namespace
} // namespace ghostwalk::test
