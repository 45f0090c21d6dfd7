// SPDX-License-Identifier: MIT
// Expressions, by precedence climbing over the table in operators.hpp.
#include <fmt/format.h>

#include "sim/lang/parse/parser.hpp"

namespace ghostwalk::lang {

Expr Parser::make(Expr::Kind kind, const Token& at, std::string_view text) {
  if (++parts_ > max_parts)
    fail(at, fmt::format("this line has more than {} numbers, names and operators", max_parts),
         "split it into several lines");
  Expr expr;
  expr.kind = kind;
  expr.at = where(at);
  expr.text = text;
  return expr;
}

// A name such as `nr-1` can only be the value of an option, compared by == or !=.
void Parser::reject_dashes(const Expr& expr, bool allowed) const {
  const bool named = expr.kind == Expr::Kind::name || expr.kind == Expr::Kind::call;
  if (named && !allowed && expr.text.find('-') != std::string::npos)
    throw InputError(expr.at, fmt::format("unknown name '{}'", expr.text), dash_hint(expr.text));
  const bool compares = expr.kind == Expr::Kind::binary && (expr.text == "==" || expr.text == "!=");
  for (const Expr& child : expr.children)
    reject_dashes(child, compares && child.kind == Expr::Kind::name);
}

Expr Parser::value() {
  Expr expr = binary(Level::or_);
  reject_dashes(expr, false);
  return expr;
}

Expr Parser::bound() {
  Expr expr = binary(Level::bit_or);
  reject_dashes(expr, false);
  return expr;
}

Expr Parser::range_or_bound() {
  Expr lowest = bound();
  if (!at_op("..")) return lowest;
  Expr range = make(Expr::Kind::range, take());
  range.at = lowest.at;
  range.children.push_back(std::move(lowest));
  range.children.push_back(bound());
  return range;
}

Expr Parser::choice_or_value() {
  if (!at_word("any") || !at_word("of", 1)) return value();
  Expr choice = make(Expr::Kind::any_of, take());
  take();
  choice.children = list();
  return choice;
}

// `execute VA`. Unlike `read`, the word may be a name: then an operator or the end follows it.
bool Parser::at_fetch() const {
  if (!at_word("execute")) return false;
  const Token& next = peek(1);
  if (next.kind == Token::Kind::number || next.text == "(" || next.text == "~") return true;
  return next.kind == Token::Kind::name && next.text != "and" && next.text != "or";
}

Expr Parser::right_side() {
  if (at_word("read")) {
    Expr access = make(Expr::Kind::access, take());
    access.text = "read";
    access.children.push_back(value());
    return access;
  }
  if (at_fetch()) {
    Expr access = make(Expr::Kind::access, take());
    access.text = "execute";
    access.children.push_back(value());
    return access;
  }
  if (!at_word("atomic")) return choice_or_value();
  Expr exchange = make(Expr::Kind::atomic, take());
  if (!accept_word("exchange"))
    expected("'exchange(PLACE, VALUE)' after 'atomic'", "or put 'atomic' first: atomic x |= VALUE");
  exchange.children = arguments();
  if (exchange.children.size() != 2)
    throw InputError(exchange.at,
                     fmt::format("exchange takes a place and a value, not {} arguments",
                                 exchange.children.size()));
  for (const Expr& child : exchange.children) reject_dashes(child, false);
  return exchange;
}

std::vector<Expr> Parser::list() {
  std::vector<Expr> values;
  do values.push_back(value());
  while (accept_op(","));
  return values;
}

Expr Parser::name_or_number(std::string_view what) {
  const Token token = peek();
  if (token.kind != Token::Kind::name && token.kind != Token::Kind::number) expected(what);
  take();
  const bool named = token.kind == Token::Kind::name;
  Expr expr = make(named ? Expr::Kind::name : Expr::Kind::number, token, token.text);
  expr.number = token.number;
  return expr;
}

Expr Parser::binary(Level loosest) {
  Expr left = prefix(loosest);
  for (bool compared = false;;) {
    const Token& op = peek();
    const Level level = op.kind == Token::Kind::string ? Level::any : binary_level(op.text);
    if (level < loosest) return left;
    if (compared && level == Level::comparison)
      fail(op, "comparisons cannot be chained", "write 'a < b and b < c'");
    compared = level == Level::comparison;
    Expr expr = make(Expr::Kind::binary, op, op.text);
    take();
    expr.children.reserve(2);
    expr.children.push_back(std::move(left));
    expr.children.push_back(binary(tighter(level)));
    left = std::move(expr);
  }
}

// not, ~ and - before what they apply to.
Expr Parser::prefix(Level loosest) {
  const bool negation = at_word("not");
  if (!negation && !at_op("~") && !at_op("-")) return postfix();
  const Token op = take();
  if (negation && loosest > Level::not_)
    fail(op, "'not' binds looser than what is before it", "put it in parentheses: (not x)");
  if (++nested_ > max_nesting)
    fail(op, fmt::format("operators are nested deeper than {}", max_nesting),
         "compute a part of it in a line of its own");
  Expr expr = make(Expr::Kind::unary, op, op.text);
  expr.children.push_back(negation ? binary(Level::not_) : prefix(Level::unary));
  --nested_;
  return expr;
}

Expr Parser::postfix() {
  Expr expr = primary();
  for (;;) {
    const Token op = peek();
    if (accept_op(".")) {
      const Token name = expect_plain("a field's name");
      Expr field = make(Expr::Kind::field, name, name.text);
      field.children.push_back(std::move(expr));
      expr = std::move(field);
    } else if (accept_op("[")) {
      Expr index = make(Expr::Kind::index, op);
      index.at = expr.at;
      index.children.reserve(2);
      index.children.push_back(std::move(expr));
      index.children.push_back(binary(Level::or_));
      expect_op("]", "after the index");
      expr = std::move(index);
    } else {
      if (at_op("(")) fail(op, "only a procedure's name can be called");
      return expr;
    }
  }
}

Expr Parser::primary() {
  const Token token = peek();
  if (token.kind == Token::Kind::number) return name_or_number("a number");
  if (token.kind == Token::Kind::name) return name_or_call();
  if (!at_op("(")) {
    if (at_op("=")) expected("a value", "write '==' to compare");
    expected("a value");
  }
  take();
  Expr expr = binary(Level::or_);
  if (at_op(","))
    fail(peek(), "a list is no value", "parentheses with ',' stand only after a procedure's name");
  expect_op(")", "to close the parenthesis");
  return expr;
}

Expr Parser::name_or_call() {
  const Token name = take();
  if (name.text == "any" && at_word("of"))
    fail(name, "'any of' cannot stand within an expression",
         "it is the whole right side of '=', or the whole value of a write");
  if (name.text == "read" || name.text == "atomic")
    fail(name, fmt::format("'{}' cannot stand within an expression", name.text),
         name.text == "read" ? "give it a name first: x = read VA"
                             : "give it a name first: old = atomic exchange(x, VALUE)");
  if (contains(reserved_words(), name.text))
    fail(name, fmt::format("expected a value, found '{}'", name.text));
  Expr expr = make(at_op("(") ? Expr::Kind::call : Expr::Kind::name, name, name.text);
  if (at_op("(")) expr.children = arguments();
  return expr;
}

std::vector<Expr> Parser::arguments() {
  std::vector<Expr> values;
  expect_op("(", "before the arguments");
  if (accept_op(")")) return values;
  do values.push_back(binary(Level::or_));
  while (accept_op(","));
  expect_op(")", "or ',' after an argument");
  return values;
}

} // namespace ghostwalk::lang
