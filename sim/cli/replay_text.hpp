// SPDX-License-Identifier: MIT
// What a replayed schedule did, for people and for programs.
#pragma once

#include <optional>

#include "sim/drivers/schedule.hpp"
#include "sim/report/paint.hpp"
#include "sim/report/report.hpp"

namespace ghostwalk::cli {

// The first word of the schedule that is not possible.
struct Divergence {
  std::size_t step = 0; // its number, from 1
  std::string word;
  std::size_t at = 0;                // where in the schedule's text, from 1
  std::vector<std::string> possible; // words, instead
  CpuId cpu = 0;
  std::uint16_t insn = 0; // where that CPU is
  bool ended = false;     // its script is at its end
};
Divergence divergence(const Machine& machine, const std::byte* state, std::size_t step,
                      const ScheduleWord& word);

struct Replayed {
  std::vector<Step> steps;
  std::vector<std::string> words; // of the steps
  std::size_t scheduled = 0;      // so many of them were the schedule's; the others came after it
  std::optional<Divergence> divergence;
};

std::string replay_text(const report::Report& report, const Replayed& done, bool trace,
                        const report::Paint& paint);
std::string replay_json(const report::Report& report, const Replayed& done); // schema.md

} // namespace ghostwalk::cli
