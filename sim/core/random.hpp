// SPDX-License-Identifier: MIT
// Counter-based randomness: draw k of trial n depends on (seed, point, n, k) alone, so any trial
// runs alone, on any shard, with any compiler, to the same bytes. No state but the counter;
// integers only.
#pragma once

#include <cstdint>

namespace ghostwalk {

// SplitMix64's finaliser (Steele, Lea, Flood, OOPSLA 2014): a bijection of 64 bits that mixes well.
constexpr std::uint64_t mix(std::uint64_t x) {
  x ^= x >> 30;
  x *= 0xbf58476d1ce4e5b9U;
  x ^= x >> 27;
  x *= 0x94d049bb133111ebU;
  return x ^ (x >> 31);
}

class Random {
public:
  constexpr Random(std::uint64_t seed, std::uint64_t point, std::uint64_t trial)
      : key_(mix(mix(mix(seed + 0x9e3779b97f4a7c15U) + point) + trial)) {}

  // Draw k of stream s is the same whatever was drawn from others. Requires s < 2^32.
  constexpr Random stream(std::uint64_t s) const {
    Random other = *this;
    other.counter_ = s << 32;
    return other;
  }

  constexpr std::uint64_t next() { return mix(key_ + 0x9e3779b97f4a7c15U * ++counter_); }

  // Uniform in 0 .. bound - 1, without bias (Lemire's multiply with rejection). Requires bound > 0.
  constexpr std::uint64_t below(std::uint64_t bound) {
    for (;;) {
      const auto wide = static_cast<unsigned __int128>(next()) * bound;
      const auto low = static_cast<std::uint64_t>(wide);
      if (low >= bound || low >= (0 - bound) % bound) return static_cast<std::uint64_t>(wide >> 64);
    }
  }

  // Uniform in lowest .. highest, both ends included. Requires lowest <= highest.
  constexpr std::int64_t between(std::int64_t lowest, std::int64_t highest) {
    // Unsigned: the distance may not fit a signed number.
    const auto first = static_cast<std::uint64_t>(lowest);
    const std::uint64_t bound = static_cast<std::uint64_t>(highest) - first + 1;
    return static_cast<std::int64_t>(first + (bound == 0 ? next() : below(bound)));
  }

private:
  std::uint64_t key_;
  std::uint64_t counter_ = 0;
};

} // namespace ghostwalk
