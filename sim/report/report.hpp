// SPDX-License-Identifier: MIT
// One run and everything that is said about it: what was asked, what it showed, the windows, the story.
#pragma once

#include <memory>

#include "sim/drivers/cause_counts.hpp"
#include "sim/report/story.hpp"
#include "sim/report/window.hpp"

namespace ghostwalk::report {

enum class Expected : std::uint8_t { nothing, found, absent };

// What was asked, as the reader is told it.
struct Asked {
  std::string file, scenario, kernel; // `kernel` with its `with` settings, if any
  std::string replay;                 // the command that gives this run again
  std::uint64_t seed = 1, point = 0, trial = 0;
  Expected expected = Expected::nothing;
};

struct Report {
  Report(Asked what, Program compiled, const Sources& texts)
      : asked(std::move(what)), program(std::move(compiled)), sources(&texts) {}
  Report(const Report&) = delete; // History points into it.
  Report& operator=(const Report&) = delete;

  Asked asked;
  Program program;
  const Sources* sources;
  Run run;
  std::unique_ptr<History> history;
  Judgement judgement;
  std::vector<Window> all_windows;
  int window = -1; // the one to show, index into all_windows
  std::optional<Finding>
      poisoned;               // the first global translation for a user address, claimed or not
  std::optional<Story> story; // of the first broken claim
  // What it cost, per CPU and by cause. Empty: not counted.
  std::vector<CounterBlock> counters;
  CauseCounts causes;

  void conclude(Run finished); // Fills everything below `run`.
  // As expected, or nothing was. Giving up is not.
  bool as_expected() const;
};

} // namespace ghostwalk::report
