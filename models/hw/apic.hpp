// SPDX-License-Identifier: MIT
// The local APIC of one CPU, as far as a shootdown needs it: one pending bit per vector (a vector
// sent twice before it is taken is taken once), lowest number first, taken only with interrupts on.
// Up to 8 vectors: one byte of state.
#pragma once

#include "sim/core/types.hpp"

namespace ghostwalk::hw {

constexpr int max_vectors = 8;
constexpr std::uint8_t raise(std::uint8_t pending, int vector) {
  return static_cast<std::uint8_t>(pending | (1U << vector));
}
constexpr std::uint8_t acknowledge(std::uint8_t pending, int vector) {
  return static_cast<std::uint8_t>(pending & ~(1U << vector));
}
constexpr bool is_pending(std::uint8_t pending, int vector) {
  return ((pending >> vector) & 1U) != 0;
}

} // namespace ghostwalk::hw
