// SPDX-License-Identifier: MIT
// From a draft to a Program: everything but the state to start in.
#pragma once

#include "sim/lang/layout/tracked.hpp"
#include "sim/lang/lower/claims.hpp"

namespace ghostwalk::lang {

// A draft that is tidy, and which root is what.
struct Drafted {
  DraftCode draft;
  std::vector<DraftClaim> claims;
  std::vector<std::string> events;
  std::vector<std::size_t> script_roots;               // Per CPU.
  std::vector<std::optional<std::size_t>> setup_roots; // Per CPU.
  std::vector<Location> script_at;
  std::vector<std::size_t> handler_roots;
};

Program assemble(const Symbols& symbols, const Tables& tables, const Tracked& tracked,
                 const Drafted& drafted);

// Page tables, variables, registers; then each CPU's setup, run to its end. `setup_entries`: per CPU (initial.cpp).
void start(Program& program, const Symbols& symbols, const Tables& tables,
           const std::vector<std::optional<std::uint16_t>>& setup_entries);

} // namespace ghostwalk::lang
