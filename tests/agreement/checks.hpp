// SPDX-License-Identifier: MIT
// What has to agree, whatever the program. Each check returns what is wrong; empty: nothing.
#pragma once

#include <string>

#include "sim/drivers/explore/explore.hpp"
#include "sim/drivers/run.hpp"
#include "tests/agreement/reference.hpp"

namespace ghostwalk::test {

Exploration search(const Machine& machine, bool reduce, unsigned threads, std::uint64_t max_states);

// The plain search and the reference: verdict, states, what happened, length of the witness. Requires: the
// reference is complete.
std::string differs(const Exploration& plain, const Reference& reference);
// Two searches of the same kind: everything.
std::string differs(const Exploration& one, const Exploration& two);
// A plain and a reduced one: the verdict, and after `absent` what happened.
std::string reduction_differs(const Exploration& plain, const Exploration& reduced);
// A found verdict's schedule is possible step by step, and breaks the claim with its last step, not before.
std::string witness_fails(const Machine& machine, const Exploration& e);
// The run is a path of the machine, within the states reached (null: not asked), and finds nothing that
// was proved absent.
std::string run_differs(const Machine& machine, const Run& run, Verdict verdict,
                        const Reference* reference);

} // namespace ghostwalk::test
