// SPDX-License-Identifier: MIT
// A small program and runs written by hand, for tests that need no compiler and no machine: two
// CPUs, i386 paging, one process with one page.
//
//   frame 0x1000  root of init_mm (nothing mapped)       0x1003  the text page
//         0x1001  root of app: word 0x20 -> 0x1002       0x1004  free
//         0x1002  page table: word 0x48 -> 0x1003        0x1005  free
#pragma once

#include "sim/report/report.hpp"

namespace ghostwalk::report::test {

constexpr Pfn init_root = 0x1000, app_root = 0x1001, page_table = 0x1002, text_page = 0x1003;
constexpr Word pde = 0x01002067, pte = 0x01003025, bogus = 0x0badc163;
constexpr std::uint32_t pde_index = 0x20, pte_index = 0x48;

Program small_program();
Sources small_sources(); // File 1 is kernel.race, file 2 is story.race.

// Instructions of small_program(), for events: procedure and line are as the names say.
enum Line : std::uint16_t {
  user_branch,
  unlink_line,
  free_line,
  kernel_branch,
  flush_line,
  alloc_line,
  write_line,
  touch_line
};

// Builds a run: each call is one step at a time, with its events.
class Recorder {
public:
  Recorder& step(std::int64_t at, std::vector<Event> events);
  Run finish(std::int64_t at);

private:
  Run run_;
};

Event of(EventKind kind, CpuId cpu, std::uint16_t insn = 0xffff);
Event branch(CpuId cpu, Address from, Address to);
Event kernel_branch_at(CpuId cpu, Address from);
Event walk_start(CpuId cpu, Pfn root, bool demand = false);
Event walk_read(CpuId cpu, int level, Pfn frame, std::uint32_t index, Word word);
Event walk_end(CpuId cpu, WalkEnd end);
Event fill(CpuId cpu, Pfn frame, bool global);
Event drop(CpuId cpu, Pfn frame, bool global);
Event write_word(CpuId cpu, std::uint16_t line, Pfn frame, std::uint32_t index, Word before,
                 Word after);
Event freed(CpuId cpu, Pfn frame, Owner before);
Event allocated(CpuId cpu, Pfn frame, Owner after);
Event marked(CpuId cpu, Pfn frame, Owner after);
Event flush(CpuId cpu, FlushKind kind, std::uint64_t dropped = 0);
Event touch(CpuId cpu, Pfn frame, hw::Access access);
Event says(CpuId cpu, Oracle oracle, Pfn frame = 0);

// munmap on cpu 0 while its own walk is in flight; cpu 1 reuses the table; MOV CR3 comes last.
// 2.4.18's order; the flush is at `flushed`.
Run poisoned_run(std::int64_t flushed);
// The same with the flush first: 2.4.19's order.
Run fixed_run();

} // namespace ghostwalk::report::test
