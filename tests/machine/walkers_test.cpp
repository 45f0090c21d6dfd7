// SPDX-License-Identifier: MIT
// When a walk may begin, for whom, and from where; what may go out of the TLB.
#include "tests/machine/stepped.hpp"

namespace ghostwalk::test {
namespace {

std::string text(const std::string& script, const std::string& paging = "i386") {
  return "kernel k\n  paging " + paging + R"(
  record mm for processes
    fixed pgd: frame
  proc running(mm)
    cr3 = mm.pgd
  interrupt reader
    read 0x08049000
    on fault
      return
scenario s
  cpu pentium4 * 1
  process app
    maps 0x08048000 .. 0x0804bfff read
  on cpu 0 running(app)
)" + script;
}
constexpr Address first = 0x08048000, second = 0x08049000, third = 0x0804a000;
const Pairs two_walkers{{"walkers", "2"}};

// ── What is in reach ──

// Speculation walks for what the CPU has touched, not for what it has not. A read leads no further.
TEST(Reach, HasWhatWasTouched) {
  Stepped s(text("    read 0x08048000\n"));
  EXPECT_FALSE(s.may_start(first));
  s.instruction();
  s.apply({0, StepKind::evict_tlb, 0, 0});
  EXPECT_TRUE(s.may_start(first));
  EXPECT_FALSE(s.may_start(second));
}

// Code runs on into the page behind it (SDM p141: prefetch), one page and no further.
TEST(Reach, OfCodeHasTheNextPageToo) {
  Stepped s(text("    execute 0x08048000\n"));
  s.instruction();
  EXPECT_TRUE(s.may_start(second));
  EXPECT_FALSE(s.may_start(third));
}

// The BTB remembers the target of a branch; what runs there on a wrong path runs on as well.
TEST(Reach, OfABranchHasItsTargetAndTheNextPage) {
  Stepped s(text("    branch 0x08048000 to 0x0804a000\n"));
  s.instruction();
  EXPECT_TRUE(s.may_start(third));
  EXPECT_TRUE(s.may_start(0x0804b000));
}

TEST(Reach, HasWhatTheScenarioNames) {
  Stepped s(text("    speculate 0x0804a000\n    read 0x08048000\n"));
  EXPECT_TRUE(s.may_start(third));
  EXPECT_FALSE(s.may_start(0x0804b000));
}

// ── Walkers ──

const std::string three =
    "    speculate 0x08048000\n    speculate 0x08049000\n    speculate 0x0804a000\n";

TEST(Walkers, WalkForOnePageEach) {
  Stepped s(text(three + "    read 0x08048000\n"), two_walkers);
  s.start(first);
  EXPECT_FALSE(s.may_start(first)) << "it is under way";
  s.start(second);
  EXPECT_FALSE(s.may_start(third)) << "both are busy";
  EXPECT_FALSE(s.may_go_on()) << "and the instruction waits";
  s.read(1);
  s.read(1);
  EXPECT_TRUE(s.may_start(third));
  EXPECT_FALSE(s.may_start(second)) << "the TLB has it";
  EXPECT_TRUE(s.may_go_on()) << "a walk that speculation began is not the instruction's";
}

// The instruction waits for its own walk and for no other.
TEST(Walkers, AreWaitedForByTheInstructionOfTheirPage) {
  Stepped s(text("    send reader to cpu 0\n    read 0x08048000\n"), two_walkers);
  s.instruction();
  s.apply({0, StepKind::exec, 0, 0});
  EXPECT_FALSE(s.may_go_on());
  s.interrupt(0);
  EXPECT_TRUE(s.may_go_on()) << "the handler reads another page";
  s.apply({0, StepKind::exec, 0, 0});
  EXPECT_FALSE(s.may_go_on());
  EXPECT_EQ(s.walk_at(1).page, s.page(second));
}

// A walk that found nothing waits for its instruction; meanwhile the walker is free.
TEST(Walkers, AreFreeOnceTheyHaveFoundNothing) {
  Stepped s(text("    speculate 0x08049000\n    write 0x08048000 = 1\n    on fault\n      stop\n"));
  s.apply({0, StepKind::exec, 0, 0});
  EXPECT_FALSE(s.may_start(second));
  s.read();
  s.read();
  EXPECT_TRUE(s.walk_at(0).faulted);
  EXPECT_TRUE(s.may_go_on()) << "to take the fault";
  const std::vector<Step> next{{0, StepKind::exec, 0, 0},
                               {0, StepKind::walk_start, 0, s.page(second)}};
  EXPECT_EQ(s.steps(), next) << "it reads no more";
  EXPECT_FALSE(s.possible({0, StepKind::walk_read, 0, 0}));
  EXPECT_TRUE(s.may_start(second));
}

// ── Access ──

// A user address is accessed in user mode: not through a translation without U, which is walked again, and faults.
TEST(Access, OfAUserAddressNeedsU) {
  for (const bool user : {false, true}) {
    Stepped s(text("    speculate 0x08048000\n    table = table_at_start(app, 0x08048000, 1)\n    "
                   "atomic table[72] " +
                   std::string(user ? "|= 4\n" : "&= ~4\n") +
                   "    read 0x08048000\n    on fault\n      stop\n"));
    s.instruction();
    s.walk(first);
    EXPECT_EQ(s.translation(first).user, user);
    EXPECT_EQ(has(s.instruction(), Oracle::fault), !user);
  }
}

// A kernel address is not.
TEST(Access, OfAKernelAddressNeedsNone) {
  std::string t = text("    read 0xc0100000\n    on fault\n      stop\n");
  t.insert(t.find("  proc running"), "  process init_mm\n    maps 0xc0100000 kernel\n");
  Stepped s(t);
  EXPECT_FALSE(has(s.instruction(), Oracle::fault));
  EXPECT_FALSE(s.translation(0xc0100000).user);
}

// The instruction's walk starts at the root or, the other choice, behind the PDE that is remembered.
TEST(Access, MayWalkFromAPagingCache) {
  for (std::uint16_t choice = 0; choice < 2; ++choice) {
    Stepped s(text("    read 0x08049000\n    read 0x08048000\n"), {{"pde_cache", "4"}});
    EXPECT_FALSE(s.possible({0, StepKind::exec, 1, 0})) << "nothing is remembered";
    s.instruction();
    EXPECT_FALSE(s.possible({0, StepKind::exec, 2, 0}));
    s.apply({0, StepKind::exec, choice, 0});
    EXPECT_EQ(s.walk_at(0).level, 2 - choice);
  }
}

// ── What a fault does ──

// The page is read only: the write takes #PF, which ends its walk, is told, and leaves nothing in the TLB.
TEST(Fault, IsTakenByTheInstructionThatWaits) {
  Stepped s(text("    read 0x08048000\n    write 0x08048000 = 1\n    on fault\n      stop\n"));
  s.instruction();
  EXPECT_EQ(s.translations(), 1);
  EXPECT_TRUE(has(s.instruction(), Oracle::fault));
  EXPECT_EQ(s.walk_at(0), hw::Walk{});
  EXPECT_EQ(s.translations(), 0);
}

// Speculation that finds nothing faults nobody and leaves nothing.
TEST(Fault, IsNotTakenBySpeculation) {
  Stepped s(text("    speculate 0x08048000\n    app.pgd[32] = 0\n"));
  s.instruction();
  s.start(first);
  EXPECT_FALSE(has(s.read(), Oracle::fault));
  EXPECT_EQ(s.walk_at(0), hw::Walk{});
}

// #PF drops the entries of its address (SDM p146), with other CPUs' and other pages' left: here a walk installs one while
// the instruction's own has found nothing yet.
TEST(Fault, DropsWhatItsAddressUsesAndNothingElse) {
  const Pairs settings{{"walkers", "2"}, {"pde_cache", "4"}};
  Stepped s(text("    read 0x08049000\n    speculate 0x08048000\n    write 0x08048000 = 1\n"
                 "    on fault\n      stop\n"),
            settings);
  s.instruction();
  EXPECT_EQ(s.cached(), 1);
  s.start(first);
  s.apply({0, StepKind::exec, 0, 0});
  s.read(0);
  s.read(0);
  EXPECT_EQ(s.translations(), 2);
  s.read(1);
  s.read(1);
  EXPECT_TRUE(has(s.instruction(), Oracle::fault));
  EXPECT_EQ(s.translations(), 1);
  EXPECT_EQ(s.translation(second).page, s.page(second));
  EXPECT_EQ(s.cached(), 0) << "one PDE serves both pages";
}

// ── One entry for a large page ──

// 4 MiB: walked for by its second address, it serves its first.
TEST(LargePage, IsOneEntryForAllItsAddresses) {
  std::string t = text("    read 0xc0101000\n    read 0xc0100000\n");
  t.insert(t.find("  proc running"), "  process init_mm\n    maps 0xc0000000 large kernel\n");
  Stepped s(t);
  s.instruction();
  EXPECT_EQ(s.translations(), 1);
  s.apply({0, StepKind::exec, 0, 0});
  EXPECT_EQ(s.walk_at(0), hw::Walk{}) << "no walk";
  EXPECT_EQ(s.translations(), 1);
}

// ── Eviction: any entry at any time (SDM p141, p149) ──

TEST(Eviction, TakesAnyEntryAtAnyTime) {
  Stepped s(text("    read 0x08048000\n    read 0x08049000\n"), {{"pde_cache", "4"}});
  s.instructions(2);
  EXPECT_EQ(s.translations(), 2);
  EXPECT_EQ(s.cached(), 1);
  for (const StepKind kind :
       {StepKind::evict_tlb, StepKind::evict_tlb, StepKind::evict_paging_cache})
    s.apply({0, kind, 0, 0});
  EXPECT_EQ(s.translations(), 0);
  EXPECT_EQ(s.cached(), 0);
}

// `steps` lists two translations and one PDE, each once.
TEST(Eviction, IsOfferedForEachEntry) {
  Stepped s(text("    read 0x08048000\n    read 0x08049000\n    fence\n"), {{"pde_cache", "4"}});
  s.instructions(2);
  const std::vector<Step> expected{{0, StepKind::exec, 0, 0},
                                   {0, StepKind::evict_tlb, 0, 0},
                                   {0, StepKind::evict_tlb, 0, 1},
                                   {0, StepKind::evict_paging_cache, 0, 0}};
  EXPECT_EQ(s.steps(), expected);
}

TEST(Eviction, MakesRoomForANewTranslation) {
  Stepped s(text("    read 0x08048000\n    read 0x08049000\n"),
            {{"tlb_entries", "1"}, {"tlb_ways", "1"}});
  s.instructions(2);
  EXPECT_EQ(s.translations(), 1);
  EXPECT_EQ(s.translation(second).page, s.page(second));
}

// ── A walk from a paging-structure cache ──

// The PDE's rights bind the walk that starts behind it (SDM p143: the cache holds the AND of W and U, the OR of NX).
TEST(PagingCacheRights, BindTheWalk) {
  constexpr Word w = 2, u = 4, nx = Word{1} << 63;
  for (const Word bits : {w | u, w, u, w | u | nx}) {
    const std::string pde = std::to_string(bits);
    Stepped s(text("    pd = table_at_start(app, 0x08048000, 2)\n    table = table_at_start(app, "
                   "0x08048000, 1)\n"
                   "    pd[0x40] = table * 4096 | 0x21 | " +
                       pde + "\n    table[0x49] = 0x00300067\n" + three + "    fence\n",
                   "x86-64"),
              {{"pde_cache", "4"}});
    s.instructions(2);
    s.start(first);
    for (int level = 4; level >= 1; --level) s.read();
    s.start(second, 3);
    s.read();
    const hw::TlbEntry entry = s.translation(second);
    EXPECT_EQ(entry.frame, 0x300U);
    EXPECT_EQ(entry.writable, (bits & w) != 0) << bits;
    EXPECT_EQ(entry.user, (bits & u) != 0) << bits;
    EXPECT_EQ(entry.no_execute, (bits & nx) != 0) << bits;
  }
}

// ── PAE ──

// A register without P has no table: nothing to walk, and an access faults at once (SDM p142 footnote).
TEST(Pae, AnAbsentRegisterHasNothingToWalk) {
  const std::string script = "    speculate 0x08048000\n    app.pgd[0] = 0\n    cr3 = app.pgd\n"
                             "    read 0x08048000\n    on fault\n      stop\n";
  Stepped s(text(script, "pae"));
  EXPECT_TRUE(s.may_start(first));
  s.instruction();
  EXPECT_TRUE(s.may_start(first)) << "the register still has it";
  s.instruction();
  EXPECT_FALSE(s.may_start(first));
  EXPECT_TRUE(has(s.apply({0, StepKind::exec, 0, 0}), Oracle::fault));
}

// What is stale is judged by the registers too: memory does not count until MOV CR3 has read it.
TEST(Pae, AUseIsStaleOnceTheRegisterHasNoTable) {
  Stepped s(text("    read 0x08048000\n    app.pgd[0] = 0\n    read 0x08048000\n", "pae"));
  EXPECT_FALSE(has(s.instructions(3), Oracle::stale_use));
}

// The registers serve the whole GiB, so there is no paging-structure cache above the PDE's.
TEST(Pae, WalksStartBelowTheRegisters) {
  Stepped s(text("    read 0x08048000\n    speculate 0x08049000\n    fence\n", "pae"),
            {{"pde_cache", "4"}, {"pdpte_cache", "4"}});
  s.instruction();
  EXPECT_EQ(s.cached(), 1);
  for (std::uint16_t skipped = 0; skipped <= 3; ++skipped)
    EXPECT_EQ(s.possible({0, StepKind::walk_start, skipped, s.page(second)}),
              skipped == 0 || skipped == 2)
        << skipped;
  s.start(second);
  EXPECT_EQ(s.walk_at(0).level, 2);
}

} // namespace
} // namespace ghostwalk::test
