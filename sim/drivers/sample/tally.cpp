// SPDX-License-Identifier: MIT
#include "sim/drivers/sample/tally.hpp"

#include <algorithm>

namespace ghostwalk {
namespace {

constexpr Happened always_forbidden = happened(Oracle::deadlock) | happened(Oracle::assertion);

// When the first thing happened that `run` calls found; -1: none did.
Cycles found_at(const Program& program, const Run& run) {
  Cycles first{-1};
  const auto take = [&](Cycles at) {
    if (count(at) >= 0 && (count(first) < 0 || at < first)) first = at;
  };
  for (std::size_t i = 0; i < program.properties.size(); ++i)
    if (program.properties[i].never) take(run.claim_at[i]);
  if ((run.seen & always_forbidden) != 0)
    for (const Oracle always : {Oracle::deadlock, Oracle::assertion})
      take(run.first[static_cast<std::size_t>(always)]);
  return first;
}

} // namespace

void LowestTrials::add(std::uint64_t trial) {
  std::size_t at = size_;
  while (at > 0 && trials_[at - 1] > trial) --at;
  if (at == kept) return;
  size_ = std::min(size_ + 1, kept);
  for (std::size_t i = size_ - 1; i > at; --i) trials_[i] = trials_[i - 1];
  trials_[at] = trial;
}

void LowestTrials::merge(const LowestTrials& other) {
  for (std::size_t i = 0; i < other.size_; ++i) add(other.trials_[i]);
}

void Hits::add(std::uint64_t trial, Cycles at) {
  when.add(ghostwalk::count(at));
  first.add(trial);
}

void Hits::merge(const Hits& other) {
  when.merge(other.when);
  first.merge(other.first);
}

Tally::Tally(const Program& program) : claims(program.properties.size()), cpus(program.cpus) {}

std::uint64_t Tally::add(const Program& program, std::uint64_t trial, const TrialResult& result) {
  const Run& run = *result.run;
  const std::uint64_t outcome = outcome_bits(program, run);
  const bool was_found = (outcome & found_bit) != 0;
  ++trials;
  ++ends[static_cast<std::size_t>(run.end)];
  for (std::size_t bit = 0; bit < happened.size() && (run.seen >> bit) != 0; ++bit)
    happened[bit] += (run.seen >> bit) & 1;
  if (was_found) found.add(trial, found_at(program, run));
  for (std::size_t i = 0; i < claims.size(); ++i)
    if (ghostwalk::count(run.claim_at[i]) >= 0) claims[i].add(trial, run.claim_at[i]);
  if (result.window >= 0) (was_found ? window_found : window_other).add(result.window);
  if (result.margin >= 0) margin.add(result.margin);
  window_open_at_end += result.window_open_at_end ? 1 : 0;
  cycles.add(ghostwalk::count(run.ended_at));
  for (std::size_t cpu = 0; cpu < cpus.size(); ++cpu) cpus[cpu].merge((*result.counters)[cpu]);
  if (result.stale) {
    stale_most.add(result.stale->most);
    stale_cycles += result.stale->entry_cycles;
  }
  if (result.by_cause != nullptr) by_cause.merge(*result.by_cause);
  return outcome;
}

void Tally::merge(const Tally& other) {
  trials += other.trials;
  for (std::size_t i = 0; i < ends.size(); ++i) ends[i] += other.ends[i];
  for (std::size_t i = 0; i < happened.size(); ++i) happened[i] += other.happened[i];
  found.merge(other.found);
  claims.resize(std::max(claims.size(), other.claims.size()));
  for (std::size_t i = 0; i < other.claims.size(); ++i) claims[i].merge(other.claims[i]);
  window_found.merge(other.window_found);
  window_other.merge(other.window_other);
  margin.merge(other.margin);
  window_open_at_end += other.window_open_at_end;
  cycles.merge(other.cycles);
  cpus.resize(std::max(cpus.size(), other.cpus.size()));
  for (std::size_t i = 0; i < other.cpus.size(); ++i) cpus[i].merge(other.cpus[i]);
  stale_most.merge(other.stale_most);
  stale_cycles += other.stale_cycles;
  by_cause.merge(other.by_cause);
}

CounterBlock Tally::all_cpus() const {
  CounterBlock sum;
  for (const CounterBlock& cpu : cpus) sum.merge(cpu);
  return sum;
}

Histogram Tally::window() const {
  Histogram all = window_found;
  all.merge(window_other);
  return all;
}

std::uint64_t outcome_bits(const Program& program, const Run& run) {
  std::uint64_t bits = count(found_at(program, run)) >= 0 ? found_bit : 0;
  for (std::size_t i = 0; i < program.properties.size(); ++i)
    if (count(run.claim_at[i]) >= 0) bits |= claim_bit(i);
  return bits;
}

} // namespace ghostwalk
