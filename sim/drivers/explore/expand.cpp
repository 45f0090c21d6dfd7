// SPDX-License-Identifier: MIT
#include "sim/drivers/explore/expand.hpp"

namespace ghostwalk {

Claims::Claims(const Program& p) : program(p) {
  for (std::size_t i = 0; i < p.properties.size(); ++i) {
    const Property& claim = p.properties[i];
    if (claim.kind == Property::Kind::state)
      (claim.never ? never_state : sometimes_state).push_back(static_cast<std::uint16_t>(i));
    else if (claim.never)
      never |= claim.kind == Property::Kind::oracle ? happened(static_cast<Oracle>(claim.index))
                                                    : happened_event(claim.index);
  }
}

int Claims::broken(const Machine& machine, Happened seen, const std::byte* state) const {
  if ((seen & never) == 0 && never_state.empty()) return -1;
  for (std::size_t i = 0; i < program.properties.size(); ++i) {
    const Property& claim = program.properties[i];
    if (!claim.never) continue;
    const bool broke = claim.kind == Property::Kind::state
                           ? machine.evaluate(state, 0, claim.condition) != 0
                       : claim.kind == Property::Kind::oracle
                           ? (seen & happened(static_cast<Oracle>(claim.index))) != 0
                           : (seen & happened_event(claim.index)) != 0;
    if (broke) return static_cast<int>(i);
  }
  return -1;
}

Expander::Expander(const Machine& machine, const Claims& claims, StateSet& states, unsigned thread,
                   const Symmetry* symmetry, std::vector<std::uint8_t> alone)
    : claims_seen(machine.program().properties.size()),
      machine_(machine),
      claims_(claims),
      states_(states),
      thread_(thread),
      symmetry_(symmetry),
      scratch_(symmetry != nullptr ? symmetry->scratch() : Symmetry::Scratch{}),
      alone_(std::move(alone)),
      state_(machine.program().layout.bytes),
      next_state_(state_.size()),
      key_(states.key()) {}

void Expander::load_initial() {
  state_ = machine_.program().initial;
  states_.prepare(thread_, state_.data(), nullptr, nullptr, key_);
}

// Some CPU's next instruction is nobody else's business: its alternatives are all the steps needed.
bool Expander::one_is_enough() {
  const Program& p = machine_.program();
  for (CpuId cpu = 0; cpu < p.cpus; ++cpu) {
    if (alone_[machine_.next_insn(state_.data(), cpu)] == 0) continue;
    const int choices = machine_.exec_choices(state_.data(), cpu);
    for (int choice = 0; choice < choices; ++choice)
      steps_.push_back({cpu, StepKind::exec, static_cast<std::uint16_t>(choice), 0});
    if (choices > 0) return true;
  }
  return false;
}

const std::vector<Step>& Expander::steps() {
  steps_.clear();
  if (alone_.empty() || !one_is_enough()) machine_.steps(state_.data(), steps_);
  return steps_;
}

// Speculation and evictions wake nobody: a lock or a condition waits for an instruction or an interrupt.
bool Expander::deadlocked() const {
  for (const Step s : steps_)
    if (s.kind == StepKind::exec || s.kind == StepKind::interrupt ||
        s.kind == StepKind::walk_read || s.kind == StepKind::drain)
      return false;
  for (CpuId cpu = 0; cpu < machine_.program().cpus; ++cpu)
    if (!machine_.ended(state_.data(), cpu)) return true;
  return false;
}

const std::vector<Expander::Next>& Expander::take_all() {
  while (next_.size() < steps_.size()) next_.push_back({0, -1, states_.key()});
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    Next& next = next_[i];
    std::memcpy(next_state_.data(), state_.data(), state_.size());
    next.seen = machine_.apply(next_state_.data(), steps_[i]);
    next.broken = claims_.broken(machine_, next.seen, next_state_.data());
    if (symmetry_ != nullptr) symmetry_->canonicalise(next_state_.data(), scratch_);
    states_.prepare(thread_, next_state_.data(), state_.data(), &key_, next.key);
    for (const auto claim : claims_.sometimes_state)
      if (machine_.evaluate(next_state_.data(), 0,
                            machine_.program().properties[claim].condition) != 0)
        claims_seen[claim] = true;
  }
  return next_;
}

void Expander::go(Step step) {
  machine_.apply(state_.data(), step);
  states_.prepare(thread_, state_.data(), nullptr, nullptr, key_);
}

} // namespace ghostwalk
