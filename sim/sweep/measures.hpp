// SPDX-License-Identifier: MIT
// What `measure` lines may name, and what a tally says of it.
#pragma once

#include "sim/drivers/sample/tally.hpp"
#include "sim/machine/oracles.hpp"
#include "sim/sweep/plan.hpp"

namespace ghostwalk::sweep {

struct Measured {
  enum class Kind : std::uint8_t {
    broken,     // trials that broke a `never`, deadlocked or failed an assertion
    oracle,     // trials in which it spoke, claimed or not
    event,      // trials in which it was reached
    window,     // the widest window of a trial
    cycles,     // the length of a trial
    stale_most, // stale translations: the most at any one time of a trial
    stale_mean, // and their mean over all cycles
    counter,    // per trial, of all CPUs together
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

bool is_probability(const Measured& measured); // broken, oracle, event

// Of window, cycles and stale_most: how it is spread over the trials that have one. Nothing for the others.
std::optional<Histogram> spread(const Measured& measured, const Tally& tally);

// Of what is spread and of counters: per trial; of stale_mean: per cycle. Nothing for probabilities, and where there
// is nothing to divide by.
std::optional<double> mean(const Measured& measured, const Tally& tally);

// Do trials have to count stale translations for it? Only those of a study that measures them do.
bool needs_stale(const Measured& measured);
bool counts_stale(const Plan& plan);

} // namespace ghostwalk::sweep
