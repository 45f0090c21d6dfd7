// SPDX-License-Identifier: MIT
// A search as plain as can be, to compare explore with: whole states in a set, no parts, no levels shared
// by threads, no reduction. States are known by 64 bits of their bytes: two that share them would show as
// a wrong count, the same in every run.
#pragma once

#include <string>
#include <unordered_set>
#include <vector>

#include "sim/machine/machine.hpp"

namespace ghostwalk::test {

struct Reference {
  bool complete = false;               // Not cut off at the bound.
  std::unordered_set<std::size_t> all; // Only looked up.
  Happened seen = 0;
  int violated_after =
      -1; // The fewest steps that break a `never`; a deadlock counts those to get there.
  bool senseless = false; // A step was a ModelError; nothing comes after it.

  bool has(const std::byte* state, std::size_t bytes) const;
};
Reference reach(const Machine& machine, std::size_t most_states);

// Bits of the oracles and events that claims forbid.
Happened forbidden(const Program& program);
// A `never` of any kind is broken by what happened or in this state.
bool breaks(const Machine& machine, Happened seen, const std::byte* state);
// Somebody waits, and only speculation and evictions are possible.
bool nobody_goes_on(const Machine& machine, const std::byte* state, const std::vector<Step>& steps);

} // namespace ghostwalk::test
