// SPDX-License-Identifier: MIT
// The search's levels, for whoever looks at them again.
#pragma once

#include "sim/drivers/explore/expand.hpp"

namespace ghostwalk {

// The states that one level added, per thread: numbers first .. end - 1.
struct Level {
  struct Range {
    std::uint32_t first = 0, end = 0;
  };
  std::vector<Range> of_thread;
};

// The shortest schedule whose last step breaks a claim, among those the one with the fewest context
// switches, among those the first in the machine's order of steps. `levels.back()` holds the states
// in which that last step is possible. Goes back level by level and looks again at every state
// stored, so it costs about as much as the search did.
// `symmetry`: what the states were stored by, or null.
void find_witness(const Machine& machine, const Claims& claims, StateSet& states,
                  const Symmetry* symmetry, const std::vector<Level>& levels, Exploration& result);

} // namespace ghostwalk
