// SPDX-License-Identifier: MIT
// The drivers on one program, against each other: explore plain and reduced, with one thread and two; the search of
// reference.hpp; a few trials on the bare queue and on SimGrid; the same trials sampled.
#pragma once

#include <string>

#include "sim/machine/machine.hpp"

namespace ghostwalk::test {

// What is wrong; empty: nothing, or the plain search gave up at `most_states`, or came to a ModelError: then the text
// has no meaning, and what the others make of it has none either. Throws ModelError when only another driver does.
std::string disagreement(const Machine& machine, std::uint64_t most_states);

} // namespace ghostwalk::test
