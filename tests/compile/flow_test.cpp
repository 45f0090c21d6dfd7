// SPDX-License-Identifier: MIT
// Blocks: which way, how often, what is known behind them.
#include "tests/compile/texts.hpp"

namespace ghostwalk::test {
namespace {

TEST(Flow, If) {
  EXPECT_EQ(code_of(R"(if n > 2
  flag = true
else if n == 1
  flag = false
else
  stop
n = 0)"),
            R"(1 n.0 = load n
2 if 2 < n.0 goto 3 else 4
3 store flag = 1 goto 7
4 n.1 = load n
5 if n.1 == 1 goto 6 else 8
6 store flag = 0
7 store n = 0
8 stop
)");
}

TEST(Flow, RightSideOfAndOnlyWhenNeeded) {
  EXPECT_EQ(code_of(R"(flag = n == 3 and a[1] != 0)"),
            R"(1 n.0 = load n
2 and.1 = n.0 == 3
3 if n.0 == 3 goto 4 else 6
4 a.2 = load a[1]
5 and.1 = a.2 != 0
6 store flag = and.1
7 stop
)");
}

TEST(Flow, RightSideOfOrOnlyWhenNeeded) {
  EXPECT_EQ(code_of(R"(if n == 3 or a[1] != 0
  flag = true)"),
            R"(1 n.0 = load n
2 or.1 = n.0 == 3
3 if n.0 == 3 goto 6 else 4
4 a.2 = load a[1]
5 or.1 = a.2 != 0
6 if or.1 goto 7 else 8
7 store flag = 1
8 stop
)");
}

TEST(Flow, AndWithoutStepsIsArithmetic) {
  EXPECT_EQ(code_of(R"(x = n
flag = x == 3 and x != 4)"),
            R"(1 x.0 = load n
2 store flag = (x.0 == 3) and (x.0 != 4)
3 stop
)");
}

TEST(Flow, ConstantSidesOfAndFold) {
  EXPECT_EQ(code_of(R"(flag = n == 3 and level == 3
flag = n == 3 or level == 3
flag = level == 4 and n == 3)"),
            R"(1 n.0 = load n
2 store flag = n.0 == 3
3 n.1 = load n
4 store flag = 1
5 store flag = 0
6 stop
)");
}

TEST(Flow, Either) {
  EXPECT_EQ(code_of(R"(either
  n = 1
or
  n = 2
or
  stop
n = 3)"),
            R"(1 either goto 2, 3, 5
2 store n = 1 goto 4
3 store n = 2
4 store n = 3
5 stop
)");
}

TEST(Flow, While) {
  EXPECT_EQ(code_of(R"(while n != 0
  n = n - 1)"),
            R"(1 n.0 = load n
2 if n.0 != 0 goto 3 else 5
3 n.1 = load n
4 store n = n.1 - 1 goto 1
5 stop
)");
}

TEST(Flow, WhileWithALocal) {
  EXPECT_EQ(code_of(R"(i = 0
while i < 3
  a[i] = 1
  i += 1)"),
            R"(1 i.0 = 0
2 if i.0 < 3 goto 3 else 5
3 store a[i.0] = 1
4 i.0 = i.0 + 1 goto 2
5 stop
)");
}

TEST(Flow, WhileFalse) {
  EXPECT_EQ(code_of(R"(while level == 4
  n = 1)"),
            R"(1 stop
)");
}

TEST(Flow, WhileTrueIsForever) {
  EXPECT_EQ(code_of(R"(while level == 3
  n = 1)"),
            R"(1 store n = 1 goto 1
)");
}

TEST(Flow, Forever) {
  EXPECT_EQ(code_of(R"(forever
  n = 1
  flag = 1)"),
            R"(1 store n = 1
2 store flag = 1 goto 1
)");
}

TEST(Flow, ForeverWithoutAStepPauses) {
  EXPECT_EQ(code_of(R"(forever
  x = 1)"),
            R"(1 pause goto 1
)");
}

TEST(Flow, ForeverWithAStepOnSomeWayPauses) {
  EXPECT_EQ(code_of(R"(x = n
forever
  if x == 2
    n = 1)"),
            R"(1 x.0 = load n
2 pause
3 if x.0 == 2 goto 4 else 2
4 store n = 1 goto 2
)");
}

TEST(Flow, NothingBehindForever) {
  EXPECT_EQ(code_of(R"(forever
  n = 1
n = 2)"),
            R"(1 store n = 1 goto 1
)");
}

TEST(Flow, UnrolledLoop) {
  EXPECT_EQ(code_of(R"(for i in 1 .. 3
  a[i] = i)"),
            R"(1 store a[1] = 1
2 store a[2] = 2
3 store a[3] = 3
4 stop
)");
}

TEST(Flow, EmptyLoop) {
  EXPECT_EQ(code_of(R"(for i in 3 .. 1
  n = i)"),
            R"(1 stop
)");
}

TEST(Flow, LoopToAnyEnd) {
  EXPECT_EQ(code_of(R"(for i in 1 .. n
  a[i] = 1)"),
            R"(1 n.0 = load n
2 i.1 = 1
3 if i.1 <= n.0 goto 4 else 7
4 store a[i.1] = 1
5 if i.1 == n.0 goto 7 else 6
6 i.1 = i.1 + 1 goto 4
7 stop
)");
}

TEST(Flow, LoopOverAMask) {
  EXPECT_EQ(code_of(R"(for c in mask(all)
  state[c] = 1)"),
            R"(1 all.0 = load all
2 c left.1 = all.0
3 if c left.1 goto 4 else 7
4 c.2 = fls(c left.1 & (0 - c left.1)) - 1
5 c left.1 = c left.1 & (c left.1 - 1)
6 store state[c.2] = 1 goto 3
7 stop
)");
}

TEST(Flow, LoopOverAKnownMask) {
  EXPECT_EQ(code_of(R"(for c in mask(5)
  n = c)"),
            R"(1 store n = 0
2 store n = 2
3 stop
)");
}

TEST(Flow, KnownOnBothWays) {
  EXPECT_EQ(code_of(R"(x = 3
if flag
  n = 9
  x = 3
n = x)"),
            R"(1 flag.0 = load flag
2 if flag.0 goto 3 else 4
3 store n = 9
4 store n = 3
5 stop
)");
}

TEST(Flow, DifferentOnBothWays) {
  EXPECT_EQ(code_of(R"(x = 3
if flag
  x = 4
n = x)"),
            R"(1 x.0 = 3
2 flag.1 = load flag
3 if flag.1 goto 4 else 5
4 x.0 = 4
5 store n = x.0
6 stop
)");
}

TEST(Flow, NotKnownInALoop) {
  EXPECT_EQ(code_of(R"(x = 1
while flag
  n = x
  x = 2)"),
            R"(1 x.0 = 1
2 flag.1 = load flag
3 if flag.1 goto 4 else 6
4 store n = x.0
5 x.0 = 2 goto 2
6 stop
)");
}

TEST(Flow, KnownBehindAnUnrolledLoop) {
  EXPECT_EQ(code_of(R"(x = 1
for i in 1 .. 3
  x = x * 2
n = x)"),
            R"(1 store n = 8
2 stop
)");
}

TEST(Flow, FaultBlock) {
  EXPECT_EQ(code_of(R"(x = read 0x401010
on fault
  n = 1
flag = true)"),
            R"(1 x.0 = read 0x401010 goto 3, fault 2
2 store n = 1
3 store flag = 1
4 stop
)");
}

TEST(Flow, FaultBlockKnowsWhatHeldBefore) {
  EXPECT_EQ(code_of(R"(x = 1
x = read 0x401010
on fault
  n = x
flag = x)"),
            R"(1 x.0 = 1
2 x.0 = read 0x401010 goto 4, fault 3
3 store n = 1
4 store flag = x.0
5 stop
)");
}

TEST(Flow, FaultBlockOfABranch) {
  EXPECT_EQ(code_of(R"(branch 0x401010 to 0x402000
on fault
  stop
n = 1)"),
            R"(1 branch 0x401010 to 0x402000, fault 4
2 execute 0x402000, fault 4
3 store n = 1
4 stop
)");
}

// Tests that decide nothing go, whichever is found first.
TEST(Flow, TestsThatDecideNothing) {
  EXPECT_EQ(code_of(R"(x = n
if x == 1
  if x == 2
    y = 1
  else if x == 3
    y = 2
n = 2)"),
            R"(1 x.0 = load n
2 store n = 2
3 stop
)");
}

} // namespace
} // namespace ghostwalk::test
