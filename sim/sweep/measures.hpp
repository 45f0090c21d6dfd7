// SPDX-License-Identifier: MIT
// What `measure` lines may name, and what a tally says of it.
#pragma once

#include "sim/drivers/sample/tally.hpp"
#include "sim/machine/oracles.hpp"
#include "sim/sweep/plan.hpp"

namespace ghostwalk::sweep {

struct Measured {
  enum class Kind : std::uint8_t {
    broken,  // trials that broke a `never`, deadlocked or failed an assertion
    oracle,  // trials in which it spoke, claimed or not
    event,   // trials in which it was reached
    window,  // the widest window of a trial
    counter, // per trial, of all CPUs together
  };
  Kind kind = Kind::broken;
  Oracle oracle = Oracle::count_;
  std::string event;
  Counter counter = Counter::steps;
};

// Throws InputError, with the names that there are.
Measured measured(const std::string& name, Location at = {});
std::string name_of(const Measured& measured);
std::vector<std::string> measure_names(); // without events

// Of broken, oracle and event: in how many trials. Nothing for an event that the program has not.
std::optional<std::uint64_t> hits(const Measured& measured, const PlanProgram& program,
                                  const Tally& tally);

} // namespace ghostwalk::sweep
