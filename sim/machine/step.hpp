// SPDX-License-Identifier: MIT
// One thing that can happen next. A driver picks one of those that Machine::steps lists.
#pragma once

#include <compare>

#include "sim/core/types.hpp"

namespace ghostwalk {

// A bit per CPU. Where there are more than 64, a bit stands for several.
using CpuSet = std::uint64_t;
constexpr CpuId max_told_apart = 64;

enum class StepKind : std::uint8_t {
  exec,      // the CPU's next instruction; choice: which alternative (any of, either, which page)
  interrupt, // takes vector `what`
  walk_read, // the walk in slot `what` reads its next level; choice: what a frame outside the pool reads as
  walk_start, // speculation starts a walk for page `what`; choice 0: from the root, n: n-th level below it from the paging cache
  evict_tlb,  // drops TLB slot `what`
  evict_paging_cache, // drops paging-cache slot `what`
  drain,              // the oldest store in the CPU's buffer reaches memory
};
struct Step {
  CpuId cpu = 0;
  StepKind kind = StepKind::exec;
  std::uint16_t choice = 0;
  std::uint16_t what = 0;
  auto operator<=>(const Step&) const = default;
};

} // namespace ghostwalk
