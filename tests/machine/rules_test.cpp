// SPDX-License-Identifier: MIT
// The rules of the processor as they show in the machine: each as a pair of scenarios that differ in
// the rule's one condition, explored exhaustively. What the parts do on their own is pinned in
// tests/hw.
#include "tests/machine/stepped.hpp"

namespace ghostwalk::test {
namespace {

// A kernel with one page-table page per process and nothing else. `unmap` zeroes the directory
// entry and gives the table back at once.
const std::string kernel = R"(
kernel k
  paging i386
  option flush = none | invlpg | cr3 | pge | interrupt
  record mm for processes
    fixed pgd: frame
  var done: 0 .. 7
  process init_mm
    maps 0xc0000000 large global kernel
  proc running(mm)
    cr3 = mm.pgd
  proc invalidate(va)
    if flush == invlpg
      invlpg va
    if flush == cr3
      cr3 = app_root()
    if flush == pge
      cr4.pge = 0
      cr4.pge = 1
  proc app_root()
    return cr3
  interrupt nothing
    done = done
)";

// cpu 0 unlinks and frees the table; cpu 1 writes garbage into whatever it gets. What cpu 0 does
// in between is `middle`. A walk that read the directory before may read the garbage.
std::string teardown(const std::string& middle) {
  return kernel + R"(
scenario teardown
  cpu pentium4 * 2
  frames 6
  process app
    maps 0x08048000 read
  on cpu 0 running(app)
    branch 0x08048000 to 0x08048100
    table = frame(app.pgd[32])
    app.pgd[32] = 0
)" + middle +
         R"(
    free_page(table)
  on cpu 1 running(app)
    page = alloc_page(kernel)
    page[72] = 0x0badc167
  never ghost walk
  sometimes table freed in flight
)";
}

TEST(Walk, OutlivesTheTableItHasReadTheEntryOf) {
  const auto e = explored(teardown(""));
  EXPECT_EQ(e.verdict, Verdict::found);
}

// Only an invalidation ends a walk (Linus Torvalds quoting Intel, 23 May 2002): an interrupt taken
// and left between the unlink and the free does not.
TEST(Walk, IsNotEndedByAnInterrupt) {
  const auto e = explored(teardown("    send nothing to cpu 0\n"));
  EXPECT_EQ(e.verdict, Verdict::found);
}

TEST(Walk, IsEndedByInvlpgOfItsPage) {
  EXPECT_EQ(explored(teardown("    invlpg 0x08048000\n")).verdict, Verdict::absent);
}

// INVLPG of another page need not end it: what is not promised is allowed.
TEST(Walk, MayOutliveInvlpgOfAnotherPage) {
  EXPECT_EQ(explored(teardown("    invlpg 0x08049000\n")).verdict, Verdict::found);
  const Texts texts(teardown("    invlpg 0x08049000\n"));
  EXPECT_EQ(explored(texts.compile("k", {}, {{"invlpg_ends_all_walks", "1"}})).verdict,
            Verdict::absent);
}

TEST(Walk, IsEndedByMovCr3) {
  EXPECT_EQ(explored(teardown("    cr3 = app.pgd\n")).verdict, Verdict::absent);
}

TEST(Walk, IsEndedByAChangeOfPge) {
  EXPECT_EQ(explored(teardown("    cr4.pge = 0\n")).verdict, Verdict::absent);
  EXPECT_EQ(explored(teardown("    cr4.pge = 1\n")).verdict, Verdict::found)
      << "PGE is 1 at the start: no change";
}

// A processor that lets its walks drain before it invalidates gives the same verdicts as one that ends them.
TEST(Walk, MayDrainInsteadOfBeingEnded) {
  const Pairs drains{{"walk_drains", "1"}};
  EXPECT_EQ(explored(teardown("    cr3 = app.pgd\n"), {}, drains).verdict, Verdict::absent);
  EXPECT_EQ(explored(teardown(""), {}, drains).verdict, Verdict::found);
}

