// SPDX-License-Identifier: MIT
// Runs what a store lacks of a plan, on any number of threads. What comes out does not depend on
// their number, on shards, or on how often it was stopped.
#pragma once

#include "sim/sweep/store.hpp"

namespace ghostwalk::sweep {

struct SweepProgress {
  std::uint64_t batches = 0, batches_done = 0; // of this shard; done: also before this run
  std::uint64_t trials = 0, trials_done = 0;
  std::uint64_t trials_run = 0; // in this run
};

struct SweepSettings {
  unsigned threads = 1;
  Shard shard;
  // Asked often, from all threads. `at_once`: the batches in hand are dropped; `soon`: they are finished.
  enum class Stop : std::uint8_t { no, soon, at_once };
  std::function<Stop()> stop;
  std::function<void(const SweepProgress&)>
      progress; // Some ten times a second, from the caller's thread.
};

// Requires store.begin(plan, ...). Returns what is done in the end: all when batches == batches_done.
// Throws InputError for a point that does not compile, or whose code does what has no meaning (then
// what was finished is in the store).
SweepProgress sweep(const lang::Library& library, const lang::Study& study, const Plan& plan,
                    Store& store, const SweepSettings& settings);

} // namespace ghostwalk::sweep
