// SPDX-License-Identifier: MIT
// Which mutant the program is: GHOSTWALK_MUTANT=n in the environment, 0 or nothing for none. The
// compiler includes this before each file of the woven tree (run.sh).
#pragma once

#include <cstdlib>
#include <type_traits>

namespace ghostwalk {

inline const int mutant = [] {
  const char* const number = std::getenv("GHOSTWALK_MUTANT");
  return number == nullptr ? 0 : std::atoi(number);
}();

} // namespace ghostwalk

#define GHOSTWALK_MUTANT(n) (!std::is_constant_evaluated() && ::ghostwalk::mutant == (n))
