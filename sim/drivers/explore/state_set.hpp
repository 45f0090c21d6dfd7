// SPDX-License-Identifier: MIT
// The set of states seen: packed states one behind the other in chunks, one chain of chunks per
// thread, and an open-addressed table of 8-byte words that finds them. Exact: a fingerprint in the
// table only saves most comparisons.
//
//   table word:  fingerprint 22 | thread 4 | chunk 16 | offset 22     (all ones: empty)
//
// Threads insert at the same time without locks: a state is written to the thread's own chunk
// first, then its word is put into the table by compare-and-swap; who loses against an equal state
// takes its bytes back. The table grows (by half, when 80 % full) only when nobody inserts.
// Cost beyond the packed states: 10 to 15 bytes a state.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "sim/drivers/explore/packing.hpp"

namespace ghostwalk {

class StateSet {
public:
  static constexpr unsigned max_threads = 16;

  StateSet(const Packing& packing, unsigned threads);

  // Returns true when the packed state was new. Requires room: see has_room.
  bool insert(unsigned thread, const std::byte* packed, std::size_t size);

  // Room for `more` insertions? If not, call grow() while nobody inserts.
  bool has_room(std::uint64_t more) const { return (count() + more) * 5 < capacity_ * 4; }
  void grow();

  std::uint64_t count() const;
  std::uint64_t packed_bytes() const;
  std::uint64_t bytes() const; // All memory held, whole chunks and the table.

  // Where a thread's next state will lie: two such marks bound what it added in between.
  struct Mark {
    std::uint32_t chunk = 0, offset = 0;
    auto operator<=>(const Mark&) const = default;
  };
  Mark mark(unsigned thread) const;
  const std::byte* at(unsigned thread, Mark m) const {
    return arenas_[thread].chunks[m.chunk].get() + m.offset;
  }
  // The state behind the one at `m` in the same chunk. Any thread may ask while others insert.
  Mark behind(unsigned thread, Mark m) const {
    return {m.chunk, m.offset + static_cast<std::uint32_t>(packing_.packed_size(at(thread, m)))};
  }
  // For going through all states of [first, end), while nobody inserts.
  Mark begin(unsigned thread, Mark first) const;
  Mark next(unsigned thread, Mark m) const { return begin(thread, behind(thread, m)); }

private:
  static constexpr std::uint32_t chunk_bytes = 1U << 22U;
  struct alignas(64) Arena {
    std::vector<std::unique_ptr<std::byte[]>> chunks; // Reserved, so that it never moves.
    std::vector<std::uint32_t> used;                  // The owner's alone.
    std::atomic<std::uint64_t> states = 0, packed = 0, held = 0;
  };
  std::byte* room(Arena& arena) const;
  void place(std::uint64_t hash, std::uint64_t word);
  const std::byte* find(std::uint64_t word) const;

  const Packing& packing_;
  std::unique_ptr<std::atomic<std::uint64_t>[]> table_;
  std::uint64_t capacity_ = 0;
  std::unique_ptr<Arena[]> arenas_;
  unsigned threads_;
};

} // namespace ghostwalk
