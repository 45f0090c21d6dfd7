// SPDX-License-Identifier: MIT
#include "sim/drivers/counter_meter.hpp"

#include <algorithm>
#include <utility>

#include "sim/drivers/flush_event.hpp"

namespace ghostwalk {
namespace {

bool flushes(Op op) {
  return op == Op::invlpg || op == Op::mov_cr3 || op == Op::set_pge || op == Op::invpcid;
}

// What a loop over pages may do between its flushes: plain reads and writes, of page tables say.
bool keeps_row(Op op) {
  return op == Op::invlpg || op == Op::invpcid || op == Op::load_var || op == Op::store_var ||
         op == Op::load_word || op == Op::store_word;
}

} // namespace

CounterMeter::CounterMeter(const Program& program, const Causes* causes)
    : p_(program),
      causes_(causes),
      counts_(program.cpus),
      by_cause_(causes == nullptr ? CauseCounts() : CauseCounts(causes->size(), program.cpus)),
      cpus_(program.cpus),
      walks_(std::size_t{program.cpus} * program.layout.walk_slots) {}

void CounterMeter::begin(const View& state) {
  std::fill(counts_.begin(), counts_.end(), CounterBlock{});
  by_cause_.clear();
  std::fill(walks_.begin(), walks_.end(), Walk{});
  for (CpuId number = 0; number < p_.cpus; ++number) {
    Cpu& cpu = cpus_[number];
    cpu.sent.fill(-1);
    cpu.taken.fill(-1);
    cpu.sent_by.fill(0);
    cpu.taken_from.fill(0);
    cpu.rows.fill({});
    cpu.context = state.active(number);
    cpu.awaits = false;
    cpu.lost.clear();
  }
}

void CounterMeter::see(const Onlooker::Taken& step) {
  const Doing d{step, count(step.at), count(step.at - step.begun),
                causes_ == nullptr ? hardware_cause : cause_of(step)};
  add(d.cause, step.step.cpu, Counter::steps);
  if (step.step.kind == StepKind::exec) see_instruction(d);
  for (std::size_t i = 0; i < step.count; ++i) see_event(step.events[i], d);
}

CauseId CounterMeter::cause_of(const Onlooker::Taken& taken) {
  const Step& step = taken.step;
  const Cpu& cpu = cpus_[step.cpu];
  switch (step.kind) {
  case StepKind::exec: return causes_->of(sender(cpu), taken.insn);
  case StepKind::interrupt: return causes_->delivery(cpu.sent_by[step.what], step.what);
  case StepKind::walk_read: return walk(step.cpu, step.what).cause;
  default: return hardware_cause;
  }
}

void CounterMeter::see_instruction(const Doing& d) {
  const CpuId number = d.step.step.cpu;
  Cpu& cpu = cpus_[number];
  add(d.cause, number, Counter::instructions);
  const Op op = p_.code[d.step.insn].op;
  if (!keeps_row(op)) cpu.rows[cpu.context].length = 0;
  switch (op) {
  case Op::lock: add(d.cause, number, Counter::locks, Counter::lock_cycles, d.took); break;
  case Op::send:
    add(d.cause, number, Counter::ipi_send_cycles, d.took);
    cpu.awaits = true;
    break;
  case Op::wait_until:
    if (std::exchange(cpu.awaits, false))
      add(d.cause, number, Counter::ipi_waits, Counter::ipi_wait_cycles, d.took);
    break;
  default: break;
  }
}

void CounterMeter::see_event(const Event& e, const Doing& d) {
  switch (e.kind) {
  case EventKind::flush: see_flush(e, d); break;
  case EventKind::tlb_dropped: lose(e, d); break;
  case EventKind::tlb_evicted: add(d.cause, e.cpu, Counter::evictions); break;
  case EventKind::tlb_filled:
    add(d.cause, e.cpu, Counter::refills);
    if (!cpus_[e.cpu].lost.empty()) find_again(cpus_[e.cpu].lost, hw::unpack_tlb(e.after));
    break;
  case EventKind::faulted: add(d.cause, e.cpu, Counter::faults); break;
  case EventKind::walk_read: add(d.cause, e.cpu, Counter::walk_reads); break;
  case EventKind::walk_started: see_walk_start(e, d); break;
  case EventKind::walk_ended: see_walk_end(e, d); break;
  case EventKind::sent: see_sent(e, d); break;
  case EventKind::interrupt_taken:
  case EventKind::interrupt_done: see_interrupt(e, d); break;
  default: break;
  }
}

// ── Interrupts ──

void CounterMeter::see_sent(const Event& e, const Doing& d) {
  add(d.cause, e.cpu, Counter::ipis_sent);
  Cpu& target = cpus_[e.other];
  if (target.sent[e.what] >= 0) return; // Sent again before it was taken, it is taken once.
  target.sent[e.what] = d.now;
  if (causes_ != nullptr) target.sent_by[e.what] = causes_->sends(sender(cpus_[e.cpu]), e.insn);
}

void CounterMeter::see_interrupt(const Event& e, const Doing& d) {
  Cpu& cpu = cpus_[e.cpu];
  cpu.context = d.step.state.active(e.cpu);
  if (e.kind == EventKind::interrupt_taken) {
    add(d.cause, e.cpu, Counter::ipis_taken);
    cpu.taken[e.what] = d.now;
    cpu.taken_from[e.what] = std::exchange(cpu.sent_by[e.what], Causes::Sender{0});
    if (const std::int64_t sent = std::exchange(cpu.sent[e.what], -1); sent >= 0)
      add(d.cause, e.cpu, Counter::ipi_flight_cycles, d.now - sent);
    return;
  }
  const std::int64_t taken = std::exchange(cpu.taken[e.what], -1);
  if (taken < 0) return;
  const CauseId delivery =
      causes_ == nullptr ? hardware_cause : causes_->delivery(cpu.taken_from[e.what], e.what);
  add(delivery, e.cpu, Counter::handler_cycles, d.now - taken);
}

// ── Flushes, and what they dropped ──

void CounterMeter::see_flush(const Event& e, const Doing& d) {
  using C = Counter;
  add(d.cause, e.cpu, C::walks_ended_by_flush, static_cast<std::int64_t>(e.after));
  const auto done = [&](Counter by, Counter by_cycles, Counter kind, Counter kind_cycles) {
    add(d.cause, e.cpu, by, by_cycles, d.took);
    add(d.cause, e.cpu, kind, kind_cycles, d.took);
  };
  switch (static_cast<FlushKind>(e.what)) {
  case FlushKind::fault: add(d.cause, e.cpu, C::flushes_fault); return;
  case FlushKind::invlpg:
    done(C::flushes_invlpg, C::flush_invlpg_cycles, C::flushes_single, C::flush_single_cycles);
    see_single(e, d);
    return;
  case FlushKind::pge:
    done(C::flushes_pge, C::flush_pge_cycles, C::flushes_global, C::flush_global_cycles);
    return;
  case FlushKind::cr3:
    if (kept_everything(p_, e))
      add(d.cause, e.cpu, C::cr3_kept);
    else
      done(C::flushes_cr3, C::flush_cr3_cycles, C::flushes_full, C::flush_full_cycles);
    return;
  case FlushKind::invpcid: break;
  }
  switch (static_cast<InvpcidType>(p_.code[e.insn].aux)) {
  case InvpcidType::address:
    done(C::flushes_invpcid, C::flush_invpcid_cycles, C::flushes_single, C::flush_single_cycles);
    see_single(e, d);
    return;
  case InvpcidType::all:
    done(C::flushes_invpcid, C::flush_invpcid_cycles, C::flushes_global, C::flush_global_cycles);
    break;
  default: done(C::flushes_invpcid, C::flush_invpcid_cycles, C::flushes_full, C::flush_full_cycles);
  }
  cpus_[e.cpu].rows[cpus_[e.cpu].context].length = 0;
}

// An origin is a statement in one place of the code as inlined: two calls of a procedure have two.
void CounterMeter::see_single(const Event& e, const Doing& d) {
  Cpu& cpu = cpus_[e.cpu];
  Row& row = cpu.rows[cpu.context];
  const std::uint32_t origin = p_.code[e.insn].origin;
  if (row.length == 0 || row.origin != origin) {
    row = {origin, 1, d.took};
    return;
  }
  if (++row.length == 2) {
    add(d.cause, e.cpu, Counter::flush_ranges);
    add(d.cause, e.cpu, Counter::flush_range_cycles, row.first_took);
  }
  add(d.cause, e.cpu, Counter::flush_range_cycles, d.took);
}

void CounterMeter::lose(const Event& e, const Doing& d) {
  add(d.cause, e.cpu, Counter::entries_dropped);
  if (e.insn >= p_.code.size() || !flushes(p_.code[e.insn].op)) return; // A #PF's own healing.
  const hw::TlbEntry entry = hw::unpack_tlb(e.after);
  std::vector<Lost>& lost = cpus_[e.cpu].lost;
  find_again(lost, entry);
  lost.push_back({entry, d.cause});
}

bool CounterMeter::translates(const hw::TlbEntry& entry, PageId page, std::uint8_t pcid) const {
  return p_.cover[entry.size][page] == entry.page && (entry.global || entry.pcid == pcid);
}

// Takes out those that share a page with the entry.
void CounterMeter::find_again(std::vector<Lost>& lost, const hw::TlbEntry& entry) const {
  std::erase_if(lost, [&](const Lost& other) {
    const std::uint8_t size = std::max(other.entry.size, entry.size);
    return p_.cover[size][other.entry.page] == p_.cover[size][entry.page] &&
           (other.entry.global || entry.global || other.entry.pcid == entry.pcid);
  });
}

// ── Walks ──

void CounterMeter::see_walk_start(const Event& e, const Doing& d) {
  Walk& walk = this->walk(e.cpu, e.index);
  walk = {};
  walk.since = d.now;
  walk.demand = e.what == 1;
  walk.pcid = d.step.state.pcid(e.cpu);
  walk.cause = d.cause;
  add(d.cause, e.cpu, walk.demand ? Counter::walks_demand : Counter::walks_speculative);
  for (const Lost& lost : cpus_[e.cpu].lost) {
    if (!translates(lost.entry, e.page, walk.pcid)) continue;
    walk.after_flush = true;
    walk.flusher = lost.flusher;
    add(walk.flusher, e.cpu, Counter::walks_after_flush);
    break;
  }
}

void CounterMeter::see_walk_end(const Event& e, const Doing& d) {
  const Walk& walk = this->walk(e.cpu, e.index);
  const std::int64_t took = d.now - walk.since;
  add(walk.cause, e.cpu,
      walk.demand ? Counter::walk_demand_cycles : Counter::walk_speculative_cycles, took);
  if (!walk.after_flush) return;
  add(walk.flusher, e.cpu, Counter::walk_after_flush_cycles, took);
  const auto how = static_cast<WalkEnd>(e.what);
  if (how == WalkEnd::installed)
    add(walk.flusher, e.cpu, Counter::refills_after_flush, Counter::refill_after_flush_cycles,
        took);
  else if (how != WalkEnd::invalidated) // There is none any more: what comes later is new.
    std::erase_if(cpus_[e.cpu].lost,
                  [&](const Lost& lost) { return translates(lost.entry, e.page, walk.pcid); });
}

} // namespace ghostwalk
