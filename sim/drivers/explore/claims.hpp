// SPDX-License-Identifier: MIT
// Which things break a claim, which only have to happen somewhere.
#pragma once

#include "sim/machine/machine.hpp"

namespace ghostwalk {

struct Claims {
  explicit Claims(const Program& program);
  Happened never = 0;                                      // oracles and events
  std::vector<std::uint16_t> never_state, sometimes_state; // indices into properties
  const Program& program;

  bool over_states() const { return !never_state.empty() || !sometimes_state.empty(); }
  // Index of the first `never` broken by what happened or by the state it led to; -1: none.
  int broken(const Machine& machine, Happened seen, const std::byte* state) const;
  int first_of(Happened seen) const; // The same, of oracles and events alone.
  int deadlock() const;              // Index of `never deadlock`; -1: there is none.
  // What a schedule breaks with its last step, or by ending where nobody can go on.
  int broken_by(const Machine& machine, const std::vector<Step>& schedule) const;
};

} // namespace ghostwalk
