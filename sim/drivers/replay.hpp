// SPDX-License-Identifier: MIT
// Steps that somebody has chosen, taken again: what a schedule of `explore` does, with or without time.
//
// With time, the order is the schedule's and each step happens as early as it can in that order: at its own
// earliest time, or with the step before it when that comes later. Its own earliest time is
//   an instruction      its duration after the CPU's last one, or after the return from an interrupt
//   a walk's read       the arrival of its line after the read before it, or after the walk's start
//   an interrupt        its delivery after it was sent
//   a buffered store    its way to memory after it became the oldest
//   speculation, evictions   at any time: with the step before
// Leaves out: what interrupted work still had to do, and the BTB: whether a walk starts is the schedule's choice.
#pragma once

#include <memory>

#include "sim/drivers/carrier.hpp"
#include "sim/drivers/run.hpp"

namespace ghostwalk {

// Someone waits and nobody can go on: `steps` are those possible. Speculation and evictions wake nobody.
bool deadlocked(const Machine& machine, const std::byte* state, const std::vector<Step>& steps);

// A Run in the making: takes steps, and notes what they break.
class Retrace {
public:
  explicit Retrace(const Machine& machine); // Keeps a reference.
  const std::byte* state() const { return state_.data(); }
  std::byte* state() { return state_.data(); } // For hw views, which are not const.
  // The step must be possible. Returns what rode on it.
  Passed take(Step step, Cycles at);
  bool broken() const; // A `never` was, by now.
  std::size_t steps() const { return run_.steps.size(); }
  const Trace& events() const { return run_.events; }
  // The end: finished, deadlock, or cut off (time_limit) by the end of the schedule.
  Run finish(bool timed);

private:
  void note(Happened happened, Cycles at);
  void check_states(Cycles at);

  const Machine& machine_;
  const Program& p_;
  std::vector<std::byte> state_;
  Happened never_ = 0;
  Run run_;
};

// Step n at date n.
Run retrace(const Machine& machine, const std::vector<Step>& steps);
// On a carrier, as above. Every step must be possible when its turn comes.
Run retrace(const Machine& machine, const std::vector<Step>& steps, const RunSettings& settings,
            Carrier& carrier);

} // namespace ghostwalk
