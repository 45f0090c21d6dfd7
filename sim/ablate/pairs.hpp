// SPDX-License-Identifier: MIT
// Statements that belong together: a lock and its unlocks, interrupts off and on; and where a statement is.
#pragma once

#include <vector>

#include "sim/lang/ast.hpp"

namespace ghostwalk::ablate {

// A statement's place in a kernel.
struct Place {
  lang::Procedure* procedure = nullptr;
  lang::Block* block = nullptr; // The one that it stands in; null: there is no such statement.
  std::size_t index = 0;
};
Place find(lang::Declaration& kernel, Location at);

// `lock L`, `interrupts off`.
bool opens(const lang::Stmt& stmt);
// The `unlock L` or `interrupts on` that end what the statement opens: those behind it in the text of its
// procedure, up to the next that opens the same.
std::vector<Location> closers(const lang::Procedure& procedure, const lang::Stmt& opener);

} // namespace ghostwalk::ablate
