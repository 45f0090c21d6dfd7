// SPDX-License-Identifier: MIT
#include "sim/drivers/explore/expand.hpp"

#include <algorithm>

#include "sim/drivers/replay.hpp"

namespace ghostwalk {

Expander::Expander(const Machine& machine, const Claims& claims, StateSet& states, unsigned thread,
                   Settings settings)
    : claims_seen(machine.program().properties.size()),
      machine_(machine),
      claims_(claims),
      states_(states),
      thread_(thread),
      settings_(std::move(settings)),
      scratch_(settings_.symmetry != nullptr ? settings_.symmetry->scratch() : Symmetry::Scratch{}),
      moves_(machine, states, thread, settings_.most_bytes),
      tree_(states.tree()),
      next_tree_(states.tree()),
      state_(machine.program().layout.bytes),
      next_state_(state_.size()) {}

// ── All successors at once ──

// The bytes of the state being spread: often nobody needs them.
const std::byte* Expander::current() {
  if (!loaded_) states_.load(tree_, state_.data());
  loaded_ = true;
  return state_.data();
}

const Moves::Entry& Expander::entry(CpuId cpu) {
  const Moves::Entry* known = moves_.known(tree_, cpu);
  return known != nullptr ? *known : moves_.learn(tree_, cpu, current());
}

bool Expander::may_go_first(const Moves::Entry& e, CpuId cpu) {
  if (settings_.alone[e.next_insn] == 0) return false;
  if (e.foreign) return machine_.exec_choices(current(), cpu) > 0;
  return e.exec_targets + e.exec_elsewhere > 0;
}

// Some CPU's next instruction is nobody else's business: its alternatives are all the steps needed.
bool Expander::one_is_enough(Spread& out) {
  for (CpuId cpu = 0; cpu < machine_.program().cpus; ++cpu) {
    const Moves::Entry& e = entry(cpu);
    if (!may_go_first(e, cpu)) continue;
    take(e, cpu, Which::exec, out);
    return true;
  }
  return false;
}

void Expander::spread(StateSet::Root root, Spread& out) {
  states_.unfold(root, tree_);
  loaded_ = false;
  if (!settings_.alone.empty() && one_is_enough(out)) return;
  goes_on_ = false;
  all_ended_ = true;
  for (CpuId cpu = 0; cpu < machine_.program().cpus; ++cpu) take(entry(cpu), cpu, Which::all, out);
  if (!goes_on_ && !all_ended_) out.seen |= happened(Oracle::deadlock);
}

void Expander::take(const Moves::Entry& e, CpuId cpu, Which which, Spread& out) {
  goes_on_ |= e.goes_on;
  all_ended_ &= e.ended;
  if (e.foreign) return take_foreign(cpu, which, out);
  out.seen |= which == Which::all ? e.seen : e.exec_seen;
  const std::uint32_t targets = which == Which::all ? e.targets : e.exec_targets;
  const Moves::Target* to = moves_.targets(e);
  for (std::uint32_t i = 0; i < targets; ++i) {
    if (settings_.symmetry == nullptr) {
      reached(states_.replace(thread_, tree_, cpu, to[i].block, to[i].shared, next_tree_), out);
      continue;
    }
    std::copy_n(current(), state_.size(), next_state_.data());
    states_.load_parts(cpu, to[i].block, to[i].shared, next_state_.data());
    reached(root_of_next(), out);
  }
  const std::uint32_t anew = which == Which::all ? e.elsewhere : e.exec_elsewhere;
  for (std::uint32_t i = 0; i < anew; ++i) take_anew(moves_.elsewhere(e)[i], out);
}

void Expander::take_foreign(CpuId cpu, Which which, Spread& out) {
  CpuSet touched = 0;
  steps_.clear();
  machine_.steps(current(), cpu, steps_, touched);
  for (const Step step : steps_) {
    if (which == Which::exec && step.kind != StepKind::exec) continue;
    goes_on_ |= is_progress(step.kind);
    take_anew(step, out);
  }
}

void Expander::take_anew(Step step, Spread& out) {
  std::copy_n(current(), state_.size(), next_state_.data());
  out.seen |= machine_.apply(next_state_.data(), step);
  reached(root_of_next(), out);
}

StateSet::Root Expander::root_of_next() {
  if (settings_.symmetry != nullptr) settings_.symmetry->canonicalise(next_state_.data(), scratch_);
  return states_.fold(thread_, next_state_.data(), state_.data(), &tree_, next_tree_);
}

void Expander::reached(StateSet::Root root, Spread& out) {
  states_.prefetch(root);
  out.roots.push_back(root);
  ++out.transitions;
}

int Expander::broken_state(StateSet::Root root) {
  load(root);
  for (const auto claim : claims_.sometimes_state)
    if (machine_.evaluate(state_.data(), 0, claims_.program.properties[claim].condition) != 0)
      claims_seen[claim] = true;
  return claims_.broken(machine_, 0, state_.data());
}

// ── One by one ──

void Expander::load(StateSet::Root root) {
  states_.unfold(root, tree_);
  states_.load(tree_, state_.data());
}

const std::vector<Step>& Expander::steps() {
  steps_.clear();
  machine_.steps(state_.data(), steps_);
  return steps_;
}

bool Expander::deadlocked() const { return ghostwalk::deadlocked(machine_, state_.data(), steps_); }

const std::vector<Expander::Next>& Expander::take_all() {
  next_.resize(steps_.size());
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    std::copy_n(state_.data(), state_.size(), next_state_.data());
    next_[i].seen = machine_.apply(next_state_.data(), steps_[i]);
    next_[i].broken = claims_.broken(machine_, next_[i].seen, next_state_.data());
    if (settings_.symmetry != nullptr)
      settings_.symmetry->canonicalise(next_state_.data(), scratch_);
    next_[i].root = states_.fold(thread_, next_state_.data(), nullptr, nullptr, next_tree_);
  }
  return next_;
}

} // namespace ghostwalk
