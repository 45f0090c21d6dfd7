// SPDX-License-Identifier: MIT
// Ablation: which of a safe kernel's maintenance steps does a scenario need? Each is left out, and done later,
// in turn, and each time everything is explored:
//
//   kernel ─> fold options ─> steps ─> those reached ─> a changed copy each ─> compile, explore ─> matrix
//
// What it shows holds for this scenario: a step that is redundant here may be what another needs.
#pragma once

#include <functional>

#include "sim/ablate/steps.hpp"
#include "sim/ablate/variant.hpp"
#include "sim/drivers/explore/explore.hpp"

namespace ghostwalk::ablate {

struct Settings {
  unsigned threads = 1; // Trials at a time; each is explored by one.
  bool reduce = true;
  // Of each exploration; 0: no bound.
  std::uint64_t max_states = 0, max_bytes = 0, max_seconds = 0;
  std::function<bool()> give_up; // Asked by every thread.
};

// One change and what came of it.
struct Trial {
  enum class Result : std::uint8_t {
    absent,    // Nothing appears.
    found,     // what: "poisoned"
    gave_up,   // what: because of which bound
    senseless, // what: why it does not compile, or has no meaning when it runs
  };
  Edit edit;
  Result result = Result::absent;
  std::string what;
  std::vector<std::string> idle; // absent: each `sometimes` that no longer happens
  std::uint64_t states = 0;
  std::vector<Step> witness; // found: a shortest
  std::string schedule;      // its words
};

struct Row {
  MaintenanceStep step;
  std::vector<Trial> trials; // In the order of Change; only those that change the program.
  bool found() const;
  bool redundant() const; // Every trial was explored to its end, and nothing appeared.
};

struct Ablation {
  Program program;          // of the kernel as it is
  Exploration baseline;     // Not absent: there are no rows.
  bool all_reached = false; // The search for which steps are reached gave up: all are taken to be.
  std::vector<Row> rows;
};

// Throws InputError and ModelError for the kernel as it is.
Ablation ablate(const lang::Library& library, const lang::Selection& selection,
                const Settings& settings);

} // namespace ghostwalk::ablate
