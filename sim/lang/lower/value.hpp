// SPDX-License-Identifier: MIT
// A value while it is compiled: postfix code as in Program, but with constants in place, plus what is known of its type.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <vector>

#include "models/hw/apic.hpp"
#include "models/hw/prefetch.hpp"
#include "sim/machine/program.hpp"

namespace ghostwalk::lang {

struct RecordSymbol;
struct OptionSymbol;

struct Code {
  ExprOp op = ExprOp::constant;
  std::uint64_t arg = 0; // constant: its value; local: number in Builder::locals.
  auto operator<=>(const Code&) const = default;
};
using Codes = std::vector<Code>;

struct Value {
  Codes code{};
  std::vector<Codes> upper{};           // A mask's words above the CPUs 0 .. 63; empty: they are 0.
  const RecordSymbol* record = nullptr; // A reference to one of these, when known.
  const OptionSymbol* option = nullptr; // The value of this option.
  int depth = 1;                        // Of the stack that evaluating it takes.

  bool is_wide() const { return !upper.empty(); }
  bool is_constant() const { return is(ExprOp::constant); }
  bool is_local() const { return is(ExprOp::local); }
  // Nothing can change it while a callee runs: a parameter may stand for it.
  bool is_simple() const {
    const auto simple = [](const Codes& word) {
      return word.size() == 1 && (word[0].op == ExprOp::constant || word[0].op == ExprOp::local ||
                                  word[0].op == ExprOp::self);
    };
    return simple(code) && std::all_of(upper.begin(), upper.end(), simple);
  }
  std::uint64_t constant() const { return code[0].arg; }

private:
  bool is(ExprOp op) const { return code.size() == 1 && code[0].op == op && upper.empty(); }
};

// A mask's bits for the CPUs 64 * number and up.
inline Value mask_word(const Value& mask, std::size_t number) {
  if (number == 0) return {.code = mask.code, .depth = mask.depth};
  if (number > mask.upper.size()) return {.code = {{ExprOp::constant, 0}}};
  return {.code = mask.upper[number - 1], .depth = mask.depth};
}

inline Value constant_value(std::uint64_t v) { return {.code = {{ExprOp::constant, v}}}; }
inline Value local_value(std::uint32_t local) { return {.code = {{ExprOp::local, local}}}; }

} // namespace ghostwalk::lang
