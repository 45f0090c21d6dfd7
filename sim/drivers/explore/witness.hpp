// SPDX-License-Identifier: MIT
// The way to a violation, found again from the levels of a search.
#pragma once

#include "sim/drivers/explore/exact.hpp"

namespace ghostwalk {

// The shortest schedule whose last step breaks a claim, among those the one with the fewest context
// switches, among those the first in the machine's order of steps. The last level but one of `space`
// holds the states in which that last step is possible. Goes back level by level and looks again at every state
// stored, so it costs about as much as the search did.
//
// Fills `witness` and `broken`. False: `give_up` came first, or, after a reduced search only, the way
// is lost between states that stand for others.
bool find_witness(const Machine& machine, ExactSpace& space, const std::function<bool()>& give_up,
                  Exploration& result);

} // namespace ghostwalk
