// SPDX-License-Identifier: MIT
// Which trials are still to be run, in the order of the plan. Nothing is compiled, and no list of all
// of them is made: the next piece is found when it is asked for.
#pragma once

#include <deque>
#include <map>
#include <optional>

#include "sim/sweep/coverage.hpp"
#include "sim/sweep/plan.hpp"

namespace ghostwalk::sweep {

struct Piece { // Of a batch, or all of it.
  Point point;
  TrialRange trials;
};

class WorkList {
public:
  WorkList(const Plan& plan, const Shard& shard, std::map<Hash, Coverage> done);
  std::optional<Piece> next();

  // All batches of the shard, and those of which nothing was missing at the start; so, too, the trials.
  struct Count {
    std::uint64_t batches = 0, batches_done = 0, trials = 0, trials_done = 0;
  };
  Count count() const;

private:
  const Plan& plan_;
  Shard shard_;
  std::map<Hash, Coverage> done_;
  std::uint64_t per_point_, ordinals_, ordinal_ = 0;
  std::optional<Point> point_; // of ordinal_, once it was needed
  std::deque<TrialRange> gaps_;
};

} // namespace ghostwalk::sweep
