// SPDX-License-Identifier: MIT
// One change to a kernel's text, made in its tree: a step left out, or done later or earlier.
#pragma once

#include <optional>
#include <string>

#include "sim/ablate/pairs.hpp"

namespace ghostwalk::ablate {

enum class Change : std::uint8_t {
  without, // Left out; a lock with its unlocks; an `atomic` becomes a plain load and store.
  later,   // Past the following statement.
  last,    // To the end of its block; a lock to where it is unlocked.
  earlier, // Before the statement that it follows.
  first,   // To the beginning of its block.
};
std::string_view word(Change change); // "without", "later", ...

struct Edit {
  Change change = Change::without;
  Location at; // of the statement
  auto operator<=>(const Edit&) const = default;
};

// False, and the kernel as it was: the change makes no difference in the text, since nothing follows, say.
bool apply(lang::Declaration& kernel, const Edit& edit);

} // namespace ghostwalk::ablate
