// SPDX-License-Identifier: MIT
#include "sim/drivers/explore/record_table.hpp"

#include <algorithm>

#include <xxhash.h>

namespace ghostwalk {
namespace {

constexpr std::uint64_t empty = ~std::uint64_t{0};
constexpr std::size_t chunk_bytes = 1U << 20U;

std::uint64_t word_of(std::uint64_t hash, RecordTable::Id id) { return (hash << 32U) | id; }
bool same_fingerprint(std::uint64_t word, std::uint64_t hash) {
  return (word >> 32U) == (hash & 0xffffffffU);
}

std::unique_ptr<std::atomic<std::uint64_t>[]> empty_table(std::uint64_t capacity) {
  auto table = std::make_unique<std::atomic<std::uint64_t>[]>(capacity);
  for (std::uint64_t i = 0; i < capacity; ++i) table[i].store(empty, std::memory_order_relaxed);
  return table;
}

} // namespace

RecordTable::RecordTable(std::size_t record_bytes, unsigned threads, std::uint64_t first_capacity)
    : record_bytes_(record_bytes),
      per_chunk_(static_cast<std::uint32_t>(std::max<std::size_t>(1, chunk_bytes / record_bytes))),
      threads_(threads),
      capacity_(first_capacity),
      table_(empty_table(first_capacity)),
      arenas_(std::make_unique<Arena[]>(threads)) {
  for (unsigned i = 0; i < threads; ++i) arenas_[i].chunks.reserve(max_index / per_chunk_ + 1);
}

std::uint64_t RecordTable::hash(const std::byte* record, std::size_t bytes) {
  return XXH3_64bits(record, bytes);
}

void RecordTable::prefetch_record(std::uint64_t hash) const {
  for (std::uint64_t i = slot_of(hash);; i = i + 1 == capacity_ ? 0 : i + 1) {
    const std::uint64_t word = table_[i].load(std::memory_order_acquire);
    if (word == empty) return;
    if (same_fingerprint(word, hash)) return __builtin_prefetch(at(static_cast<Id>(word)));
  }
}

RecordTable::Inserted RecordTable::insert(unsigned thread, const std::byte* record,
                                          std::uint64_t hash) {
  Arena& arena = arenas_[thread];
  const std::uint32_t index = arena.count.load(std::memory_order_relaxed);
  bool written = false;
  for (std::uint64_t i = slot_of(hash);; i = i + 1 == capacity_ ? 0 : i + 1) {
    std::uint64_t word = table_[i].load(std::memory_order_acquire);
    while (word == empty) {
      if (!written) {
        if (index / per_chunk_ == arena.chunks.size())
          arena.chunks.push_back(std::make_unique<std::byte[]>(per_chunk_ * record_bytes_));
        std::memcpy(const_cast<std::byte*>(at(thread, index)), record, record_bytes_);
        written = true;
      }
      if (!table_[i].compare_exchange_strong(word, word_of(hash, id_of(thread, index)),
                                             std::memory_order_acq_rel))
        continue;
      arena.count.store(index + 1, std::memory_order_relaxed);
      return {id_of(thread, index), true};
    }
    const Id id = static_cast<Id>(word);
    if (same_fingerprint(word, hash) && std::memcmp(at(id), record, record_bytes_) == 0)
      return {id, false};
  }
}

std::optional<RecordTable::Id> RecordTable::find(const std::byte* record,
                                                 std::uint64_t hash) const {
  for (std::uint64_t i = slot_of(hash);; i = i + 1 == capacity_ ? 0 : i + 1) {
    const std::uint64_t word = table_[i].load(std::memory_order_acquire);
    if (word == empty) return std::nullopt;
    const Id id = static_cast<Id>(word);
    if (same_fingerprint(word, hash) && std::memcmp(at(id), record, record_bytes_) == 0) return id;
  }
}

bool RecordTable::full() const {
  for (unsigned i = 0; i < threads_; ++i)
    if (count_of(i) > max_index - (1U << 20U)) return true;
  return false;
}

void RecordTable::place(std::uint64_t hash, std::uint64_t word) {
  std::uint64_t i = slot_of(hash);
  while (table_[i].load(std::memory_order_relaxed) != empty) i = i + 1 == capacity_ ? 0 : i + 1;
  table_[i].store(word, std::memory_order_relaxed);
}

// The places in the table are all over memory: they are asked for a few records ahead.
void RecordTable::grow() {
  constexpr std::uint32_t ahead = 16;
  capacity_ += capacity_ / 2;
  table_ = empty_table(capacity_);
  for (unsigned thread = 0; thread < threads_; ++thread) {
    std::uint64_t hashes[ahead] = {};
    const std::uint32_t count = count_of(thread);
    for (std::uint32_t index = 0; index < count + ahead; ++index) {
      if (index >= ahead)
        place(hashes[index % ahead], word_of(hashes[index % ahead], id_of(thread, index - ahead)));
      if (index >= count) continue;
      hashes[index % ahead] = hash(at(thread, index), record_bytes_);
      prefetch(hashes[index % ahead]);
    }
  }
}

std::uint64_t RecordTable::count() const {
  std::uint64_t n = 0;
  for (unsigned i = 0; i < threads_; ++i) n += count_of(i);
  return n;
}

std::uint64_t RecordTable::bytes() const {
  std::uint64_t n = capacity_ * sizeof(std::uint64_t);
  for (unsigned i = 0; i < threads_; ++i)
    n += (std::uint64_t{count_of(i)} / per_chunk_ + 1) * per_chunk_ * record_bytes_;
  return n;
}

} // namespace ghostwalk
