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

// Level::any for what is no binary operator.
constexpr Level binary_level(std::string_view op) {
  if (op.size() == 1) switch (op[0]) {
    case '<':
    case '>': return Level::comparison;
    case '|': return Level::bit_or;
    case '^': return Level::bit_xor;
    case '&': return Level::bit_and;
    case '+':
    case '-': return Level::sum;
    case '*':
    case '/':
    case '%': return Level::product;
    default: return Level::any;
    }
  if (op == "or") return Level::or_;
  if (op == "and") return Level::and_;
  if (op == "==" || op == "!=" || op == "<=" || op == ">=") return Level::comparison;
  return op == "<<" || op == ">>" ? Level::shift : Level::any;
}

constexpr bool is_assignment(std::string_view op) {
  return op == "=" || op == "|=" || op == "&=" || op == "^=" || op == "+=" || op == "-=";
}

} // namespace ghostwalk::lang
