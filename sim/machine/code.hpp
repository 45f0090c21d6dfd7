// SPDX-License-Identifier: MIT
// Where an instruction can go on, for those who look at the code as a whole.
#pragma once

#include "sim/machine/program.hpp"

namespace ghostwalk {

// Calls f(to, sets): `sets` when the instruction's destination is assigned on that way.
template <class F>
void each_way_on(const Program& p, std::uint16_t pc, F f) {
  const Insn& i = p.code[pc];
  switch (i.op) {
  case Op::stop:
  case Op::iret: return;
  case Op::either:
    for (std::uint32_t k = 0; k < i.aux; ++k) f(p.choice_targets[i.list + k], false);
    return;
  case Op::jump_if:
  case Op::access:
  case Op::branch_user: f(i.alt, false); break;
  default: break;
  }
  f(i.next, true);
}

// Calls f(expr) for everything that the instruction evaluates.
template <class F>
void each_expression(const Program& p, const Insn& i, F f) {
  for (const ExprRef e : {i.a, i.b, i.c})
    if (e.size != 0) f(e);
  if (i.op == Op::choose)
    for (std::uint32_t k = 0; k < i.aux; ++k) f(p.choice_values[i.list + k]);
}

// Sets the marks of the instructions that can come after `entry`, and its own. What has a mark is not looked behind.
inline void mark_reached(const Program& p, std::uint16_t entry, std::vector<bool>& reached) {
  std::vector<std::uint16_t> todo{entry};
  while (!todo.empty()) {
    const std::uint16_t pc = todo.back();
    todo.pop_back();
    if (reached[pc]) continue;
    reached[pc] = true;
    each_way_on(p, pc, [&](std::uint16_t to, bool) { todo.push_back(to); });
  }
}

// The instructions that scripts and handlers come to, ascending. Setups are not among them: they have run.
inline std::vector<std::uint16_t> reached_code(const Program& p) {
  std::vector<bool> seen(p.code.size());
  for (const Script& s : p.scripts) mark_reached(p, s.entry, seen);
  for (const Vector& v : p.vectors) mark_reached(p, v.entry, seen);
  std::vector<std::uint16_t> reached;
  for (std::size_t pc = 0; pc < seen.size(); ++pc)
    if (seen[pc]) reached.push_back(static_cast<std::uint16_t>(pc));
  return reached;
}

} // namespace ghostwalk
