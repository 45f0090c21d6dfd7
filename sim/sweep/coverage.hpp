// SPDX-License-Identifier: MIT
// Which trials of a point are done: ranges that do not overlap.
#pragma once

#include <vector>

#include "sim/sweep/batches.hpp"

namespace ghostwalk::sweep {

class Coverage {
public:
  // False, and nothing done, when some of them are there already.
  bool add(TrialRange range);
  // What of `range` is not there, in order.
  std::vector<TrialRange> missing(TrialRange range) const;
  std::uint64_t trials() const;

private:
  std::vector<TrialRange> ranges_; // Sorted, neighbours joined.
};

} // namespace ghostwalk::sweep
