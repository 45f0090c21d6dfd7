// SPDX-License-Identifier: MIT
// A set of 64-bit words that several threads fill at the same time: an open-addressed table of the
// words themselves, so that to know whether one is there takes one look at memory. No locks: a word
// is put in its place by compare-and-swap. The table grows, by half when 80 % full, only while
// nobody inserts: 10 to 15 bytes a word.
//
// With a log the words are also kept in the order in which each thread added them (8 bytes more):
// that is how a search comes back to its levels.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "sim/drivers/explore/huge_array.hpp"

namespace ghostwalk {

class WordSet {
public:
  enum class Log : std::uint8_t { none, kept };
  static constexpr std::uint64_t no_word = ~std::uint64_t{0}; // The one that cannot be stored.

  WordSet(unsigned threads, Log log, std::uint64_t first_capacity);

  // Asks the processor for the part of the table where the word will be.
  void prefetch(std::uint64_t word) const { __builtin_prefetch(&table_[slot_of(word)]); }
  bool insert(unsigned thread, std::uint64_t word); // True: it is new. Requires reserve().
  bool contains(std::uint64_t word) const;

  // Room for `more` insertions by this thread? If not, make_room() while nobody inserts.
  bool reserve(unsigned thread, std::uint64_t more);
  void make_room(std::uint64_t more);         // Each thread can reserve that.
  bool has_to_grow(std::uint64_t more) const; // make_room() will take bytes_to_grow() more.

  std::uint64_t count() const;
  std::uint64_t count_of(unsigned thread) const {
    return parts_[thread].count.load(std::memory_order_relaxed);
  }
  std::uint64_t at(unsigned thread, std::uint64_t index) const { // Of the log.
    return parts_[thread].log[index / per_chunk][index % per_chunk];
  }
  std::uint64_t bytes() const;         // All memory held.
  std::uint64_t bytes_to_grow() const; // What is held for a moment while it grows.

private:
  static constexpr std::uint64_t per_chunk = 1U << 16U;
  struct alignas(64) Part { // A thread's.
    std::vector<std::unique_ptr<std::uint64_t[]>> log;
    std::atomic<std::uint64_t> count = 0;
    std::uint64_t quota = 0; // Insertions that it may still make.
  };
  using Table = HugeArray<std::atomic<std::uint64_t>>; // Inverted words; 0: empty.

  std::uint64_t slot_of(std::uint64_t word) const {
    const std::uint64_t hash = (word ^ (word >> 32U)) * 0x9e3779b97f4a7c15U;
    const std::uint64_t mixed = (hash ^ (hash >> 29U)) * 0xbf58476d1ce4e5b9U;
    return static_cast<std::uint64_t>((static_cast<unsigned __int128>(mixed) * capacity_) >> 64U);
  }
  std::uint64_t next_slot(std::uint64_t i) const { return i + 1 == capacity_ ? 0 : i + 1; }
  std::uint64_t most_words() const { return capacity_ / 5 * 4; }
  void grow(std::uint64_t more);
  void remember(Part& part, std::uint64_t word);
  void place(std::uint64_t word);
  void fill_from_log();
  void fill_from(const Table& old, std::uint64_t capacity);

  Log log_;
  unsigned threads_;
  std::uint64_t capacity_;
  Table table_;
  std::unique_ptr<Part[]> parts_;
  std::atomic<std::uint64_t> reserved_ = 0; // Words there are or may come.
};

} // namespace ghostwalk
