// SPDX-License-Identifier: MIT
// How tight operators bind: one table for the parser and the printer.
#pragma once

#include <string_view>

#include "sim/lang/ast.hpp"

namespace ghostwalk::lang {

// From loosest to tightest. Unlike in C, & ^ | bind tighter than comparisons.
enum class Level : std::uint8_t {
  any, // of anything but `any of`, ranges and the like, which stand alone
  or_,
  and_,
  not_,
  comparison, // of two values: a < b < c is an error
  bit_or,
  bit_xor,
  bit_and,
  shift,
  sum,
  product,
  unary,
  postfix,
};

constexpr Level tighter(Level level) { return static_cast<Level>(static_cast<int>(level) + 1); }

struct Operator {
  std::string_view op;
  Level level;
  std::string_view meaning;
};
constexpr Operator binary_operators[] = {
    {"or", Level::or_, "one of the two is not 0"},
    {"and", Level::and_, "both are not 0"},
    {"==", Level::comparison, "equal"},
    {"!=", Level::comparison, "not equal"},
    {"<", Level::comparison, "less; numbers have no sign"},
    {"<=", Level::comparison, "less or equal"},
    {">", Level::comparison, "greater"},
    {">=", Level::comparison, "greater or equal"},
    {"|", Level::bit_or, "bits of either"},
    {"^", Level::bit_xor, "bits of one of the two"},
    {"&", Level::bit_and, "bits of both"},
    {"<<", Level::shift, "shifted to the left"},
    {">>", Level::shift, "shifted to the right"},
    {"+", Level::sum, "sum, modulo 2^64"},
    {"-", Level::sum, "difference, modulo 2^64; blanks around it, as names may have a `-`"},
    {"*", Level::product, "product, modulo 2^64"},
    {"/", Level::product, "quotient"},
    {"%", Level::product, "remainder"},
};
constexpr Operator unary_operators[] = {
    {"not", Level::not_, "0 becomes 1, all else 0"},
    {"~", Level::unary, "every bit the other way"},
    {"-", Level::unary, "0 less it, modulo 2^64"},
};

// Level::any for what is no binary operator.
constexpr Level binary_level(std::string_view op) {
  for (const Operator& known : binary_operators)
    if (known.op == op) return known.level;
  return Level::any;
}

constexpr bool is_assignment(std::string_view op) {
  return op == "=" || op == "|=" || op == "&=" || op == "^=" || op == "+=" || op == "-=";
}

} // namespace ghostwalk::lang
