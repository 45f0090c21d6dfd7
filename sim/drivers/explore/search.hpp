// SPDX-License-Identifier: MIT
// The breadth-first search over a space of states: threads take batches of a level's states; when a
// table is full they stop, it grows, they go on.
//
// A level counts as a whole or not at all. What is told after a bound is what was known when the last
// level ended; when the level that goes beyond the bound on states also breaks a claim, the bound
// comes first. So the outcome does not depend on which thread came how far.
#pragma once

#include "sim/drivers/explore/space.hpp"

namespace ghostwalk {

// The settings' bound on memory is for all of the process; `held`: what others hold meanwhile.
Exploration search(Space& space, const ExploreSettings& settings, const Machine& machine,
                   std::uint64_t held = 0);

} // namespace ghostwalk
