// SPDX-License-Identifier: MIT
// The store buffer of one CPU (x86-TSO: Sewell, Sarkar, Owens, Zappa Nardelli, Myreen, CACM 53(7),
// 2010): stores wait in it, oldest first, until they reach memory; the CPU's own loads see the
// newest store to their place, other CPUs and the page walker see memory. Locked and serialising
// instructions wait until it is empty.
//
// A slice of the state: 16 bytes a store, oldest first, empties (0) last. Capacity 0: no buffer,
// memory is sequentially consistent.
#pragma once

#include "sim/core/types.hpp"

namespace ghostwalk::hw {

class StoreBuffer {
public:
  static constexpr std::uint32_t entry_bytes = 16; // place 4 | width 1 | 0 3 | value 8

  StoreBuffer(std::byte* bytes, std::uint16_t capacity) : bytes_(bytes), capacity_(capacity) {}

  bool empty() const { return capacity_ == 0 || width(0) == 0; }
  bool full() const { return capacity_ > 0 && width(capacity_ - 1U) != 0; }

  std::uint16_t size() const {
    std::uint16_t n = 0;
    while (n < capacity_ && width(n) != 0) ++n;
    return n;
  }
  // A store to the field of the state at that place. Requires !full() and a capacity.
  void push(Field to, std::uint64_t value) {
    std::byte* at = entry(size());
    store(at, 4, to.offset);
    store(at + 4, 1, to.width);
    store(at + 8, 8, value);
  }
  // The newest store to that place; false: none.
  bool newest(std::uint32_t offset, std::uint64_t& value) const {
    for (std::uint32_t i = size(); i-- > 0;)
      if (load(entry(i), 4) == offset) {
        value = load(entry(i) + 8, 8);
        return true;
      }
    return false;
  }
  Field oldest() const { return {static_cast<std::uint32_t>(load(entry(0), 4)), width(0)}; }
  std::uint64_t oldest_value() const { return load(entry(0) + 8, 8); }
  // Drops the oldest. Requires !empty().
  void pop() {
    std::memmove(bytes_, bytes_ + entry_bytes, std::size_t{entry_bytes} * (capacity_ - 1U));
    std::memset(entry(capacity_ - 1U), 0, entry_bytes);
  }

private:
  std::byte* entry(std::uint32_t i) const { return bytes_ + std::size_t{entry_bytes} * i; }
  std::uint8_t width(std::uint32_t i) const {
    return static_cast<std::uint8_t>(load(entry(i) + 4, 1));
  }
  std::byte* bytes_;
  std::uint16_t capacity_;
};

} // namespace ghostwalk::hw
