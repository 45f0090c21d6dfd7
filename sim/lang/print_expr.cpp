// SPDX-License-Identifier: MIT
#include "sim/lang/printer.hpp"

namespace ghostwalk::lang {
namespace {

Level level_of(const Expr& expr) {
  using Kind = Expr::Kind;
  switch (expr.kind) {
  case Kind::unary: return expr.text == "not" ? Level::not_ : Level::unary;
  case Kind::binary: return binary_level(expr.text);
  case Kind::any_of:
  case Kind::range:
  case Kind::access:
  case Kind::atomic: return Level::any;
  default: return Level::postfix;
  }
}

std::string unary(const Expr& expr) {
  if (expr.text == "not") return "not " + expr_text(expr.children[0], Level::not_);
  const std::string operand = expr_text(expr.children[0], Level::unary);
  // Two signs without a blank would read as one operator.
  return expr.text + (operand.starts_with('-') && expr.text == "-" ? " " : "") + operand;
}

bool is_bitwise(Level level) { return level >= Level::bit_or && level <= Level::shift; }

// A side of an operator. Where C reads bitwise operators otherwise, or nobody knows how it does,
// parentheses stay although they could go: (x & 1) == 0, 1 << (n + 1).
std::string side(const Expr& expr, Level operation, Level loosest) {
  const Level own = level_of(expr);
  const bool doubtful = expr.kind == Expr::Kind::binary && own != operation &&
                        (is_bitwise(own) || is_bitwise(operation)) && operation > Level::not_;
  return expr_text(expr, doubtful ? Level::postfix : loosest);
}

// Operators of one level go from left to right; comparisons do not go on at all.
std::string binary(const Expr& expr) {
  const Level level = binary_level(expr.text);
  const Level left = level == Level::comparison ? tighter(level) : level;
  return side(expr.children[0], level, left) + ' ' + expr.text + ' ' +
         side(expr.children[1], level, tighter(level));
}

std::string bare(const Expr& expr) {
  using Kind = Expr::Kind;
  const std::vector<Expr>& of = expr.children;
  switch (expr.kind) {
  case Kind::number:
  case Kind::name: return expr.text;
  case Kind::unary: return unary(expr);
  case Kind::binary: return binary(expr);
  case Kind::index: return expr_text(of[0], Level::postfix) + '[' + expr_text(of[1]) + ']';
  case Kind::field: return expr_text(of[0], Level::postfix) + '.' + expr.text;
  case Kind::call: return expr.text + '(' + comma_separated(of) + ')';
  case Kind::any_of: return "any of " + comma_separated(of);
  case Kind::range:
    return expr_text(of[0], Level::bit_or) + " .. " + expr_text(of[1], Level::bit_or);
  case Kind::access: return "read " + expr_text(of[0]);
  case Kind::atomic: return "atomic exchange(" + comma_separated(of) + ')';
  }
  return {};
}

} // namespace

std::string expr_text(const Expr& expr, Level loosest) {
  const std::string text = bare(expr);
  return level_of(expr) < loosest ? '(' + text + ')' : text;
}

std::string range_text(const Expr& expr) {
  return expr_text(expr, expr.kind == Expr::Kind::range ? Level::any : Level::bit_or);
}

std::string comma_separated(const std::vector<Expr>& list) {
  std::string text;
  for (const Expr& expr : list) text += (text.empty() ? "" : ", ") + expr_text(expr);
  return text;
}

std::string not_starting_with(const std::string& text, std::string_view word) {
  const bool starts = text.starts_with(word) &&
                      (text.size() == word.size() ||
                       std::string_view(" .[(").find(text[word.size()]) != std::string_view::npos);
  return starts ? '(' + text + ')' : text;
}

} // namespace ghostwalk::lang
