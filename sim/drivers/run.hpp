// SPDX-License-Identifier: MIT
// What a timed driver is asked, and what it answers. The same for SimGrid and for the bare event
// queue.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/machine/machine.hpp"

namespace ghostwalk {

struct RunSettings {
  std::uint64_t seed = 1, point = 0, trial = 0; // Random(seed, point, trial)
  Cycles limit{0};                              // 0: the scenario's `for N cycles`, else 10,000,000
  std::uint64_t max_steps = 20'000'000;
  bool record = true; // keep steps and events (needed for stories; off for sampling)

  // SimGrid only; the bare queue has no contention and ignores them.
  // bus_load -1: nothing shares anything. 0 .. 95: walks and interrupts share the platform's bus,
  // and others take that percentage of it.
  int bus_load = -1;
  std::string platform{}; // file of the platform (models/platforms/*.xml); needed for bus_load >= 0
  std::vector<std::string> simgrid_cfg{}; // "key:value", handed to SimGrid
};

struct TimedStep {
  Cycles at{};
  Step step;
  std::uint32_t first_event = 0;
  std::uint32_t events = 0;
}; // its events in Run::events

enum class RunEnd : std::uint8_t {
  finished,   // every script that ends has ended, and no walk is in flight
  time_limit, // `limit` came first (normal when every script is endless)
  step_limit,
  deadlock, // someone waits, nothing can happen any more: see `waiting`
};

struct Run {
  bool timed = true;            // false: the dates are the numbers of the steps, from 1
  std::vector<TimedStep> steps; // in the order taken
  Trace events;
  Happened seen = 0;         // everything that happened, oracles and named events
  std::vector<Cycles> first; // per bit of `seen`: when first; -1 never. 64 of them.
  int broken_claim = -1;     // first `never` of Kind::state found broken, index into properties
  Cycles broken_at{-1};
  // Per property: when what it names was first so; -1: never. Empty where nobody looked.
  std::vector<Cycles> claim_at;
  std::vector<bool> sometimes_seen; // per property: a `sometimes` that happened
  RunEnd end = RunEnd::finished;
  Cycles ended_at{};
  std::vector<std::string> waiting; // deadlock: who waits for what
};

} // namespace ghostwalk
