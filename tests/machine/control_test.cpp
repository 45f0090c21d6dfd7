// SPDX-License-Identifier: MIT
// Interrupts, locks and frames, one step at a time.
#include <gmock/gmock.h>

#include "tests/machine/stepped.hpp"

namespace ghostwalk::test {
namespace {

std::string text(const std::string& script, const std::string& second = "") {
  return R"(
kernel k
  paging i386
  record mm for processes
    fixed pgd: frame
  var l: lock
  var x: 0 .. 9
  var y: 0 .. 9
  proc running(mm)
    cr3 = mm.pgd
  interrupt outer
    x = 1
    interrupts on
    x = 2
  interrupt inner
    y = 1
    y = 2
scenario s
  cpu pentium4 * 2
  frames 8
  process app
    maps 0x08048000 read
  on cpu 0 running(app)
)" + script +
         (second.empty() ? "" : "  on cpu 1 running(app)\n" + second);
}
constexpr std::uint16_t outer = 0, inner = 1;
bool may_take(const Stepped& s, std::uint16_t vector, CpuId cpu = 0) {
  return s.possible({cpu, StepKind::interrupt, 0, vector});
}
Program program_of(const std::string& t) { return Texts(t).compile("k", {}, {{"memory", "sc"}}); }

// ── Interrupts ──

TEST(Interrupts, AreTakenWithIfSetWhilePending) {
  Stepped s(text("    interrupts off\n    send inner to cpu self\n    interrupts on\n"));
  EXPECT_FALSE(may_take(s, inner)) << "not sent";
  s.instructions(2);
  EXPECT_FALSE(may_take(s, inner)) << "IF is clear";
  s.instruction();
  EXPECT_TRUE(may_take(s, inner));
  EXPECT_FALSE(may_take(s, outer)) << "another vector";
}

// Sent twice before it is taken, it is taken once (models/hw/apic.hpp).
TEST(Interrupts, AreAcknowledgedWhenTaken) {
  Stepped s(text("    send inner to cpu self\n    send inner to cpu self\n    fence\n"));
  s.instructions(2);
  s.interrupt(inner);
  s.instructions(3); // Two stores and the IRET.
  EXPECT_FALSE(may_take(s, inner));
}

// The gate clears IF, IRET sets it: what came in between is taken then.
TEST(Interrupts, WaitForTheHandlersEnd) {
  Stepped s(text("    send inner to cpu self\n    send outer to cpu self\n    fence\n"));
  s.instructions(2);
  s.interrupt(inner);
  EXPECT_FALSE(may_take(s, outer));
  s.instructions(2);
  EXPECT_FALSE(may_take(s, outer));
  s.instruction();
  EXPECT_TRUE(may_take(s, outer));
}

// A handler that sets IF may be interrupted, by any vector but its own. Each goes on where it was.
TEST(Interrupts, NestAndGoOnWhereTheyWere) {
  Stepped s(text("    send outer to cpu self\n    send inner to cpu self\n    fence\n",
                 "    send outer to cpu 0\n"));
  s.instructions(2);
  s.interrupt(outer);
  s.instruction(1); // Sent again.
  s.instructions(2);
  EXPECT_FALSE(may_take(s, outer));
  s.interrupt(inner);
  EXPECT_EQ(s.view().active(0), 1 + inner);
  s.instructions(3);
  EXPECT_EQ(s.view().active(0), 1 + outer) << "not the script yet";
  s.instructions(2);
  EXPECT_EQ(s.view().active(0), 0);
  EXPECT_TRUE(may_take(s, outer)) << "the second one";
}

// A mask names each of its CPUs.
TEST(Interrupts, GoToEachCpuOfTheMask) {
  for (int mask = 0; mask < 4; ++mask) {
    Stepped s(text("    send inner to " + std::to_string(mask) + "\n    fence\n", "    fence\n"));
    s.instruction();
    for (CpuId cpu = 0; cpu < 2; ++cpu)
      EXPECT_EQ(may_take(s, inner, cpu), ((mask >> cpu) & 1) != 0) << mask << cpu;
  }
}

// The instruction is restarted behind the handler: the fault that it was about to take is found again. A walk in flight
// goes on: an interrupt ends none.
TEST(Interrupts, ComeBeforeAFault) {
  const std::string script =
      "    send inner to cpu self\n    write 0x08048000 = 1\n    on fault\n      stop\n";
  Stepped s(text(script));
  s.instruction();
  s.apply({0, StepKind::exec, 0, 0});
  s.read();
  s.read();
  EXPECT_TRUE(s.walk_at(0).faulted);
  s.interrupt(inner);
  EXPECT_EQ(s.walk_at(0), hw::Walk{});
  EXPECT_EQ(s.translations(), 0);
  s.instructions(3);
  EXPECT_FALSE(has(s.apply({0, StepKind::exec, 0, 0}), Oracle::fault)) << "it walks again";

  Stepped in_flight(text(script));
  in_flight.instruction();
  in_flight.apply({0, StepKind::exec, 0, 0});
  in_flight.read();
  in_flight.interrupt(inner);
  EXPECT_EQ(in_flight.walk_at(0).level, 1);
}

// ── Locks ──

TEST(Locks, AreTakenByOneCpuAtATime) {
  Stepped s(text("    lock l\n    unlock l\n", "    lock l\n    fence\n"));
  EXPECT_TRUE(s.may_go_on(1));
  s.instruction(0);
  EXPECT_FALSE(s.may_go_on(1));
  s.instruction(0);
  EXPECT_TRUE(s.may_go_on(1));
}

TEST(Locks, AreGivenBackByTheirHolder) {
  Stepped nobody(text("    unlock l\n"));
  EXPECT_THROW(nobody.instruction(), ModelError);
  Stepped another(text("    lock l\n", "    unlock l\n"));
  another.instruction(0);
  EXPECT_THROW(another.instruction(1), ModelError);
  Stepped own(text("    lock l\n    unlock l\n"));
  EXPECT_NO_THROW(own.instructions(2));
}

// ── Frames ──

// The frame freed last comes back first, with its new owner.
TEST(Frames, HaveAnOwnerFromAllocationToRelease) {
  const Program program = program_of(text("    page = alloc_page(kernel)\n    free_page(page)\n    "
                                          "page = alloc_page(user)\n    mark page as kernel\n"
                                          "    fence\n    a = page\n"));
  const Machine machine(program);
  std::vector<std::byte> state = program.initial;
  const View v(program, state.data());
  const auto owners = [&] {
    std::vector<Owner> now;
    for (int frame = 0; frame < program.frames; ++frame) now.push_back(v.owner(frame));
    return now;
  };
  const auto step = [&] { machine.apply(state.data(), {0, StepKind::exec, 0, 0}); };
  const auto before = owners();
  step();
  const auto taken = owners();
  std::size_t frame = 0;
  while (frame < before.size() && before[frame] == taken[frame]) ++frame;
  ASSERT_LT(frame, before.size());
  EXPECT_EQ(before[frame], Owner::free);
  EXPECT_EQ(taken[frame], Owner::kernel);
  step();
  EXPECT_EQ(owners(), before);
  step(); // `mark` is local: it rides on the allocation.
  EXPECT_EQ(owners()[frame], Owner::kernel);
}

// A root and a table of the process are taken: six of eight frames are left, and come back when they are freed.
TEST(Frames, ThatAreFreedComeBack) {
  std::string script;
  for (int i = 0; i < 4; ++i) script += "    p" + std::to_string(i) + " = alloc_page(kernel)\n";
  Stepped s(
      text(script + "    free_page(p0)\n    q = alloc_page(kernel)\n    r = alloc_page(kernel)\n"));
  int taken = 0;
  while (s.may_go_on() && taken < 4) {
    s.instruction();
    ++taken;
  }
  EXPECT_EQ(taken, 4);
  const int left = s.view().allocator(0).shared.size();
  s.instruction();
  EXPECT_EQ(s.view().allocator(0).shared.size(), left + 1);
  s.instruction();
  EXPECT_EQ(s.view().allocator(0).shared.size(), left);
}

TEST(Frames, AreWaitedForWhenThereIsNone) {
  std::string script;
  for (int i = 0; i < 8; ++i) script += "    page = alloc_page(kernel)\n";
  Stepped s(text(script));
  for (int left = s.view().allocator(0).shared.size(); left > 0; --left) {
    EXPECT_TRUE(s.may_go_on());
    s.instruction();
  }
  EXPECT_FALSE(s.may_go_on());
}

TEST(Frames, AreFreedOnceAndOnlyInThePool) {
  Stepped twice(text("    page = alloc_page(kernel)\n    free_page(page)\n    free_page(page)\n"));
  EXPECT_NO_THROW(twice.instructions(2));
  EXPECT_THROW(twice.instruction(), ModelError);
  Stepped outside(text("    free_page(0x200)\n"));
  try {
    outside.instruction();
    ADD_FAILURE() << "frame 0x200 is not in the pool";
  } catch (const ModelError& e) {
    EXPECT_THAT(e.what(), testing::HasSubstr("0x200, which is not in the pool 0x1000 .. 0x1007"));
  }
}

} // namespace
} // namespace ghostwalk::test
