// SPDX-License-Identifier: MIT
// The Clockwork's cores: instructions, waiting, interrupts, buffered stores.
#include <algorithm>
#include <utility>

#include "sim/drivers/clockwork.hpp"

namespace ghostwalk {
namespace {

constexpr std::int64_t longest_work = 1'000'000'000'000; // Past any limit, and far from overflow.

bool fetches(const Insn& i) {
  return i.op == Op::branch_user || i.op == Op::branch_kernel ||
         (i.op == Op::access && static_cast<hw::Access>(i.aux & 3) == hw::Access::execute);
}

} // namespace

void Clockwork::start_core(CpuId cpu) {
  Core& core = cores_[cpu];
  core.endless = cpu < p_.scripts.size() && p_.scripts[cpu].endless;
  passed_ = at_start_[cpu];
  go_on_after_step(cpu);
}

void Clockwork::begin(CpuId cpu) {
  Core& core = cores_[cpu];
  core.work += std::exchange(core.left[view().active(cpu)], 0);
  if (core.work > 0)
    begin_work(cpu);
  else if (!machine_.ended(state_.data(), cpu))
    begin_instruction(cpu);
  else
    core.busy = Busy::nothing;
  const bool unfinished = !core.endless && core.busy != Busy::nothing;
  unfinished_ += static_cast<int>(unfinished) - static_cast<int>(core.unfinished);
  core.unfinished = unfinished;
}

void Clockwork::begin_work(CpuId cpu) {
  Core& core = cores_[cpu];
  core.busy = Busy::work;
  core.work_ends = count(now_) + core.work;
  send({.cpu = cpu, .kind = Errand::Kind::core, .generation = core.generation},
       std::exchange(core.work, 0));
}

void Clockwork::begin_instruction(CpuId cpu) {
  Core& core = cores_[cpu];
  const Insn& insn = p_.code[machine_.next_insn(state_.data(), cpu)];
  core.busy = Busy::instruction;
  core.begun = count(now_);
  core.touch = touched(p_, view(), cpu, costs_.lines());
  const std::int64_t cycles = costs_.instruction(cpu, insn, core.touch);
  send({.cpu = cpu, .kind = Errand::Kind::core, .generation = core.generation},
       cycles + std::exchange(core.extra, 0));
}

void Clockwork::core_done(const Errand& done) {
  const Core& core = cores_[done.cpu];
  if (core.generation != done.generation) return;
  if (core.busy == Busy::work)
    begin(done.cpu);
  else
    complete(done.cpu);
}

void Clockwork::complete(CpuId cpu) {
  const int choices = machine_.exec_choices(state_.data(), cpu);
  if (choices > 0) {
    execute(cpu, p_.code[machine_.next_insn(state_.data(), cpu)], choices);
    go_on_after_step(cpu);
  } else if (take_interrupt(cpu)) {
    go_on_after_step(cpu);
  } else {
    wait(cpu);
  }
}

void Clockwork::execute(CpuId cpu, const Insn& insn, int choices) {
  const Touch touch = cores_[cpu].touch;
  std::optional<Address> fetch;
  if (fetches(insn)) fetch = machine_.evaluate(state_.data(), cpu, insn.a);
  const Targets to = insn.op == Op::send ? targets(cpu, insn) : Targets{};
  Trace* const before = trace_;
  if (fetch && trace_ == nullptr) trace_ = &scratch_; // What it did may teach the BTB.
  apply({cpu, StepKind::exec, pick(cpu, insn, choices), 0},
        static_cast<std::uint16_t>(&insn - p_.code.data()));
  stir_.page = insn.op == Op::free;
  if (touch.line != Lines::none && touch.writes && !costs_.buffered(insn.op))
    write_line(touch.line, cpu);
  if (touch.line != Lines::none && !touch.writes) costs_.lines().read(touch.line, cpu);
  if ((happened_ & happened(Oracle::fault)) != 0)
    cores_[cpu].work += costs_.dice(cpu).cycles(hw::Key::interrupt_entry);
  if (insn.op == Op::send) send_interrupts(cpu, to);
  if (fetch) learn_and_predict(cpu, fetch);
  trace_ = before;
}

// Which alternative: any, drawn uniformly; but a walk starts from the deepest table that the paging
// caches know (SDM p144).
std::uint16_t Clockwork::pick(CpuId cpu, const Insn& insn, int choices) {
  if (choices == 1) return 0;
  const bool accesses = insn.op == Op::access || insn.op == Op::branch_user;
  if (accesses && hits(cpu, insn) == 0) return static_cast<std::uint16_t>(choices - 1);
  return static_cast<std::uint16_t>(
      costs_.dice(cpu).below(Dice::Choice::alternative, static_cast<std::uint64_t>(choices)));
}

// How many TLB entries an access may use.
int Clockwork::hits(CpuId cpu, const Insn& insn) {
  const int page = machine_.find_page(machine_.evaluate(state_.data(), cpu, insn.a));
  if (page < 0) return 0;
  const auto kind =
      insn.op == Op::branch_user ? hw::Access::execute : static_cast<hw::Access>(insn.aux & 3);
  const View v = view();
  const hw::Tlb tlb = v.tlb(cpu);
  int permitted = 0;
  for (int nth = 0;; ++nth) {
    const int slot = tlb.find(static_cast<PageId>(page), v.pcid(cpu), v.cover(), nth);
    if (slot < 0) return permitted;
    const hw::TlbEntry entry = tlb.at(static_cast<std::uint16_t>(slot));
    if (hw::permits(entry, kind, p_.pages[static_cast<std::size_t>(page)].user)) ++permitted;
  }
}

// After a step of this CPU's core: what rode on it takes time, and the next instruction begins.
void Clockwork::go_on_after_step(CpuId cpu) {
  charge(cpu);
  while (take_interrupt(cpu)) charge(cpu);
  begin(cpu);
}

void Clockwork::charge(CpuId cpu) {
  Core& core = cores_[cpu];
  Dice::OfCpu dice = costs_.dice(cpu);
  const std::int64_t work =
      dice.between(Dice::Choice::work, passed_.work_lowest, passed_.work_highest);
  core.work += std::clamp<std::int64_t>(work, 0, longest_work);
  if (passed_.local_ops != 0) core.extra += dice.cycles(hw::Key::local_op, passed_.local_ops);
  if (passed_.elided != 0) core.extra += dice.cycles(hw::Key::load, passed_.elided);
  if (passed_.speculated != 0xffff) speculate_page(cpu, passed_.speculated);
}

void Clockwork::wait(CpuId cpu) {
  cores_[cpu].busy = Busy::waiting;
  waiters_.add(cpu, p_.code[machine_.next_insn(state_.data(), cpu)], cores_[cpu].touch.line);
}

void Clockwork::wake_waiting(const Errand& cause) {
  for (const CpuId cpu : waiters_.after(cause.cpu, stir_)) {
    if (machine_.exec_choices(state_.data(), cpu) == 0) continue;
    Core& core = cores_[cpu];
    core.busy = Busy::instruction;
    waiters_.remove(cpu);
    const Insn& insn = p_.code[machine_.next_insn(state_.data(), cpu)];
    const bool own_store = cause.kind == Errand::Kind::drain && cause.cpu == cpu;
    send({.cpu = cpu, .kind = Errand::Kind::core, .generation = core.generation},
         own_store ? 1 : costs_.after_waiting(cpu, insn));
  }
}

// Before the step, which may forget the locals that name them. A mask is of 64 CPUs.
Clockwork::Targets Clockwork::targets(CpuId cpu, const Insn& insn) {
  const std::uint64_t one = insn.b.size != 0 ? machine_.evaluate(state_.data(), cpu, insn.b) : 0;
  const std::uint64_t first = insn.b.size != 0 ? one : insn.place;
  const std::uint64_t count = insn.b.size != 0 ? 1 : 64;
  const auto within = [&](std::uint64_t n) {
    return static_cast<CpuId>(std::min<std::uint64_t>(n, p_.cpus));
  };
  return {within(first), within(first + count)};
}

// A vector sent again before it was taken is taken once (models/hw/apic.hpp).
void Clockwork::send_interrupts(CpuId from, Targets to) {
  for (CpuId cpu = to.first; cpu < to.last; ++cpu) {
    Core& core = cores_[cpu];
    const int fresh = view().pending(cpu) & ~(core.on_the_way | core.arrived);
    for (std::uint16_t vector = 0; (fresh >> vector) != 0; ++vector) {
      if (!hw::is_pending(static_cast<std::uint8_t>(fresh), vector)) continue;
      core.on_the_way = hw::raise(core.on_the_way, vector);
      ++open_;
      send({.cpu = cpu,
            .kind = Errand::Kind::interrupt,
            .over = Errand::Over::ipi,
            .what = vector,
            .from = from},
           costs_.dice(cpu).cycles(hw::Key::ipi_delivery));
    }
  }
}

void Clockwork::interrupt_arrived(CpuId cpu, int vector) {
  Core& core = cores_[cpu];
  core.on_the_way = hw::acknowledge(core.on_the_way, vector);
  core.arrived = hw::raise(core.arrived, vector);
  --open_;
  if (core.busy == Busy::instruction) return;
  const std::uint8_t interrupted = view().active(cpu);
  if (!take_interrupt(cpu)) return;
  if (core.busy == Busy::waiting) waiters_.remove(cpu);
  if (core.busy == Busy::work) { // The rest of it comes when the handler is done.
    core.left[interrupted] += core.work_ends - count(now_);
    ++core.generation;
  }
  go_on_after_step(cpu);
}

// The lowest vector that has arrived and may be taken now.
bool Clockwork::take_interrupt(CpuId cpu) {
  Core& core = cores_[cpu];
  for (std::uint16_t vector = 0; (core.arrived >> vector) != 0; ++vector) {
    const Step step{cpu, StepKind::interrupt, 0, vector};
    if (!hw::is_pending(core.arrived, vector) || !machine_.possible(state_.data(), step)) continue;
    core.arrived = hw::acknowledge(core.arrived, vector);
    apply(step);
    core.work += costs_.dice(cpu).cycles(hw::Key::interrupt_entry);
    return true;
  }
  return false;
}

void Clockwork::look_at_stores(CpuId cpu) {
  Core& core = cores_[cpu];
  if (core.draining || view().store_buffer(cpu).empty()) return;
  core.draining = true;
  if (!core.endless) ++open_;
  send({.cpu = cpu, .kind = Errand::Kind::drain}, costs_.drain(view(), cpu));
}

void Clockwork::store_drained(CpuId cpu) {
  Core& core = cores_[cpu];
  core.draining = false;
  if (!core.endless) --open_;
  const std::uint32_t line = costs_.lines().of_offset(view().store_buffer(cpu).oldest().offset);
  if (line != Lines::none) write_line(line, cpu);
  apply({cpu, StepKind::drain, 0, 0});
}

void Clockwork::write_line(std::uint32_t line, CpuId cpu) {
  costs_.lines().write(line, cpu);
  stir_.line = line;
}

} // namespace ghostwalk
