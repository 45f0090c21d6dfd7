// SPDX-License-Identifier: MIT
// What each statement without blocks becomes. Instruction 0 is the stop of a CPU without a script.
#include "tests/compile/texts.hpp"

namespace ghostwalk::test {
namespace {

TEST(Statements, StoreOfAConstant) {
  EXPECT_EQ(code_of(R"(n = 3)"),
            R"(1 store n = 3
2 stop
)");
}

TEST(Statements, LoadIntoALocal) {
  EXPECT_EQ(code_of(R"(x = n
n = x + 1)"),
            R"(1 x.0 = load n
2 store n = x.0 + 1
3 stop
)");
}

TEST(Statements, LoadWithinAnExpression) {
  EXPECT_EQ(code_of(R"(n = n + 1)"),
            R"(1 n.0 = load n
2 store n = n.0 + 1
3 stop
)");
}

TEST(Statements, UpdateIsALoadAndAStore) {
  EXPECT_EQ(code_of(R"(n |= 4)"),
            R"(1 n.0 = load n
2 store n = n.0 | 4
3 stop
)");
}

TEST(Statements, AtomicUpdateIsOneStep) {
  EXPECT_EQ(code_of(R"(atomic n += 1)"),
            R"(1 atomic n += 1
2 stop
)");
}

TEST(Statements, AtomicExchange) {
  EXPECT_EQ(code_of(R"(old = atomic exchange(n, 5)
a[2] = old)"),
            R"(1 old.0 = atomic n <-> 5
2 store a[2] = old.0
3 stop
)");
}

TEST(Statements, ChoiceOfAValue) {
  EXPECT_EQ(code_of(R"(x = any of 1, 2, n
n = x)"),
            R"(1 n.0 = load n
2 x.1 = any of 1, 2, n.0
3 store n = x.1
4 stop
)");
}

TEST(Statements, ChoiceStoredAtOnce) {
  EXPECT_EQ(code_of(R"(n = any of 1, 2)"),
            R"(1 choice.0 = any of 1, 2
2 store n = choice.0
3 stop
)");
}

TEST(Statements, LockAndUnlock) {
  EXPECT_EQ(code_of(R"(lock app.gate
unlock cur.gate)"),
            R"(1 lock mm.gate[2]
2 cur.0 = load cur
3 unlock mm.gate[cur.0]
4 stop
)");
}

TEST(Statements, FieldOfAKnownRecord) {
  EXPECT_EQ(code_of(R"(x = app.mask & ~bit(self)
app.mask = x)"),
            R"(1 mm.mask.0 = load mm.mask[2]
2 x.1 = mm.mask.0 & 0xfffffffffffffffe
3 store mm.mask[2] = x.1
4 stop
)");
}

TEST(Statements, FieldsOfOtherRecords) {
  EXPECT_EQ(code_of(R"(slot(2).owner = 3
x = slot(1)
x.page = none)"),
            R"(1 store slot.owner[2] = 3
2 store slot.page[1] = 0
3 stop
)");
}

TEST(Statements, FixedFieldOfAKnownRecordIsAConstant) {
  EXPECT_EQ(code_of(R"(cr3 = app.pgd)"),
            R"(1 cr3 = 0x1001
2 stop
)");
}

TEST(Statements, FixedFieldOfAnyRecordIsNoStep) {
  EXPECT_EQ(code_of(R"(c = cur
cr3 = c.pgd)"),
            R"(1 c.0 = load cur
2 cr3 = mm.pgd[c.0]
3 stop
)");
}

TEST(Statements, ReferenceInAVariable) {
  EXPECT_EQ(code_of(R"(cur = app
cur = none)"),
            R"(1 store cur = 2
2 store cur = 0
3 stop
)");
}

TEST(Statements, WordsOfAFrame) {
  EXPECT_EQ(code_of(R"(app.pgd[1] = 0x1025
w = app.pgd[1]
n = w & 3)"),
            R"(1 store 0x1001[1] = 0x1025
2 w.0 = load 0x1001[1]
3 store n = w.0 & 3
4 stop
)");
}

TEST(Statements, WordThroughALoadedFrame) {
  EXPECT_EQ(code_of(R"(t = frame(app.pgd[1])
t[1] = top[1])"),
            R"(1 word.0 = load 0x1001[1]
2 t.1 = frame(word.0)
3 top.2 = load top
4 word.3 = load top.2[1]
5 store t.1[1] = word.3
6 stop
)");
}

TEST(Statements, AtomicUpdateOfAWord) {
  EXPECT_EQ(code_of(R"(atomic app.pgd[1] &= ~2)"),
            R"(1 atomic 0x1001[1] &= 0xfffffffffffffffd
2 stop
)");
}

TEST(Statements, AtomicExchangeOfAWord) {
  EXPECT_EQ(code_of(R"(w = atomic exchange(app.pgd[1], 0)
n = frame(w))"),
            R"(1 w.0 = atomic 0x1001[1] <-> 0
2 store n = frame(w.0)
3 stop
)");
}

TEST(Statements, PerCpuVariables) {
  EXPECT_EQ(code_of(R"(state = 1
n = state[1])"),
            R"(1 store state = 1
2 state.0 = load state[1]
3 store n = state.0
4 stop
)");
}

TEST(Statements, Pages) {
  EXPECT_EQ(code_of(R"(page = alloc_page(table2)
mark page as quicklist
free_page(page))"),
            R"(1 page.0 = alloc table2
2 mark page.0 as quicklist
3 free page.0
4 stop
)");
}

TEST(Statements, Invlpg) {
  EXPECT_EQ(code_of(R"(invlpg 0x401000)"),
            R"(1 invlpg 0x401000
2 stop
)");
}

TEST(Statements, Cr3WithPcid) {
  EXPECT_EQ(code_of(R"(cr3 = app.pgd pcid 3 keep
cr3 = top pcid n)"),
            R"(1 cr3 = 0x1001 pcid 3 keep 1
2 top.0 = load top
3 n.1 = load n
4 cr3 = top.0 pcid n.1 keep 0
5 stop
)");
}

TEST(Statements, Cr4) {
  EXPECT_EQ(code_of(R"(cr4.pge = 0
cr4.pge = 1
x = cr4.pge
n = x)"),
            R"(1 cr4.pge = 0
2 cr4.pge = 1
3 x.0 = cr4.pge
4 store n = x.0
5 stop
)");
}

TEST(Statements, Interrupts) {
  EXPECT_EQ(code_of(R"(interrupts off
interrupts on
n = interrupts_on)"),
            R"(1 interrupts = 0
2 interrupts = 1
3 store n = interrupts_on
4 stop
)");
}

TEST(Statements, WaitKeepsItsRead) {
  EXPECT_EQ(code_of(R"(wait until flag)"),
            R"(1 wait until flag[0]
2 stop
)");
}

TEST(Statements, WaitWithWhatIsKnown) {
  EXPECT_EQ(code_of(R"(x = n
wait until flag or x == 3)"),
            R"(1 x.0 = load n
2 wait until flag[0] or (x.0 == 3)
3 stop
)");
}

TEST(Statements, WaitForThisCpusVariable) {
  EXPECT_EQ(code_of(R"(wait until state == 2 and level == 3)"),
            R"(1 wait until state[self] == 2
2 stop
)");
}

TEST(Statements, WaitForAWordIsALoop) {
  EXPECT_EQ(code_of(R"(wait until not present(app.pgd[1])
app.pgd[1] = 0)"),
            R"(1 word.0 = load 0x1001[1]
2 if not present(word.0) goto 3 else 1
3 store 0x1001[1] = 0
4 stop
)");
}

TEST(Statements, Send) {
  EXPECT_EQ(code_of(R"(send ring to all
send ring to cpu 1)",
                    R"(interrupt ring
  if flag
    return
  state = 1)"),
            R"(1 all.0 = load all
2 send ring to all.0
3 send ring to cpu 1
4 stop
5 flag.1 = load flag
6 if flag.1 goto 8 else 7
7 store state = 1
8 iret
)");
}

TEST(Statements, Read) {
  EXPECT_EQ(code_of(R"(read 0x401010)"),
            R"(1 read 0x401010, fault 2
2 stop
)");
}

TEST(Statements, ReadIntoALocal) {
  EXPECT_EQ(code_of(R"(x = read 0x401010
n = x)"),
            R"(1 x.0 = read 0x401010, fault 3
2 store n = x.0
3 stop
)");
}

TEST(Statements, WriteOfALoadedValue) {
  EXPECT_EQ(code_of(R"(write 0x401010 = n)"),
            R"(1 n.0 = load n
2 write 0x401010 = n.0, fault 3
3 stop
)");
}

TEST(Statements, Execute) {
  EXPECT_EQ(code_of(R"(execute 0x401010)"),
            R"(1 execute 0x401010, fault 2
2 stop
)");
}

TEST(Statements, UserBranchFetchesBothEnds) {
  EXPECT_EQ(code_of(R"(branch 0x401010 to 0x402000)"),
            R"(1 branch 0x401010 to 0x402000, fault 3
2 execute 0x402000, fault 3
3 stop
)");
}

TEST(Statements, KernelBranch) {
  EXPECT_EQ(code_of(R"(branch at 0xc0001000)"),
            R"(1 branch at 0xc0001000
2 stop
)");
}

TEST(Statements, SpeculationIsNoStep) {
  EXPECT_EQ(code_of(R"(speculate 0x401010
n = 1)"),
            R"(1 speculate 0x401010
2 store n = 1
3 stop
)");
}

TEST(Statements, WorkIsNoStep) {
  EXPECT_EQ(code_of(R"(work 5
work 10 .. 20
n = 1)"),
            R"(1 work 5
2 work 10 .. 20
3 store n = 1
4 stop
)");
}

TEST(Statements, NamedEvent) {
  EXPECT_EQ(code_of(R"(n = 1
reach here
n = 2)"),
            R"(1 store n = 1
2 reach here
3 store n = 2
4 stop
)");
  // Before the first step there is none for it to ride on: a script then begins with one that does nothing.
  EXPECT_EQ(code_of(R"(reach here
n = 1)"),
            R"(1 reach here
2 store n = 1 goto 4
3 pause goto 1
4 stop
)");
}

TEST(Statements, Assertion) {
  EXPECT_EQ(code_of(R"(assert n < 4)"),
            R"(1 n.0 = load n
2 assert n.0 < 4
3 stop
)");
}

TEST(Statements, EmptyTableIsNoStep) {
  EXPECT_EQ(code_of(R"(x = empty(app.pgd)
flag = x)"),
            R"(1 x.0 = empty(0x1001)
2 store flag = x.0
3 stop
)");
}

} // namespace
} // namespace ghostwalk::test
