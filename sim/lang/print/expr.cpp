// SPDX-License-Identifier: MIT
#include <algorithm>

#include "sim/lang/print/printer.hpp"

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

bool is_bitwise(Level level) { return level >= Level::bit_or && level <= Level::shift; }

class ExprPrinter {
public:
  explicit ExprPrinter(bool helpful) : helpful_(helpful) {}

  std::string text(const Expr& expr, Level loosest = Level::any) const {
    std::string bare = without_parentheses(expr);
    return level_of(expr) < loosest ? '(' + std::move(bare) + ')' : bare;
  }

private:
  std::string unary(const Expr& expr) const {
    if (expr.text == "not") return "not " + text(expr.children[0], Level::not_);
    const std::string operand = text(expr.children[0], Level::unary);
    // Two signs without a blank would read as one operator.
    return expr.text + (operand.starts_with('-') && expr.text == "-" ? " " : "") + operand;
  }

  // Operators of one level go from left to right; comparisons do not go on at all.
  std::string binary(const Expr& expr) const {
    const Level level = binary_level(expr.text);
    const Level left = level == Level::comparison ? tighter(level) : level;
    return side(expr.children[0], level, left) + ' ' + expr.text + ' ' +
           side(expr.children[1], level, tighter(level));
  }

  // A side of an operator. Where C reads bitwise operators otherwise, or nobody knows how it does,
  // parentheses stay although they could go: (x & 1) == 0, 1 << (n + 1).
  std::string side(const Expr& expr, Level operation, Level loosest) const {
    const Level own = level_of(expr);
    const bool doubtful = helpful_ && expr.kind == Expr::Kind::binary && own != operation &&
                          (is_bitwise(own) || is_bitwise(operation)) && operation > Level::not_;
    return text(expr, doubtful ? Level::postfix : loosest);
  }

  std::string list(const std::vector<Expr>& values) const {
    std::string all;
    for (const Expr& value : values) all += (all.empty() ? "" : ", ") + text(value);
    return all;
  }

  std::string without_parentheses(const Expr& expr) const {
    using Kind = Expr::Kind;
    const std::vector<Expr>& of = expr.children;
    switch (expr.kind) {
    case Kind::number:
    case Kind::name: return expr.text;
    case Kind::unary: return unary(expr);
    case Kind::binary: return binary(expr);
    case Kind::index: return text(of[0], Level::postfix) + '[' + text(of[1]) + ']';
    case Kind::field: return text(of[0], Level::postfix) + '.' + expr.text;
    case Kind::call: return expr.text + '(' + list(of) + ')';
    case Kind::any_of: return "any of " + list(of);
    case Kind::range: return text(of[0], Level::bit_or) + " .. " + text(of[1], Level::bit_or);
    case Kind::access: return access(expr);
    case Kind::atomic: return "atomic exchange(" + list(of) + ')';
    }
    return {};
  }

  // What is fetched is in parentheses where a '-' would make a difference of it.
  std::string access(const Expr& expr) const {
    const std::string of = text(expr.children[0]);
    const bool difference = expr.text == "execute" && of.starts_with('-');
    return expr.text + (difference ? " (" + of + ')' : ' ' + of);
  }

  bool helpful_;
};

int nesting(const std::string& text) {
  int depth = 0, deepest = 0;
  for (const char c : text) {
    depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
    deepest = std::max(deepest, depth);
  }
  return deepest;
}

} // namespace

// What could be read without the helpful parentheses must be readable with them.
std::string expr_text(const Expr& expr, Level loosest) {
  std::string text = ExprPrinter(true).text(expr, loosest);
  return nesting(text) <= max_nesting ? text : ExprPrinter(false).text(expr, loosest);
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
