// SPDX-License-Identifier: MIT
// What the operators of expressions compute: for the machine when it runs, and for the compiler where an
// expression is a constant. What looks at a state is not among them.
#pragma once

#include "sim/machine/program.hpp"

namespace ghostwalk {

// add .. logical_or. `b` must not be 0 for div and mod.
std::uint64_t compute(ExprOp op, std::uint64_t a, std::uint64_t b);
// bit_not, logical_not, bit, present, frame_of, count_bits, last_bit.
std::uint64_t compute(ExprOp op, std::uint64_t a, const hw::PagingMode& mode);

} // namespace ghostwalk
