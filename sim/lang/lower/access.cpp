// SPDX-License-Identifier: MIT
// Accesses through the MMU. A fault goes on at the `on fault` block, and without one at the script's end.
#include "sim/lang/lower/fold.hpp"
#include "sim/lang/lower/lower.hpp"

namespace ghostwalk::lang {

Label Lowering::fault_label(const Stmt& s) {
  fault_ = s.has_fault ? label() : script_end(s.at, "a fault");
  return fault_;
}

Value Lowering::access(const Stmt& s, hw::Access kind, const Expr& va, const Value* stored) {
  const Value at = number(va);
  if (at.is_constant()) check_address(*s_.chosen.mode, at.constant(), va.at);
  Draft d{.op = Op::access, .aux = static_cast<std::uint8_t>(kind), .a = at.code};
  if (stored != nullptr) d.b = stored->code;
  if (kind != hw::Access::write) d.dst = local("data", true);
  d.alt = fault_label(s);
  const LocalId into = d.dst;
  emit(std::move(d));
  return kind != hw::Access::write ? local_value(into) : constant_value(0);
}

void Lowering::read_or_execute(const Stmt& s) {
  const Flow before = flow();
  const bool read = s.kind == Stmt::Kind::read;
  access(s, read ? hw::Access::read : hw::Access::execute, s.exprs[0], nullptr);
  if (flow().reachable) draft_.code.back().dst = nothing;
  fault_block(s, before);
}

void Lowering::write(const Stmt& s) {
  const Flow before = flow();
  const Value stored = number(right_side(s, s.exprs[1]), s.at);
  access(s, hw::Access::write, s.exprs[0], &stored);
  fault_block(s, before);
}

void Lowering::branch(const Stmt& s) {
  const Flow before = flow();
  const Value from = number(s.exprs[0]), to = number(s.exprs[1]);
  if (from.is_constant()) check_address(*s_.chosen.mode, from.constant(), s.exprs[0].at);
  if (to.is_constant()) check_address(*s_.chosen.mode, to.constant(), s.exprs[1].at);
  const Label fault = fault_label(s);
  emit({.op = Op::branch_user, .a = from.code, .b = to.code, .alt = fault});
  emit({.op = Op::access,
        .aux = static_cast<std::uint8_t>(hw::Access::execute),
        .a = to.code,
        .alt = fault});
  fault_block(s, before);
}

// Where the statement was reached with `before`. Nothing to do for a statement without the block.
void Lowering::fault_block(const Stmt& s, const Flow& before) {
  if (!s.has_fault) return;
  const Label fault = fault_, end = label();
  const Flow after = flow();
  jump(end);
  flow() = before;
  bind(fault);
  block(s.blocks.back());
  flow() = merged(after, flow());
  bind(end);
}

} // namespace ghostwalk::lang
