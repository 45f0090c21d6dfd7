// SPDX-License-Identifier: MIT
// A value while it is compiled: postfix code as in Program, but with constants in place, plus what is known of its type.
#pragma once

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
  const RecordSymbol* record = nullptr; // A reference to one of these, when known.
  const OptionSymbol* option = nullptr; // The value of this option.
  int depth = 1;                        // Of the stack that evaluating it takes.

  bool is_constant() const { return code.size() == 1 && code[0].op == ExprOp::constant; }
  bool is_local() const { return code.size() == 1 && code[0].op == ExprOp::local; }
  // Nothing can change it while a callee runs: a parameter may stand for it.
  bool is_simple() const {
    return code.size() == 1 && (code[0].op == ExprOp::constant || code[0].op == ExprOp::local ||
                                code[0].op == ExprOp::self);
  }
  std::uint64_t constant() const { return code[0].arg; }
};

inline Value constant_value(std::uint64_t v) { return {.code = {{ExprOp::constant, v}}}; }
inline Value local_value(std::uint32_t local) { return {.code = {{ExprOp::local, local}}}; }

} // namespace ghostwalk::lang
