// SPDX-License-Identifier: MIT
// What a search of every interleaving showed of one scenario under one kernel, and what is said about it.
#pragma once

#include <chrono>

#include "sim/drivers/explore/doom.hpp"
#include "sim/drivers/explore/explore.hpp"
#include "sim/report/paint.hpp"
#include "sim/report/report.hpp"

namespace ghostwalk::report {

struct Explored {
  // What was asked, the program, and after `found` the witness as a run without time, with its story. `asked.replay`
  // ends where the schedule goes.
  std::unique_ptr<Report> report;
  Exploration exploration;
  std::vector<std::string>
      idle;                 // after `absent`: `sometimes` claims that no interleaving makes happen
  std::string schedule;     // found
  std::size_t switches = 0; // found: steps by another CPU than the step before
  Doom doom;                // found
  std::chrono::milliseconds took{0};

  // The verdict expected; an absence must not be idle. Giving up is never as expected.
  bool as_expected() const;
};

// Fills everything but `took`.
Explored conclude(std::unique_ptr<Report> report, Exploration exploration,
                  const DoomSettings& doom);

// `sometimes` claims that happened nowhere. Only after a whole search.
std::vector<std::string> idle_claims(const Program& program, const Exploration& exploration);

std::string_view name(ghostwalk::Verdict verdict);       // "found", "absent", "gave up"
std::vector<std::string> bounds(const Program& program); // what a search of it is exhaustive within
// The step that would have avoided it, in words: "cpu 0 loads CR3 ... (flush, k.race:12)". Requires a way out.
std::string instead(const Explored& explored);
// The lines about the point of no return; empty when nothing is known.
std::vector<std::string> doom_text(const Explored& explored);

// For people: kernels side by side, the stories, the lines that replay them.
std::string comparison(const std::vector<const Explored*>& searches, const std::string& summary,
                       const Paint& paint);

// For programs: one document of schema "ghostwalk-explore/1" (schema.md). Nothing in it depends on
// time, memory or the number of threads.
inline constexpr std::string_view explore_schema = "ghostwalk-explore/1";
std::string json(const std::vector<const Explored*>& searches);

} // namespace ghostwalk::report
