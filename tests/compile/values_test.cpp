// SPDX-License-Identifier: MIT
// Errors about values and about where a statement may stand.
#include "tests/compile/texts.hpp"

namespace ghostwalk::test {
namespace {

TEST(Values, NumberOutOfRange) {
  EXPECT_EQ(error_of(scenario_text(R"(n = 101)")),
            R"(30:9: error: 101 does not fit in 'n', which holds 0 .. 100
    n = 101
        ^)");
}

TEST(Values, BoolOutOfRange) {
  EXPECT_EQ(error_of(scenario_text(R"(flag = 2)")),
            R"(30:12: error: 2 does not fit in 'flag', which holds 0 .. 1
    flag = 2
           ^)");
}

TEST(Values, ArrayIndex) {
  EXPECT_EQ(error_of(scenario_text(R"(x = a[4])")),
            R"(30:11: error: 'a' has no element 4; it has 0 .. 3
    x = a[4]
          ^)");
}

TEST(Values, CpuOfAPerCpuVariable) {
  EXPECT_EQ(error_of(scenario_text(R"(x = state[2])")),
            R"(30:15: error: 'state' of CPU 2: the machine has 2
    x = state[2]
              ^)");
}

TEST(Values, WordIndex) {
  EXPECT_EQ(error_of(scenario_text(R"(x = app.pgd[1024])")),
            R"(30:17: error: word 1024 of a frame that has 1024
    x = app.pgd[1024]
                ^)");
}

TEST(Values, RecordNumber) {
  EXPECT_EQ(error_of(scenario_text(R"(x = slot(3)
x.owner = 1)")),
            R"(30:9: error: the number of the record is 3, which is not in 1 .. 2
    x = slot(3)
        ^)");
}

TEST(Values, DivisionByZero) {
  EXPECT_EQ(error_of(scenario_text(R"(n = 3 / 0)")),
            R"(30:11: error: division by zero
    n = 3 / 0
          ^)");
}

TEST(Values, BitBeyondTheWord) {
  EXPECT_EQ(error_of(scenario_text(R"(x = bit(64))")),
            R"(30:9: error: bit(64) is 0: there are 64 bits
    x = bit(64)
        ^)");
}

TEST(Values, Level) {
  EXPECT_EQ(error_of(scenario_text(R"(x = index(0x1000, 3))")),
            R"(30:23: error: the level is 3, which is not in 1 .. 2
    x = index(0x1000, 3)
                      ^)");
}

TEST(Values, LevelThatIsNoConstant) {
  EXPECT_EQ(error_of(scenario_text(R"(x = index(0x1000, n))")),
            R"(30:23: error: the level has to be a constant
    x = index(0x1000, n)
                      ^)");
}

TEST(Values, AddressBeyondThePagingMode) {
  EXPECT_EQ(error_of(scenario_text(R"(read 0x1_0000_0000)")),
            R"(30:10: error: 0x100000000 is no address in i386 paging: they have 32 bits
    read 0x1_0000_0000
         ^)");
}

TEST(Values, NoexecIni386) {
  EXPECT_EQ(error_of(scenario_text(R"(x = entry(top, noexec))")),
            R"(30:20: error: there is no noexec in i386 paging
    x = entry(top, noexec)
                   ^)");
}

TEST(Values, Pcid) {
  EXPECT_EQ(error_of(scenario_text(R"(cr3 = top pcid 16)")),
            R"(30:20: error: the PCID is 16, which is not in 0 .. 15
    cr3 = top pcid 16
                   ^)");
}

TEST(Values, SendToACpuThatIsNotThere) {
  EXPECT_EQ(error_of(scenario_text(R"(send ring to cpu 2)", R"(interrupt ring
  state = 0)")),
            R"(32:22: error: the CPU is 2, which is not in 0 .. 1
    send ring to cpu 2
                     ^)");
}

TEST(Values, EmptyWork) {
  EXPECT_EQ(error_of(scenario_text(R"(work 5 .. 3)")),
            R"(30:10: error: 5 .. 3 is empty: the lower number comes first
    work 5 .. 3
         ^)");
}

TEST(Values, EmptyRange) {
  EXPECT_EQ(error_of(scenario_text(R"(n = 1)", R"(var q: 4 .. 2)")),
            R"(25:10: error: 4 .. 2 is empty: the lower number comes first
  var q: 4 .. 2
         ^)");
}

TEST(Values, InitialValue) {
  EXPECT_EQ(error_of(scenario_text(R"(n = 1)", R"(var q: 1 .. 2 = 3)")),
            R"(25:19: error: the initial value is 3, which is not in 1 .. 2
  var q: 1 .. 2 = 3
                  ^)");
}

TEST(Values, ArraySize) {
  EXPECT_EQ(error_of(scenario_text(R"(n = 1)", R"(var q[0]: bool)")),
            R"(25:9: error: the size of the array is 0, which is not in 1 .. 4096
  var q[0]: bool
        ^)");
}

TEST(Values, ConstantByItself) {
  EXPECT_EQ(error_of(scenario_text(R"(n = 1)", R"(const A = B
const B = A)")),
            R"(25:9: error: const 'A' is defined by itself
  const A = B
        ^)");
}

TEST(Values, ConstantFromAVariable) {
  EXPECT_EQ(error_of(scenario_text(R"(n = 1)", R"(const A = n)")),
            R"(25:13: error: 'n' is a variable, and this has to be a constant
  const A = n
            ^)");
}

TEST(Values, TwoReadsInAWait) {
  EXPECT_EQ(error_of(scenario_text(R"(wait until flag and n == 1)")),
            R"(30:25: error: `wait until` reads more than one shared variable or word
    wait until flag and n == 1
                        ^
  read the others into locals before, or wait for one after the other)");
}

TEST(Values, IndexReadInAWait) {
  EXPECT_EQ(error_of(scenario_text(R"(wait until a[n] == 1)")),
            R"(30:16: error: `wait until` reads more than one shared variable or word
    wait until a[n] == 1
               ^
  read the others into locals before, or wait for one after the other)");
}

TEST(Values, ValueOnSomeWays) {
  EXPECT_EQ(error_of(scenario_text(R"(x = foo(1)
n = x)",
                                   R"(proc foo(v)
  if flag
    return 1)")),
            R"(33:5: error: 'foo' does not return a value on every path
    x = foo(1)
    ^
  its value is used here; add a `return` at its end)");
}

TEST(Values, ReturnWithoutTheValue) {
  EXPECT_EQ(error_of(scenario_text(R"(x = foo(1)
n = x)",
                                   R"(proc foo(v)
  if flag
    return 1
  return)")),
            R"(28:5: error: 'foo' has to return a value: a caller uses it
    return
    ^)");
}

TEST(Values, RecursionThroughAnother) {
  EXPECT_EQ(error_of(scenario_text(R"(foo(1))", R"(proc foo(v)
  bar(v)
proc bar(v)
  foo(v))")),
            R"(26:5: error: 'bar' calls itself: bar calls foo calls bar
    bar(v)
    ^
  procedures are inlined; use a loop)");
}

TEST(Values, RecursionInDeadCode) {
  EXPECT_EQ(error_of(scenario_text(R"(n = 1)", R"(proc foo(v)
  if level == 4
    x = foo(v))")),
            R"(27:11: error: 'foo' calls itself: foo calls foo
      x = foo(v)
          ^
  procedures are inlined; use a loop)");
}

TEST(Values, ReturnOfAValueFromAScript) {
  EXPECT_EQ(error_of(scenario_text(R"(return 3)")),
            R"(30:5: error: only a procedure can return a value
    return 3
    ^)");
}

TEST(Values, ReturnOfAValueFromAnInterrupt) {
  EXPECT_EQ(error_of(scenario_text(R"(n = 1)", R"(interrupt ring
  return 1)")),
            R"(26:5: error: only a procedure can return a value
    return 1
    ^)");
}

TEST(Values, StopInAnInterrupt) {
  EXPECT_EQ(error_of(scenario_text(R"(n = 1)", R"(interrupt ring
  stop)")),
            R"(26:5: error: `stop` in an interrupt
    stop
    ^
  use `return`)");
}

TEST(Values, StopCalledByAnInterrupt) {
  EXPECT_EQ(error_of(scenario_text(R"(n = 1)", R"(proc end()
  stop
interrupt ring
  end())")),
            R"(26:5: error: `stop` in an interrupt has nowhere to go
    stop
    ^
  use `return`, or `on fault` below an access)");
}

TEST(Values, FaultInAnInterrupt) {
  EXPECT_EQ(error_of(scenario_text(R"(n = 1)", R"(interrupt ring
  read 0x401000)")),
            R"(26:5: error: a fault in an interrupt has nowhere to go
    read 0x401000
    ^
  use `return`, or `on fault` below an access)");
}

TEST(Values, ValueOfFreePage) {
  EXPECT_EQ(error_of(scenario_text(R"(x = free_page(top))")),
            R"(30:9: error: 'free_page' has no value
    x = free_page(top)
        ^)");
}

TEST(Values, ValueThatNobodyUses) {
  EXPECT_EQ(error_of(scenario_text(R"(bit(3))")),
            R"(30:5: error: 'bit(...)' is a value: nothing is done with it
    bit(3)
    ^)");
}

TEST(Values, NamesInDeadCode) {
  EXPECT_EQ(
      error_of(scenario_text(R"(if level == 4
  x = yy)")),
      R"(31:11: error: unknown name 'yy'; there are x, LIMIT, a, all, app, cur, flag, init, level, n, state, top, ...
      x = yy
          ^)");
}

} // namespace
} // namespace ghostwalk::test
