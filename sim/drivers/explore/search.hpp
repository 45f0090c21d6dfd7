// SPDX-License-Identifier: MIT
// The search's levels, for whoever looks at them again.
#pragma once

#include "sim/drivers/explore/expand.hpp"
#include "sim/drivers/explore/state_set.hpp"

namespace ghostwalk {

// The states that one level added, per thread: [first, end) in the thread's arena.
struct Level {
  struct Range {
    StateSet::Mark first, end;
  };
  std::vector<Range> of_thread;
};

// The shortest schedule whose last step breaks a claim, among those the one with the fewest context
// switches, among those the first in the machine's order of steps. `levels.back()` holds the states in which that last step is possible.
// Goes back level by level and looks again at every state stored, so it costs about as much as the search did.
void find_witness(const Machine& machine, const Claims& claims, const Packing& packing,
                  const StateSet& states, const std::vector<Level>& levels, Exploration& result);

} // namespace ghostwalk
