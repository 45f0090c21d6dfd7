// SPDX-License-Identifier: MIT
#include "sim/drivers/explore/compact.hpp"

#include <algorithm>
#include <cmath>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "sim/drivers/explore/independence.hpp"
#include "sim/drivers/explore/moves.hpp"
#include "sim/drivers/explore/search.hpp"
#include "sim/drivers/replay.hpp"

namespace ghostwalk {
namespace {
constexpr std::uint64_t first_states = 1U << 14U;
}

double miss_probability(std::uint64_t states, unsigned hash_bits) {
  const auto n = static_cast<double>(states);
  return std::min(1.0, std::ldexp(n * (n + 1), -static_cast<int>(hash_bits) - 1));
}

CompactSpace::CompactSpace(const Machine& machine, const ExploreSettings& settings, Parents parents)
    : machine_(machine),
      claims_(machine.program()),
      hash_bits_(settings.hash_bits),
      hash_seed_(settings.hash_seed),
      state_bytes_(machine.program().layout.bytes),
      room_(most_successors(machine.program())),
      seen_(settings.threads, WordSet::Log::none, first_states),
      parents_kept_(parents) {
  if (settings.reduce) {
    alone_ = private_instructions(machine.program());
    symmetry_.emplace(machine.program());
    if (!symmetry_->any()) symmetry_.reset();
  }
  for (unsigned i = 0; i < settings.threads; ++i) {
    workers_.push_back(std::make_unique<Worker>());
    workers_.back()->state.resize(state_bytes_);
    if (symmetry_) workers_.back()->scratch = symmetry_->scratch();
  }
}

std::uint64_t CompactSpace::hash(const std::byte* state) const {
  const std::uint64_t h = XXH3_64bits_withSeed(state, state_bytes_, hash_seed_);
  const std::uint64_t kept = hash_bits_ >= 64 ? h : h & ((std::uint64_t{1} << hash_bits_) - 1);
  return kept == WordSet::no_word ? 0 : kept;
}

void CompactSpace::start() {
  std::vector<std::byte> initial = machine_.program().initial;
  if (symmetry_) symmetry_->canonicalise(initial.data(), workers_.front()->scratch);
  seen_.make_room(room_);
  seen_.reserve(0, 1);
  seen_.insert(0, hash(initial.data()));
  workers_.front()->next_frontier = std::move(initial);
  if (parents_kept_ == Parents::kept) parents_.push_back(0);
}

std::vector<Batch> CompactSpace::next_level() {
  std::vector<Batch> todo;
  for (unsigned i = 0; i < workers_.size(); ++i) {
    Worker& w = *workers_[i];
    w.frontier = std::move(w.next_frontier);
    w.next_frontier = {};
    w.bytes = w.frontier.capacity();
    add_batches({i, 0, w.frontier.size() / state_bytes_}, todo);
  }
  level_first_ = level_end_;
  level_end_ = count();
  return todo;
}

bool CompactSpace::one_is_enough(Worker& w) const {
  for (CpuId cpu = 0; cpu < machine_.program().cpus; ++cpu) {
    if (alone_[machine_.next_insn(w.state.data(), cpu)] == 0) continue;
    const int choices = machine_.exec_choices(w.state.data(), cpu);
    for (int choice = 0; choice < choices; ++choice)
      w.steps.push_back({cpu, StepKind::exec, static_cast<std::uint16_t>(choice), 0});
    if (choices > 0) return true;
  }
  return false;
}

void CompactSpace::find_steps(Worker& w) const {
  w.steps.clear();
  if (alone_.empty() || !one_is_enough(w)) machine_.steps(w.state.data(), w.steps);
}

void CompactSpace::note_violation(std::uint64_t number, std::uint64_t step) {
  if (parents_kept_ == Parents::kept && !violation_) violation_ = (number << 28U) | step;
}

int CompactSpace::broken_state(const std::byte* state, LevelTally& tally) const {
  tally.claims_seen.resize(machine_.program().properties.size());
  for (const auto claim : claims_.sometimes_state)
    if (machine_.evaluate(state, 0, claims_.program.properties[claim].condition) != 0)
      tally.claims_seen[claim] = true;
  return claims_.broken(machine_, 0, state);
}

// From the loaded state. All are taken before the first is looked up: memory needs the time.
void CompactSpace::take_steps(Worker& w, std::uint64_t number, LevelTally& tally) {
  w.next.resize(std::max(w.next.size(), w.steps.size() * state_bytes_));
  w.hashes.resize(w.steps.size());
  for (std::size_t i = 0; i < w.steps.size(); ++i) {
    std::byte* next = &w.next[i * state_bytes_];
    std::copy_n(w.state.data(), state_bytes_, next);
    const Happened seen = machine_.apply(next, w.steps[i]);
    tally.seen |= seen;
    if ((seen & claims_.never) != 0) note_violation(number, i);
    if (symmetry_) symmetry_->canonicalise(next, w.scratch);
    w.hashes[i] = hash(next);
    seen_.prefetch(w.hashes[i]);
  }
  tally.transitions += w.steps.size();
}

void CompactSpace::insert(unsigned thread, std::size_t step, std::uint64_t number,
                          LevelTally& tally) {
  Worker& w = *workers_[thread];
  if (!seen_.insert(thread, w.hashes[step])) return;
  const std::byte* next = &w.next[step * state_bytes_];
  w.next_frontier.insert(w.next_frontier.end(), next, next + state_bytes_);
  if (parents_kept_ == Parents::kept) parents_.push_back((number << 28U) | step);
  if (!claims_.over_states()) return;
  const int broken = broken_state(next, tally);
  tally.breaks(broken);
  if (broken >= 0) note_violation(number, step);
}

bool CompactSpace::expand(unsigned thread, Batch& batch, LevelTally& tally) {
  Worker& w = *workers_[thread];
  for (; batch.first < batch.end; ++batch.first) {
    if (!seen_.reserve(thread, room_)) return false;
    const std::byte* state = &workers_[batch.thread]->frontier[batch.first * state_bytes_];
    std::copy_n(state, state_bytes_, w.state.data());
    const std::uint64_t number = level_first_ + batch.first;
    find_steps(w);
    if (deadlocked(machine_, w.state.data(), w.steps)) {
      tally.seen |= happened(Oracle::deadlock);
      if ((claims_.never & happened(Oracle::deadlock)) != 0) note_violation(number, no_step);
    }
    take_steps(w, number, tally);
    for (std::size_t i = 0; i < w.steps.size(); ++i) insert(thread, i, number, tally);
  }
  w.bytes = w.frontier.capacity() + w.next_frontier.capacity();
  return true;
}

std::uint64_t CompactSpace::bytes() const {
  std::uint64_t n = seen_.bytes() + parents_.capacity() * sizeof(std::uint64_t);
  for (const auto& w : workers_) n += w->bytes;
  return n;
}

std::vector<Step> CompactSpace::way_to_violation() const {
  std::vector<std::uint64_t> choices; // backwards
  for (std::uint64_t at = *violation_;; at = parents_[at >> 28U]) {
    if ((at & no_step) != no_step) choices.push_back(at & no_step);
    if (at >> 28U == 0) break;
  }
  std::vector<Step> schedule, possible;
  std::vector<std::byte> state = machine_.program().initial;
  std::for_each(choices.rbegin(), choices.rend(), [&](std::uint64_t choice) {
    possible.clear();
    machine_.steps(state.data(), possible);
    schedule.push_back(possible[choice]);
    machine_.apply(state.data(), possible[choice]);
  });
  return schedule;
}

bool find_hashed_witness(const Machine& machine, const ExploreSettings& settings,
                         Exploration& result) {
  ExploreSettings one = settings;
  one.threads = 1;
  one.reduce = false;
  one.give_up = settings.interrupted;
  CompactSpace space(machine, one, CompactSpace::Parents::kept);
  if (search(space, one, machine).verdict != Verdict::found) return false;
  result.witness = space.way_to_violation();
  result.broken = Claims(machine.program()).broken_by(machine, result.witness);
  return true;
}

} // namespace ghostwalk
