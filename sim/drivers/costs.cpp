// SPDX-License-Identifier: MIT
#include "sim/drivers/costs.hpp"

#include "sim/machine/effects.hpp"

namespace ghostwalk {
namespace {

hw::Key key_of(Op op) {
  switch (op) {
  case Op::load_var:
  case Op::load_word:
  case Op::wait_until: return hw::Key::load;
  case Op::store_var:
  case Op::store_word:
  case Op::unlock: return hw::Key::store;
  case Op::rmw_var:
  case Op::rmw_word:
  case Op::lock: return hw::Key::atomic;
  case Op::alloc: return hw::Key::alloc;
  case Op::free: return hw::Key::free_page;
  case Op::invlpg: return hw::Key::invlpg;
  case Op::mov_cr3: return hw::Key::mov_cr3;
  case Op::set_pge: return hw::Key::mov_cr4;
  case Op::invpcid: return hw::Key::invpcid;
  case Op::set_interrupts: return hw::Key::set_interrupts;
  case Op::send: return hw::Key::ipi_send;
  case Op::access: return hw::Key::access_hit;
  case Op::branch_user:
  case Op::branch_kernel: return hw::Key::branch;
  case Op::iret: return hw::Key::iret;
  default: return hw::Key::local_op;
  }
}

bool is_write(Op op) { return op != Op::load_var && op != Op::load_word && op != Op::wait_until; }

std::uint32_t line_of_place(const Program& p, const View& v, CpuId cpu, const Insn& i,
                            const Lines& lines) {
  const Place& at = p.places[i.place];
  if (i.a.size != 0) return lines.of_place(i.place, evaluate(p, v, cpu, i.a));
  return lines.of_place(i.place, at.scope == Place::Scope::per_cpu ? cpu : at.first);
}

// What a `wait until` looks at: the first variable in its condition that is not an array.
std::uint32_t line_of_condition(const Program& p, ExprRef condition, const Lines& lines) {
  for (std::uint32_t i = condition.first; i < condition.first + condition.size; ++i) {
    const ExprInsn& e = p.expr[i];
    if (e.op != ExprOp::shared) continue;
    const Place& at = p.places[e.arg];
    if (at.scope == Place::Scope::global && at.count == 1)
      return lines.of_place(static_cast<std::uint16_t>(e.arg), at.first);
  }
  return Lines::none;
}

} // namespace

Touch touched(const Program& p, const View& v, CpuId cpu, const Lines& lines) {
  const Insn& i = p.code[v.pc(cpu)];
  switch (i.op) {
  case Op::load_var:
  case Op::store_var:
  case Op::rmw_var:
  case Op::lock:
  case Op::unlock: return {line_of_place(p, v, cpu, i, lines), is_write(i.op)};
  case Op::load_word:
  case Op::store_word:
  case Op::rmw_word:
    return {lines.of_word(evaluate(p, v, cpu, i.a), evaluate(p, v, cpu, i.b)), is_write(i.op)};
  case Op::wait_until: return {line_of_condition(p, i.a, lines), false};
  default: return {};
  }
}

std::int64_t Costs::instruction(CpuId cpu, const Insn& insn, Touch touch) {
  std::int64_t cycles = dice(cpu).cycles(key_of(insn.op));
  if (insn.elided != 0) cycles += dice(cpu).cycles(hw::Key::load, insn.elided);
  if (touch.line == Lines::none || buffered(insn.op)) return cycles;
  const bool remote =
      touch.writes ? lines_.others_have(touch.line, cpu) : lines_.comes_over(touch.line, cpu);
  return remote ? cycles + dice(cpu).cycles(hw::Key::line_transfer) : cycles;
}

std::int64_t Costs::after_waiting(CpuId cpu, const Insn& insn) {
  switch (insn.op) {
  case Op::lock:
  case Op::wait_until: return dice(cpu).cycles(hw::Key::line_transfer);
  case Op::alloc:
  case Op::access:
  case Op::branch_user: return dice(cpu).cycles(key_of(insn.op));
  default: return 1;
  }
}

std::int64_t Costs::drain(const View& state, CpuId cpu) {
  const std::int64_t cycles = dice(cpu).cycles(hw::Key::store_drain);
  const std::uint32_t line = lines_.of_offset(state.store_buffer(cpu).oldest().offset);
  const bool remote = line != Lines::none && lines_.others_have(line, cpu);
  return remote ? cycles + dice(cpu).cycles(hw::Key::line_transfer) : cycles;
}

std::uint32_t Costs::line_of(const hw::Walk& walk) const {
  return lines_.of_word(walk.table, hw::index_of(*p_.mode, walk.level, p_.pages[walk.page].va));
}

Costs::Read Costs::walk_read(const View& state, CpuId cpu, const hw::Walk& walk) {
  const std::uint32_t line = state.frame_index(walk.table) < 0 ? Lines::none : line_of(walk);
  const auto where = line == Lines::none ? Lines::Where::memory : lines_.find(line, cpu);
  switch (where) {
  case Lines::Where::own: return {dice(cpu).cycles(hw::Key::walk_hit), Errand::Over::nothing};
  case Lines::Where::other:
    return {dice(cpu).cycles(hw::Key::walk_snoop), Errand::Over::memory_line};
  default: return {dice(cpu).cycles(hw::Key::walk_memory), Errand::Over::memory_line};
  }
}

} // namespace ghostwalk
