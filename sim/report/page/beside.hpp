// SPDX-License-Identifier: MIT
// A schedule of one kernel under another: word by word where a word is possible, left out where it is not,
// then on without speculation until the scripts that end have ended. Dates are the numbers of the words, so that the two lie side by side.
#pragma once

#include <optional>

#include "sim/report/report.hpp"

namespace ghostwalk::report {

struct Beside {
  Run run;                             // Not timed; ends where a claim breaks at the latest.
  std::size_t taken = 0, left_out = 0; // words
  std::size_t more = 0;                // steps after them
};
constexpr std::size_t most_more = 200; // steps after the words

// `steps` under `model` from its start, then under `other`.
Beside follow(const Program& model, const std::vector<Step>& steps, const Program& other);

// The first step, from 1, at which two runs are no longer the same: other words, other effects or other dates.
// Nothing: one is the beginning of the other.
std::optional<std::size_t> parting(const Report& a, const Report& b);

} // namespace ghostwalk::report
