// SPDX-License-Identifier: MIT
#include "sim/drivers/explore/state_set.hpp"

#include <algorithm>

namespace ghostwalk {
namespace {
constexpr std::uint64_t first_parts = 1U << 12U, first_states = 1U << 14U;

using Halves = std::uint64_t; // left number 32 | right number 32
Halves halves(RecordTable::Id left, RecordTable::Id right) { return (Halves{left} << 32U) | right; }
const std::byte* bytes_of(const Halves& h) { return reinterpret_cast<const std::byte*>(&h); }
} // namespace

// Layout: the CPU blocks lie together; what is shared lies behind them.
StateSet::StateSet(const Layout& layout, std::uint16_t cpus, unsigned threads)
    : cpus_at_(layout.cpus),
      cpu_bytes_(layout.cpu.bytes),
      shared_at_(layout.cpus + cpus * layout.cpu.bytes),
      shared_bytes_(layout.bytes - shared_at_),
      leaves_(cpus + 1U),
      cpu_blocks_(std::make_unique<RecordTable>(cpu_bytes_, threads, first_parts)),
      shared_blocks_(
          std::make_unique<RecordTable>(std::max(1U, shared_bytes_), threads, first_parts)),
      pair_numbers_(std::make_unique<RecordTable>(sizeof(Halves), threads, first_parts)),
      roots_(threads, WordSet::Log::kept, first_states) {
  make_pairs(0, static_cast<std::uint32_t>(leaves_));
  root_ = pairs_.back(); // The last one has no number: it is the state.
  pairs_.pop_back();
}

// Pairs up a range of leaves; returns the node that stands for it.
std::uint32_t StateSet::make_pairs(std::uint32_t first, std::uint32_t end) {
  if (end - first == 1) return first;
  const std::uint32_t middle = first + (end - first) / 2;
  const Pair pair{make_pairs(first, middle), make_pairs(middle, end)};
  pairs_.push_back(pair);
  return static_cast<std::uint32_t>(leaves_ + pairs_.size() - 1);
}

StateSet::Part StateSet::part(std::size_t leaf) const {
  if (leaf + 1 == leaves_) return {shared_at_, shared_bytes_, shared_blocks_.get()};
  return {cpus_at_ + static_cast<std::uint32_t>(leaf) * cpu_bytes_, cpu_bytes_, cpu_blocks_.get()};
}

// The pairs of the leaves in `tree`. What is as in `from` has its number already.
StateSet::Root StateSet::join(unsigned thread, const Tree* from, Tree& tree) {
  auto& n = tree.nodes;
  for (std::size_t i = 0; i < pairs_.size(); ++i) {
    const Pair p = pairs_[i];
    Id& number = n[leaves_ + i];
    if (from != nullptr && n[p.left] == from->nodes[p.left] && n[p.right] == from->nodes[p.right]) {
      number = from->nodes[leaves_ + i];
      continue;
    }
    const Halves pair = halves(n[p.left], n[p.right]);
    number = pair_numbers_
                 ->insert(thread, bytes_of(pair), RecordTable::hash(bytes_of(pair), sizeof pair))
                 .id;
  }
  return halves(n[root_.left], n[root_.right]);
}

StateSet::Root StateSet::fold(unsigned thread, const std::byte* state, const std::byte* from,
                              const Tree* from_tree, Tree& tree) {
  for (std::size_t i = 0; i < leaves_; ++i) {
    const Part p = part(i);
    if (from != nullptr && std::memcmp(state + p.offset, from + p.offset, p.bytes) == 0)
      tree.nodes[i] = from_tree->nodes[i];
    else
      tree.nodes[i] = store(thread, p, state);
  }
  return join(thread, from_tree, tree);
}

StateSet::Root StateSet::replace(unsigned thread, const Tree& from, CpuId cpu, Id block, Id shared,
                                 Tree& changed) {
  std::copy(from.nodes.begin(), from.nodes.begin() + static_cast<std::ptrdiff_t>(leaves_),
            changed.nodes.begin());
  changed.nodes[cpu] = block;
  changed.nodes[leaves_ - 1] = shared;
  return join(thread, &from, changed);
}

void StateSet::unfold(Root root, Tree& tree) const {
  auto& n = tree.nodes;
  n[root_.left] = static_cast<Id>(root >> 32U);
  n[root_.right] = static_cast<Id>(root);
  for (std::size_t i = pairs_.size(); i-- > 0;) {
    Halves pair = 0;
    std::memcpy(&pair, pair_numbers_->at(n[leaves_ + i]), sizeof pair);
    n[pairs_[i].left] = static_cast<Id>(pair >> 32U);
    n[pairs_[i].right] = static_cast<Id>(pair);
  }
}

void StateSet::load(const Tree& tree, std::byte* state) const {
  for (std::size_t i = 0; i < leaves_; ++i) {
    const Part p = part(i);
    std::memcpy(state + p.offset, p.table->at(tree.nodes[i]), p.bytes);
  }
}

void StateSet::load_parts(CpuId cpu, Id block, Id shared, std::byte* state) const {
  const Part own = part(cpu), rest = part(leaves_ - 1);
  std::memcpy(state + own.offset, own.table->at(block), own.bytes);
  std::memcpy(state + rest.offset, rest.table->at(shared), rest.bytes);
}

bool StateSet::parts_have_room(std::uint64_t more) const {
  return cpu_blocks_->has_room(more * (leaves_ - 1)) && shared_blocks_->has_room(more) &&
         pair_numbers_->has_room(more * pairs_.size());
}

std::uint64_t StateSet::bytes_to_have_room(std::uint64_t more) const {
  return cpu_blocks_->bytes_to_have_room(more * (leaves_ - 1)) +
         shared_blocks_->bytes_to_have_room(more) +
         pair_numbers_->bytes_to_have_room(more * pairs_.size());
}

void StateSet::grow(std::uint64_t more) {
  while (!cpu_blocks_->has_room(more * (leaves_ - 1))) cpu_blocks_->grow();
  while (!shared_blocks_->has_room(more)) shared_blocks_->grow();
  while (!pair_numbers_->has_room(more * pairs_.size())) pair_numbers_->grow();
  roots_.make_room(more);
}

bool StateSet::full() const {
  return cpu_blocks_->full() || shared_blocks_->full() || pair_numbers_->full();
}

std::uint64_t StateSet::bytes() const {
  return roots_.bytes() + pair_numbers_->bytes() + cpu_blocks_->bytes() + shared_blocks_->bytes();
}

} // namespace ghostwalk
