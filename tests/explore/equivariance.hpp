// SPDX-License-Identifier: MIT
// What makes a symmetry sound, checked state by state: renaming a state and then taking a step gives what taking the step
// and then renaming gives; so does putting it into its canonical form. Knows nothing of how the renaming is
// done; whole states, no parts, no reduction.
#pragma once

#include <functional>
#include <string>

#include "sim/machine/machine.hpp"

namespace ghostwalk::test {

struct Group {
  std::function<bool(std::byte*)> canonicalise;
  std::function<void(std::byte*, std::uint64_t)> rename; // by the element that the number picks
};

struct Checked {
  std::string wrong;         // Empty: nothing.
  bool complete = false;     // Every reachable state was looked at.
  std::size_t states = 0;    // reachable, as far as looked at
  std::size_t canonical = 0; // different canonical forms of them
  // States of the search that knows canonical forms only; 0: not complete, or some form is not exact.
  std::size_t quotient = 0;
};

// Looks at up to `most` reachable states, breadth first.
Checked check_symmetry(const Machine& machine, const Group& group, std::size_t most);

} // namespace ghostwalk::test
