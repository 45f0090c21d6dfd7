// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "sim/lang/lower/fold.hpp"
#include "sim/lang/lower/lower.hpp"

namespace ghostwalk::lang {
void Lowering::while_loop(const Stmt& s) {
  forget_assigned(s.blocks[0]);
  const Label head = label(), body = label(), done = label();
  bind(head);
  const Value test = condition(s.exprs[0]);
  if (test.is_constant() && test.constant() == 0) return;
  if (test.is_constant()) return forever(s.blocks[0]);
  emit({.op = Op::jump_if, .a = test.code, .next = body, .alt = done});
  const Flow after = flow();
  bind(body);
  block(s.blocks[0]);
  jump(head);
  flow() = after;
  bind(done);
}

// A step that does nothing goes first when a turn could pass without any.
void Lowering::forever(const Block& body) {
  forget_assigned(body);
  const Label head = label();
  bind(head);
  const auto position = static_cast<std::uint32_t>(here());
  emit({.op = Op::pause});
  block(body);
  jump(head);
  if (comes_back_without_a_step(position + 1, head)) return;
  draft_.code[position].op = Op::jump; // To the next: taken out later.
}

// Follows local instructions from `from`: f(instruction), each once.
template <class F>
void Lowering::each_before_a_step(std::uint32_t from, const F& f) const {
  std::vector<std::uint32_t> open{from};
  std::set<std::uint32_t> seen;
  while (!open.empty()) {
    const std::uint32_t i = open.back();
    open.pop_back();
    if (i >= here() || !seen.insert(i).second) continue;
    const Draft& d = draft_.code[i];
    if (is_visible(d.op)) continue;
    f(d);
    for (const Label to : {d.next, d.alt})
      if (to != nothing && draft_.labels[to] != nothing) open.push_back(draft_.labels[to]);
    if (d.next == nothing) open.push_back(i + 1);
  }
}

bool Lowering::comes_back_without_a_step(std::uint32_t from, Label head) const {
  bool comes = false;
  each_before_a_step(from, [&](const Draft& d) { comes |= d.next == head || d.alt == head; });
  return comes;
}

bool Lowering::happens_without_a_step(std::uint32_t from) const {
  bool happens = false;
  each_before_a_step(from,
                     [&](const Draft& d) { happens |= d.op == Op::event || d.op == Op::check; });
  return happens;
}

void Lowering::for_loop(const Stmt& s) {
  const Expr& over = s.exprs[0];
  if (over.kind != Expr::Kind::range) {
    const Value mask = value(over.children[0]);
    for (std::size_t i = 0; i <= mask.upper.size(); ++i) over_word(s, mask_word(mask, i), 64 * i);
    return;
  }
  const Value from = number(over.children[0]), to = number(over.children[1]);
  if (!from.is_constant() || !to.is_constant()) return count(s, from, to);
  if (from.constant() > to.constant()) return;
  if (to.constant() - from.constant() >= max_turns) return count(s, from, to);
  std::vector<std::uint64_t> turns;
  for (std::uint64_t i = from.constant(); turns.size() <= to.constant() - from.constant(); ++i)
    turns.push_back(i);
  unroll(s, turns);
}

void Lowering::unroll(const Stmt& s, const std::vector<std::uint64_t>& turns) {
  for (const std::uint64_t turn : turns) {
    if (!flow().reachable) return;
    count_work(s.at);
    Bound& b = bound(s.text);
    b.fixed = constant_value(turn).code;
    b.upper_fixed.clear();
    block(s.blocks[0]);
  }
}

//   i = from; if i <= to { do { body } until i == to, each time i = i + 1 }
void Lowering::count(const Stmt& s, const Value& from, const Value& to) {
  const Value last = to.is_constant() ? to : materialised(to, s.text + " end");
  Bound& counter = bound(s.text);
  counter.fixed.clear();
  counter.local = local(s.text, false);
  const LocalId number = counter.local;
  const Value i = local_value(number);
  emit({.op = Op::assign, .dst = number, .a = from.code, .bound = last.code});
  forget_assigned(s.blocks[0]);
  known(s.text).reset();
  const Label body = label(), again = label(), done = label();
  emit({.op = Op::jump_if,
        .a = apply(ExprOp::less_equal, i, last, s.at).code,
        .next = body,
        .alt = done});
  Flow after = flow();
  bind(body);
  block(s.blocks[0]);
  emit({.op = Op::jump_if,
        .a = apply(ExprOp::equal, i, last, s.at).code,
        .next = done,
        .alt = again});
  after = merged(after, flow());
  bind(again);
  emit({.op = Op::assign,
        .dst = number,
        .a = apply(ExprOp::add, i, constant_value(1), s.at).code,
        .bound = last.code});
  jump(body);
  flow() = after;
  bind(done);
}

void Lowering::over_word(const Stmt& s, const Value& word, std::uint64_t first_cpu) {
  if (!word.is_constant()) return over_mask(s, word, first_cpu);
  std::vector<std::uint64_t> turns;
  for (std::uint64_t bit = 0; bit < 64; ++bit)
    if (((word.constant() >> bit) & 1) != 0) turns.push_back(first_cpu + bit);
  unroll(s, turns);
}

// Lowest bit first: m & -m is its bit alone.
void Lowering::over_mask(const Stmt& s, const Value& mask, std::uint64_t first_cpu) {
  const LocalId rest = local(s.text + " left", false);
  Bound& counter = bound(s.text);
  counter.fixed.clear();
  counter.local = local(s.text, false);
  const LocalId c = counter.local;
  const Value m = local_value(rest), one = constant_value(1);
  emit({.op = Op::assign, .dst = rest, .a = mask.code});
  forget_assigned(s.blocks[0]);
  known(s.text).reset();
  const Label head = label(), body = label(), done = label();
  bind(head);
  emit({.op = Op::jump_if, .a = m.code, .next = body, .alt = done});
  const Flow after = flow();
  bind(body);
  const Value lowest =
      apply(ExprOp::bit_and, m, apply(ExprOp::sub, constant_value(0), m, s.at), s.at);
  Value cpu = apply(ExprOp::sub, apply(ExprOp::last_bit, lowest), one, s.at);
  if (first_cpu != 0) cpu = apply(ExprOp::add, std::move(cpu), constant_value(first_cpu), s.at);
  emit({.op = Op::assign, .dst = c, .a = cpu.code, .bound = constant_value(first_cpu + 63).code});
  const Value less = apply(ExprOp::bit_and, m, apply(ExprOp::sub, m, one, s.at), s.at);
  emit({.op = Op::assign, .dst = rest, .a = less.code});
  block(s.blocks[0]);
  jump(head);
  flow() = after;
  bind(done);
}

} // namespace ghostwalk::lang
