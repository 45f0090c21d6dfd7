// SPDX-License-Identifier: MIT
// Which kinds of values get where: a fixpoint over the code, without regard to order.
#pragma once

#include "sim/drivers/explore/symmetry/kinds.hpp"

namespace ghostwalk::symmetry {

struct Flow {
  std::vector<Kinds> locals, places, slots; // As Program::locals, places, words.
  std::vector<bool> pinned;                 // Per frame of the pool: the text names it.
  std::optional<Pfn> direct_base;           // See Kinds::direct.
  std::string why_not; // Not empty: the text treats frames differently, so none may be renamed.
};

Flow find_flow(const Program& program);

} // namespace ghostwalk::symmetry
