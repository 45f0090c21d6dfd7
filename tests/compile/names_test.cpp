// SPDX-License-Identifier: MIT
// Errors about names: what is unknown, what cannot be done with what is known, as a user sees them.
#include "tests/compile/texts.hpp"

namespace ghostwalk::test {
namespace {

TEST(Names, UnknownNearName) {
  EXPECT_EQ(error_of(scenario_text(R"(flga = true
x = flga2)")),
            R"(31:9: error: unknown name 'flga2'; did you mean 'flga'?
    x = flga2
        ^)");
}

TEST(Names, UnknownListsWhatThereIs) {
  EXPECT_EQ(
      error_of(scenario_text(R"(nn = m)")),
      R"(30:10: error: unknown name 'm'; there are nn, LIMIT, a, all, app, cur, flag, init, level, n, state, top, ...
    nn = m
         ^)");
}

TEST(Names, UnknownTargetOfAnUpdate) {
  EXPECT_EQ(
      error_of(scenario_text(R"(yy |= 1)")),
      R"(30:5: error: unknown name 'yy'; there are LIMIT, a, all, app, cur, flag, init, level, n, state, top, way, ...
    yy |= 1
    ^)");
}

TEST(Names, UsedBeforeAssigned) {
  EXPECT_EQ(error_of(scenario_text(R"(x = x + 1)")),
            R"(30:9: error: 'x' is used before it is assigned
    x = x + 1
        ^)");
}

TEST(Names, AssignedOnOneWayOnly) {
  EXPECT_EQ(error_of(scenario_text(R"(if flag
  x = 1
n = x)")),
            R"(32:5: error: 'x' may be read before it is assigned
    n = x
    ^
  give it a value on every way here)");
}

TEST(Names, ProcedureAsAValue) {
  EXPECT_EQ(error_of(scenario_text(R"(x = foo)", R"(proc foo()
  n = 1)")),
            R"(32:9: error: unknown name 'foo'
    x = foo
        ^
  it is a procedure: write foo(...))");
}

TEST(Names, AMisspeltOracleInAClaim) {
  EXPECT_EQ(error_of(scenario_text("n = 1") + "  never ghostwalk\n"),
            R"(31:9: error: unknown name 'ghostwalk'; did you mean the oracle 'ghost walk'?
  never ghostwalk
        ^)");
}

TEST(Names, Field) {
  EXPECT_EQ(error_of(scenario_text(R"(x = app.mas)")),
            R"(30:13: error: no record has a field 'mas'; did you mean 'mask'?
    x = app.mas
            ^)");
}

TEST(Names, FieldOfAnotherRecord) {
  EXPECT_EQ(error_of(scenario_text(R"(x = cur.owner)")),
            R"(30:13: error: record 'mm' has no field 'owner'; there are gate, mask, pgd, users
    x = cur.owner
            ^)");
}

TEST(Names, FieldOfNone) {
  EXPECT_EQ(error_of(scenario_text(R"(x = none.users)")),
            R"(30:14: error: 'mm.users' of `none`
    x = none.users
             ^)");
}

TEST(Names, Procedure) {
  EXPECT_EQ(error_of(scenario_text(R"(fo(1))", R"(proc foo(v)
  n = v)")),
            R"(32:5: error: there is no procedure 'fo'; did you mean 'foo'?
    fo(1)
    ^)");
}

TEST(Names, Arguments) {
  EXPECT_EQ(error_of(scenario_text(R"(foo(1, 2))", R"(proc foo(v)
  n = v)")),
            R"(32:5: error: 'foo' takes 1 argument, and 2 are given
    foo(1, 2)
    ^)");
}

TEST(Names, OptionValue) {
  EXPECT_EQ(error_of(scenario_text(R"(if way == fats
  n = 1)")),
            R"(30:15: error: option 'way' has no value 'fats'; did you mean 'fast'?
    if way == fats
              ^)");
}

TEST(Names, ValueOfANumericOption) {
  EXPECT_EQ(
      error_of(scenario_text(R"(x = level == fast)")),
      R"(30:18: error: unknown name 'fast'; there are x, LIMIT, a, all, app, cur, flag, init, level, n, state, top, ...
    x = level == fast
                 ^)");
}

TEST(Names, Interrupt) {
  EXPECT_EQ(error_of(scenario_text(R"(send rign to all)", R"(interrupt ring
  state = 1)")),
            R"(32:5: error: there is no interrupt 'rign'; did you mean 'ring'?
    send rign to all
    ^)");
}

TEST(Names, AllocOwner) {
  EXPECT_EQ(error_of(scenario_text(R"(x = alloc_page(tabel))")),
            R"(30:20: error: there is no owner 'tabel'; did you mean 'table'?
    x = alloc_page(tabel)
                   ^)");
}

TEST(Names, EntryFlag) {
  EXPECT_EQ(error_of(scenario_text(R"(x = entry(top, presnt))")),
            R"(30:20: error: a table word has no flag 'presnt'; did you mean 'present'?
    x = entry(top, presnt)
                   ^)");
}

TEST(Names, Cr4Bit) {
  EXPECT_EQ(error_of(scenario_text(R"(x = cr4.pse)")),
            R"(30:13: error: cr4 has no 'pse'; it has pge
    x = cr4.pse
            ^)");
}

TEST(Names, RecordType) {
  EXPECT_EQ(error_of(scenario_text(R"(n = 1)", R"(var q: mn)")),
            R"(25:10: error: there is no type or record 'mn'; did you mean 'mm'?
  var q: mn
         ^)");
}

TEST(Names, ArrayAsAWhole) {
  EXPECT_EQ(error_of(scenario_text(R"(x = a)")),
            R"(30:9: error: 'a' is an array: write a[i]
    x = a
        ^)");
}

TEST(Names, AssignmentToAnArray) {
  EXPECT_EQ(error_of(scenario_text(R"(a = 1)")),
            R"(30:5: error: 'a' is an array: write a[i]
    a = 1
    ^)");
}

TEST(Names, AssignmentToAFixedField) {
  EXPECT_EQ(error_of(scenario_text(R"(app.pgd = 3)")),
            R"(30:9: error: 'pgd' is fixed and cannot be assigned to
    app.pgd = 3
        ^)");
}

TEST(Names, AssignmentToALock) {
  EXPECT_EQ(error_of(scenario_text(R"(app.gate = 3)")),
            R"(30:9: error: 'mm.gate' is a lock
    app.gate = 3
        ^
  use `lock` and `unlock`)");
}

TEST(Names, AssignmentToAConstant) {
  EXPECT_EQ(error_of(scenario_text(R"(LIMIT = 3)")),
            R"(30:5: error: 'LIMIT' is a constant and cannot be assigned to
    LIMIT = 3
    ^)");
}

TEST(Names, AssignmentToAnOption) {
  EXPECT_EQ(error_of(scenario_text(R"(level = 3)")),
            R"(30:5: error: 'level' is an option and cannot be assigned to
    level = 3
    ^)");
}

TEST(Names, AssignmentToAProcess) {
  EXPECT_EQ(error_of(scenario_text(R"(app = 3)")),
            R"(30:5: error: 'app' is a process and cannot be assigned to
    app = 3
    ^)");
}

TEST(Names, AssignmentToSelf) {
  EXPECT_EQ(error_of(scenario_text(R"(self = 3)")),
            R"(30:5: error: 'self' cannot be assigned to
    self = 3
    ^)");
}

TEST(Names, AssignmentToALoopVariable) {
  EXPECT_EQ(error_of(scenario_text(R"(for i in 1 .. 3
  i = 4)")),
            R"(31:7: error: 'i' is counted by the loop and cannot be assigned to
      i = 4
      ^)");
}

TEST(Names, LoopVariableWithAMeaning) {
  EXPECT_EQ(error_of(scenario_text(R"(for n in 1 .. 3
  flag = true)")),
            R"(30:5: error: 'n' has a meaning already and cannot be a local name
    for n in 1 .. 3
    ^
  it is declared in line 17)");
}

TEST(Names, LoopWithinALoopOverTheSame) {
  EXPECT_EQ(error_of(scenario_text(R"(for i in 1 .. 2
  for i in 1 .. 2
    n = 1)")),
            R"(31:7: error: a loop over 'i' within a loop over it
      for i in 1 .. 2
      ^)");
}

TEST(Names, ParameterWithAMeaning) {
  EXPECT_EQ(error_of(scenario_text(R"(f(1))", R"(proc f(flag)
  n = 1)")),
            R"(25:10: error: 'flag' has a meaning already and cannot be a local name
  proc f(flag)
         ^
  it is declared in line 16)");
}

TEST(Names, AtomicOnALocal) {
  EXPECT_EQ(error_of(scenario_text(R"(x = app.pgd[1]
atomic x |= 1)")),
            R"(31:12: error: 'x' is local to this code
    atomic x |= 1
           ^
  `atomic` is for variables that others see)");
}

TEST(Names, LockOfANumber) {
  EXPECT_EQ(error_of(scenario_text(R"(lock n)")),
            R"(30:10: error: this is no lock
    lock n
         ^
  declare it with type `lock`)");
}

TEST(Names, SecondVariable) {
  EXPECT_EQ(error_of(scenario_text(R"(n = 1)", R"(var n: bool)")),
            R"(25:7: error: a second 'n'
  var n: bool
      ^
  it is declared in line 17 already)");
}

TEST(Names, WordOfTheLanguage) {
  EXPECT_EQ(error_of(scenario_text(R"(n = 1)", R"(var none: bool)")),
            R"(25:7: error: 'none' is a word of the language and cannot be declared
  var none: bool
      ^)");
}

TEST(Names, SecondProcedure) {
  EXPECT_EQ(error_of(scenario_text(R"(n = 1)", R"(proc f()
  n = 1
proc f()
  n = 1)")),
            R"(27:8: error: a second procedure 'f'
  proc f()
       ^
  it is declared in line 25 already)");
}

TEST(Names, SecondInterrupt) {
  EXPECT_EQ(error_of(scenario_text(R"(n = 1)", R"(interrupt ring
  state = 0
interrupt ring
  state = 1)")),
            R"(27:13: error: a second interrupt 'ring'
  interrupt ring
            ^)");
}

TEST(Names, SecondField) {
  EXPECT_EQ(error_of(scenario_text(R"(n = 1)", R"(record z 2
  f: bool
  f: bool)")),
            R"(27:5: error: record 'z' has a second field 'f'
    f: bool
    ^)");
}

TEST(Names, SecondRecordForProcesses) {
  EXPECT_EQ(error_of(scenario_text(R"(n = 1)", R"(record z for processes
  fixed pgd: frame)")),
            R"(25:10: error: a second record for processes
  record z for processes
         ^
  'mm' is one already)");
}

TEST(Names, SecondOptionValue) {
  EXPECT_EQ(error_of(scenario_text(R"(n = 1)", R"(option o = a | b | a)")),
            R"(25:22: error: option 'o' has the value 'a' twice
  option o = a | b | a
                     ^)");
}

} // namespace
} // namespace ghostwalk::test
