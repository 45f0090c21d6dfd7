// SPDX-License-Identifier: MIT
// Small scenarios under time, on a processor whose every duration is one known number, and what to
// ask of their runs.
#pragma once

#include <fmt/format.h>

#include "sim/drivers/bare.hpp"
#include "sim/drivers/timed/timed.hpp"
#include "tests/support/compiled.hpp"

namespace ghostwalk::test {

// Everything takes one cycle, but for what the tests measure.
inline const std::string plain_text = R"(
cpu plain
  local_op = 1
  load = 1
  store = 1
  atomic = 1
  line_transfer = 50
  access_hit = 1
  branch = 1
  alloc = 1
  free_page = 1
  invlpg = 1
  mov_cr3 = 1
  mov_cr4 = 1
  set_interrupts = 1
  ipi_send = 1
  ipi_delivery = 100
  interrupt_entry = 1
  iret = 1
  speculation_delay = 10
  walk_hit = 20
  walk_memory = 400
  walk_snoop = 1000
  prefetch_lines = 0

kernel k
  paging i386
  record mm for processes
    fixed pgd: frame
  var flag: 0 .. 7
  var first: lock
  var second: lock
  process init_mm
    maps 0xc0000000 large global kernel
  proc running(mm)
    cr3 = mm.pgd
  interrupt ping
    flag = 1
)";

// A scenario of `cpus` such CPUs, whose process has the page 0x08048000 and the next. In
// sequential memory: what store buffers do to dates has tests of its own.
inline std::string plain(int cpus, const std::string& scripts, const std::string& memory = "sc") {
  return plain_text + fmt::format(R"(
scenario small
  cpu plain * {}
  memory {}
  process app
    maps 0x08048000 .. 0x08049fff read
{}
  never poisoned
)",
                                  cpus, memory, scripts);
}

inline Run run_text(const std::string& text, const Pairs& settings = {}, RunSettings how = {}) {
  const Program program = Texts(text).compile("k", {}, settings);
  return run_bare(Machine(program), how);
}

// When an event of that kind happened, in order.
inline std::vector<std::int64_t> dates(const Run& run, EventKind kind, int cpu = -1) {
  std::vector<std::int64_t> all;
  for (const TimedStep& s : run.steps)
    for (std::uint32_t i = s.first_event; i < s.first_event + s.events; ++i)
      if (run.events[i].kind == kind && (cpu < 0 || run.events[i].cpu == cpu))
        all.push_back(count(s.at));
  return all;
}

inline std::vector<Event> events(const Run& run, EventKind kind) {
  std::vector<Event> all;
  for (const Event& e : run.events)
    if (e.kind == kind) all.push_back(e);
  return all;
}

// How the walks of a run ended, in order.
inline std::vector<WalkEnd> walk_ends(const Run& run) {
  std::vector<WalkEnd> all;
  for (const Event& e : events(run, EventKind::walk_ended))
    all.push_back(static_cast<WalkEnd>(e.what));
  return all;
}

// A run as text: equal texts, equal runs.
inline std::string bytes(const Run& run) {
  std::string text =
      fmt::format("{} {} {:x} {} {}\n", static_cast<int>(run.end), count(run.ended_at), run.seen,
                  run.broken_claim, count(run.broken_at));
  for (const TimedStep& s : run.steps)
    text += fmt::format("{} cpu {} {} {} {}: {} {}\n", count(s.at), s.step.cpu,
                        static_cast<int>(s.step.kind), s.step.what, s.step.choice, s.first_event,
                        s.events);
  for (const Event& e : run.events)
    text += fmt::format("{} {} {} {} {} {} {} {} {} {:x} {:x} {:x}\n", static_cast<int>(e.kind),
                        e.cpu, e.what, e.level, e.other, e.insn, e.page, e.place, e.index, e.frame,
                        e.before, e.after);
  for (const Cycles at : run.first) text += fmt::format("{} ", count(at));
  return text;
}

// Replays the run on the machine alone.
inline void expect_possible(const Machine& machine, const Run& run) {
  std::vector<std::byte> state = machine.program().initial;
  Happened seen = 0;
  Cycles before{0};
  for (const TimedStep& s : run.steps) {
    ASSERT_TRUE(machine.possible(state.data(), s.step)) << "at " << count(s.at);
    ASSERT_LE(count(before), count(s.at));
    before = s.at;
    seen |= machine.apply(state.data(), s.step);
  }
  EXPECT_EQ(seen, run.seen & ~happened(Oracle::deadlock));
}

} // namespace ghostwalk::test
