// SPDX-License-Identifier: MIT
// Expressions. What has to happen first (reads, calls) is emitted in order from left to right; what is left is code without effects.
#include <fmt/format.h>

#include "sim/lang/lower/fold.hpp"
#include "sim/lang/lower/lower.hpp"

namespace ghostwalk::lang {
namespace {} // namespace

Value Lowering::value(const Expr& e) {
  switch (e.kind) {
  case Expr::Kind::number: return constant_value(e.number);
  case Expr::Kind::name: return name(e);
  case Expr::Kind::unary: return unary(e);
  case Expr::Kind::binary: return binary(e);
  case Expr::Kind::index: return index(e);
  case Expr::Kind::field: return field(e);
  case Expr::Kind::call: return call_expression(e, true);
  default: fail(e.at, "this can only stand alone behind `=`");
  }
}

Value Lowering::name(const Expr& e) {
  if (!activations_.empty())
    if (const Bound* b = find_bound(e.text)) {
      if (b->fixed.empty() && b->local == nothing)
        fail(e.at, "'" + e.text + "' is used before it is assigned");
      return read_bound(*b);
    }
  if (e.text == "self") return self_ ? constant_value(*self_) : Value{.code = {{ExprOp::self, 0}}};
  if (e.text == "cr3") return {.code = {{ExprOp::reg, static_cast<std::uint64_t>(Register::cr3)}}};
  if (e.text == "interrupts_on")
    return {.code = {{ExprOp::reg, static_cast<std::uint64_t>(Register::interrupts)}}};
  const Symbol* symbol = s_.find(e.text);
  if (symbol == nullptr && !is_builtin_name(e.text))
    fail(e.at, "'" + e.text + "' is used before it is assigned");
  if (symbol != nullptr && symbol->kind == Symbol::Kind::variable) return read(*place_of(e), e.at);
  if (e.text == "all_cpus" && symbol == nullptr) return all_cpus();
  Value v = constant_value(s_.constant(e));
  if (symbol != nullptr && symbol->kind == Symbol::Kind::process) v.record = s_.processes_record;
  if (symbol != nullptr && symbol->kind == Symbol::Kind::option)
    v.option = &s_.options[symbol->index];
  return v;
}

Value Lowering::apply(ExprOp op, Value a) {
  const bool is_mask = op == ExprOp::bit || op == ExprOp::bit_not;
  if (a.is_wide() || (is_mask && masks_are_wide())) return apply_wide(op, a);
  return apply_to_word(op, std::move(a));
}

Value Lowering::apply_to_word(ExprOp op, Value a) {
  const bool folds = op != ExprOp::table_empty;
  if (a.is_constant() && folds) return constant_value(compute(op, a.constant(), *s_.chosen.mode));
  a.code.push_back({op, 0});
  a.record = nullptr;
  a.option = nullptr;
  return a;
}

Value Lowering::apply(ExprOp op, Value a, Value b, Location at) {
  if (a.is_wide() || b.is_wide()) return apply_wide(op, a, b, at);
  const bool divides = op == ExprOp::div || op == ExprOp::mod;
  if (divides && b.is_constant() && b.constant() == 0) fail(at, "division by zero");
  if (a.is_constant() && b.is_constant())
    return constant_value(compute(op, a.constant(), b.constant()));
  limit_depth(b, at);
  Value v;
  v.depth = std::max(a.depth, b.depth + 1);
  v.code = std::move(a.code);
  v.code.insert(v.code.end(), b.code.begin(), b.code.end());
  v.code.push_back({op, 0});
  return v;
}

void Lowering::limit_depth(Value& v, Location at) {
  constexpr std::size_t longest = 4096;
  if (v.depth <= max_depth && v.code.size() <= longest) return;
  if (reads_ != Reads::steps)
    fail(at, "this expression is too deep",
         "split it, or turn it round: `(a + b) + c` is less deep than `a + (b + c)`");
  v = materialised(std::move(v), "part");
}

Value Lowering::materialised(Value v, const std::string& name) {
  if (v.is_constant() || v.is_local()) return v;
  const LocalId into = local(name, false);
  emit({.op = Op::assign, .dst = into, .a = v.code});
  Value result = local_value(into);
  result.record = v.record;
  result.option = v.option;
  return result;
}

// 0 or 1.
Value Lowering::as_truth(Value v) {
  if (v.is_wide()) return apply(ExprOp::not_equal, std::move(v), constant_value(0), at_);
  const ExprOp last = v.code.back().op;
  const bool compares = last >= ExprOp::equal && last <= ExprOp::logical_or;
  if (compares || last == ExprOp::logical_not) return v;
  return apply(ExprOp::not_equal, std::move(v), constant_value(0), at_);
}

Value Lowering::unary(const Expr& e) {
  Value a = value(e.children[0]);
  if (e.text == "-") return apply(ExprOp::sub, constant_value(0), std::move(a), e.at);
  return apply(e.text == "~" ? ExprOp::bit_not : ExprOp::logical_not, std::move(a));
}

Value Lowering::option_comparison(const Expr& e, const OptionSymbol& option,
                                  const Expr& name) const {
  const bool same = option.value == s_.option_value(option, name);
  return constant_value(same == (e.text == "==") ? 1 : 0);
}

namespace {

bool names_value(const OptionSymbol* option, const Expr& e) {
  return option != nullptr && e.kind == Expr::Kind::name &&
         std::find(option->values.begin(), option->values.end(), e.text) != option->values.end();
}

} // namespace

Value Lowering::binary(const Expr& e) {
  const Expr &left = e.children[0], &right = e.children[1];
  if (e.text == "and" || e.text == "or") return logical(e);
  const bool compares = e.text == "==" || e.text == "!=";
  if (compares) {
    const OptionSymbol* option = option_named(s_, left);
    if (names_value(option, right)) return option_comparison(e, *option, right);
    option = option_named(s_, right);
    if (names_value(option, left)) return option_comparison(e, *option, left);
  }
  Value a = value(left);
  Value b;
  if (compares && names_value(a.option, right))
    b = constant_value(s_.option_value(*a.option, right));
  else
    b = value(right);
  const BinaryOperator o = binary_operator(e);
  if (o.swapped) return apply(o.op, std::move(b), std::move(a), e.at);
  return apply(o.op, std::move(a), std::move(b), e.at);
}

// Without steps on the right it is arithmetic.
Value Lowering::both(bool is_and, Value a, Value b, Location at) {
  if (b.is_constant() && (b.constant() != 0) == is_and) return as_truth(std::move(a));
  if (b.is_constant()) return constant_value(is_and ? 0 : 1);
  return apply(is_and ? ExprOp::logical_and : ExprOp::logical_or, std::move(a), std::move(b), at);
}

// The right side is only evaluated when the left does not decide: it matters when it has steps.
Value Lowering::logical(const Expr& e) {
  const bool is_and = e.text == "and";
  Value a = condition(e.children[0]);
  if (a.is_constant()) {
    if ((a.constant() != 0) != is_and) return constant_value(is_and ? 0 : 1);
    return as_truth(condition(e.children[1]));
  }
  if (activations_.empty() || !flow().reachable)
    return both(is_and, std::move(a), condition(e.children[1]), e.at);
  const Label right = label(), end = label();
  const LocalId result = local(e.text, false);
  emit({.op = Op::assign, .dst = result, .a = as_truth(a).code});
  emit({.op = Op::jump_if, .a = a.code, .next = is_and ? right : end, .alt = is_and ? end : right});
  bind(right);
  const std::size_t from = here();
  Value b = condition(e.children[1]);
  if (here() == from) { // Nothing happened: no need to go around it.
    draft_.code.resize(from - 2);
    return both(is_and, std::move(a), std::move(b), e.at);
  }
  if (reads_ == Reads::wait)
    fail(e.at, "this is too much for `wait until`", "wait for a variable alone, or use `while`");
  emit({.op = Op::assign, .dst = result, .a = as_truth(std::move(b)).code});
  flow().reachable = true; // The way around is open in any case.
  bind(end);
  return local_value(result);
}

} // namespace ghostwalk::lang
