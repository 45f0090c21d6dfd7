// SPDX-License-Identifier: MIT
#include "sim/machine/machine.hpp"

#include "sim/machine/effects.hpp"

namespace ghostwalk {
namespace {

void exec_steps(const Program& p, const View& v, CpuId cpu, std::vector<Step>& out) {
  const int choices = exec_choices(p, v, cpu);
  for (int choice = 0; choice < choices; ++choice)
    out.push_back({cpu, StepKind::exec, static_cast<std::uint16_t>(choice), 0});
}

// An interrupt is taken with IF set, while it is pending, and not within its own handler.
bool can_interrupt(const View& v, CpuId cpu, int vector) {
  return v.flag(cpu, cpu_flag::interrupts) && hw::is_pending(v.pending(cpu), vector) &&
         !v.handler_runs(cpu, vector);
}

void interrupt_steps(const Program& p, const View& v, CpuId cpu, std::vector<Step>& out) {
  if (v.pending(cpu) == 0) return;
  for (int vector = 0; vector < static_cast<int>(p.vectors.size()); ++vector)
    if (can_interrupt(v, cpu, vector))
      out.push_back({cpu, StepKind::interrupt, 0, static_cast<std::uint16_t>(vector)});
}

// How many things a read of this walk's table may give: a frame outside the pool reads as any word that the scenario gives.
int read_choices(const Program& p, const View& v, const hw::Walk& w) {
  return v.frame_index(w.table) < 0 ? static_cast<int>(p.outside_reads.size()) : 1;
}

// A walk reads on when its line has come. One that has faulted reads no more.
void read_steps(const Program& p, const View& v, CpuId cpu, std::vector<Step>& out) {
  for (int slot = 0; slot < p.layout.walk_slots; ++slot) {
    if (v.walk_bits(cpu, slot) == 0) continue;
    const hw::Walk w = v.walk(cpu, slot);
    if (w.faulted) continue;
    for (int choice = 0; choice < read_choices(p, v, w); ++choice)
      out.push_back({cpu, StepKind::walk_read, static_cast<std::uint16_t>(choice),
                     static_cast<std::uint16_t>(slot)});
  }
}

bool page_in_flight(const Program& p, const View& v, CpuId cpu, PageId page) {
  for (int slot = 0; slot < p.layout.walk_slots; ++slot)
    if (v.walk_bits(cpu, slot) != 0 && v.walk(cpu, slot).page == page) return true;
  return false;
}

// Speculation walks for an address in reach (SDM p141, p143) while a walker is free, no walk for it is on its way and the TLB
// does not have it.
bool can_start(const Program& p, const View& v, CpuId cpu, PageId page) {
  return v.reaches(cpu, page) && free_walk_slot(p, v, cpu) >= 0 &&
         !page_in_flight(p, v, cpu, page) && v.tlb(cpu).find(page, v.pcid(cpu), v.cover()) < 0;
}

void start_steps(const Program& p, const View& v, CpuId cpu, std::vector<Step>& out) {
  if (free_walk_slot(p, v, cpu) < 0) return;
  for (std::size_t page = 0; page < p.pages.size(); ++page) {
    if (!can_start(p, v, cpu, static_cast<PageId>(page))) continue;
    const WalkStarts starts = walk_starts(p, v, cpu, static_cast<PageId>(page));
    for (int i = 0; i < starts.count; ++i)
      out.push_back(
          {cpu, StepKind::walk_start, starts.skipped[i], static_cast<std::uint16_t>(page)});
  }
}

// The oldest buffered store may reach memory at any time (x86-TSO: models/hw/store_buffer.hpp).
void drain_step(const Program& p, const View& v, CpuId cpu, std::vector<Step>& out) {
  if (p.layout.store_buffer_slots > 0 && !v.store_buffer(cpu).empty())
    out.push_back({cpu, StepKind::drain, 0, 0});
}

// Entries may be evicted at any time (SDM p141, p149).
void evict_steps(const View& v, CpuId cpu, std::vector<Step>& out) {
  for (std::uint16_t i = 0; i < v.tlb(cpu).used(); ++i)
    out.push_back({cpu, StepKind::evict_tlb, 0, i});
  for (std::uint16_t i = 0; i < v.paging_cache(cpu).used(); ++i)
    out.push_back({cpu, StepKind::evict_paging_cache, 0, i});
}

// An interrupt gate: a handler begins with IF clear (SDM vol. 3A section 6.12.1.2), and the vector is taken once, however
// often it was sent. The instruction is restarted when the handler is done: a fault that it was about to take is found again.
void take_interrupt(Doing& d, int vector) {
  clear_faulted_walks(d);
  const auto context = static_cast<std::uint8_t>(vector + 1);
  d.state.set_pending(d.cpu, hw::acknowledge(d.state.pending(d.cpu), vector));
  d.state.set_resume(d.cpu, vector, d.state.active(d.cpu));
  d.state.set_active(d.cpu, context);
  d.state.set_flag(d.cpu, cpu_flag::interrupts, false);
  d.state.set_pc(d.cpu, context, d.p.vectors[static_cast<std::size_t>(vector)].entry);
  if (d.trace != nullptr) {
    Event e = d.note(EventKind::interrupt_taken);
    e.what = static_cast<std::uint8_t>(vector);
    d.add(e);
  }
  settle(d);
}

template <class Cache>
void evict(Doing& d, EventKind kind, Cache cache, std::uint16_t slot) {
  if (d.trace != nullptr) {
    Event e = d.note(kind);
    e.page = cache.at(slot).page;
    e.after = pack(cache.at(slot));
    d.add(e);
  }
  cache.evict(slot);
}

bool start_possible(const Program& p, const View& v, Step s) {
  if (s.what >= p.pages.size() || !can_start(p, v, s.cpu, s.what)) return false;
  const WalkStarts starts = walk_starts(p, v, s.cpu, s.what);
  for (int i = 0; i < starts.count; ++i)
    if (starts.skipped[i] == s.choice) return true;
  return false;
}

bool read_possible(const Program& p, const View& v, Step s) {
  if (s.what >= p.layout.walk_slots || v.walk_bits(s.cpu, s.what) == 0) return false;
  const hw::Walk w = v.walk(s.cpu, s.what);
  return !w.faulted && s.choice < read_choices(p, v, w);
}

} // namespace

bool View::handler_runs(CpuId c, int vector) const {
  for (int context = active(c); context != 0; context = resume(c, context - 1))
    if (context == vector + 1) return true;
  return false;
}

Machine::Machine(const Program& program) : p_(program) {}

static void steps_of(const Program& p, const View& v, CpuId cpu, std::vector<Step>& out) {
  exec_steps(p, v, cpu, out);
  interrupt_steps(p, v, cpu, out);
  read_steps(p, v, cpu, out);
  start_steps(p, v, cpu, out);
  evict_steps(v, cpu, out);
  drain_step(p, v, cpu, out);
}

void Machine::steps(const std::byte* state, std::vector<Step>& out) const {
  const View v(p_, state);
  for (CpuId cpu = 0; cpu < p_.cpus; ++cpu) steps_of(p_, v, cpu, out);
}

void Machine::steps(const std::byte* state, CpuId cpu, std::vector<Step>& out,
                    CpuSet& touched) const {
  const View v(p_, state);
  steps_of(p_, v, cpu, out);
  touched |= v.touched();
}

bool Machine::possible(const std::byte* state, Step s) const {
  if (s.cpu >= p_.cpus) return false;
  const View v(p_, state);
  switch (s.kind) {
  case StepKind::exec: return s.choice < ghostwalk::exec_choices(p_, v, s.cpu);
  case StepKind::interrupt: return s.what < p_.vectors.size() && can_interrupt(v, s.cpu, s.what);
  case StepKind::walk_read: return read_possible(p_, v, s);
  case StepKind::walk_start: return start_possible(p_, v, s);
  case StepKind::drain: return !v.store_buffer(s.cpu).empty();
  case StepKind::evict_tlb: return s.what < v.tlb(s.cpu).used();
  default: return s.what < v.paging_cache(s.cpu).used();
  }
}

Happened Machine::apply(std::byte* state, Step s, Trace* trace, Passed* passed) const {
  Doing d{p_, View(p_, state), s.cpu, trace, passed};
  return apply(d, s);
}

Happened Machine::apply(std::byte* state, Step s, CpuSet& touched) const {
  Doing d{p_, View(p_, state), s.cpu, nullptr, nullptr};
  const Happened seen = apply(d, s);
  touched |= d.state.touched();
  return seen;
}

Happened Machine::apply(Doing& d, Step s) const {
  switch (s.kind) {
  case StepKind::exec: execute(d, s.choice); break;
  case StepKind::interrupt: take_interrupt(d, s.what); break;
  case StepKind::walk_read: read_walk(d, s.what, s.choice); break;
  case StepKind::walk_start:
    start_walk(d, s.what, hw::Access::execute, false, static_cast<std::uint8_t>(s.choice));
    break;
  case StepKind::drain: drain(d); break;
  case StepKind::evict_tlb: evict(d, EventKind::tlb_evicted, d.state.tlb(s.cpu), s.what); break;
  case StepKind::evict_paging_cache:
    evict(d, EventKind::paging_cache_evicted, d.state.paging_cache(s.cpu), s.what);
    break;
  }
  return d.seen;
}

void Machine::settle_initial(std::byte* state) const {
  for (CpuId cpu = 0; cpu < p_.cpus; ++cpu) {
    Doing d{p_, View(p_, state), cpu, nullptr, nullptr};
    settle(d);
  }
}

int Machine::exec_choices(const std::byte* state, CpuId cpu) const {
  return ghostwalk::exec_choices(p_, View(p_, state), cpu);
}

bool Machine::ended(const std::byte* state, CpuId cpu) const {
  const View v(p_, state);
  return v.active(cpu) == 0 && p_.code[v.pc(cpu, 0)].op == Op::stop;
}

std::uint16_t Machine::next_insn(const std::byte* state, CpuId cpu) const {
  return View(p_, state).pc(cpu);
}

bool Machine::interrupt_possible(const std::byte* state, CpuId cpu) const {
  const View v(p_, state);
  for (int vector = 0; vector < static_cast<int>(p_.vectors.size()); ++vector)
    if (can_interrupt(v, cpu, vector)) return true;
  return false;
}

bool Machine::walk_startable(const std::byte* state, CpuId cpu, PageId page) const {
  const View v(p_, state);
  return can_start(p_, v, cpu, page) && walk_starts(p_, v, cpu, page).count > 0;
}

hw::Walk Machine::walk(const std::byte* state, CpuId cpu, int slot) const {
  return View(p_, state).walk(cpu, slot);
}
hw::Tlb Machine::tlb(std::byte* state, CpuId cpu) const { return View(p_, state).tlb(cpu); }
int Machine::find_page(Address va) const { return ghostwalk::find_page(p_, va); }

std::uint64_t Machine::evaluate(const std::byte* state, CpuId cpu, ExprRef expr) const {
  return ghostwalk::evaluate(p_, View(p_, state), cpu, expr, false);
}

int Machine::broken_claim(const std::byte* state) const {
  for (std::size_t i = 0; i < p_.properties.size(); ++i) {
    const Property& claim = p_.properties[i];
    if (claim.never && claim.kind == Property::Kind::state &&
        evaluate(state, 0, claim.condition) != 0)
      return static_cast<int>(i);
  }
  return -1;
}

} // namespace ghostwalk
