// SPDX-License-Identifier: MIT
#include "sim/sweep/coverage.hpp"

#include <algorithm>

namespace ghostwalk::sweep {

bool Coverage::add(TrialRange range) {
  if (range.size() == 0) return true;
  const auto next =
      std::upper_bound(ranges_.begin(), ranges_.end(), range.first,
                       [](std::uint64_t first, const TrialRange& r) { return first < r.first; });
  const bool has_before = next != ranges_.begin();
  if (next != ranges_.end() && next->first < range.end) return false;
  if (has_before && std::prev(next)->end > range.first) return false;
  const bool joins_before = has_before && std::prev(next)->end == range.first;
  const bool joins_next = next != ranges_.end() && next->first == range.end;
  if (joins_before && joins_next) {
    std::prev(next)->end = next->end;
    ranges_.erase(next);
  } else if (joins_before) {
    std::prev(next)->end = range.end;
  } else if (joins_next) {
    next->first = range.first;
  } else {
    ranges_.insert(next, range);
  }
  return true;
}

std::vector<TrialRange> Coverage::missing(TrialRange range) const {
  std::vector<TrialRange> gaps;
  for (const TrialRange& there : ranges_) {
    if (there.end <= range.first) continue;
    if (there.first >= range.end) break;
    if (there.first > range.first) gaps.push_back({range.first, there.first});
    range.first = there.end;
  }
  if (range.first < range.end) gaps.push_back(range);
  return gaps;
}

std::uint64_t Coverage::trials() const {
  std::uint64_t all = 0;
  for (const TrialRange& range : ranges_) all += range.size();
  return all;
}

} // namespace ghostwalk::sweep
