// SPDX-License-Identifier: MIT
#include "sim/drivers/replay.hpp"

#include <algorithm>

namespace ghostwalk {

bool deadlocked(const Machine& machine, const std::byte* state, const std::vector<Step>& steps) {
  const bool moves = std::any_of(steps.begin(), steps.end(), [](const Step s) {
    return s.kind == StepKind::exec || s.kind == StepKind::interrupt ||
           s.kind == StepKind::walk_read || s.kind == StepKind::drain;
  });
  if (moves) return false;
  for (CpuId cpu = 0; cpu < machine.program().cpus; ++cpu)
    if (!machine.ended(state, cpu)) return true;
  return false;
}

Retrace::Retrace(const Machine& machine)
    : machine_(machine), p_(machine.program()), state_(p_.initial) {
  run_.first.assign(64, Cycles{-1});
  run_.sometimes_seen.assign(p_.properties.size(), false);
  for (const Property& claim : p_.properties) {
    if (!claim.never || claim.kind == Property::Kind::state) continue;
    never_ |= claim.kind == Property::Kind::oracle ? happened(static_cast<Oracle>(claim.index))
                                                   : happened_event(claim.index);
  }
  check_states(Cycles{0});
}

Passed Retrace::take(Step step, Cycles at) {
  Passed passed;
  const auto first = static_cast<std::uint32_t>(run_.events.size());
  const Happened seen = machine_.apply(state_.data(), step, &run_.events, &passed);
  run_.steps.push_back({at, step, first, static_cast<std::uint32_t>(run_.events.size()) - first});
  run_.ended_at = at;
  note(seen, at);
  check_states(at);
  return passed;
}

bool Retrace::broken() const { return (run_.seen & never_) != 0 || run_.broken_claim >= 0; }

void Retrace::note(Happened happened, Cycles at) {
  Happened fresh = happened & ~run_.seen;
  run_.seen |= happened;
  for (std::size_t bit = 0; fresh != 0; ++bit, fresh >>= 1)
    if ((fresh & 1) != 0) run_.first[bit] = at;
}

void Retrace::check_states(Cycles at) {
  for (std::size_t i = 0; i < p_.properties.size(); ++i) {
    const Property& claim = p_.properties[i];
    if (claim.kind != Property::Kind::state ||
        machine_.evaluate(state_.data(), 0, claim.condition) == 0)
      continue;
    if (!claim.never) run_.sometimes_seen[i] = true;
    if (!claim.never || run_.broken_claim >= 0) continue;
    run_.broken_claim = static_cast<int>(i);
    run_.broken_at = at;
  }
}

Run Retrace::finish(bool timed) {
  run_.timed = timed;
  std::vector<Step> steps;
  machine_.steps(state_.data(), steps);
  run_.end = steps.empty() ? RunEnd::finished : RunEnd::time_limit;
  if (deadlocked(machine_, state_.data(), steps)) {
    run_.end = RunEnd::deadlock;
    run_.waiting = machine_.why_waiting(state_.data());
    note(happened(Oracle::deadlock), run_.ended_at);
  }
  for (std::size_t i = 0; i < p_.properties.size(); ++i) {
    const Property& claim = p_.properties[i];
    if (claim.kind == Property::Kind::oracle)
      run_.sometimes_seen[i] = (run_.seen & happened(static_cast<Oracle>(claim.index))) != 0;
    else if (claim.kind == Property::Kind::event)
      run_.sometimes_seen[i] = (run_.seen & happened_event(claim.index)) != 0;
  }
  return std::move(run_);
}

Run retrace(const Machine& machine, const std::vector<Step>& steps) {
  Retrace run(machine);
  for (std::size_t i = 0; i < steps.size(); ++i)
    run.take(steps[i], Cycles{static_cast<std::int64_t>(i) + 1});
  return run.finish(false);
}

} // namespace ghostwalk
