// SPDX-License-Identifier: MIT
#include "sim/sweep/work_list.hpp"

namespace ghostwalk::sweep {

WorkList::WorkList(const Plan& plan, const Shard& shard, std::map<Hash, Coverage> done)
    : plan_(plan),
      shard_(shard),
      done_(std::move(done)),
      per_point_(batch_count(plan.trials)),
      ordinals_(plan.batches()) {}

std::optional<Piece> WorkList::next() {
  for (; gaps_.empty(); ++ordinal_) {
    if (ordinal_ == ordinals_) return std::nullopt;
    if (!takes(shard_, ordinal_)) continue;
    const std::uint64_t index = ordinal_ / per_point_;
    if (!point_ || point_->index != index) point_ = point(plan_, index);
    const TrialRange all = batch(ordinal_ % per_point_, plan_.trials);
    const auto known = done_.find(point_->id);
    if (known == done_.end())
      gaps_.push_back(all);
    else
      for (const TrialRange& gap : known->second.missing(all)) gaps_.push_back(gap);
  }
  const TrialRange gap = gaps_.front();
  gaps_.pop_front();
  return Piece{*point_, gap};
}

WorkList::Count WorkList::count() const {
  Count count;
  const Coverage* covered = nullptr;
  for (std::uint64_t ordinal = 0; ordinal < ordinals_; ++ordinal) {
    if (ordinal % per_point_ == 0 && !done_.empty()) { // Ids cost time; a new store needs none.
      const auto known = done_.find(point(plan_, ordinal / per_point_).id);
      covered = known == done_.end() ? nullptr : &known->second;
    }
    if (!takes(shard_, ordinal)) continue;
    const TrialRange all = batch(ordinal % per_point_, plan_.trials);
    std::uint64_t missing = covered == nullptr ? all.size() : 0;
    if (covered != nullptr)
      for (const TrialRange& gap : covered->missing(all)) missing += gap.size();
    ++count.batches;
    count.trials += all.size();
    if (missing == 0) ++count.batches_done;
    count.trials_done += all.size() - missing;
  }
  return count;
}

} // namespace ghostwalk::sweep
