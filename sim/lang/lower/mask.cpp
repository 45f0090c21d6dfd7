// SPDX-License-Identifier: MIT
// Masks of more than 64 CPUs. A value of the machine has 64 bits, so such a mask lies in words of 64 CPUs, a place each, as a
// kernel's bitmap does. What a text does with a mask is done word by word:
//
//   m = E             a store for each word
//   atomic m |= E     a locked step for each word that changes: one for `bit(n)`, as set_bit has
//   m == 0            every word is 0; `wait until` looks at all of them in one step
//   send V to m       a step for each word that is not 0
//
// Machines of up to 64 CPUs have one word, and none of this.
#include <fmt/format.h>

#include "sim/lang/lower/fold.hpp"
#include "sim/lang/lower/lower.hpp"

namespace ghostwalk::lang {

std::size_t Lowering::mask_words() const { return (s_.chosen.cpus + 63U) / 64; }

// cpu_online_mask
Value Lowering::all_cpus() const {
  std::vector<Value> words;
  for (std::size_t i = 0; i < mask_words(); ++i) {
    const std::size_t left = s_.chosen.cpus - 64 * i;
    words.push_back(constant_value(left >= 64 ? ~0ULL : (1ULL << left) - 1));
  }
  return joined(std::move(words));
}

// Words at the end that are 0 go: what has only the first is a number.
Value Lowering::joined(std::vector<Value> words) const {
  while (words.size() > 1 && words.back().is_constant() && words.back().constant() == 0)
    words.pop_back();
  Value v = std::move(words[0]);
  for (std::size_t i = 1; i < words.size(); ++i) {
    v.depth = std::max(v.depth, words[i].depth);
    v.upper.push_back(std::move(words[i].code));
  }
  return v;
}

// A mask where a number is wanted. The bits of ~x beyond the lowest 64 are no loss: x has none there.
Value Lowering::number(Value v, Location at) const {
  for (const Codes& word : v.upper)
    if (word.size() != 1 || word[0].op != ExprOp::constant)
      fail(at, fmt::format("this is a mask of {} CPUs, and a number is wanted", s_.chosen.cpus),
           "masks of more than 64 CPUs go with | & ^ ~ == !=, count, fls, send and for");
  v.upper.clear();
  return v;
}

Value Lowering::condition(const Expr& e) {
  Value v = value(e);
  return v.is_wide() ? as_truth(std::move(v)) : v;
}

Value Lowering::apply_wide(ExprOp op, const Value& a) {
  const std::size_t count = mask_words();
  if (op == ExprOp::logical_not) return apply(ExprOp::equal, a, constant_value(0), at_);
  if (op == ExprOp::bit || op == ExprOp::bit_not) {
    std::vector<Value> words;
    const Value n = number(op == ExprOp::bit ? a : constant_value(0), at_);
    for (std::size_t i = 0; i < count; ++i) {
      const Value of = op == ExprOp::bit_not ? mask_word(a, i)
                       : i == 0              ? n
                                             : apply(ExprOp::sub, n, constant_value(64 * i), at_);
      words.push_back(apply_to_word(op, of));
    }
    return joined(std::move(words));
  }
  if (op != ExprOp::count_bits && op != ExprOp::last_bit) return apply(op, number(a, at_));
  Value all = apply(op, mask_word(a, 0));
  for (std::size_t i = 1; i < count; ++i) {
    const Value word = mask_word(a, i);
    Value here = apply(op, word);
    if (op == ExprOp::last_bit) { // The highest word that has one decides.
      const Value empty = apply(ExprOp::equal, word, constant_value(0), at_);
      const Value some = apply(ExprOp::not_equal, word, constant_value(0), at_);
      here = apply(ExprOp::add, here, constant_value(64 * i), at_);
      here = apply(ExprOp::mul, some, std::move(here), at_);
      all = apply(ExprOp::mul, empty, std::move(all), at_);
    }
    all = apply(ExprOp::add, std::move(here), std::move(all), at_);
  }
  return all;
}

Value Lowering::apply_wide(ExprOp op, const Value& a, const Value& b, Location at) {
  const bool compares = op == ExprOp::equal || op == ExprOp::not_equal;
  if (op == ExprOp::logical_and || op == ExprOp::logical_or)
    return apply(op, as_truth(a), as_truth(b), at);
  if (!compares && op != ExprOp::bit_and && op != ExprOp::bit_or && op != ExprOp::bit_xor)
    return apply(op, number(a, at), number(b, at), at);
  std::vector<Value> words;
  for (std::size_t i = 0; i <= std::max(a.upper.size(), b.upper.size()); ++i)
    words.push_back(apply(op, mask_word(a, i), mask_word(b, i), at));
  if (!compares) return joined(std::move(words));
  Value all = std::move(words[0]);
  for (std::size_t i = 1; i < words.size(); ++i)
    all = apply(op == ExprOp::equal ? ExprOp::bit_and : ExprOp::bit_or, std::move(all),
                std::move(words[i]), at);
  return all;
}

// A mask's words are places one behind the other.
PlaceRef Lowering::place_of_word(const PlaceRef& mask, std::size_t number) const {
  return {static_cast<std::uint16_t>(mask.place + number), mask.index};
}

bool Lowering::is_wide(const PlaceRef& at) const {
  return masks_are_wide() && s_.places[at.place].type == Place::Type::cpumask;
}

// Calls change(number) for the words that `operand` changes: those where it is not `identity`. Where that is only known when it
// runs, the code looks first.
void Lowering::each_changed_word(const Value& operand, std::uint64_t identity,
                                 const std::function<void(std::size_t)>& change) {
  for (std::size_t i = 0; i < mask_words(); ++i) {
    const Value word = mask_word(operand, i);
    if (word.is_constant()) {
      if (word.constant() != identity) change(i);
      continue;
    }
    const Label taken = label(), behind = label();
    const Value changes = apply(ExprOp::not_equal, word, constant_value(identity), at_);
    emit({.op = Op::jump_if, .a = changes.code, .next = taken, .alt = behind});
    bind(taken);
    change(i);
    bind(behind);
  }
}

// atomic m |= E, and its likes; an exchange takes every word.
Value Lowering::modify_mask(const PlaceRef& at, Rmw rmw, const Value& operand, bool wants_old) {
  if (rmw == Rmw::add || rmw == Rmw::sub) fail(at_, "a mask of CPUs is no number to add to");
  std::vector<Value> old;
  const auto change = [&](std::size_t i) {
    const PlaceRef to = place_of_word(at, i);
    Draft d{.op = Op::rmw_var, .aux = static_cast<std::uint8_t>(rmw), .place = to.place};
    if (to.index) d.a = to.index->code;
    d.b = mask_word(operand, i).code;
    if (wants_old) d.dst = local("old", true);
    if (wants_old) old.push_back(local_value(d.dst));
    emit(std::move(d));
  };
  if (rmw != Rmw::exchange) {
    each_changed_word(operand, rmw == Rmw::bit_and ? ~0ULL : 0, change);
    return constant_value(0);
  }
  for (std::size_t i = 0; i < mask_words(); ++i) change(i);
  return wants_old ? joined(std::move(old)) : constant_value(0);
}

void Lowering::send_to_mask(std::uint8_t vector, const Value& mask) {
  each_changed_word(mask, 0, [&](std::size_t i) {
    emit({.op = Op::send,
          .aux = vector,
          .place = static_cast<std::uint16_t>(64 * i),
          .a = mask_word(mask, i).code});
  });
}

// Words that v lacks are 0.
void Lowering::assign_words(const std::vector<LocalId>& upper, const Value& v) {
  for (std::size_t i = 0; i < upper.size(); ++i)
    emit({.op = Op::assign, .dst = upper[i], .a = mask_word(v, i + 1).code});
}

std::vector<LocalId> Lowering::upper_locals(const std::string& name) {
  std::vector<LocalId> all;
  for (std::size_t i = 1; i < mask_words(); ++i) all.push_back(local(name, false));
  return all;
}

} // namespace ghostwalk::lang
