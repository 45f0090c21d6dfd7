// SPDX-License-Identifier: MIT
// A small set of 8-byte words in the state, in descending order with the empty slots (0) last, so
// that equal sets are equal bytes. The top `key_bits` of a word are its key and no two words share
// it: the rest may change in place without disturbing the order.
#pragma once

#include <cassert>

#include "sim/core/types.hpp"

namespace ghostwalk::hw {

// `count` bits of a packed word, from bit `from` upwards.
struct BitField {
  int from, count;
  constexpr std::uint64_t mask() const { return (std::uint64_t{1} << count) - 1; }
  constexpr std::uint64_t get(std::uint64_t word) const { return (word >> from) & mask(); }
  constexpr bool test(std::uint64_t word) const { return get(word) != 0; }
  constexpr std::uint64_t put(std::uint64_t value) const {
    assert(value <= mask());
    return value << from;
  }
};

class Slots { // A view; the bytes are the state's.
public:
  Slots(std::byte* bytes, std::uint16_t capacity, int key_bits)
      : bytes_(bytes), capacity_(capacity), key_bits_(key_bits) {}

  std::uint16_t capacity() const { return capacity_; }
  std::uint64_t word(int i) const { return load(bytes_ + 8 * i, 8); }
  int used() const {
    int n = 0;
    while (n < capacity_ && word(n) != 0) ++n;
    return n;
  }

  // Adds a word, replacing the one with the same key. Returns false, and changes nothing, when all
  // slots are taken by others.
  bool insert(std::uint64_t added) {
    const int end = used();
    int i = 0;
    while (i < end && key(word(i)) > key(added)) ++i;
    if (i == end || key(word(i)) != key(added)) {
      if (end == capacity_) return false;
      std::memmove(bytes_ + 8 * (i + 1), bytes_ + 8 * i, 8 * static_cast<std::size_t>(end - i));
    }
    set(i, added);
    return true;
  }

  void erase(int slot) {
    assert(slot >= 0 && slot < used());
    const int last = used() - 1;
    std::memmove(bytes_ + 8 * slot, bytes_ + 8 * (slot + 1),
                 8 * static_cast<std::size_t>(last - slot));
    set(last, 0);
  }

  // Keeps the words that `gone` does not name; returns how many went.
  template <class Gone>
  int erase_if(Gone gone) {
    const int end = used();
    int kept = 0;
    for (int i = 0; i < end; ++i)
      if (const std::uint64_t w = word(i); !gone(w)) set(kept++, w);
    for (int i = kept; i < end; ++i) set(i, 0);
    return end - kept;
  }

  // Sets bits below the key in the words that `which` names; returns how many had them clear.
  template <class Which>
  int mark(std::uint64_t bits, Which which) {
    assert(key(bits) == 0);
    int marked = 0;
    for (int i = 0, end = used(); i < end; ++i) {
      const std::uint64_t w = word(i);
      if ((w & bits) == bits || !which(w)) continue;
      set(i, w | bits);
      ++marked;
    }
    return marked;
  }

private:
  std::uint64_t key(std::uint64_t w) const { return w >> (64 - key_bits_); }
  void set(int i, std::uint64_t w) { store(bytes_ + 8 * i, 8, w); }

  std::byte* bytes_;
  std::uint16_t capacity_;
  int key_bits_;
};

} // namespace ghostwalk::hw
