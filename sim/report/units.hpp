// SPDX-License-Identifier: MIT
// Numbers as people read them. Integers throughout: cycles to picoseconds by the CPU's clock.
#pragma once

#include <string>

#include "sim/core/types.hpp"

namespace ghostwalk::report {

std::string grouped(std::int64_t number); // "12,345"

// Rounded to the nearest. Requires mhz > 0.
std::int64_t picoseconds(Cycles cycles, std::uint64_t mhz);

std::string nanoseconds(Cycles cycles,
                        std::uint64_t mhz);         // "12.5 ns", "2,212 ns": a tenth below 1000
std::string span(Cycles cycles, std::uint64_t mhz); // "5,310 cycles (2,212 ns)"

std::string plural(std::int64_t number, const std::string& noun); // "1 step", "2 steps"

} // namespace ghostwalk::report
