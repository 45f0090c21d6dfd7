// SPDX-License-Identifier: MIT
#include "sim/drivers/explore/record_table.hpp"

#include <algorithm>

#define XXH_INLINE_ALL // Records are short: the call would cost as much as the work.
#include <xxhash.h>

namespace ghostwalk {
namespace {

constexpr std::uint64_t empty = ~std::uint64_t{0};
constexpr std::size_t chunk_bytes = 1U << 18U;

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
      chunk_log_(static_cast<std::uint32_t>(
          std::bit_width(std::max<std::size_t>(1, chunk_bytes / record_bytes)) - 1)),
      threads_(threads),
      capacity_(first_capacity),
      table_(empty_table(first_capacity)),
      arenas_(std::make_unique<Arena[]>(threads)) {
  for (unsigned i = 0; i < threads; ++i) arenas_[i].chunks.reserve((max_index >> chunk_log_) + 1);
}

std::uint64_t RecordTable::hash(const std::byte* record, std::size_t bytes) {
  return XXH3_64bits(record, bytes);
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
        if ((index >> chunk_log_) == arena.chunks.size())
          arena.chunks.push_back(std::make_unique<std::byte[]>(record_bytes_ << chunk_log_));
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
    if (same_fingerprint(word, hash) && equal(at(id), record)) return {id, false};
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

void RecordTable::grow() {
  capacity_ += capacity_ / 2;
  table_ = empty_table(capacity_);
  for (unsigned thread = 0; thread < threads_; ++thread)
    for (std::uint32_t index = 0; index < count_of(thread); ++index) {
      const std::uint64_t h = hash(at(thread, index), record_bytes_);
      place(h, word_of(h, id_of(thread, index)));
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
    n += ((std::uint64_t{count_of(i)} >> chunk_log_) + 1) * (record_bytes_ << chunk_log_);
  return n;
}

} // namespace ghostwalk
