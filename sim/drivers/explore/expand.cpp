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

Expander::Expander(const Machine& machine, const Claims& claims, const Packing& packing,
                   std::vector<std::uint8_t> alone)
    : machine_(machine),
      claims_(claims),
      packing_(packing),
      alone_(std::move(alone)),
      state_(packing.state_bytes()),
      next_(packing.state_bytes()),
      packed_(packing.max_packed()) {}

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

Expander::Next Expander::take(Step step) {
  std::memcpy(next_.data(), state_.data(), state_.size());
  Next next;
  next.seen = machine_.apply(next_.data(), step);
  next.state = next_.data();
  next.packed = packed_.data();
  next.size = packing_.pack(next_.data(), packed_.data());
  return next;
}

} // namespace ghostwalk
