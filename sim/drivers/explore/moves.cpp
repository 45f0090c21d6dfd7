// SPDX-License-Identifier: MIT
#include "sim/drivers/explore/moves.hpp"

#include <algorithm>

namespace ghostwalk {
namespace {
constexpr std::size_t first_slots = 64;

// With more CPUs than a set tells apart nothing is known to be the CPU's own.
CpuSet own(const Machine& machine, CpuId cpu) {
  return machine.program().cpus > max_told_apart ? 0 : CpuSet{1} << cpu;
}
} // namespace

Moves::Moves(const Machine& machine, StateSet& states, unsigned thread, std::uint64_t most_bytes)
    : machine_(machine),
      states_(states),
      thread_(thread),
      most_bytes_(most_bytes),
      next_(machine.program().layout.bytes) {
  forget();
}

void Moves::forget() {
  const std::size_t cpus = machine_.program().cpus;
  slots_.assign(cpus, std::vector<Slot>(first_slots));
  used_.assign(cpus, 0);
  entries_ = std::vector<Entry>(1); // Their memory goes with what was in them.
  targets_ = {};
  steps_ = {};
}

std::uint64_t Moves::bytes() const {
  std::uint64_t n = entries_.capacity() * sizeof(Entry) + targets_.capacity() * sizeof(Target) +
                    steps_.capacity() * sizeof(Step);
  for (const auto& slots : slots_) n += slots.capacity() * sizeof(Slot);
  return n;
}

std::size_t Moves::slot_of(CpuId cpu, Key key) const {
  const std::uint64_t hash = key * 0x9e3779b97f4a7c15U;
  const std::size_t last = slots_[cpu].size() - 1;
  std::size_t i = static_cast<std::size_t>(hash ^ (hash >> 32U)) & last;
  while (slots_[cpu][i].entry != 0 && slots_[cpu][i].key != key) i = (i + 1) & last;
  return i;
}

const Moves::Entry* Moves::known(const StateSet::Tree& tree, CpuId cpu) const {
  const Key key = key_of(states_.block(tree, cpu), states_.shared(tree));
  const std::uint32_t entry = slots_[cpu][slot_of(cpu, key)].entry;
  return entry == 0 ? nullptr : &entries_[entry];
}

void Moves::add(CpuId cpu, Key key) {
  if (2 * ++used_[cpu] > slots_[cpu].size()) {
    const std::vector<Slot> old = std::move(slots_[cpu]);
    slots_[cpu].assign(2 * old.size(), {});
    for (const Slot& s : old)
      if (s.entry != 0) slots_[cpu][slot_of(cpu, s.key)] = s;
  }
  slots_[cpu][slot_of(cpu, key)] = {key, static_cast<std::uint32_t>(entries_.size() - 1)};
}

// Steps come by kind, the next instruction first.
void Moves::try_steps(const std::byte* state, CpuId cpu, Entry& entry) {
  for (const Step step : possible_) {
    entry.goes_on |= is_progress(step.kind);
    std::copy_n(state, next_.size(), next_.data());
    CpuSet touched = 0;
    const Happened seen = machine_.apply(next_.data(), step, touched);
    const bool exec = step.kind == StepKind::exec;
    if ((touched & ~own(machine_, cpu)) != 0) {
      steps_.push_back(step);
      ++entry.elsewhere;
      entry.exec_elsewhere += exec ? 1 : 0;
      continue;
    }
    entry.seen |= seen;
    if (exec) entry.exec_seen |= seen;
    targets_.push_back({states_.store_block(thread_, next_.data(), cpu),
                        states_.store_shared(thread_, next_.data())});
    ++entry.targets;
    entry.exec_targets += exec ? 1 : 0;
  }
}

const Moves::Entry& Moves::learn(const StateSet::Tree& tree, CpuId cpu, const std::byte* state) {
  if (bytes() > most_bytes_) forget();
  Entry entry;
  entry.first_target = static_cast<std::uint32_t>(targets_.size());
  entry.first_elsewhere = static_cast<std::uint32_t>(steps_.size());
  entry.ended = machine_.ended(state, cpu);
  entry.next_insn = machine_.next_insn(state, cpu);
  possible_.clear();
  CpuSet touched = 0;
  machine_.steps(state, cpu, possible_, touched);
  entry.foreign = (touched & ~own(machine_, cpu)) != 0;
  if (!entry.foreign) try_steps(state, cpu, entry);
  entries_.push_back(entry);
  add(cpu, key_of(states_.block(tree, cpu), states_.shared(tree)));
  return entries_.back();
}

} // namespace ghostwalk
