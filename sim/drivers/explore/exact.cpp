// SPDX-License-Identifier: MIT
#include "sim/drivers/explore/exact.hpp"

#include <algorithm>

#include "sim/drivers/explore/independence.hpp"

namespace ghostwalk {
namespace {

// So many roots are on their way from memory before the first one is looked up.
constexpr std::size_t most_pending = 128;

// For what steps led to: a small part of the memory there may be.
std::uint64_t memory_for_moves(const ExploreSettings& settings) {
  const std::uint64_t most = std::uint64_t{1} << 26U;
  return settings.max_bytes == 0 ? most
                                 : std::min(most, settings.max_bytes / (16 * settings.threads));
}

} // namespace

ExactSpace::ExactSpace(const Machine& machine, const ExploreSettings& settings)
    : machine_(machine),
      claims_(machine.program()),
      states_(machine.program().layout, machine.program().cpus, settings.threads),
      room_(most_successors(machine.program())) {
  Expander::Settings how;
  how.most_bytes = memory_for_moves(settings);
  if (settings.reduce) {
    how.alone = private_instructions(machine.program());
    symmetry_.emplace(machine.program());
    if (!symmetry_->any()) symmetry_.reset();
    how.symmetry = symmetry();
  }
  for (unsigned i = 0; i < settings.threads; ++i)
    workers_.push_back(std::make_unique<Worker>(Expander(machine, claims_, states_, i, how)));
}

std::uint64_t ExactSpace::bytes_to_start() const { return states_.bytes_to_have_room(room_); }

void ExactSpace::start() {
  std::vector<std::byte> initial = machine_.program().initial;
  if (symmetry_) {
    auto scratch = symmetry_->scratch();
    symmetry_->canonicalise(initial.data(), scratch);
  }
  states_.grow(room_);
  auto tree = states_.tree();
  const auto root = states_.fold(0, initial.data(), nullptr, nullptr, tree);
  states_.reserve(0, 0, 1);
  states_.insert(0, root);
}

void ExactSpace::insert_pending(unsigned thread, LevelTally& tally) {
  Worker& w = *workers_[thread];
  for (const StateSet::Root root : w.pending.roots)
    if (states_.insert(thread, root) && claims_.over_states())
      tally.breaks(w.expander.broken_state(root));
  w.pending.roots.clear();
}

bool ExactSpace::expand(unsigned thread, Batch& batch, LevelTally& tally) {
  Worker& w = *workers_[thread];
  bool room = true;
  for (; batch.first < batch.end; ++batch.first) {
    room = states_.reserve(thread, w.pending.roots.size(), room_);
    if (!room) break;
    w.expander.spread(states_.at(batch.thread, batch.first), w.pending);
    if (w.pending.roots.size() >= most_pending) insert_pending(thread, tally);
  }
  insert_pending(thread, tally);
  tally.transitions += w.pending.transitions;
  tally.seen |= w.pending.seen;
  tally.claims_seen = w.expander.claims_seen;
  w.pending = {std::move(w.pending.roots), 0, 0};
  w.bytes = w.expander.bytes();
  return room;
}

std::vector<Batch> ExactSpace::next_level() {
  Level level;
  std::vector<Batch> todo;
  for (unsigned thread = 0; thread < workers_.size(); ++thread) {
    const std::uint64_t first = levels_.empty() ? 0 : levels_.back()[thread].end;
    level.push_back({thread, first, states_.count_of(thread)});
    add_batches(level.back(), todo);
  }
  levels_.push_back(std::move(level));
  return todo;
}

std::uint64_t ExactSpace::bytes() const {
  std::uint64_t n = states_.bytes();
  for (const auto& w : workers_) n += w->bytes;
  return n;
}

} // namespace ghostwalk
