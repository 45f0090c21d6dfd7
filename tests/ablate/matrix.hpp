// SPDX-License-Identifier: MIT
// Ablations as a test compares them: one line a trial.
#pragma once

#include <fmt/format.h>

#include "sim/ablate/ablate.hpp"

namespace ghostwalk::test {

inline std::string outcome(const ablate::Trial& trial) {
  switch (trial.result) {
  case ablate::Trial::Result::found: return fmt::format("{} {}", trial.what, trial.witness.size());
  case ablate::Trial::Result::gave_up: return "gave up: " + trial.what;
  case ablate::Trial::Result::senseless: return "makes no sense: " + trial.what;
  case ablate::Trial::Result::absent: break;
  }
  return trial.idle.empty() ? "redundant" : "idle: " + trial.idle.front();
}

// "9 without: use after free 8"
inline std::string matrix(const ablate::Ablation& ablation) {
  std::string text;
  for (const ablate::Row& row : ablation.rows)
    for (const ablate::Trial& trial : row.trials)
      text += fmt::format("{} {}: {}\n", row.step.at.line, ablate::word(trial.edit.change),
                          outcome(trial));
  return text;
}

} // namespace ghostwalk::test
