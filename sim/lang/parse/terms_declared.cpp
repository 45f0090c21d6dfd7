// SPDX-License-Identifier: MIT
// Declarations: of a file, and, indented, of a kernel, a scenario, a study.
#include "sim/lang/parse/words.hpp"

namespace ghostwalk::lang {

Terms file_terms() {
  static constexpr Term terms[] = {
      {"kernel", "kernel NAME, kernel NAME = BASE with OPTION = VALUE, ...",
       "A kernel: a block of declarations, or another one with some of its options at other "
       "values.",
       "kernel mine\n  paging i386\n\nkernel yours = mine"},
      {"scenario", "scenario NAME",
       "An experiment: a machine, programs, what each CPU does, what must never happen.",
       "scenario small\n  cpu pentium4\n  on cpu 0\n    work 1"},
      {"cpu", "cpu NAME, cpu NAME = BASE with KEY = VALUE, ...",
       "A processor: a block of parameters, or all of another, some changed. A value is a number, "
       "or a weighted list of ranges to draw from.",
       "cpu slow = pentium4 with walkers = 2\n\ncpu other\n  walk_snoop = 60 * 400 .. 900, 40 * "
       "900 .. 2000"},
      {"study", "study NAME",
       "Scenarios under kernels over a grid of values, many seeded trials at each point.",
       "scenario small\n  cpu pentium4\n  on cpu 0\n    work 1\n\nstudy tiny\n  scenario small\n  "
       "kernel bare\n  trials 10"},
      {"include", "include \"PATH\"",
       "Declares what another file declares. The path is relative to the file's folder, or to "
       "Ghostwalk's, and leads into one of them.",
       "include \"scenarios/tutorial/pebble.race\""},
  };
  return terms;
}

Terms kernel_terms() {
  static constexpr Term terms[] = {
      {"paging", "paging MODE", "How it pages; every kernel says so.", "paging i386"},
      {"option", "option NAME = A | B | ..., option NAME = N in A .. B",
       "What may differ between versions: one of the names, of which the first is the default, or "
       "a number with its range.",
       "option order = free_first | flush_first\noption high_water = 50 in 0 .. 1000"},
      {"const", "const NAME = E", "A number with a name.", "const LIMIT = 3"},
      {"record", "record NAME for processes, record NAME N",
       "A block of `[fixed] FIELD: TYPE [= E]`. One for each process, or N others. `fixed`: never "
       "assigned, so reading it is no step. "
       "A process's field `pgd` is its root table.",
       "record space for processes\n  fixed pgd: frame\n  users: 0 .. 15 = 1\nrecord request 4\n  "
       "pending: bool"},
      {"process", "process NAME",
       "The kernel's own, with a block of `maps ADDRESS [PROPERTY ...]`; its upper half is in "
       "every root table.",
       "record space for processes\n  fixed pgd: frame\nprocess init\n  maps 0xc0000000 large "
       "global kernel"},
      {"var", "var NAME: TYPE [= E], var NAME[N]: TYPE",
       "Shared by all CPUs: each load and each store of it is a step.",
       "var pending: cpumask\nvar slots[8]: 0 .. 3"},
      {"percpu", "percpu NAME: TYPE [= E]",
       "One for each CPU: `NAME` is this CPU's, `NAME[2]` that of CPU 2.", "percpu asid: 0 .. 5"},
      {"proc", "proc NAME(PARAMETER, ...)",
       "A procedure: a block of statements. It is inlined where it is called.",
       "proc nothing()\n  return"},
      {"interrupt", "interrupt NAME",
       "A handler: a block of statements, which runs with interrupts off.",
       "interrupt kick\n  return"},
  };
  return terms;
}

Terms scenario_terms() {
  static constexpr Term terms[] = {
      {"cpu", "cpu NAME [* N]", "The processor, and how many; every scenario says so.",
       "cpu pentium4 * 2"},
      {"frames", "frames N [reuse POLICY] [per cpu N]",
       "The page pool, from frame 0x1000 on: its size, which free frame comes next, and how many "
       "each CPU keeps for itself.",
       "frames 8 reuse lifo per cpu 2"},
      {"memory", "memory ORDER", "The memory order; `tso` by default.", "memory sc"},
      {"option", "option NAME = VALUE", "Of the kernel, here. A `with` wins over it.",
       "option order = flush_first"},
      {"outside", "outside reads [any of] E, ...",
       "What a walk reads where there is no memory: one of these. By default all ones.",
       "outside reads any of 0, 0xffffffff"},
      {"const", "const NAME = E", "As in a kernel.", "const LIMIT = 2"},
      {"process", "process NAME",
       "A program, with a block of `maps ADDRESS [.. ADDRESS] [PROPERTY ...]`; or one of the "
       "kernel's, with what is mapped in it besides.",
       "process other\n  maps 0x08048000 read\n  maps 0x0804a000 .. 0x0804bfff write"},
      {"var", "var NAME: TYPE [= E]", "As in a kernel.", "var stolen: 0 .. 3"},
      {"percpu", "percpu NAME: TYPE [= E]", "As in a kernel.", "percpu mine: bool"},
      {"proc", "proc NAME(PARAMETER, ...)", "As in a kernel.", "proc rest()\n  work 100"},
      {"on cpu", "on cpu N [SETUP ARGUMENT, ...], on cpu A .. B",
       "What a CPU does: a block of statements. SETUP is a procedure that is run to its end before "
       "the start.",
       "on cpu 1 running app\n  write 0x00400000 = 1"},
      {"for", "for N cycles", "How long a timed run lasts when every script is endless.",
       "for 200000 cycles"},
      {"never", "never CLAIM",
       "What no schedule may do. Deadlocks and failed assertions always count.",
       "never ghost walk\nnever n == 3 and app.pgd[3] == 0"},
      {"sometimes", "sometimes CLAIM",
       "What has to happen in some schedule, or else an absence is idle.", "sometimes fault"},
      {"expect", "expect KERNEL [with OPTION = VALUE, ...] VERDICT",
       "What is believed; `test` and the exit status compare.",
       "expect example found\nexpect example with order = flush_first absent"},
  };
  return terms;
}

Terms study_terms() {
  static constexpr Term terms[] = {
      {"scenario", "scenario NAME", "Of this file, or of one that it includes; may be repeated.",
       "scenario small"},
      {"kernel", "kernel NAME [with OPTION = VALUE, ...]", "Likewise.",
       "kernel example with order = flush_first"},
      {"vary", "vary KEY = VALUES, vary option NAME = VALUES, vary together",
       "Takes each of the values, crossed with every other `vary`. VALUES: numbers, words, ranges "
       "`A .. B` to draw from, "
       "`A .. B step S`, `A .. B times K`. In a block below `vary together` the first goes with "
       "the first, the second with the second.",
       "vary walk_snoop = 250 .. 4000 times 2\nvary cpus = 2 .. 4 step 1\nvary option order = "
       "free_first, flush_first\n"
       "vary together\n  walk_hit = 20, 40\n  load = 4, 8"},
      {"set", "set KEY = VALUE", "Fixed; whatever `--set` takes.",
       "set line_transfer = 100 .. 300"},
      {"option", "option NAME = VALUE", "Of the kernel, fixed.", "option order = flush_first"},
      {"trials", "trials N", "At each point.", "trials 1_000"},
      {"measure", "measure NAME, ...",
       "What `results` and `plot` show first; everything else is counted as well.",
       "measure ghost walk, window"},
  };
  return terms;
}

} // namespace ghostwalk::lang
