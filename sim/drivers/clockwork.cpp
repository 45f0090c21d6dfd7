// SPDX-License-Identifier: MIT
#include "sim/drivers/clockwork.hpp"

#include <algorithm>

#include "sim/machine/effects.hpp"

namespace ghostwalk {
namespace {

constexpr std::int64_t default_limit = 10'000'000;

hw::BtbShape btb_shape(const hw::CpuDescription& cpu) {
  hw::BtbShape shape;
  shape.sets = static_cast<std::uint32_t>(cpu.number(hw::Key::btb_sets));
  shape.ways = static_cast<std::uint32_t>(cpu.number(hw::Key::btb_ways));
  shape.index_from = static_cast<std::uint8_t>(cpu.number(hw::Key::btb_index_from));
  shape.tag_bits = static_cast<std::uint8_t>(cpu.number(hw::Key::btb_tag_bits));
  return shape;
}

Cycles limit_of(const RunSettings& settings, const Program& program) {
  if (count(settings.limit) > 0) return settings.limit;
  if (program.settle_cycles > 0) return Cycles{static_cast<std::int64_t>(program.settle_cycles)};
  return Cycles{default_limit};
}

} // namespace

Passed passed_at_start(const Program& program, CpuId cpu) {
  Passed passed;
  if (cpu >= program.scripts.size()) return passed;
  std::vector<std::byte> state = program.initial;
  Doing doing{program, View(program, state.data()), cpu, nullptr, &passed};
  doing.state.set_pc(cpu, 0, program.scripts[cpu].entry);
  settle(doing);
  return passed;
}

Clockwork::Clockwork(const Machine& machine)
    : machine_(machine), p_(machine.program()), costs_(p_), waiters_(p_, costs_.lines()) {
  for (std::size_t i = 0; i < p_.properties.size(); ++i)
    if (p_.properties[i].kind == Property::Kind::state) state_claims_.push_back(i);
  for (CpuId cpu = 0; cpu < p_.cpus; ++cpu) {
    at_start_.push_back(passed_at_start(p_, cpu));
    cores_.emplace_back(hw::Btb(btb_shape(p_.cpu)));
  }
}

void Clockwork::Core::restart() {
  hw::Btb emptied = std::move(btb);
  emptied.forget();
  *this = Core(std::move(emptied));
}

Run Clockwork::run(const RunSettings& settings, Carrier& carrier) {
  run_again(settings, carrier);
  return std::move(run_);
}

const Run& Clockwork::run_again(const RunSettings& settings, Carrier& carrier) {
  carrier_ = &carrier;
  restart(settings);
  if (onlooker_ != nullptr) onlooker_->begins(view());
  check_states();
  for (CpuId cpu = 0; cpu < p_.cpus; ++cpu) start_core(cpu);
  take_over();
  never_ends_ = unfinished_ == 0 &&
                std::any_of(cores_.begin(), cores_.end(), [](const Core& c) { return c.endless; });
  run_.end = go_on();
  run_.ended_at = now_;
  judge_claims();
  return run_;
}

void Clockwork::restart(const RunSettings& settings) {
  settings_ = settings;
  limit_ = limit_of(settings, p_);
  forget_run();
  costs_.restart(Random(settings.seed, settings.point, settings.trial));
  state_ = p_.initial;
  for (Core& core : cores_) core.restart();
  walkers_.assign(std::size_t{p_.cpus} * p_.layout.walk_slots, Walker{});
  trace_ = settings.record ? &run_.events : onlooker_ != nullptr ? &scratch_ : nullptr;
  now_ = Cycles{0};
  sequence_ = steps_ = 0;
  unfinished_ = open_ = 0;
  waiters_.clear();
}

void Clockwork::forget_run() {
  run_.steps.clear();
  run_.events.clear();
  run_.seen = 0;
  run_.first.assign(64, Cycles{-1});
  run_.broken_claim = -1;
  run_.broken_at = Cycles{-1};
  run_.claim_at.assign(p_.properties.size(), Cycles{-1});
  run_.sometimes_seen.assign(p_.properties.size(), false);
  run_.waiting.clear();
}

// What the scenario's start left under way begins now.
void Clockwork::take_over() {
  send_interrupts(0, {0, p_.cpus});
  for (CpuId cpu = 0; cpu < p_.cpus; ++cpu) {
    look_at_walks(cpu);
    if (p_.layout.store_buffer_slots > 0) look_at_stores(cpu);
  }
}

RunEnd Clockwork::go_on() {
  while (!finished()) {
    Cycles at{};
    if (!carrier_->next(at, due_)) return stuck();
    if (at > limit_) {
      now_ = limit_;
      return RunEnd::time_limit;
    }
    now_ = at;
    for (const Errand& done : due_) {
      if (finished()) break;
      process(done);
      if (steps_ >= settings_.max_steps) return RunEnd::step_limit;
    }
  }
  return RunEnd::finished;
}

// Nothing is under way any more.
RunEnd Clockwork::stuck() {
  if (waiters_.none()) return RunEnd::finished;
  note(happened(Oracle::deadlock));
  run_.waiting = machine_.why_waiting(state_.data());
  return RunEnd::deadlock;
}

void Clockwork::process(const Errand& done) {
  stir_ = {};
  switch (done.kind) {
  case Errand::Kind::interrupt: interrupt_arrived(done.cpu, done.what); break;
  case Errand::Kind::walk_read: read_arrived(done); break;
  case Errand::Kind::drain: store_drained(done.cpu); break;
  case Errand::Kind::core: core_done(done); break;
  case Errand::Kind::speculation: speculation_due(done.cpu, done.what); break;
  }
  if (!waiters_.none()) wake_waiting(done);
}

void Clockwork::send(Errand errand, std::int64_t cycles) {
  errand.sequence = sequence_++;
  errand.cycles = std::max<std::int64_t>(1, cycles);
  carrier_->carry(errand);
}

void Clockwork::apply(Step step, std::uint16_t insn) {
  passed_ = Passed{};
  if (trace_ == &scratch_) scratch_.clear();
  first_event_ = trace_ != nullptr ? trace_->size() : 0;
  happened_ = machine_.apply(state_.data(), step, trace_, &passed_);
  ++steps_;
  if (settings_.record)
    run_.steps.push_back({now_, step, static_cast<std::uint32_t>(first_event_),
                          static_cast<std::uint32_t>(run_.events.size() - first_event_)});
  if (onlooker_ != nullptr) show(step, insn);
  if (happened_ != 0) note(happened_);
  if (!state_claims_.empty()) check_states();
  look_at_walks(step.cpu);
  if (p_.layout.store_buffer_slots > 0) look_at_stores(step.cpu);
}

void Clockwork::show(const Step& step, std::uint16_t insn) {
  const bool executed = step.kind == StepKind::exec;
  onlooker_->saw({now_, executed ? Cycles{cores_[step.cpu].begun} : now_, step, insn, view(),
                  trace_->data() + first_event_, trace_->size() - first_event_});
}

void Clockwork::note(Happened happened) {
  Happened fresh = happened & ~run_.seen;
  run_.seen |= happened;
  for (std::size_t bit = 0; fresh != 0; ++bit, fresh >>= 1)
    if ((fresh & 1) != 0) run_.first[bit] = now_;
}

void Clockwork::check_states() {
  for (const std::size_t i : state_claims_) {
    const Property& claim = p_.properties[i];
    if (count(run_.claim_at[i]) >= 0) continue;
    if (machine_.evaluate(state_.data(), 0, claim.condition) == 0) continue;
    run_.claim_at[i] = now_;
    if (!claim.never || run_.broken_claim >= 0) continue;
    run_.broken_claim = static_cast<int>(i);
    run_.broken_at = now_;
  }
}

void Clockwork::judge_claims() {
  for (std::size_t i = 0; i < p_.properties.size(); ++i) {
    const Property& claim = p_.properties[i];
    if (claim.kind != Property::Kind::state) {
      const int after_oracles = static_cast<int>(Oracle::count_);
      const int bit =
          claim.kind == Property::Kind::oracle ? claim.index : after_oracles + claim.index;
      run_.claim_at[i] = run_.first[static_cast<std::size_t>(bit)];
    }
    run_.sometimes_seen[i] = !claim.never && count(run_.claim_at[i]) >= 0;
  }
}

} // namespace ghostwalk