// It waits, and only where something invalidates.
TEST(Walk, ThatDrainsIsWaitedFor) {
  for (const bool drains : {false, true}) {
    Stepped s(kernel + R"(
scenario draining
  cpu pentium4 * 1
  process app
    maps 0x08048000 read
  on cpu 0 running(app)
    speculate 0x08048000
    fence
    cr3 = app.pgd
)",
              {{"walk_drains", drains ? "1" : "0"}});
    s.start(0x08048000);
    EXPECT_TRUE(s.may_go_on()) << "a fence";
    s.instruction();
    EXPECT_EQ(s.may_go_on(), !drains);
    s.read();
    EXPECT_EQ(s.may_go_on(), !drains);
    s.read();
    EXPECT_TRUE(s.may_go_on());
  }
}

// The paging-structure cache remembers the directory entry when the walk has long ended: a walk may
// start at the freed table. MOV CR3 and INVLPG of *any* address drop it (SDM p145-146).
TEST(PagingCache, KeepsTheTableUntilAnyInvlpg) {
  const Pairs cache{{"pde_cache", "4"}};
  EXPECT_EQ(explored(teardown(""), {}, cache).verdict, Verdict::found);
  EXPECT_EQ(explored(teardown("    cr3 = app.pgd\n"), {}, cache).verdict, Verdict::absent);
  const Pairs both{{"pde_cache", "4"}, {"invlpg_ends_all_walks", "1"}};
  EXPECT_EQ(explored(teardown("    invlpg 0x08049000\n"), {}, both).verdict, Verdict::absent);
}

// A user page with G in its entry: MOV CR3 keeps it, INVLPG and a change of PGE do not (SDM p145).
std::string global_page(const std::string& invalidation) {
  return kernel + R"(
scenario global_page
  cpu pentium4 * 1
  frames 4
  process app
    maps 0x08048000 read global
  on cpu 0 running(app)
    read 0x08048000
    table = frame(app.pgd[32])
    atomic table[72] &= ~1
)" + invalidation +
         R"(
    read 0x08048000
  never stale use
)";
}

TEST(Global, SurvivesMovCr3ButNotInvlpgNorPge) {
  EXPECT_EQ(explored(global_page("    cr3 = app.pgd\n")).verdict, Verdict::found);
  EXPECT_EQ(explored(global_page("    invlpg 0x08048000\n")).verdict, Verdict::absent);
  EXPECT_EQ(explored(global_page("    cr4.pge = 0\n")).verdict, Verdict::absent);
}

TEST(Global, CountsOnlyWhilePgeIsOn) {
  const auto text = [](const std::string& pge) {
    return kernel + R"(
scenario pge
  cpu pentium4 * 1
  frames 4
  process app
    maps 0x08048000 read global
  on cpu 0 running(app)
    cr4.pge = )" +
           pge + R"(
    read 0x08048000
  never poisoned
)";
  };
  EXPECT_EQ(explored(text("1")).verdict, Verdict::found);
  EXPECT_EQ(explored(text("0")).verdict, Verdict::absent);
}

// The kernel's own global pages are what G is for.
TEST(Global, IsNoPoisonInTheKernel) {
  EXPECT_EQ(explored(kernel + R"(
scenario kernels_own
  cpu pentium4 * 1
  process app
  on cpu 0 running(app)
    read 0xc0100000
    reach end
  never poisoned
  sometimes event end
)")
                .verdict,
            Verdict::absent);
}

// #PF drops the entries of its address (SDM p146): after it the new translation is used.
TEST(Fault, HealsTheEntryItWasTakenOn) {
  const std::string text = kernel + R"(
scenario healing
  cpu pentium4 * 1
  frames 4
  process app
    maps 0x08048000 read
  on cpu 0 running(app)
    read 0x08048000
    table = frame(app.pgd[32])
    atomic table[72] |= 2
    write 0x08048000 = 7
    on fault
      reach refused
  never event refused
  never stale use
)";
  EXPECT_EQ(explored(text).verdict, Verdict::absent);
}

