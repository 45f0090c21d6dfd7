// SPDX-License-Identifier: MIT
// Stores of shards, or of anything that belongs to one plan, into one. Any order and grouping gives
// the same results; a batch that two of them hold is taken once.
#pragma once

#include "sim/sweep/store.hpp"

namespace ghostwalk::sweep {

struct MergeSettings {
  bool allow_missing = false; // else all trials of the plan must be there
  bool force = false;         // mixes builds; replaces a store that is there
};

struct MergeResult {
  std::uint64_t batches = 0, twice = 0; // taken; met again
  std::uint64_t trials = 0, missing = 0;
};

// Writes `out` whole or not at all. Throws InputError: which two do not belong together, and why.
MergeResult merge(const std::filesystem::path& out, const std::vector<std::filesystem::path>& in,
                  const MergeSettings& settings);

// What of the plan is not in the store, by shard.
struct Missing {
  struct Part {
    Shard shard;
    std::uint64_t batches = 0, trials = 0;
    Point first; // of the first batch that is not whole
    TrialRange first_trials;
  };
  std::vector<Part> parts;
  std::uint64_t trials = 0;
};
// Cut as the store's shards were; into one when they were cut in several ways.
Missing missing(const Store& store);
std::string describe(const Plan& plan, const Missing& missing); // Lines; at most ten shards.

} // namespace ghostwalk::sweep
