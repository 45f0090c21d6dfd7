// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "sim/lang/lower/fold.hpp"
#include "sim/lang/lower/lower.hpp"
#include "sim/lang/resolve/owners.hpp"

namespace ghostwalk::lang {

namespace {

InvpcidType invpcid_type(const std::string& word) {
  if (word == "address") return InvpcidType::address;
  if (word == "context") return InvpcidType::context;
  return word == "all" ? InvpcidType::all : InvpcidType::nonglobal;
}

} // namespace

void Lowering::block(const Block& b) {
  for (const Stmt& s : b.statements) {
    if (!flow().reachable) return;
    statement(s);
  }
}

void Lowering::statement(const Stmt& s) {
  count_work(s.at);
  at_ = s.at;
  switch (s.kind) {
  case Stmt::Kind::assign: return assign(s);
  case Stmt::Kind::if_: return conditional(s);
  case Stmt::Kind::while_: return while_loop(s);
  case Stmt::Kind::for_: return for_loop(s);
  case Stmt::Kind::forever: return forever(s.blocks[0]);
  case Stmt::Kind::either: return either(s);
  case Stmt::Kind::wait_until: return wait(s);
  case Stmt::Kind::return_: return return_from(s);
  case Stmt::Kind::stop: return stop(s);
  case Stmt::Kind::branch_user: return branch(s);
  default: return simple(s);
  }
}

void Lowering::simple(const Stmt& s) {
  switch (s.kind) {
  case Stmt::Kind::call: call_expression(s.exprs[0], false); break;
  case Stmt::Kind::lock: lock(Op::lock, s.exprs[0]); break;
  case Stmt::Kind::unlock: lock(Op::unlock, s.exprs[0]); break;
  case Stmt::Kind::interrupts:
    emit({.op = Op::set_interrupts, .a = constant_value(s.text == "on" ? 1 : 0).code});
    break;
  case Stmt::Kind::mark:
    emit({.op = Op::mark,
          .aux = static_cast<std::uint8_t>(owner_named(s.text)),
          .a = number(s.exprs[0]).code});
    break;
  case Stmt::Kind::load_cr3: load_cr3(s); break;
  case Stmt::Kind::fence: emit({.op = Op::fence}); break;
  case Stmt::Kind::invlpg: one_operand(Op::invlpg, s.exprs[0]); break;
  case Stmt::Kind::invpcid: invpcid(s); break;
  case Stmt::Kind::send: send(s); break;
  case Stmt::Kind::read:
  case Stmt::Kind::execute: read_or_execute(s); break;
  case Stmt::Kind::write: write(s); break;
  case Stmt::Kind::branch_kernel: one_operand(Op::branch_kernel, s.exprs[0]); break;
  case Stmt::Kind::speculate: one_operand(Op::speculate, s.exprs[0]); break;
  case Stmt::Kind::work: work(s); break;
  case Stmt::Kind::assert_:
    emit({.op = Op::check,
          .aux = static_cast<std::uint8_t>(Oracle::assertion),
          .a = condition(s.exprs[0]).code});
    break;
  case Stmt::Kind::torn:
    emit({.op = Op::check,
          .aux = static_cast<std::uint8_t>(Oracle::torn_instruction),
          .a = apply(ExprOp::logical_not, condition(s.exprs[0])).code});
    break;
  case Stmt::Kind::reach:
    emit({.op = Op::event, .aux = static_cast<std::uint8_t>(event(s.text))});
    break;
  default: fail(s.at, "this statement cannot stand here");
  }
}

void Lowering::one_operand(Op op, const Expr& e) {
  Value v = number(e);
  emit({.op = op, .a = std::move(v.code)});
}

void Lowering::lock(Op op, const Expr& e) {
  const auto at = place_of(e);
  if (!at || s_.places[at->place].type != Place::Type::lock)
    fail(e.at, "this is no lock", "declare it with type `lock`");
  emit({.op = op, .place = at->place, .a = at->index ? at->index->code : Codes{}});
}

void Lowering::load_cr3(const Stmt& s) {
  Draft d{.op = Op::mov_cr3};
  Value root = number(s.exprs[0]);
  if (s.exprs.size() > 1) {
    const Value pcid = number(s.exprs[1]);
    if (pcid.is_constant()) within(pcid.constant(), 0, 15, s.exprs[1].at, "the PCID");
    d.b = pcid.code;
    d.c = constant_value(s.text == "keep" ? 1 : 0).code;
  }
  d.a = std::move(root.code);
  emit(std::move(d));
}

void Lowering::invpcid(const Stmt& s) {
  Draft d{.op = Op::invpcid, .aux = static_cast<std::uint8_t>(invpcid_type(s.text))};
  if (s.text == "address") d.a = number(s.exprs[0]).code;
  if (!s.exprs.empty()) {
    const Expr& of = s.exprs.back();
    const Value pcid = number(of);
    if (pcid.is_constant()) within(pcid.constant(), 0, 15, of.at, "the PCID");
    d.b = pcid.code;
  }
  emit(std::move(d));
}

void Lowering::send(const Stmt& s) {
  const Value to = s.op == "cpu" ? number(s.exprs[0]) : value(s.exprs[0]);
  Draft d{.op = Op::send, .aux = static_cast<std::uint8_t>(s_.find_interrupt(s.text))};
  if (s.op == "cpu") {
    if (to.is_constant()) within(to.constant(), 0, s_.chosen.cpus - 1U, s.exprs[0].at, "the CPU");
    d.a = constant_value(0).code;
    d.b = to.code;
  } else if (to.is_wide()) {
    return send_to_mask(d.aux, to);
  } else {
    d.a = to.code;
  }
  emit(std::move(d));
}

void Lowering::work(const Stmt& s) {
  const Expr& e = s.exprs[0];
  const bool range = e.kind == Expr::Kind::range;
  const Value from = number(range ? e.children[0] : e);
  Draft d{.op = Op::work, .a = from.code};
  if (from.is_constant()) within(from.constant(), 0, max_work_cycles, e.at, "the work");
  if (range) {
    const Value to = number(e.children[1]);
    if (to.is_constant()) within(to.constant(), 0, max_work_cycles, e.at, "the work");
    if (from.is_constant() && to.is_constant() && from.constant() > to.constant())
      fail(e.at, fmt::format("{} .. {} is empty: the lower number comes first", from.constant(),
                             to.constant()));
    d.b = to.code;
  }
  emit(std::move(d));
}

// ── Which way to go ──

void Lowering::conditional(const Stmt& s) {
  const Label end = label();
  Flow after{.reachable = false, .known = {}};
  for (std::size_t i = 0; i < s.exprs.size(); ++i) {
    at_ = i == 0 ? s.at : s.exprs[i].at;
    const Value test = condition(s.exprs[i]);
    if (test.is_constant()) {
      if (test.constant() == 0) continue;
      block(s.blocks[i]);
      flow() = merged(after, flow());
      return bind(end);
    }
    const Label other = label(), taken = label();
    emit({.op = Op::jump_if, .a = test.code, .next = taken, .alt = other});
    const Flow before = flow();
    bind(taken);
    block(s.blocks[i]);
    after = merged(after, flow());
    jump(end);
    flow() = before;
    bind(other);
  }
  if (s.blocks.size() > s.exprs.size()) block(s.blocks.back());
  flow() = merged(after, flow());
  bind(end);
}

void Lowering::either(const Stmt& s) {
  if (s.blocks.size() > max_choices)
    fail(s.at, fmt::format("more than {} alternatives", max_choices),
         "put an `either` into an alternative");
  Draft d{.op = Op::either, .aux = static_cast<std::uint8_t>(s.blocks.size())};
  for (std::size_t i = 0; i < s.blocks.size(); ++i) d.targets.push_back(label());
  const std::vector<Label> targets = d.targets;
  emit(std::move(d));
  const Label end = label();
  const Flow before = flow();
  Flow after{.reachable = false, .known = {}};
  for (std::size_t i = 0; i < s.blocks.size(); ++i) {
    flow() = before;
    bind(targets[i]);
    block(s.blocks[i]);
    after = merged(after, flow());
    jump(end);
  }
  flow() = after;
  bind(end);
}

// One read may stay inside the condition; a word is read again and again in a loop.
void Lowering::wait(const Stmt& s) {
  const Label head = label(), done = label();
  bind(head);
  const std::size_t from = here();
  reads_in_place_ = 0;
  reads_ = Reads::wait;
  const Value test = condition(s.exprs[0]);
  reads_ = Reads::steps;
  int reads = reads_in_place_;
  for (std::size_t i = from; i < here(); ++i)
    if (is_visible(draft_.code[i].op)) ++reads;
  if (reads > 1)
    fail(s.exprs[0].at, "`wait until` reads more than one shared variable or word",
         "read the others into locals before, or wait for one after the other");
  if (reads_in_place_ == 1 || reads == 0) {
    emit({.op = Op::wait_until, .a = test.code});
    return;
  }
  emit({.op = Op::jump_if, .a = test.code, .next = done, .alt = head});
  bind(done);
}

void Lowering::return_from(const Stmt& s) {
  Activation& here_ = top();
  if (here_.kind != Activation::Kind::procedure) return jump(here_.end);
  if (here_.wants_value) {
    if (s.exprs.empty())
      fail(s.at,
           fmt::format("'{}' has to return a value: a caller uses it", here_.procedure->name));
    Value v = value(s.exprs[0]);
    if (top().result == nothing) {
      top().result = local(top().procedure->name, false);
      top().upper_result = upper_locals(top().procedure->name);
    }
    emit({.op = Op::assign, .dst = top().result, .a = v.code});
    assign_words(top().upper_result, v);
    if (flow().reachable) top().returned.push_back(std::move(v));
  } else if (!s.exprs.empty()) {
    value(s.exprs[0]); // Its reads and calls happen all the same.
  }
  top().returns |= flow().reachable;
  jump(top().end);
}

void Lowering::stop(const Stmt& s) { jump(script_end(s.at, "`stop`")); }

} // namespace ghostwalk::lang
