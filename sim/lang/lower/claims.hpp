// SPDX-License-Identifier: MIT
// `never` and `sometimes`.
#pragma once

#include "sim/lang/lower/lower.hpp"

namespace ghostwalk::lang {

struct DraftClaim {
  Property property; // Without its condition.
  Codes condition;
};

// The scenario's claims, then what is always claimed: never deadlock, never a failed assertion.
std::vector<DraftClaim> claims(const Symbols& symbols, Lowering& lowering);

} // namespace ghostwalk::lang
