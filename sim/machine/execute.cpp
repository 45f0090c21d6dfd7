// SPDX-License-Identifier: MIT
// Instructions: the visible one at the pc, then the local ones that ride on it, up to the next visible one.
#include <optional>

#include <fmt/format.h>

#include "sim/machine/effects.hpp"

namespace ghostwalk {
namespace {

constexpr int max_local_steps = 10'000;

// ── Control registers and interrupts ──

std::uint8_t pcid_of(const Doing& d, ExprRef e) {
  const auto pcid = eval(d, e);
  if (pcid > 15)
    model_error(d.cpu, d.insn, fmt::format("PCID {} is out of range: the model has 0 .. 15", pcid));
  if (pcid != 0 && d.p.cpu.number(hw::Key::has_pcid) == 0)
    model_error(d.cpu, d.insn,
                fmt::format("PCID {} on a processor without PCIDs: choose another, or one `with "
                            "has_pcid = 1`",
                            pcid));
  return static_cast<std::uint8_t>(pcid);
}

// INVPCID's types: SDM p146.
void invpcid(Doing& d, const Insn& i) {
  if (d.p.cpu.number(hw::Key::has_invpcid) == 0)
    model_error(d.cpu, d.insn,
                "this processor has no INVPCID: choose another, or one `with has_invpcid = 1`");
  const int pcid = i.b.size != 0 ? pcid_of(d, i.b) : -1;
  switch (static_cast<InvpcidType>(i.aux)) {
  case InvpcidType::address:
    return flush(d, {Flush::invpcid_address, find_page(d.p, eval(d, i.a)), pcid});
  case InvpcidType::context: return flush(d, {Flush::invpcid_context, -1, pcid});
  case InvpcidType::all: return flush(d, {Flush::invpcid_all});
  default: return flush(d, {Flush::invpcid_nonglobal});
  }
}

// MOV CR3: the root and, with CR4.PCIDE, the PCID (SDM p139); in PAE the top level (SDM p142 footnote). Bit 63 keeps
// what there is (SDM p145).
void move_to_cr3(Doing& d, const Insn& i) {
  const Pfn root = eval(d, i.a);
  if (root == 0) model_error(d.cpu, d.insn, "cr3 = none: CR3 needs the frame of a root table");
  const bool keep = i.c.size != 0 && eval(d, i.c) != 0;
  if (i.b.size != 0) d.state.set_pcid(d.cpu, pcid_of(d, i.b));
  const Pfn before = d.state.cr3(d.cpu);
  d.state.set_cr3(d.cpu, root);
  load_root_registers(d.p, d.state, d.cpu, root);
  if (d.trace != nullptr) {
    Event e = d.note(EventKind::cr3_loaded);
    e.frame = root;
    e.before = before;
    d.add(e);
  }
  flush(d, {keep ? Flush::cr3_keep : Flush::cr3});
}

void set_pge(Doing& d, bool on) {
  if (d.state.flag(d.cpu, cpu_flag::pge) == on) return; // Only a change flushes (SDM p146).
  d.state.set_flag(d.cpu, cpu_flag::pge, on);
  flush(d, {Flush::pge});
}

// CLI and STI.
void set_interrupts(Doing& d, bool on) {
  d.state.set_flag(d.cpu, cpu_flag::interrupts, on);
  if (d.trace == nullptr) return;
  Event e = d.note(EventKind::interrupts);
  e.after = on ? 1 : 0;
  d.add(e);
}

// An IPI sets its vector's bit on the target: one CPU, or each CPU of the mask.
void raise(Doing& d, const Insn& i, std::uint64_t target) {
  if (target >= d.p.cpus)
    model_error(d.cpu, d.insn,
                fmt::format("send to cpu {}, but the machine has {}", target, d.p.cpus));
  const auto cpu = static_cast<CpuId>(target);
  d.state.set_pending(cpu, hw::raise(d.state.pending(cpu), i.aux));
  if (d.trace == nullptr) return;
  Event e = d.note(EventKind::sent);
  e.what = i.aux;
  e.other = cpu;
  d.add(e);
}

void send(Doing& d, const Insn& i) {
  if (i.b.size != 0) return raise(d, i, eval(d, i.b));
  std::uint64_t mask = eval(d, i.a);
  for (std::uint64_t target = i.place; mask != 0; ++target, mask >>= 1)
    if ((mask & 1) != 0) raise(d, i, target);
}

// IRET goes on where the interrupt came, with IF set: it was set when the interrupt was taken.
void return_from_interrupt(Doing& d) {
  const int vector = d.state.active(d.cpu) - 1;
  d.state.set_active(d.cpu, d.state.resume(d.cpu, vector));
  d.state.set_resume(d.cpu, vector, 0);
  d.state.set_pc(d.cpu, vector + 1, 0);
  d.state.set_flag(d.cpu, cpu_flag::interrupts, true);
  if (d.trace == nullptr) return;
  Event e = d.note(EventKind::interrupt_done);
  e.what = static_cast<std::uint8_t>(vector);
  d.add(e);
}

// ── Accesses and branches: where to go on ──

// Where to go on; nothing: here, since the instruction waits for its walk.
using Next = std::optional<std::uint16_t>;

Next after(Accessed how, const Insn& i) {
  switch (how) {
  case Accessed::walking: return std::nullopt;
  case Accessed::faulted: return i.alt;
  default: return i.next;
  }
}

Accessed do_access(Doing& d, const Insn& i, std::uint16_t choice) {
  const auto kind =
      i.op == Op::branch_user ? hw::Access::execute : static_cast<hw::Access>(i.aux & 3);
  Word value = kind == hw::Access::write ? eval(d, i.b) : 0;
  if (d.p.mode->word_bytes == 4) value &= 0xffffffffU;
  const Accessed how = access(d, eval(d, i.a), kind, choice, value);
  if (how == Accessed::done && i.op == Op::access) set_dst(d, i, value);
  return how;
}

void note_branch(Doing& d, const Insn& i) {
  if (d.trace == nullptr) return;
  Event e = d.note(EventKind::branched);
  e.what = i.op == Op::branch_kernel ? 1 : 0;
  e.before = eval(d, i.a);
  e.after = i.b.size != 0 ? eval(d, i.b) : 0;
  d.add(e);
}

// The BTB now knows the target; code runs on behind it.
void learn_target(Doing& d, const Insn& i) {
  const int target = find_page(d.p, eval(d, i.b));
  if (target < 0) return;
  d.state.add_reach(d.cpu, static_cast<PageId>(target));
  d.state.add_reach(d.cpu, d.p.next_page[static_cast<std::size_t>(target)]);
}

Accessed do_branch(Doing& d, const Insn& i, std::uint16_t choice) {
  const Accessed how = do_access(d, i, choice);
  if (how != Accessed::done) return how;
  learn_target(d, i);
  note_branch(d, i);
  return how;
}

void note_choice(Doing& d, std::uint16_t choice, std::uint64_t value) {
  if (d.trace == nullptr) return;
  Event e = d.note(EventKind::chose);
  e.other = choice;
  e.after = value;
  d.add(e);
}

std::uint16_t choose(Doing& d, const Insn& i, std::uint16_t choice) {
  const std::uint64_t value = eval(d, d.p.choice_values[i.list + choice]);
  set_dst(d, i, value);
  note_choice(d, choice, value);
  return i.next;
}

Next visible(Doing& d, const Insn& i, std::uint16_t choice) {
  switch (i.op) {
  case Op::load_var: set_dst(d, i, load_var(d, i)); break;
  case Op::store_var: store_var(d, i, eval(d, i.b)); break;
  case Op::rmw_var: rmw_var(d, i); break;
  case Op::load_word: set_dst(d, i, load_word(d, i)); break;
  case Op::store_word: store_word(d, i); break;
  case Op::rmw_word: rmw_word(d, i); break;
  case Op::lock: take_lock(d, i); break;
  case Op::unlock: release_lock(d, i); break;
  case Op::alloc: allocate(d, i, choice); break;
  case Op::free: free_frame(d, eval(d, i.a)); break;
  case Op::invlpg: flush(d, {Flush::invlpg, find_page(d.p, eval(d, i.a))}); break;
  case Op::invpcid: invpcid(d, i); break;
  case Op::mov_cr3: move_to_cr3(d, i); break;
  case Op::set_pge: set_pge(d, eval(d, i.a) != 0); break;
  case Op::set_interrupts: set_interrupts(d, eval(d, i.a) != 0); break;
  case Op::send: send(d, i); break;
  case Op::access: return after(do_access(d, i, choice), i);
  case Op::branch_user: return after(do_branch(d, i, choice), i);
  case Op::branch_kernel: note_branch(d, i); break;
  case Op::choose: return choose(d, i, choice);
  case Op::either: note_choice(d, choice, choice); return d.p.choice_targets[i.list + choice];
  default: break; // wait_until, pause: only the waiting mattered.
  }
  return i.next;
}

// ── Local instructions ──

// Speculation on a wrong path touches the page that the scenario names.
void speculate(Doing& d, const Insn& i) {
  const Address va = eval(d, i.a);
  const int page = find_page(d.p, va);
  if (page < 0)
    model_error(d.cpu, d.insn, fmt::format("speculate {:#x}: no process maps that page", va));
  d.state.add_reach(d.cpu, static_cast<PageId>(page));
  if (d.passed != nullptr) d.passed->speculated = static_cast<PageId>(page);
  if (d.trace == nullptr) return;
  Event e = d.note(EventKind::speculated);
  e.page = static_cast<PageId>(page);
  d.add(e);
}

void named_event(Doing& d, const Insn& i) {
  d.seen |= happened_event(i.aux);
  if (d.trace == nullptr) return;
  Event e = d.note(EventKind::event);
  e.what = i.aux;
  d.add(e);
}

void pass_time(const Doing& d, const Insn& i) {
  if (d.passed == nullptr) return;
  const auto lowest = static_cast<std::int64_t>(eval(d, i.a));
  d.passed->work_lowest += lowest;
  d.passed->work_highest += i.b.size != 0 ? static_cast<std::int64_t>(eval(d, i.b)) : lowest;
}

std::uint16_t local(Doing& d, const Insn& i) {
  switch (i.op) {
  case Op::assign: set_dst(d, i, eval(d, i.a)); break;
  case Op::jump_if: return eval(d, i.a) != 0 ? i.next : i.alt;
  case Op::mark: mark(d, i); break;
  case Op::work: pass_time(d, i); break;
  case Op::speculate: speculate(d, i); break;
  case Op::event: named_event(d, i); break;
  case Op::check:
    if (eval(d, i.a) == 0) d.happens(static_cast<Oracle>(i.aux));
    break;
  default: break;
  }
  return i.next;
}

// Locked and serialising instructions wait until the buffer is empty, stores until it has room.
bool store_buffer_holds_up(const View& v, CpuId cpu, const Insn& i) {
  if (drains_store_buffer(i.op)) return !v.store_buffer(cpu).empty();
  const bool stores =
      i.op == Op::store_var || i.op == Op::store_word || i.op == Op::unlock ||
      (i.op == Op::access && static_cast<hw::Access>(i.aux & 3) == hw::Access::write);
  return stores && v.store_buffer(cpu).full();
}

void forget_dead_locals(const Doing& d, std::uint16_t pc) {
  const std::uint32_t groups = d.p.layout.cpu.locals_bytes / 8;
  std::byte* locals = d.state.cpu(d.cpu) + d.p.layout.cpu.locals;
  for (std::uint32_t g = 0; g < groups; ++g)
    store(locals + 8 * g, 8, load(locals + 8 * g, 8) & d.p.live[std::size_t{pc} * groups + g]);
}

} // namespace

void model_error(CpuId cpu, std::uint16_t insn, const std::string& message) {
  throw ModelError(message, cpu, insn);
}

// A lock waits until it is free, an allocation until there is a frame, an access for its walk (access.cpp).
int exec_choices(const Program& p, const View& v, CpuId cpu) {
  const std::uint16_t pc = v.pc(cpu);
  const Insn& i = p.code[pc];
  if (p.layout.store_buffer_slots > 0 && store_buffer_holds_up(v, cpu, i)) return 0;
  switch (i.op) {
  case Op::stop: return 0;
  case Op::lock:
    return load(place(p, v, cpu, i.place, i.a, pc), p.places[i.place].width) == 0 ? 1 : 0;
  case Op::wait_until: return evaluate(p, v, cpu, i.a) != 0 ? 1 : 0;
  case Op::alloc: return v.allocator(cpu).choices();
  case Op::access:
    return access_choices(p, v, cpu, evaluate(p, v, cpu, i.a), static_cast<hw::Access>(i.aux & 3));
  case Op::branch_user:
    return access_choices(p, v, cpu, evaluate(p, v, cpu, i.a), hw::Access::execute);
  case Op::invlpg:
  case Op::invpcid:
  case Op::mov_cr3:
  case Op::
      set_pge: // A processor that drains its walks before it invalidates, instead of ending them.
    return p.cpu.number(hw::Key::walk_drains) != 0 && walks_in_flight(p, v, cpu) ? 0 : 1;
  case Op::choose:
  case Op::either: return i.aux;
  default: return 1;
  }
}

void settle(Doing& d) {
  const std::uint8_t context = d.state.active(d.cpu);
  std::uint16_t pc = d.state.pc(d.cpu, context);
  for (int steps = 0; !is_visible(d.p.code[pc].op); ++steps) {
    if (steps == max_local_steps)
      model_error(
          d.cpu, pc,
          fmt::format("an endless loop: {} local operations without one that another CPU could see",
                      max_local_steps));
    const Insn& i = d.p.code[pc];
    d.insn = pc;
    if (d.passed != nullptr && i.op != Op::work) ++d.passed->local_ops;
    if (d.passed != nullptr) d.passed->elided += i.elided;
    pc = local(d, i);
  }
  d.state.set_pc(d.cpu, context, pc);
  forget_dead_locals(d, pc);
}

void execute(Doing& d, std::uint16_t choice) {
  const std::uint8_t context = d.state.active(d.cpu);
  const std::uint16_t pc = d.state.pc(d.cpu, context);
  const Insn& i = d.p.code[pc];
  d.insn = pc;
  if (i.op == Op::iret) {
    return_from_interrupt(d);
    forget_dead_locals(d, d.state.pc(d.cpu));
    return;
  }
  const Next next = visible(d, i, choice);
  if (!next) return;
  d.state.set_pc(d.cpu, context, *next);
  settle(d);
}

} // namespace ghostwalk
