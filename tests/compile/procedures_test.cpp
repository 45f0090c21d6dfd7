// SPDX-License-Identifier: MIT
// Inlining, constant parameters, values, options.
#include "tests/compile/texts.hpp"

namespace ghostwalk::test {
namespace {

TEST(Procedures, ConstantArgumentsAreConstants) {
  EXPECT_EQ(code_of(R"(f(app, 3))",
                    R"(proc f(mm, k)
  mm.users = k
  if k == 4
    n = 1)"),
            R"(1 store mm.users[2] = 3
2 stop
)");
}

TEST(Procedures, AnAssignedParameterIsALocal) {
  EXPECT_EQ(code_of(R"(f(n)
f(3))",
                    R"(proc f(k)
  k = k + 1
  n = k)"),
            R"(1 n.0 = load n
2 k.1 = n.0
3 k.1 = k.1 + 1
4 store n = k.1
5 store n = 4
6 stop
)");
}

TEST(Procedures, AnUnassignedParameterIsTheCallersLocal) {
  EXPECT_EQ(code_of(R"(x = n
f(x)
n = x)",
                    R"(proc f(v)
  a[v] = v)"),
            R"(1 x.0 = load n
2 store a[x.0] = x.0
3 store n = x.0
4 stop
)");
}

TEST(Procedures, AnExpressionIsComputedOnce) {
  EXPECT_EQ(code_of(R"(f(n + 1))",
                    R"(proc f(v)
  a[v] = v)"),
            R"(1 n.0 = load n
2 v.1 = n.0 + 1
3 store a[v.1] = v.1
4 stop
)");
}

TEST(Procedures, Value) {
  EXPECT_EQ(code_of(R"(x = g(n)
n = x)",
                    R"(proc g(v)
  if v == 0
    return 1
  return v * 2)"),
            R"(1 n.0 = load n
2 if n.0 == 0 goto 3 else 4
3 g.1 = 1 goto 5
4 g.1 = n.0 * 2
5 x.2 = g.1
6 store n = x.2
7 stop
)");
}

TEST(Procedures, ConstantValue) {
  EXPECT_EQ(code_of(R"(n = h(2) + h(3))",
                    R"(proc h(v)
  return v + 1)"),
            R"(1 store n = 7
2 stop
)");
}

TEST(Procedures, TheSameConstantOnEveryWay) {
  EXPECT_EQ(code_of(R"(n = h())",
                    R"(proc h()
  if flag
    return 4
  return 4)"),
            R"(1 flag.0 = load flag
2 store n = 4
3 stop
)");
}

TEST(Procedures, CallsInAnExpressionComeInOrder) {
  EXPECT_EQ(code_of(R"(n = f(1) + g(2))",
                    R"(proc f(v)
  n = v
  return n
proc g(v)
  a[v] = v
  return v)"),
            R"(1 store n = 1
2 n.0 = load n
3 store a[2] = 2
4 store n = n.0 + 2
5 stop
)");
}

TEST(Procedures, EarlyReturn) {
  EXPECT_EQ(code_of(R"(f()
n = 1)",
                    R"(proc f()
  if flag
    return
  n = 2)"),
            R"(1 flag.0 = load flag
2 if flag.0 goto 4 else 3
3 store n = 2
4 store n = 1
5 stop
)");
}

// A statement's call goes on behind it, also where every way through the procedure ends with a `return`, and
// whether or not that has a value that nobody wants.
TEST(Procedures, ReturnOnEveryWayOfAStatement) {
  EXPECT_EQ(code_of(R"(f()
g()
n = 3)",
                    R"(proc f()
  n = 1
  return
proc g()
  n = 2
  return 7)"),
            R"(1 store n = 1
2 store n = 2
3 store n = 3
4 stop
)");
  EXPECT_EQ(code_of(R"(f()
n = 3)",
                    R"(proc f()
  if flag
    n = 1
    return 1
  n = 2
  return 2)"),
            R"(1 flag.0 = load flag
2 if flag.0 goto 3 else 4
3 store n = 1 goto 5
4 store n = 2
5 store n = 3
6 stop
)");
}

TEST(Procedures, StopEndsTheScript) {
  EXPECT_EQ(code_of(R"(f()
n = 1)",
                    R"(proc f()
  if flag
    stop
  n = 2)"),
            R"(1 flag.0 = load flag
2 if flag.0 goto 5 else 3
3 store n = 2
4 store n = 1
5 stop
)");
}

TEST(Procedures, NothingBehindAProcedureThatNeverReturns) {
  EXPECT_EQ(code_of(R"(f()
n = 1)",
                    R"(proc f()
  forever
    n = 2)"),
            R"(1 store n = 2 goto 1
)");
}

TEST(Procedures, OptionsCompileOneSide) {
  EXPECT_EQ(code_of(R"(if way == slow
  n = 1
else
  n = 2)"),
            R"(1 store n = 2
2 stop
)");
}

TEST(Procedures, OptionAsAnArgument) {
  EXPECT_EQ(code_of(R"(f(way))",
                    R"(proc f(w)
  if w == fast
    n = 1)"),
            R"(1 store n = 1
2 stop
)");
}

TEST(Procedures, ProcedureNamedLikeAnOption) {
  EXPECT_EQ(code_of(R"(way())",
                    R"(proc way()
  if way == fast
    n = 1)"),
            R"(1 store n = 1
2 stop
)");
}

TEST(Procedures, LocalsOfEachCallAreItsOwn) {
  EXPECT_EQ(code_of(R"(f(n)
f(n))",
                    R"(proc f(v)
  x = v
  a[x] = n)"),
            R"(1 n.0 = load n
2 x.1 = n.0
3 n.2 = load n
4 store a[x.1] = n.2
5 n.3 = load n
6 x.4 = n.3
7 n.5 = load n
8 store a[x.4] = n.5
9 stop
)");
}

TEST(Procedures, AParameterOutlivesItsCopy) {
  EXPECT_EQ(code_of(R"(f(n))",
                    R"(proc f(v)
  x = v
  x += 1
  a[x] = v)"),
            R"(1 n.0 = load n
2 x.1 = n.0
3 x.1 = x.1 + 1
4 store a[x.1] = n.0
5 stop
)");
}

TEST(Procedures, ReferencesKeepTheirRecord) {
  EXPECT_EQ(code_of(R"(f(cur))",
                    R"(proc f(m)
  r = m
  r.users = 1)"),
            R"(1 cur.0 = load cur
2 r.1 = cur.0
3 store mm.users[r.1] = 1
4 stop
)");
}

TEST(Procedures, AddressesFold) {
  EXPECT_EQ(code_of(R"(n = index(0x00401000, 2) + index(0x00401000, 1))"),
            R"(1 store n = 2
2 stop
)");
}

TEST(Procedures, EntriesFold) {
  EXPECT_EQ(code_of(R"(top = frame(entry(app.pgd, present, write, user)))"),
            R"(1 store top = 0x1001
2 stop
)");
}

TEST(Procedures, MachineConstants) {
  EXPECT_EQ(code_of(R"(n = cpus + page_size - 4096)"),
            R"(1 store n = 2
2 stop
)");
}

} // namespace
} // namespace ghostwalk::test
