// SPDX-License-Identifier: MIT
// Where locals live. Each context (task, one per interrupt) has an area of its own in the CPU's block; within it, locals that are
// never live at the same time share bytes.
#pragma once

#include "sim/lang/layout/tables.hpp"
#include "sim/lang/lower/builder.hpp"

namespace ghostwalk::lang {

// Bytes of each local: 1, 2, 4 or 8 (ranges.cpp).
std::vector<std::uint8_t> local_widths(const DraftCode& draft, const Symbols& symbols);

struct Storage {
  std::vector<std::uint32_t> offsets; // Per local, in the locals area. Unused ones: 0.
  std::vector<std::uint8_t> widths;
  std::vector<std::uint64_t> live; // As Program::live.
  std::uint32_t bytes = 0;         // Of the area: a multiple of 8.
};

// Throws when a local may be read before it is assigned. Requires a tidy draft.
Storage store_locals(const DraftCode& draft, const Symbols& symbols);

} // namespace ghostwalk::lang
