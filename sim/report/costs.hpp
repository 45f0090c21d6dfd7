// SPDX-License-Identifier: MIT
// What a run, or the trials of a sample, cost: flushes, interrupts, walks and the cycles in them. In
// all, per CPU, and by the procedure that asked for it, wherever it was done.
#pragma once

#include "sim/drivers/cause_counts.hpp"
#include "sim/report/columns.hpp"

namespace ghostwalk::report {

struct Costs {
  std::string kernel; // as a column is headed
  const Program& program;
  const std::vector<CounterBlock>& cpus; // sums over the trials
  const CauseCounts& causes;             // likewise
  std::uint64_t trials = 1;
};

// A row per counter that is not 0 everywhere, a column per kernel: means per trial, all CPUs together.
std::string costs_in_all(const std::vector<Costs>& all, const Paint& paint);

// A row per CPU, then the call tree down to whoever flushed, sent or waited. A procedure's row includes
// what it calls, and what other CPUs do in handlers of interrupts that it sent.
std::string costs_by_cause(const Costs& costs, const Paint& paint);

// A procedure of that tree. Procedures that do nothing but call the next are one row, with all names.
struct CauseRow {
  std::vector<std::string> names;
  std::size_t depth = 0;
  CounterBlock counters;
};
// `told`: the counters that matter; rows where all of them are 0 are left out. Parents before children,
// these in the order of the text.
std::vector<CauseRow> cause_rows(const Costs& costs, const std::vector<Counter>& told);

} // namespace ghostwalk::report
