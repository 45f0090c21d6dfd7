// SPDX-License-Identifier: MIT
// Assignments. To a local: no step. To what others see: a store, for `x |= E` a load before it, with `atomic` one locked step.
#include <fmt/format.h>

#include "sim/lang/lower/fold.hpp"
#include "sim/lang/lower/lower.hpp"

namespace ghostwalk::lang {
namespace {

ExprOp operator_of(const std::string& op) {
  switch (op[0]) {
  case '|': return ExprOp::bit_or;
  case '&': return ExprOp::bit_and;
  case '^': return ExprOp::bit_xor;
  case '+': return ExprOp::add;
  default: return ExprOp::sub;
  }
}

Rmw rmw_of(const std::string& op) {
  switch (op[0]) {
  case '|': return Rmw::bit_or;
  case '&': return Rmw::bit_and;
  case '^': return Rmw::bit_xor;
  case '+': return Rmw::add;
  default: return Rmw::sub;
  }
}

} // namespace

void Lowering::assign(const Stmt& s) {
  const Expr& t = s.exprs[0];
  const Flow before = flow();
  const bool is_local = t.kind == Expr::Kind::name && s_.find(t.text) == nullptr;
  if (s.atomic) {
    Target to = target_of(t);
    const Value operand = value(s.exprs[1]);
    read_modify_write(to, rmw_of(s.op), operand, false);
  } else if (is_local && s.op == "=") {
    assign_local(t, right_side(s, s.exprs[1]));
  } else if (is_local) {
    Value old = name(t);
    assign_local(t, apply(operator_of(s.op), std::move(old), value(s.exprs[1]), s.at));
  } else if (is_pge(t)) {
    Value v = number(right_side(s, s.exprs[1]), s.at);
    emit({.op = Op::set_pge, .a = std::move(v.code)});
  } else {
    assign_shared(s);
  }
  fault_block(s, before);
}

void Lowering::assign_shared(const Stmt& s) {
  Target to = target_of(s.exprs[0]);
  Value v = right_side(s, s.exprs[1]);
  if (s.op != "=" && to.place && is_wide(*to.place)) return change_mask(*to.place, s, v);
  if (s.op != "=") v = apply(operator_of(s.op), load(to, s.exprs[0].at), std::move(v), s.at);
  store(to, std::move(v), s.exprs[1].at);
}

// m |= E without `atomic`: a load and a store for each word that changes.
void Lowering::change_mask(const PlaceRef& at, const Stmt& s, const Value& operand) {
  const ExprOp op = operator_of(s.op);
  if (op == ExprOp::add || op == ExprOp::sub) fail(s.at, "a mask of CPUs is no number to add to");
  each_changed_word(operand, op == ExprOp::bit_and ? ~0ULL : 0, [&](std::size_t i) {
    const PlaceRef word = place_of_word(at, i);
    const Value old = read_step(word);
    store_word_of(word, apply(op, old, mask_word(operand, i), s.at), 0);
  });
}

// What one instruction loaded into a temporary just now goes straight into the local.
void Lowering::assign_local(const Expr& target, Value v) {
  Bound& b = bound(target.text);
  b.fixed.clear();
  b.upper_fixed.clear();
  if (v.is_wide() && b.upper.empty()) {
    if (b.local != nothing)
      fail(target.at, "'" + target.text + "' was a number, and now gets a mask of CPUs",
           "give the mask a name of its own; a bit of a number is 1 << n");
    b.upper = upper_locals(b.name);
  }
  assign_words(b.upper, v);
  const LocalId into = local_of(b);
  if (v.record != nullptr) b.record = v.record;
  b.option = v.option;
  known(target.text).reset();
  if (v.is_constant()) known(target.text) = v.constant();
  if (!flow().reachable) return;
  const auto from = static_cast<LocalId>(v.is_local() && b.upper.empty() ? v.code[0].arg : nothing);
  if (from != nothing && here() > 0 && draft_.code.back().dst == from &&
      draft_.locals[from].temporary)
    draft_.code.back().dst = into;
  else
    emit({.op = Op::assign, .dst = into, .a = std::move(v.code)});
}

Value Lowering::right_side(const Stmt& s, const Expr& e) {
  switch (e.kind) {
  case Expr::Kind::any_of: return choose(e);
  case Expr::Kind::access:
    return access(s, e.text == "execute" ? hw::Access::execute : hw::Access::read, e.children[0],
                  nullptr);
  case Expr::Kind::atomic: {
    Target to = target_of(e.children[0]);
    const Value operand = value(e.children[1]);
    if (to.place) check_fits(*to.place, operand, e.children[1].at);
    return read_modify_write(to, Rmw::exchange, operand, true);
  }
  default: return value(e);
  }
}

Value Lowering::choose(const Expr& e) {
  if (e.children.size() > max_choices)
    fail(e.at, fmt::format("more than {} choices", max_choices),
         "choose twice, and put the two together");
  Draft d{.op = Op::choose, .aux = static_cast<std::uint8_t>(e.children.size())};
  for (const Expr& child : e.children) d.values.push_back(number(child).code);
  d.dst = local("choice", true);
  const LocalId into = d.dst;
  emit(std::move(d));
  return local_value(into);
}

// ── What others see ──

Lowering::Target Lowering::target_of(const Expr& e) {
  Target to;
  to.place = place_of(e);
  if (to.place) return to;
  if (e.kind != Expr::Kind::index) fail(e.at, "this cannot be assigned to");
  std::tie(to.frame, to.word) = word_of(e);
  return to;
}

Value Lowering::load(const Target& from, Location where) {
  if (from.place) return read(*from.place, where);
  return read_word_at(from.frame, from.word);
}

void Lowering::store(const Target& to, Value v, Location where) {
  if (!to.place && stays_zero(to, Rmw::exchange, v)) return;
  if (!to.place) {
    emit({.op = Op::store_word, .a = to.frame.code, .b = to.word.code, .c = std::move(v.code)});
    return;
  }
  check_fits(*to.place, v, where);
  for (std::size_t i = 0; i < (is_wide(*to.place) ? mask_words() : 1); ++i)
    store_word_of(*to.place, v, i);
}

// A number takes the lowest word: bit(n) of an n from 64 on is 0 there.
void Lowering::store_word_of(const PlaceRef& to, const Value& v, std::size_t word) {
  emit({.op = Op::store_var,
        .place = place_of_word(to, word).place,
        .a = to.index ? to.index->code : Codes{},
        .b = mask_word(v, word).code});
}

// A mask loses the bits of CPUs that are not there, when it runs; everything else has to fit.
void Lowering::check_fits(const PlaceRef& at, const Value& v, Location where) const {
  const Place& place = s_.places[at.place];
  if (!v.is_constant() || place.type == Place::Type::cpumask || v.constant() <= place.highest)
    return;
  fail(where, fmt::format("{} does not fit in '{}', which holds 0 .. {}", v.constant(), place.name,
                          place.highest));
}

// A word that is always 0, and would be 0 after this too: left out like a read of it.
bool Lowering::stays_zero(const Target& on, Rmw rmw, const Value& operand) {
  if (!on.word.is_constant() || words_.contains(static_cast<std::uint16_t>(on.word.constant())))
    return false;
  const bool zero = operand.is_constant() && operand.constant() == 0;
  if (!zero && rmw != Rmw::bit_and) return false;
  if (flow().reachable) ++elided_;
  return true;
}

Value Lowering::read_modify_write(const Target& on, Rmw rmw, const Value& operand, bool wants_old) {
  if (!on.place && stays_zero(on, rmw, operand)) return constant_value(0);
  if (on.place && is_wide(*on.place)) return modify_mask(*on.place, rmw, operand, wants_old);
  Draft d;
  d.aux = static_cast<std::uint8_t>(rmw);
  if (wants_old) d.dst = local("old", true);
  const Value old = wants_old ? local_value(d.dst) : constant_value(0);
  if (on.place) {
    d.op = Op::rmw_var;
    d.place = on.place->place;
    if (on.place->index) d.a = on.place->index->code;
    d.b = operand.code;
  } else {
    d.op = Op::rmw_word;
    d.a = on.frame.code;
    d.b = on.word.code;
    d.c = operand.code;
  }
  emit(std::move(d));
  return on.place ? typed(old, on.place->place) : old;
}

} // namespace ghostwalk::lang
