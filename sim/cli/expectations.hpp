// SPDX-License-Identifier: MIT
// Every `expect` of some files, searched: many at a time, reported in order.
#pragma once

#include <map>

#include "sim/cli/search.hpp"
#include "sim/report/explored.hpp"

namespace ghostwalk::cli {

// One `expect` line, and what came of it.
struct Check {
  std::string file, scenario, kernel; // `kernel` with its `with`: "linux-2.4.19 with a = b"
  const lang::Library* library = nullptr;
  const lang::Declaration* declaration = nullptr;
  lang::Expectation expectation;
  std::string replay; // up to --schedule

  bool done = false;
  Verdict verdict = Verdict::gave_up;
  std::uint64_t states = 0, plain_states = 0; // reduced as asked for; without any reduction
  std::string problem;                        // why it is not as expected; empty: it is
  std::string detail;                         // lines that help: the schedule, the error
  int status = as_expected;
  std::uint64_t milliseconds = 0;
  std::shared_ptr<const report::Explored> explored; // for a page, where one is wanted

  std::string expectation_name() const { return scenario + ": " + kernel; }
  std::string name() const { return file + " " + expectation_name(); }
};

struct Files {
  std::vector<std::unique_ptr<lang::Library>> libraries;
  std::vector<Check> checks;
};
// Reads *.race files; folders with all that is below them, sorted. `shown` names files below the
// data directory from there, so that golden counts do not depend on where one stands. Throws InputError.
void read_checks(Files& files, const Context& context, const RunRequest& request);

void keep_only(Files& files,
               const std::string& expectation_name); // Throws InputError: there is none.

// Searches; sets all that is behind `done`. `both`: again without reduction, verdicts must agree.
void search_expectation(Check& check, const RunRequest& request, const Limits& limits, bool both);

// ── Golden counts: verdict, states, states of the plain search, then the name ──
struct Golden {
  std::string verdict;
  std::uint64_t states = 0, plain_states = 0;
  bool operator==(const Golden&) const = default;
};
using GoldenCounts = std::map<std::string, Golden>; // by name()
GoldenCounts read_golden(const std::string& path);  // Throws InputError.
std::string golden_text(const std::vector<Check>& checks);
// What differs from the golden counts, for the check; empty: nothing.
std::string golden_problem(const GoldenCounts& golden, const Check& check);

// ── What is printed ──
std::string tap_line(std::size_t number, const Check& check); // with its YAML block when it failed
std::string junit_text(const std::vector<Check>& checks);
void write_whole(const std::string& path, const std::string& text); // All of it or nothing. Throws.

} // namespace ghostwalk::cli
