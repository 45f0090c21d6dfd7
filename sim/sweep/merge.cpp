// SPDX-License-Identifier: MIT
#include "sim/sweep/merge.hpp"

#include <unistd.h>

#include <fmt/format.h>

#include "sim/core/signals.hpp"

namespace ghostwalk::sweep {
namespace fs = std::filesystem;
namespace {

// A store under a name of its own until it is whole.
class Draft {
public:
  explicit Draft(const fs::path& path) : path_(path) {
    path_ += fmt::format(".{}.part", ::getpid());
    forget();
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  ~Draft() { forget(); }

  const fs::path& path() const { return path_; }
  void become(const fs::path& target) {
    std::error_code error;
    fs::rename(path_, target, error);
    if (error)
      throw InputError(fmt::format("cannot write '{}': {}", target.string(), error.message()));
  }

private:
  void forget() const {
    std::error_code ignored;
    for (const char* suffix : {"", "-wal", "-shm", "-journal"})
      fs::remove(path_.string() + suffix, ignored);
  }
  fs::path path_;
};

// The first one's, of those that differ only in where the files lay the one that sorts first: the
// same for any order.
struct Common {
  std::string store;
  Plan plan;
  std::vector<Build> builds;
};

void check_belongs(const Common& common, const Store& store, bool force) {
  if (const std::string differs = difference(common.plan, store.plan()); !differs.empty())
    throw InputError(fmt::format("'{}' and '{}' do not belong together: {}", common.store,
                                 store.name(), differs));
  if (force) return;
  for (const Build& build : store.builds())
    for (const Build& other : common.builds)
      if (build != other)
        throw InputError(fmt::format("'{}' and '{}' were made by two builds: {} and {}",
                                     common.store, store.name(), describe(other), describe(build)),
                         "run the shards with one build; --force mixes them");
}

class Merger {
public:
  Merger(Store& out, const MergeSettings& settings) : out_(out), settings_(settings) {}

  void take(const Store& in) {
    if (in.empty())
      throw InputError(fmt::format("'{}' holds no study yet", in.name()),
                       "its sweep was ended before it began; run it again");
    if (!common_)
      common_ = Common{in.name(), in.plan(), in.builds()};
    else
      check_belongs(*common_, in, settings_.force);
    if (to_json(in.plan()) < to_json(common_->plan)) common_->plan = in.plan();
    const Store::Ids ids = out_.adopt(in);
    in.each_batch([&](Batch batch) {
      if (HoldSignals::waiting()) throw InputError("interrupted");
      const auto plan = ids.plans.find(batch.plan), build = ids.builds.find(batch.build);
      if (plan == ids.plans.end() || build == ids.builds.end())
        throw InputError(
            fmt::format("'{}' is damaged: a batch belongs to no study or no build that is in it",
                        in.name()),
            "leave it out, and run its shard again");
      batch.plan = plan->second;
      batch.build = build->second;
      const Store::Taken taken = out_.take(batch);
      if (taken == Store::Taken::contradicts)
        throw InputError(
            fmt::format(
                "'{}' holds trials {} to {} of a point otherwise than another of the stores",
                in.name(), batch.trials.first, batch.trials.end - 1),
            "one of the two is wrong; leave it out, and run its shard again");
      ++(taken == Store::Taken::fresh ? result_.batches : result_.twice);
    });
  }

  MergeResult conclude() {
    out_.set_plan(common_->plan);
    out_.coverage(); // Throws when batches overlap in part.
    const Missing missing = sweep::missing(out_);
    if (missing.trials > 0 && !settings_.allow_missing)
      throw InputError(
          fmt::format("parts of the study are missing:\n{}", describe(common_->plan, missing)),
          "run them, or merge what there is with --allow-missing");
    result_.missing = missing.trials;
    result_.trials = common_->plan.points() * common_->plan.trials - missing.trials;
    return result_;
  }

private:
  Store& out_;
  const MergeSettings& settings_;
  std::optional<Common> common_;
  MergeResult result_;
};

void check_target(const fs::path& out, const std::vector<fs::path>& in, bool force) {
  std::error_code error;
  if (in.empty()) throw InputError("merge needs stores to merge", "ghostwalk merge OUT IN...");
  if (!fs::exists(out, error)) return;
  if (!fs::is_regular_file(out, error))
    throw InputError(fmt::format("'{}' is no file that a store could replace", out.string()),
                     "name a file");
  for (const fs::path& path : in)
    if (fs::equivalent(out, path, error))
      throw InputError(fmt::format("'{}' is to be read and written", out.string()),
                       "the first name is that of the new store");
  if (!force)
    throw InputError(fmt::format("'{}' exists already", out.string()),
                     "name another file, or add --force to replace it");
}

Shard way_of_cutting(const Store& store) {
  const std::vector<Shard> shards = store.shards();
  for (const Shard& shard : shards)
    if (shard.count != shards.front().count) return {};
  return shards.empty() ? Shard{} : Shard{1, shards.front().count};
}

} // namespace

MergeResult merge(const fs::path& out, const std::vector<fs::path>& in,
                  const MergeSettings& settings) {
  check_target(out, in, settings.force);
  const HoldSignals hold; // Until the draft is gone.
  Draft draft(out);
  MergeResult result;
  {
    Store store(draft.path(), Store::Use::write);
    Transaction transaction(store.database());
    Merger merger(store, settings);
    for (const fs::path& path : in) merger.take(Store(path, Store::Use::look));
    result = merger.conclude();
    transaction.commit();
    store.finish();
  }
  draft.become(out);
  return result;
}

Missing missing(const Store& store) {
  const Plan& plan = store.plan();
  const Shard cut = way_of_cutting(store);
  const std::map<Hash, Coverage> done = store.coverage();
  const std::uint64_t per_point = plan.batches() / plan.points();
  std::map<std::uint64_t, Missing::Part> parts; // By shard.
  Missing all;
  for (std::uint64_t index = 0; index < plan.points(); ++index) {
    const Point here = point(plan, index);
    const auto known = done.find(here.id);
    for (std::uint64_t nth = 0; nth < per_point; ++nth) {
      const TrialRange range = batch(nth, plan.trials);
      std::uint64_t gap = known == done.end() ? range.size() : 0;
      if (known != done.end())
        for (const TrialRange& part : known->second.missing(range)) gap += part.size();
      if (gap == 0) continue;
      const std::uint64_t shard = shard_of(index * per_point + nth, cut.count);
      Missing::Part& part =
          parts.try_emplace(shard, Missing::Part{{shard, cut.count}, 0, 0, here, range})
              .first->second;
      ++part.batches;
      part.trials += gap;
      all.trials += gap;
    }
  }
  for (auto& [number, part] : parts) all.parts.push_back(std::move(part));
  return all;
}

std::string describe(const Plan& plan, const Missing& missing) {
  constexpr std::size_t most = 10;
  std::string text;
  for (std::size_t i = 0; i < missing.parts.size() && i < most; ++i) {
    const Missing::Part& part = missing.parts[i];
    text += fmt::format("  shard {}: {} trials in {} batches, the first at {}, trial {}\n",
                        text_of(part.shard), part.trials, part.batches, describe(plan, part.first),
                        part.first_trials.first);
  }
  if (missing.parts.size() > most)
    text += fmt::format("  and {} more shards\n", missing.parts.size() - most);
  if (!text.empty()) text.pop_back();
  return text;
}

} // namespace ghostwalk::sweep
