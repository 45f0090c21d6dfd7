// SPDX-License-Identifier: MIT
// A set of records of one fixed size that several threads fill at the same time. Each record gets a
// number; records lie one behind the other in chunks, one chain of chunks per thread, and an
// open-addressed table of 8-byte words finds them:
//
//   table word:  fingerprint 32 | thread 4 | index 28     (all ones: empty)
//
// Exact: the fingerprint only saves most comparisons. No locks: a record is written to the thread's
// own chunk first, then its word is put into the table by compare-and-swap; who loses against an
// equal record takes its own back. The table grows, by half when 80 % full, only while nobody
// inserts. Cost beyond the records: 10 to 15 bytes each.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "sim/core/types.hpp"

namespace ghostwalk {

class RecordTable {
public:
  static constexpr unsigned max_threads = 15; // The 16th would make a word of all ones possible.
  static constexpr std::uint32_t max_index = (1U << 28U) - 1;
  using Id = std::uint32_t; // thread 4 | index 28

  RecordTable(std::size_t record_bytes, unsigned threads, std::uint64_t first_capacity);

  static std::uint64_t hash(const std::byte* record, std::size_t bytes);
  // The record's number, and whether it is new. Requires room: see has_room.
  struct Inserted {
    Id id;
    bool fresh;
  };
  Inserted insert(unsigned thread, const std::byte* record, std::uint64_t hash);

  // Room for `more` insertions by each thread? If not, call grow() while nobody inserts.
  bool has_room(std::uint64_t more) const {
    return (count() + more * threads_) * 5 < capacity_ * 4;
  }
  // Of the table that grow() makes for it, and the one before, at most; 0: there is room.
  std::uint64_t bytes_to_have_room(std::uint64_t more) const {
    return has_room(more) ? 0
                          : (count() + more * threads_) * sizeof(std::uint64_t) * 25 /
                                8; // 5/4 * 3/2 * (1 + 2/3)
  }
  bool full() const; // No numbers are left.
  void grow();

  const std::byte* at(Id id) const { return at(id >> 28U, id & max_index); }
  const std::byte* at(unsigned thread, std::uint32_t index) const {
    return arenas_[thread].chunks[index >> chunk_log_].get() +
           (index & ((1U << chunk_log_) - 1)) * record_bytes_;
  }
  static Id id_of(unsigned thread, std::uint32_t index) { return (thread << 28U) | index; }
  std::uint32_t count_of(unsigned thread) const {
    return arenas_[thread].count.load(std::memory_order_relaxed);
  }
  std::uint64_t count() const;
  std::size_t record_bytes() const { return record_bytes_; }
  std::uint64_t bytes() const; // All memory held: whole chunks and the table.

private:
  struct alignas(64) Arena {
    std::vector<std::unique_ptr<std::byte[]>> chunks; // Reserved, so that it never moves.
    std::atomic<std::uint32_t> count = 0;
  };
  std::uint64_t slot_of(std::uint64_t hash) const {
    return static_cast<std::uint64_t>((static_cast<unsigned __int128>(hash) * capacity_) >> 64U);
  }
  bool equal(const std::byte* a, const std::byte* b) const {
    if (record_bytes_ == sizeof(std::uint64_t)) // Pairs of numbers: most of what is looked up.
      return load(a, sizeof(std::uint64_t)) == load(b, sizeof(std::uint64_t));
    return std::memcmp(a, b, record_bytes_) == 0;
  }
  void place(std::uint64_t hash, std::uint64_t word);

  std::size_t record_bytes_;
  std::uint32_t chunk_log_; // 2^that many records in a chunk
  unsigned threads_;
  std::uint64_t capacity_;
  std::unique_ptr<std::atomic<std::uint64_t>[]> table_;
  std::unique_ptr<Arena[]> arenas_;
};

} // namespace ghostwalk
