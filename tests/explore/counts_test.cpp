// SPDX-License-Identifier: MIT
// States, transitions and the longest way, counted by hand first.
#include "tests/explore/tiny.hpp"

namespace ghostwalk::test {
namespace {

struct Count {
  std::uint64_t states, transitions;
  std::uint32_t depth;
  bool operator==(const Count&) const = default;
};
Count count_of(const Exploration& e) { return {e.states, e.transitions, e.depth}; }
std::ostream& operator<<(std::ostream& out, const Count& c) {
  return out << c.states << " states, " << c.transitions << " transitions, depth " << c.depth;
}

Count counted(const std::string& vars, const std::string& scenario, int cpus = 2) {
  const Texts texts(tiny(vars, scenario, cpus));
  return count_of(explored_plainly(texts.compile("k", {}, one_order)));
}

// One CPU, n stores: a chain.
TEST(Count, OfAChain) {
  EXPECT_EQ(counted("  var a: 0 .. 9\n", "  on cpu 0\n    a = 1\n    a = 2\n    a = 3\n", 1),
            (Count{4, 3, 3}));
}

// Two CPUs with m and n stores to variables of their own: a grid of (m+1)(n+1) states,
// m(n+1) + n(m+1) transitions, the longest way is m + n.
TEST(Count, OfAGrid) {
  EXPECT_EQ(
      counted("  var a: 0 .. 9\n  var b: 0 .. 9\n",
              "  on cpu 0\n    a = 1\n    a = 2\n  on cpu 1\n    b = 1\n    b = 2\n    b = 3\n"),
      (Count{3 * 4, 2 * 4 + 3 * 3, 2 + 3}));
}

// Three CPUs with a store each to one variable. Who has stored, and what is there now: nobody: 1; one: 3;
// two: 3 pairs, the later of which shows: 6; all: 3. Of each state with k to go k transitions: 3 + 3*2 + 6*1.
TEST(Count, OfARaceForOneVariable) {
  EXPECT_EQ(counted("  var a: 0 .. 9\n",
                    "  on cpu 0\n    a = 1\n  on cpu 1\n    a = 2\n  on cpu 2\n    a = 3\n", 3),
            (Count{1 + 3 + 6 + 3, 3 + 6 + 6, 3}));
}

// `either` is a step, and so is `any of`: 1 start, 2 branches, 3 values each, which are stored.
TEST(Count, OfChoices) {
  const Count c = counted("  var a: 0 .. 9\n  var b: 0 .. 9\n",
                          "  on cpu 0\n    either\n      x = any of 1, 2, 3\n      a = x\n    or\n "
                          "     x = any of 1, 2, 3\n      b = x\n",
                          1);
  EXPECT_EQ(c, (Count{1 + 2 + 6 + 6, 2 + 6 + 6, 3}));
}

// A lock around one store each: six steps in one of two orders, which share the start only (the variable
// shows who is, or was, last): 1 + 2 * 6 states.
TEST(Count, OfALock) {
  EXPECT_EQ(counted("  var l: lock\n  var a: 0 .. 9\n",
                    "  on cpu 0\n    lock l\n    a = 1\n    unlock l\n  on cpu 1\n    lock l\n    "
                    "a = 2\n    unlock l\n"),
            (Count{1 + 2 * 6, 2 * 6, 6}));
}

// With a store buffer each store is two steps: into the buffer, to memory. One CPU, one store: 3 states.
// Two such CPUs: 3 * 3 states, 2 transitions of one for each of the 3 states of the other.
TEST(Count, OfBufferedStores) {
  const Texts texts(
      tiny("  var a: 0 .. 9\n  var b: 0 .. 9\n", "  on cpu 0\n    a = 1\n  on cpu 1\n    b = 1\n"));
  const Exploration e = explored_plainly(texts.compile("k", {}, {{"memory", "tso"}}));
  EXPECT_EQ(count_of(e), (Count{9, 12, 4}));
}

// `forever` with one step comes back to where it was: the count is finite.
TEST(Count, OfALoop) {
  EXPECT_EQ(counted("  var a: 0 .. 1\n", "  on cpu 0\n    forever\n      a = 1\n      a = 0\n", 1),
            (Count{2, 2, 1}));
}

} // namespace
} // namespace ghostwalk::test
