// SPDX-License-Identifier: MIT
#include "sim/drivers/explore/state_set.hpp"

#include <xxhash.h>

namespace ghostwalk {
namespace {

constexpr std::uint64_t empty = ~std::uint64_t{0};
constexpr std::uint64_t first_capacity = 1U << 16U;
constexpr std::size_t max_chunks = 1U << 16U; // 256 GiB a thread

std::uint64_t hash_of(const std::byte* packed, std::size_t size) {
  return XXH3_64bits(packed, size);
}

// High bits choose the slot, low bits are the fingerprint.
std::uint64_t slot_of(std::uint64_t hash, std::uint64_t capacity) {
  return static_cast<std::uint64_t>((static_cast<unsigned __int128>(hash) * capacity) >> 64U);
}

std::uint64_t word_of(std::uint64_t hash, unsigned thread, StateSet::Mark m) {
  return (hash << 42U) | (std::uint64_t{thread} << 38U) | (std::uint64_t{m.chunk} << 22U) |
         m.offset;
}

bool same_fingerprint(std::uint64_t word, std::uint64_t hash) {
  return (word >> 42U) == ((hash << 42U) >> 42U);
}

std::unique_ptr<std::atomic<std::uint64_t>[]> empty_table(std::uint64_t capacity) {
  auto table = std::make_unique<std::atomic<std::uint64_t>[]>(capacity);
  for (std::uint64_t i = 0; i < capacity; ++i) table[i].store(empty, std::memory_order_relaxed);
  return table;
}

} // namespace

StateSet::StateSet(const Packing& packing, unsigned threads)
    : packing_(packing),
      table_(empty_table(first_capacity)),
      capacity_(first_capacity),
      arenas_(std::make_unique<Arena[]>(threads)),
      threads_(threads) {
  for (unsigned i = 0; i < threads; ++i) arenas_[i].chunks.reserve(max_chunks);
}

const std::byte* StateSet::find(std::uint64_t word) const {
  return at(static_cast<unsigned>((word >> 38U) & 15U),
            {static_cast<std::uint32_t>((word >> 22U) & 0xffffU),
             static_cast<std::uint32_t>(word & 0x3fffffU)});
}

// Where the arena's next state goes. The slack behind the last one lets comparisons read past it.
std::byte* StateSet::room(Arena& arena) const {
  if (arena.chunks.empty() || arena.used.back() + 2 * packing_.max_packed() > chunk_bytes) {
    arena.chunks.push_back(std::make_unique<std::byte[]>(chunk_bytes));
    arena.used.push_back(0);
    arena.held += chunk_bytes;
  }
  return arena.chunks.back().get() + arena.used.back();
}

bool StateSet::insert(unsigned thread, const std::byte* packed, std::size_t size) {
  const std::uint64_t hash = hash_of(packed, size);
  Arena& arena = arenas_[thread];
  std::uint64_t mine = empty;
  for (std::uint64_t i = slot_of(hash, capacity_);; i = i + 1 == capacity_ ? 0 : i + 1) {
    std::uint64_t word = table_[i].load(std::memory_order_acquire);
    while (word == empty) {
      if (mine == empty) {
        std::memcpy(room(arena), packed, size);
        mine = word_of(hash, thread,
                       {static_cast<std::uint32_t>(arena.chunks.size() - 1), arena.used.back()});
      }
      if (!table_[i].compare_exchange_strong(word, mine, std::memory_order_acq_rel)) continue;
      arena.used.back() += static_cast<std::uint32_t>(size);
      arena.states.fetch_add(1, std::memory_order_relaxed);
      arena.packed.fetch_add(size, std::memory_order_relaxed);
      return true;
    }
    if (same_fingerprint(word, hash) && std::memcmp(find(word), packed, size) == 0) return false;
  }
}

void StateSet::place(std::uint64_t hash, std::uint64_t word) {
  std::uint64_t i = slot_of(hash, capacity_);
  while (table_[i].load(std::memory_order_relaxed) != empty) i = i + 1 == capacity_ ? 0 : i + 1;
  table_[i].store(word, std::memory_order_relaxed);
}

void StateSet::grow() {
  capacity_ += capacity_ / 2;
  table_ = empty_table(capacity_);
  for (unsigned thread = 0; thread < threads_; ++thread) {
    const Mark end = mark(thread);
    for (Mark m = begin(thread, {}); m < end; m = next(thread, m)) {
      const std::byte* packed = at(thread, m);
      const std::uint64_t hash = hash_of(packed, packing_.packed_size(packed));
      place(hash, word_of(hash, thread, m));
    }
  }
}

std::uint64_t StateSet::count() const {
  std::uint64_t n = 0;
  for (unsigned i = 0; i < threads_; ++i) n += arenas_[i].states.load(std::memory_order_relaxed);
  return n;
}

std::uint64_t StateSet::packed_bytes() const {
  std::uint64_t n = 0;
  for (unsigned i = 0; i < threads_; ++i) n += arenas_[i].packed.load(std::memory_order_relaxed);
  return n;
}

std::uint64_t StateSet::bytes() const {
  std::uint64_t n = capacity_ * sizeof(std::uint64_t);
  for (unsigned i = 0; i < threads_; ++i) n += arenas_[i].held.load(std::memory_order_relaxed);
  return n;
}

StateSet::Mark StateSet::mark(unsigned thread) const {
  const Arena& a = arenas_[thread];
  if (a.chunks.empty()) return {};
  return {static_cast<std::uint32_t>(a.chunks.size() - 1), a.used.back()};
}

StateSet::Mark StateSet::begin(unsigned thread, Mark first) const {
  const Arena& a = arenas_[thread];
  const bool at_end = first.chunk < a.chunks.size() && first.offset == a.used[first.chunk];
  return at_end && first.chunk + 1 < a.chunks.size() ? Mark{first.chunk + 1, 0} : first;
}

} // namespace ghostwalk
