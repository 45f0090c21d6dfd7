// SPDX-License-Identifier: MIT
// Names, arity and the placing of statements, in all code, whether an option compiles it or not.
#pragma once

#include <set>

#include "sim/lang/resolve/symbols.hpp"

namespace ghostwalk::lang {

// Throws for the first thing wrong in the kernel's and the scenario's code, claims included; for recursion too.
void resolve(const Symbols& symbols);

// Names that statements of the block assign to or loop over, nested blocks included. `first_only`: only where the assignment
// can make a local (`=`).
std::set<std::string> assigned_names(const Block& block, bool first_only);

// `a` in `a == quicklist`, when it names an option with named values; else nothing.
const OptionSymbol* option_named(const Symbols& symbols, const Expr& expr);
bool is_builtin_name(const std::string& name); // self, cpus, none, true, ...
bool is_pge(const Expr& expr);                 // cr4.pge

// Throws when a procedure calls itself, directly or through others.
void check_recursion(const Symbols& symbols);

// Calls f(expr) for each expression of a statement, and f(stmt) for each statement below a block, in order.
template <class F>
void each_statement(const Block& block, const F& f) {
  for (const Stmt& s : block.statements) {
    f(s);
    for (const Block& b : s.blocks) each_statement(b, f);
  }
}

} // namespace ghostwalk::lang
