// SPDX-License-Identifier: MIT
// Hashes of texts, by which points, scenarios and plans are known. XXH3 of 128 bits: nobody's attack
// is fended off, and two of a million texts meet by accident with a probability below 10^-26.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace ghostwalk::sweep {

struct Hash {
  std::array<std::uint8_t, 16> bytes{}; // The canonical (big-endian) form: the same everywhere.
  auto operator<=>(const Hash&) const = default;
};

Hash hash_of(std::string_view text);
std::uint64_t checksum_of(std::string_view bytes); // 64 bits, against damage
std::string hex(const Hash& hash);                 // 32 digits

} // namespace ghostwalk::sweep
