// SPDX-License-Identifier: MIT
#include "sim/drivers/explore/state_set.hpp"

#include <algorithm>

namespace ghostwalk {
namespace {
constexpr std::uint64_t first_parts = 1U << 12U, first_states = 1U << 14U;
}

// Layout: the CPU blocks lie together; what is shared may lie before and behind them.
StateSet::StateSet(const Layout& layout, std::uint16_t cpus, unsigned threads)
    : cpus_at_(layout.cpus),
      cpu_bytes_(layout.cpu.bytes),
      shared_at_(layout.cpus + cpus * layout.cpu.bytes),
      shared_bytes_(layout.bytes - shared_at_),
      parts_(cpus + 1U),
      cpu_blocks_(std::make_unique<RecordTable>(cpu_bytes_, threads, first_parts)),
      shared_blocks_(
          std::make_unique<RecordTable>(std::max(1U, shared_bytes_), threads, first_parts)),
      records_(parts_ * sizeof(RecordTable::Id), threads, first_states) {}

StateSet::Part StateSet::part(std::size_t i) const {
  if (i + 1 == parts_) return {shared_at_, shared_bytes_, shared_blocks_.get()};
  return {cpus_at_ + static_cast<std::uint32_t>(i) * cpu_bytes_, cpu_bytes_, cpu_blocks_.get()};
}

void StateSet::prepare(unsigned thread, const std::byte* state, const std::byte* from,
                       const Key* from_key, Key& key) {
  for (std::size_t i = 0; i < parts_; ++i) {
    const Part p = part(i);
    if (from != nullptr && std::memcmp(state + p.offset, from + p.offset, p.bytes) == 0) {
      key.parts[i] = from_key->parts[i];
      continue;
    }
    const std::uint64_t hash = RecordTable::hash(state + p.offset, p.bytes);
    key.parts[i] = p.table->insert(thread, state + p.offset, hash).id;
  }
  key.hash = RecordTable::hash(reinterpret_cast<const std::byte*>(key.parts.data()),
                               records_.record_bytes());
  records_.prefetch(key.hash);
}

void StateSet::load(unsigned thread, std::uint32_t index, std::byte* state, Key& key) const {
  std::memcpy(key.parts.data(), records_.at(thread, index), records_.record_bytes());
  for (std::size_t i = 0; i < parts_; ++i) {
    const Part p = part(i);
    std::memcpy(state + p.offset, p.table->at(key.parts[i]), p.bytes);
  }
}

bool StateSet::has_room(std::uint64_t more) const {
  return records_.has_room(more) && cpu_blocks_->has_room(more * (parts_ - 1)) &&
         shared_blocks_->has_room(more);
}

void StateSet::grow(std::uint64_t more) {
  while (!records_.has_room(more)) records_.grow();
  while (!cpu_blocks_->has_room(more * (parts_ - 1))) cpu_blocks_->grow();
  while (!shared_blocks_->has_room(more)) shared_blocks_->grow();
}

bool StateSet::full() const {
  return records_.full() || cpu_blocks_->full() || shared_blocks_->full();
}

std::uint64_t StateSet::packed_bytes() const {
  return count() * records_.record_bytes() + cpu_blocks_->count() * cpu_bytes_ +
         shared_blocks_->count() * shared_bytes_;
}

std::uint64_t StateSet::bytes() const {
  return records_.bytes() + cpu_blocks_->bytes() + shared_blocks_->bytes();
}

} // namespace ghostwalk
