// SPDX-License-Identifier: MIT
// The kernel's page allocator as the hardware race sees it: which frame comes back next. One shared
// free list (buddy) and, when `per_cpu` > 0, a list of up to that many frames per CPU in front of
// it. Quicklists are kernel code, not this.
//
// Reuse policies: `lifo` the frame freed last comes back first; `fifo` last; `any` a choice
// (explore tries all, samplers draw), and then the list is kept sorted so that equal sets are equal
// bytes.
#pragma once

#include "sim/core/types.hpp"

namespace ghostwalk::hw {

enum class Reuse : std::uint8_t { lifo, fifo, any };

// A list in the state: a 2-byte count, then `capacity` 2-byte frame indices (unused ones 0).
class FreeList {
public:
  FreeList(std::byte* bytes, std::uint16_t capacity) : bytes_(bytes), capacity_(capacity) {}
  static constexpr std::uint32_t bytes(std::uint16_t capacity) { return 2 + 2U * capacity; }
  std::uint16_t size() const { // A list of no capacity has no bytes in the state.
    return capacity_ == 0 ? std::uint16_t{0} : static_cast<std::uint16_t>(load(bytes_, 2));
  }
  std::uint16_t capacity() const { return capacity_; }
  std::uint16_t at(std::uint16_t i) const {
    return static_cast<std::uint16_t>(load(bytes_ + 2 + 2 * i, 2));
  }
  void put(std::uint16_t frame, Reuse reuse); // Requires size() < capacity().
  std::uint16_t choices(Reuse reuse) const;   // 0 empty; 1 for lifo and fifo; size() for any.
  std::uint16_t take(Reuse reuse, std::uint16_t choice); // Requires choice < choices().

private:
  void set(std::uint16_t i, std::uint16_t frame) { store(bytes_ + 2 + 2 * i, 2, frame); }
  std::byte* bytes_;
  std::uint16_t capacity_;
};

// The allocator: shared list plus this CPU's own list (capacity 0: none).
struct PageAllocator {
  FreeList shared, own;
  Reuse reuse;
  std::uint16_t choices() const; // From `own` when it has any, else from `shared`.
  std::uint16_t take(std::uint16_t choice);
  // To `own`, when there is one and the policy is not `any`; when that is full its oldest half goes
  // to `shared` first.
  void put(std::uint16_t frame);
};

} // namespace ghostwalk::hw
