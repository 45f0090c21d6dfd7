// SPDX-License-Identifier: MIT
// States as they are stored: exclusive-or with the initial state, so that what never changed is 0, then a bit per byte that says
// whether it is 0, then the bytes that are not. Lossless; most of a state is what it was at the start, or an empty slot.
#pragma once

#include <bit>
#include <span>
#include <vector>

#include "sim/core/types.hpp"

namespace ghostwalk {

class Packing {
public:
  explicit Packing(std::span<const std::byte> initial)
      : initial_(initial.begin(), initial.end()), groups_((initial.size() + 7) / 8) {
    initial_.resize(groups_ * 8);
  }

  std::size_t state_bytes() const {
    return initial_.size();
  } // Whole groups of 8: buffers need that much.
  std::size_t max_packed() const { return groups_ * 9; }

  // Returns the number of bytes written to `out`, at most max_packed(). `state` has state_bytes() bytes.
  std::size_t pack(const std::byte* state, std::byte* out) const {
    std::byte* data = out + groups_;
    for (std::size_t g = 0; g < groups_; ++g) {
      const std::uint64_t changed = load(state + 8 * g, 8) ^ load(initial_.data() + 8 * g, 8);
      std::uint8_t mask = 0;
      if (changed != 0)
        for (unsigned i = 0; i < 8; ++i) {
          const auto byte = static_cast<std::uint8_t>(changed >> (8 * i));
          *data = static_cast<std::byte>(byte);
          data += byte != 0 ? 1 : 0;
          mask = static_cast<std::uint8_t>(mask | ((byte != 0 ? 1U : 0U) << i));
        }
      out[g] = static_cast<std::byte>(mask);
    }
    return static_cast<std::size_t>(data - out);
  }

  std::size_t packed_size(const std::byte* packed) const {
    std::size_t size = groups_;
    for (std::size_t g = 0; g < groups_; ++g)
      size += static_cast<std::size_t>(std::popcount(static_cast<std::uint8_t>(packed[g])));
    return size;
  }

  void unpack(const std::byte* packed, std::byte* state) const {
    const std::byte* data = packed + groups_;
    for (std::size_t g = 0; g < groups_; ++g) {
      std::uint64_t changed = 0;
      for (auto mask = static_cast<std::uint8_t>(packed[g]); mask != 0;
           mask = static_cast<std::uint8_t>(mask & (mask - 1)))
        changed |= static_cast<std::uint64_t>(*data++) << (8 * std::countr_zero(mask));
      store(state + 8 * g, 8, changed ^ load(initial_.data() + 8 * g, 8));
    }
  }

private:
  std::vector<std::byte> initial_;
  std::size_t groups_;
};

} // namespace ghostwalk
