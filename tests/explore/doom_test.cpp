// SPDX-License-Identifier: MIT
// The point of no return, on scenarios where it can be seen with the naked eye.
#include "sim/drivers/explore/doom.hpp"

#include "tests/explore/tiny.hpp"

namespace ghostwalk::test {
namespace {

struct Doomed {
  explicit Doomed(const std::string& text, const Pairs& settings = one_order)
      : texts(text),
        program(texts.compile("k", {}, settings)),
        machine(program),
        found(explored(program)) {
    EXPECT_EQ(found.verdict, Verdict::found);
  }
  Doom doom(const DoomSettings& settings = {}) const {
    return point_of_no_return(machine, found.witness, settings);
  }
  Texts texts;
  Program program;
  Machine machine;
  Exploration found;
};

const std::string vars = "  var a: 0 .. 9\n  var b: 0 .. 9\n  var c: 0 .. 9\n";

// One CPU has no choice: the first step was one too many, and even the start.
TEST(NoWayBack, FromTheStartWhenNothingElseCanHappen) {
  const Doomed d(tiny(vars, "  on cpu 0\n    a = 1\n    a = 2\n    a = 3\n  never a == 3\n", 1));
  const Doom doom = d.doom();
  EXPECT_TRUE(doom.determined);
  EXPECT_EQ(doom.inevitable, 0U);
  EXPECT_TRUE(doom.way_out.empty());
  EXPECT_FALSE(doom.luck_alone.has_value());
}

// cpu 0 sets a and takes it back; cpu 1 sets b once. a and b are both 1 when b comes between. Until the
// last step (b = 1 while a is 1) a = 0 could have come first.
TEST(NoWayBack, AfterTheLastStepWhileAnotherOrderIsLeft) {
  const Doomed d(
      tiny(vars,
           "  on cpu 0\n    a = 1\n    a = 0\n  on cpu 1\n    b = 1\n  never a == 1 and b == 1\n"));
  ASSERT_EQ(d.found.witness.size(), 2U);
  const Doom doom = d.doom();
  EXPECT_EQ(doom.inevitable, 2U);
  ASSERT_EQ(doom.way_out.size(), 1U);
}

// cpu 0: a = 1, then c = 1. cpu 1: b = any of 0, 1, then waits for c and sets c = 2 when b was 1. Once b is 1
// nothing can keep c from being 2: step 1 or 2 of the witness (the choice) is the point of no return.
TEST(NoWayBack, AfterTheChoiceThatDecides) {
  const Doomed d(tiny(vars, "  on cpu 0\n    c = 1\n  on cpu 1\n    x = any of 0, 1\n    wait "
                            "until c == 1\n    if x == 1\n"
                            "      c = 2\n  never c == 2\n"));
  ASSERT_EQ(d.found.witness.size(), 4U);
  std::size_t choice = 0;
  for (std::size_t i = 0; i < d.found.witness.size(); ++i)
    if (d.found.witness[i].choice == 1) choice = i + 1;
  ASSERT_GT(choice, 0U);
  const Doom doom = d.doom();
  EXPECT_EQ(doom.inevitable, choice);
  ASSERT_EQ(doom.way_out.size(), 1U);
  EXPECT_EQ(doom.way_out.back(), (Step{1, StepKind::exec, 0, 0})) << "the other value";
}

// A CPU that loops for ever does not save anyone by being the only one to run: cpu 0 has to go on some time.
TEST(NoWayBack, IsNotPutOffByAnEndlessLoop) {
  const Doomed d(tiny(vars, "  on cpu 0\n    a = 1\n  on cpu 1\n    forever\n      b = 1\n      b "
                            "= 0\n  never a == 1\n"));
  EXPECT_EQ(d.doom().inevitable, 0U);
}

// Two CPUs that loop fairly and never meet: here a fair run without end is the way out.
TEST(NoWayBack, CountsAFairLoopAsAWayOut) {
  const Doomed d(tiny(
      vars,
      "  on cpu 0\n    forever\n      a = 1\n      a = 0\n  on cpu 1\n    forever\n      b = 1\n"
      "      b = 0\n  never a == 1 and b == 1\n"));
  EXPECT_EQ(d.doom().inevitable, d.found.witness.size());
}

TEST(NoWayBack, OfADeadlock) {
  const Doomed d(tiny("  var l: lock\n  var m: lock\n",
                      "  on cpu 0\n    lock l\n    lock m\n    unlock m\n    unlock l\n"
                      "  on cpu 1\n    lock m\n    lock l\n    unlock l\n    unlock m\n"));
  const Doom doom = d.doom();
  EXPECT_EQ(doom.inevitable, 2U) << "the second lock; until then the first CPU could take both";
  ASSERT_EQ(doom.way_out.size(), 1U);
  EXPECT_EQ(doom.way_out.back().cpu, d.found.witness[0].cpu);
}

// A buffered store reaches memory on its own: after the instruction, luck alone decides.
TEST(NoWayBack, LeavesAStoreInItsBufferToLuck) {
  const Doomed d(tiny(vars, "  on cpu 0\n    a = 1\n    b = 1\n  on cpu 1\n    x = b\n    y = a\n  "
                            "  c = x + 2\n  never a == 1\n"),
                 {{"memory", "tso"}});
  ASSERT_EQ(d.found.witness.size(), 2U); // a = 1, drain
  const Doom doom = d.doom();
  EXPECT_EQ(doom.luck_alone, 1U);
  EXPECT_EQ(doom.inevitable, 0U) << "it has to drain some time";
}

TEST(NoWayBack, IsLeftOpenAtTheBound) {
  const Doomed d(
      tiny(vars,
           "  on cpu 0\n    a = 1\n    a = 0\n  on cpu 1\n    b = 1\n  never a == 1 and b == 1\n"));
  DoomSettings few;
  few.max_states = 1;
  EXPECT_FALSE(d.doom(few).determined);
  DoomSettings stopped;
  stopped.give_up = [] { return true; };
  EXPECT_TRUE(d.doom(stopped).determined) << "asked every 256 states only";
}

} // namespace
} // namespace ghostwalk::test
