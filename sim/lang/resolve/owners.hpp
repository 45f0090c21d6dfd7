// SPDX-License-Identifier: MIT
// The words for what a frame is used as, in the order of Owner.
#pragma once

#include <string_view>

#include "sim/lang/parse/words.hpp"
#include "sim/machine/program.hpp"

namespace ghostwalk::lang {

// Requires: one of owner_words().
inline Owner owner_named(std::string_view word) {
  std::uint8_t number = 1;
  for (const std::string& name : owner_words()) {
    if (name == word) return static_cast<Owner>(number);
    ++number;
  }
  return Owner::free;
}
static_assert(static_cast<int>(Owner::table1) == 1 && static_cast<int>(Owner::quicklist) == 7);

} // namespace ghostwalk::lang
