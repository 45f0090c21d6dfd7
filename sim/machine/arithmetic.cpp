// SPDX-License-Identifier: MIT
#include "sim/machine/arithmetic.hpp"

#include <bit>

namespace ghostwalk {

std::uint64_t compute(ExprOp op, std::uint64_t a, std::uint64_t b) {
  switch (op) {
  case ExprOp::add: return a + b;
  case ExprOp::sub: return a - b;
  case ExprOp::mul: return a * b;
  case ExprOp::div: return a / b;
  case ExprOp::mod: return a % b;
  case ExprOp::bit_and: return a & b;
  case ExprOp::bit_or: return a | b;
  case ExprOp::bit_xor: return a ^ b;
  case ExprOp::shift_left: return b < 64 ? a << b : 0;
  case ExprOp::shift_right: return b < 64 ? a >> b : 0;
  case ExprOp::equal: return a == b ? 1 : 0;
  case ExprOp::not_equal: return a != b ? 1 : 0;
  case ExprOp::less: return a < b ? 1 : 0;
  case ExprOp::less_equal: return a <= b ? 1 : 0;
  case ExprOp::logical_and: return a != 0 && b != 0 ? 1 : 0;
  default: return a != 0 || b != 0 ? 1 : 0;
  }
}

std::uint64_t compute(ExprOp op, std::uint64_t a, const hw::PagingMode& mode) {
  switch (op) {
  case ExprOp::bit_not: return ~a;
  case ExprOp::logical_not: return a == 0 ? 1 : 0;
  case ExprOp::bit: return a < 64 ? std::uint64_t{1} << a : 0;
  case ExprOp::present: return a & hw::bit::present;
  case ExprOp::frame_of: return hw::frame_of(mode, a);
  case ExprOp::count_bits: return static_cast<std::uint64_t>(std::popcount(a));
  default: return static_cast<std::uint64_t>(std::bit_width(a));
  }
}

} // namespace ghostwalk
