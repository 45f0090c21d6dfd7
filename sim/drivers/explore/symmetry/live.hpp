// SPDX-License-Identifier: MIT
// Where locals are live: they share bytes, so what some bytes mean depends on the instruction that is next.
#pragma once

#include "sim/machine/program.hpp"

namespace ghostwalk::symmetry {

// Per instruction, the locals of `wanted` that are read later before they are assigned. In the order of `wanted`.
std::vector<std::vector<std::uint16_t>> live_locals(const Program& program,
                                                    const std::vector<std::uint16_t>& wanted);

} // namespace ghostwalk::symmetry
