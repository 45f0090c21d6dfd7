// SPDX-License-Identifier: MIT
// A compiled scenario as a Murphi model, for an outside opinion: Rumur (a Debian package) explores it on its own, and its verdict
// and its number of reachable states have to be explore's, without partial-order reduction.
//
// The model restates the machine: page walks, TLB, paging-structure caches, invalidations, interrupts, allocator and store buffers
// are Murphi procedures, not a table of what our machine did. What it takes from the program is the code, the variables, and the
// state at the start. Every state field has its variable, so that two Murphi states are equal if and only if ours are.
//
// Leaves out: `sometimes` (Murphi has no claim that is not about every state) and everything about time.
#pragma once

#include <string>

#include "sim/machine/program.hpp"

namespace ghostwalk {

struct MurphiSettings {
  // False: nothing is claimed, so that the checker visits every state. What has no meaning (an index beyond its array, the unlock
  // of a lock that another CPU holds) is an error all the same, as it is to explore.
  bool claims = true;
};

// Throws InputError for what Murphi's numbers cannot hold.
std::string to_murphi(const Program& program, const MurphiSettings& settings = {});

} // namespace ghostwalk
