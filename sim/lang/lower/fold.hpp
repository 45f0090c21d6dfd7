// SPDX-License-Identifier: MIT
// Arithmetic at compile time: what the machine would compute, and expressions that have to be constants.
#pragma once

#include <functional>
#include <optional>

#include "sim/lang/ast.hpp"
#include "sim/lang/lower/value.hpp"
#include "sim/machine/arithmetic.hpp"

namespace ghostwalk::lang {

[[noreturn]] void fail(Location at, const std::string& message, std::string hint = {});

// `a > b` is `b < a`: `swapped`.
struct BinaryOperator {
  ExprOp op;
  bool swapped = false;
};
BinaryOperator binary_operator(const Expr& expr);

// Builtins of one argument that are an operation of the machine: bit(n), present(w), ...
std::optional<ExprOp> unary_builtin(std::string_view name);

// Bits of entry(F, present, ...); nothing for an unknown flag.
std::optional<Word> entry_flag(std::string_view name);

// The value of an expression of numbers and of names that `lookup` knows (it throws for others).
using Lookup = std::function<std::uint64_t(const Expr& name)>;
std::uint64_t constant(const Expr& expr, const hw::PagingMode& mode, const Lookup& lookup);

// Where there are no names: counts of CPUs, frames, cycles. `what`: "a number of CPUs".
std::uint64_t plain_number(const Expr& expr, const std::string& what);

// `value` if it lies in the range; else the error says so. `what`: "the number of CPUs".
std::uint64_t within(std::uint64_t value, std::uint64_t lowest, std::uint64_t highest, Location at,
                     const std::string& what);

} // namespace ghostwalk::lang
