// SPDX-License-Identifier: MIT
#include "sim/drivers/explore/word_set.hpp"

#include <algorithm>

namespace ghostwalk {
namespace {
constexpr std::uint64_t quota_at_once = 1024; // Small tables should not grow for what nobody adds.
}

WordSet::WordSet(unsigned threads, Log log, std::uint64_t first_capacity)
    : log_(log),
      threads_(threads),
      capacity_(first_capacity),
      table_(first_capacity),
      parts_(std::make_unique<Part[]>(threads)) {
  for (unsigned i = 0; i < threads; ++i) parts_[i].log.reserve(1U << 16U);
}

void WordSet::remember(Part& part, std::uint64_t word) {
  const std::uint64_t index = part.count.load(std::memory_order_relaxed);
  if (log_ == Log::kept) {
    if (index % per_chunk == 0) part.log.push_back(std::make_unique<std::uint64_t[]>(per_chunk));
    part.log.back()[index % per_chunk] = word;
  }
  part.count.store(index + 1, std::memory_order_relaxed);
  --part.quota;
}

bool WordSet::insert(unsigned thread, std::uint64_t word) {
  for (std::uint64_t i = slot_of(word);; i = next_slot(i)) {
    std::uint64_t there = table_[i].load(std::memory_order_relaxed);
    if (there == 0 && table_[i].compare_exchange_strong(there, ~word, std::memory_order_relaxed)) {
      remember(parts_[thread], word);
      return true;
    }
    if (there == ~word) return false;
  }
}

bool WordSet::contains(std::uint64_t word) const {
  for (std::uint64_t i = slot_of(word);; i = next_slot(i)) {
    const std::uint64_t there = table_[i].load(std::memory_order_relaxed);
    if (there == 0 || there == ~word) return there != 0;
  }
}

bool WordSet::reserve(unsigned thread, std::uint64_t more) {
  Part& part = parts_[thread];
  if (part.quota >= more) return true;
  const std::uint64_t wanted = std::max(more, quota_at_once);
  if (reserved_.fetch_add(wanted, std::memory_order_relaxed) + wanted > most_words()) {
    reserved_.fetch_sub(wanted, std::memory_order_relaxed);
    return false;
  }
  part.quota += wanted;
  return true;
}

bool WordSet::has_to_grow(std::uint64_t more) const {
  const std::uint64_t worth_going_on_for = most_words() / 8;
  return count() + threads_ * std::max(more, quota_at_once) + worth_going_on_for > most_words();
}

void WordSet::make_room(std::uint64_t more) {
  if (has_to_grow(more)) grow(more);
  reserved_ = count(); // What was set aside and not used is free again.
  for (unsigned i = 0; i < threads_; ++i) parts_[i].quota = 0;
}

void WordSet::place(std::uint64_t word) {
  std::uint64_t i = slot_of(word);
  while (table_[i].load(std::memory_order_relaxed) != 0) i = next_slot(i);
  table_[i].store(~word, std::memory_order_relaxed);
}

// The places are all over memory: they are asked for some words ahead.
void WordSet::fill_from_log() {
  constexpr std::uint64_t ahead = 32;
  for (unsigned thread = 0; thread < threads_; ++thread) {
    const std::uint64_t count = count_of(thread);
    for (std::uint64_t i = 0; i < count; ++i) {
      if (i + ahead < count) prefetch(at(thread, i + ahead));
      place(at(thread, i));
    }
  }
}

// In the order of the old table the places in the new one come one behind the other.
void WordSet::fill_from(const Table& old, std::uint64_t capacity) {
  for (std::uint64_t i = 0; i < capacity; ++i)
    if (const std::uint64_t there = old[i].load(std::memory_order_relaxed); there != 0)
      place(~there);
}

void WordSet::grow(std::uint64_t more) {
  const std::uint64_t old_capacity = capacity_;
  while (has_to_grow(more)) capacity_ += capacity_ / 2;
  if (log_ == Log::kept) {
    table_.release(); // The log has it all: both tables at once would cost more memory.
    table_ = Table(capacity_);
    fill_from_log();
  } else {
    const Table old = std::move(table_);
    table_ = Table(capacity_);
    fill_from(old, old_capacity);
  }
}

std::uint64_t WordSet::count() const {
  std::uint64_t n = 0;
  for (unsigned i = 0; i < threads_; ++i) n += count_of(i);
  return n;
}

std::uint64_t WordSet::bytes() const {
  std::uint64_t n = capacity_ * sizeof(std::uint64_t);
  if (log_ == Log::kept)
    for (unsigned i = 0; i < threads_; ++i)
      n += (count_of(i) + per_chunk - 1) / per_chunk * per_chunk * sizeof(std::uint64_t);
  return n;
}

std::uint64_t WordSet::bytes_to_grow() const {
  return log_ == Log::kept ? capacity_ / 2 * 8 : capacity_ / 2 * 3 * 8;
}

} // namespace ghostwalk