// A and D are written by the walker, A before the translation is cached, D on a write (SDM p137, p141).
TEST(AccessedAndDirty, AreInMemoryWhenTheAccessIsDone) {
  const auto text = [](const std::string& access, const std::string& claim) {
    return kernel + R"(
scenario bits
  cpu pentium4 * 1
  frames 4
  process app
    maps 0x08048000 write
  var word_seen: word
  on cpu 0 running(app)
    table = frame(app.pgd[32])
    atomic table[72] &= ~0x60
    invlpg 0x08048000
)" + access +
           R"(
    word = table[72]
    word_seen = word & 0x60
    reach end
  never )" +
           claim + R"(
  sometimes event end
)";
  };
  EXPECT_EQ(explored(text("    read 0x08048000\n", "word_seen == 0x60")).verdict, Verdict::absent);
  EXPECT_EQ(explored(text("    read 0x08048000\n", "word_seen == 0x20")).verdict, Verdict::found);
  EXPECT_EQ(explored(text("    write 0x08048000 = 1\n", "word_seen == 0x20")).verdict,
            Verdict::absent);
  EXPECT_EQ(explored(text("    write 0x08048000 = 1\n", "word_seen == 0x60")).verdict,
            Verdict::found);
}

// PAE: the four top entries are registers that MOV CR3 loads (SDM p142 footnote, p147).
TEST(Pae, TopEntriesAreReadAtMovCr3Only) {
  const auto text = [](const std::string& reload) {
    return R"(
kernel k
  paging pae
  record mm for processes
    fixed pgd: frame
  proc running(mm)
    cr3 = mm.pgd
scenario top_entries
  cpu pentium4 * 1
  frames 6
  process app
    maps 0x08048000 read
  on cpu 0 running(app)
    app.pgd[0] = 0
)" + reload +
           R"(
    read 0x08048000
    on fault
      reach refused
  never event refused
)";
  };
  EXPECT_EQ(explored(text("")).verdict, Verdict::absent);
  EXPECT_EQ(explored(text("    cr3 = app.pgd\n")).verdict, Verdict::found);
}

// An entry that forbids the access is dropped before the walk that may heal it, and with it what the
// paging-structure cache has for the page: that walk can only start at the root.
TEST(Access, ThatTheTlbForbidsIsWalkedFromTheRoot) {
  const Texts texts(kernel + R"(
scenario forbidden
  cpu pentium4 * 1
  process app
    maps 0x08048000 read
  on cpu 0 running(app)
    read 0x08048000
    write 0x08048000 = 1
    on fault
      done = 1
)");
  const Program program = texts.compile("k", {}, {{"pde_cache", "4"}});
  const Machine machine(program);
  std::vector<std::byte> state = program.initial;
  for (const StepKind kind :
       {StepKind::exec, StepKind::walk_read, StepKind::walk_read, StepKind::exec})
    machine.apply(state.data(), {0, kind, 0, 0});
  const Insn& next = program.code[machine.next_insn(state.data(), 0)];
  ASSERT_EQ(static_cast<hw::Access>(next.aux & 3), hw::Access::write) << "the read is done";
  EXPECT_EQ(machine.exec_choices(state.data(), 0), 1);
  machine.apply(state.data(), {0, StepKind::exec, 0, 0});
  EXPECT_EQ(machine.walk(state.data(), 0, 0).level, 2);
}

// What a script does before its first step happens all the same.
TEST(Script, WhatItBeginsWithIsSeen) {
  const auto text = [](const std::string& first) {
    return kernel +
           "scenario begins\n  cpu pentium4 * 1\n  process app\n  on cpu 0 running(app)\n" + first +
           "    done = 1\n  sometimes event begun\n  never event broken\n" + "  never fault\n";
  };
  const std::string named = "    if done == 7\n      reach broken\n";
  const auto e = explored(text("    reach begun\n" + named));
  EXPECT_EQ(e.verdict, Verdict::absent);
  EXPECT_NE(e.seen & happened_event(0), 0U);
  EXPECT_EQ(explored(text("    reach broken\n    reach begun\n")).verdict, Verdict::found);
  EXPECT_EQ(explored(text("    assert 1 == 2\n    reach begun\n" + named)).verdict, Verdict::found);
}

} // namespace
} // namespace ghostwalk::test
