// SPDX-License-Identifier: MIT
#include "sim/drivers/sample/counter_meter.hpp"

#include <algorithm>
#include <utility>

#include "sim/drivers/sample/flush_event.hpp"

namespace ghostwalk {
namespace {

void add(std::uint64_t& counter, std::int64_t cycles) {
  counter += static_cast<std::uint64_t>(cycles);
}

} // namespace

CounterMeter::CounterMeter(const Program& program)
    : p_(program),
      counts_(program.cpus),
      cpus_(program.cpus),
      walks_(std::size_t{program.cpus} * program.layout.walk_slots) {}

void CounterMeter::begin() {
  std::fill(counts_.begin(), counts_.end(), CounterBlock{});
  std::fill(walks_.begin(), walks_.end(), Walk{});
  for (Cpu& cpu : cpus_) {
    cpu.sent.fill(-1);
    cpu.taken.fill(-1);
    cpu.awaits = false;
  }
}

void CounterMeter::see(const Onlooker::Taken& step) {
  const std::int64_t now = count(step.at), took = now - count(step.begun);
  ++counts_[step.step.cpu][Counter::steps];
  if (step.step.kind == StepKind::exec) see_instruction(step, took);
  for (std::size_t i = 0; i < step.count; ++i) see_event(step.events[i], now, took);
}

void CounterMeter::see_instruction(const Onlooker::Taken& step, std::int64_t took) {
  CounterBlock& counts = counts_[step.step.cpu];
  Cpu& cpu = cpus_[step.step.cpu];
  ++counts[Counter::instructions];
  switch (p_.code[step.insn].op) {
  case Op::lock:
    ++counts[Counter::locks];
    add(counts[Counter::lock_cycles], took);
    break;
  case Op::send:
    add(counts[Counter::ipi_send_cycles], took);
    cpu.awaits = true;
    break;
  case Op::wait_until:
    if (!std::exchange(cpu.awaits, false)) break;
    ++counts[Counter::ipi_waits];
    add(counts[Counter::ipi_wait_cycles], took);
    break;
  default: break;
  }
}

void CounterMeter::see_event(const Event& e, std::int64_t now, std::int64_t took) {
  CounterBlock& counts = counts_[e.cpu];
  switch (e.kind) {
  case EventKind::flush: see_flush(e, took); break;
  case EventKind::tlb_dropped: ++counts[Counter::entries_dropped]; break;
  case EventKind::tlb_evicted: ++counts[Counter::evictions]; break;
  case EventKind::tlb_filled: ++counts[Counter::refills]; break;
  case EventKind::faulted: ++counts[Counter::faults]; break;
  case EventKind::walk_read: ++counts[Counter::walk_reads]; break;
  case EventKind::walk_started:
  case EventKind::walk_ended: see_walk(e, now); break;
  case EventKind::sent: {
    ++counts[Counter::ipis_sent];
    std::int64_t& sent = cpus_[e.other].sent[e.what];
    if (sent < 0) sent = now; // Sent again before it was taken, it is taken once.
    break;
  }
  case EventKind::interrupt_taken: {
    Cpu& cpu = cpus_[e.cpu];
    ++counts[Counter::ipis_taken];
    cpu.taken[e.what] = now;
    if (const std::int64_t sent = std::exchange(cpu.sent[e.what], -1); sent >= 0)
      add(counts[Counter::ipi_flight_cycles], now - sent);
    break;
  }
  case EventKind::interrupt_done:
    if (const std::int64_t taken = std::exchange(cpus_[e.cpu].taken[e.what], -1); taken >= 0)
      add(counts[Counter::handler_cycles], now - taken);
    break;
  default: break;
  }
}

void CounterMeter::see_flush(const Event& e, std::int64_t took) {
  CounterBlock& counts = counts_[e.cpu];
  counts[Counter::walks_ended_by_flush] += e.after;
  switch (static_cast<FlushKind>(e.what)) {
  case FlushKind::invlpg:
    ++counts[Counter::flushes_invlpg];
    add(counts[Counter::flush_invlpg_cycles], took);
    break;
  case FlushKind::pge:
    ++counts[Counter::flushes_pge];
    add(counts[Counter::flush_pge_cycles], took);
    break;
  case FlushKind::invpcid:
    ++counts[Counter::flushes_invpcid];
    add(counts[Counter::flush_invpcid_cycles], took);
    break;
  case FlushKind::fault: ++counts[Counter::flushes_fault]; break;
  case FlushKind::cr3:
    if (kept_everything(p_, e)) {
      ++counts[Counter::cr3_kept];
      break;
    }
    ++counts[Counter::flushes_cr3];
    add(counts[Counter::flush_cr3_cycles], took);
    break;
  }
}

void CounterMeter::see_walk(const Event& e, std::int64_t now) {
  CounterBlock& counts = counts_[e.cpu];
  Walk& walk = this->walk(e);
  if (e.kind == EventKind::walk_started) {
    walk = {now, e.what == 1};
    ++counts[walk.demand ? Counter::walks_demand : Counter::walks_speculative];
  } else {
    add(counts[walk.demand ? Counter::walk_demand_cycles : Counter::walk_speculative_cycles],
        now - walk.since);
  }
}

} // namespace ghostwalk
