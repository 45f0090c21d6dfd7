// SPDX-License-Identifier: MIT
// What a breadth-first search goes through: how states are stored and what comes after them. The search
// itself (search.cpp) only hands out work and watches the bounds.
#pragma once

#include "sim/drivers/explore/claims.hpp"
#include "sim/drivers/explore/explore.hpp"

namespace ghostwalk {

// Some states of one level, as one thread stored them: numbers first .. end - 1.
struct Batch {
  unsigned thread = 0;
  std::uint64_t first = 0, end = 0;
};

// What a thread came across.
struct LevelTally {
  std::uint64_t transitions = 0;
  Happened seen = 0;
  int broken_state = -1; // The first `never` over the state that broke somewhere.
  bool violated(const Claims& claims) const {
    return broken_state >= 0 || (seen & claims.never) != 0;
  }
  void breaks(int claim) {
    if (claim >= 0 && (broken_state < 0 || claim < broken_state)) broken_state = claim;
  }
  std::vector<bool> claims_seen; // Per property: Kind::state `sometimes` that held.
};

class Space {
public:
  virtual ~Space() = default;
  virtual void start() = 0;                         // The level of the initial state.
  virtual std::uint64_t bytes_to_start() const = 0; // More for machines with many CPUs and pages.

  // Takes every step from the batch's states, in turn; `batch.first` is the one being done, also when
  // it throws. False: it needs more room first.
  virtual bool expand(unsigned thread, Batch& batch, LevelTally& tally) = 0;
  virtual void make_room() = 0; // While nobody expands.

  // The states that were added since the last call, or the start.
  virtual std::vector<Batch> next_level() = 0;

  virtual std::uint64_t count() const = 0;         // states
  virtual std::uint64_t bytes() const = 0;         // of memory held
  virtual std::uint64_t bytes_to_grow() const = 0; // that make_room() would take
  virtual bool full() const = 0;                   // No more states can have a number.
};

// No state has more successors: what tables must have room for.
std::uint64_t most_successors(const Program& program);

// Cuts a range of states into batches.
void add_batches(const Batch& range, std::vector<Batch>& out);

} // namespace ghostwalk
