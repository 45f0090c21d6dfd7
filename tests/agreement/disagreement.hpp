// SPDX-License-Identifier: MIT
// The drivers on one program, against each other: explore plain and reduced, with one thread and two; the search of
// reference.hpp; a few trials on the bare queue and on SimGrid; the same trials sampled.
#pragma once

#include <string>

#include "sim/machine/machine.hpp"

namespace ghostwalk::test {

struct Effort {
  std::uint64_t most_states = 20'000;
  bool threads = true; // Searches with two threads, and SimGrid, which has one for each actor.
};

// What is wrong; empty: nothing, or the plain search gave up at that many states, or came to a ModelError: then the text
// has no meaning, and what the others make of it has none either. Throws ModelError when only another driver does.
std::string disagreement(const Machine& machine, const Effort& effort);

} // namespace ghostwalk::test
