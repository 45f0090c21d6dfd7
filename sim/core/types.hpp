// SPDX-License-Identifier: MIT
// The few types every layer speaks: bytes of a state, cycles, frames, pages.
#pragma once

#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace ghostwalk {

// Model time: whole CPU cycles of the scenario's clock. Nanoseconds only in what people read.
enum class Cycles : std::int64_t {};
constexpr std::int64_t count(Cycles c) { return static_cast<std::int64_t>(c); }
constexpr Cycles operator+(Cycles a, Cycles b) { return Cycles{count(a) + count(b)}; }
constexpr Cycles operator-(Cycles a, Cycles b) { return Cycles{count(a) - count(b)}; }

using Address = std::uint64_t; // A linear (virtual) address.
using Word = std::uint64_t;    // A page-table word; 4 bytes in i386 mode, 8 in PAE and x86-64.
using Pfn = std::uint64_t;     // Page frame number: physical address >> 12.
using CpuId = std::uint16_t;   // 0 .. number of CPUs - 1.
using PageId = std::uint16_t;  // Index into Program::pages: the linear pages a scenario tracks.

static_assert(std::endian::native == std::endian::little, "states are little-endian bytes");

// A field of a state. Widths are 1, 2, 4 or 8 bytes; no alignment is assumed.
struct Field {
  std::uint32_t offset = 0;
  std::uint8_t width = 1;
  auto operator<=>(const Field&) const = default;
};

inline std::uint64_t load(const std::byte* at, std::uint8_t width) {
  switch (width) {
  case 1: return static_cast<std::uint8_t>(*at);
  case 2: {
    std::uint16_t v;
    std::memcpy(&v, at, 2);
    return v;
  }
  case 4: {
    std::uint32_t v;
    std::memcpy(&v, at, 4);
    return v;
  }
  default: {
    std::uint64_t v;
    std::memcpy(&v, at, 8);
    return v;
  }
  }
}

inline void store(std::byte* at, std::uint8_t width, std::uint64_t value) {
  switch (width) {
  case 1: std::memcpy(at, &value, 1); break;
  case 2: std::memcpy(at, &value, 2); break;
  case 4: std::memcpy(at, &value, 4); break;
  default: std::memcpy(at, &value, 8); break;
  }
}

inline std::uint64_t load(const std::byte* state, Field f) {
  return load(state + f.offset, f.width);
}
inline void store(std::byte* state, Field f, std::uint64_t v) {
  store(state + f.offset, f.width, v);
}

} // namespace ghostwalk
