// SPDX-License-Identifier: MIT
// Which parts of a job array are not whole: one look into every store, one pass over the plan.
#include "sim/sweep/slurm.hpp"

#include <fmt/format.h>

namespace ghostwalk::sweep {
namespace fs = std::filesystem;
namespace {

using Covered = std::map<Hash, Coverage>;

// Nothing for a part that has not begun: no file, or an empty one.
Covered covered_by(const fs::path& path, const Plan& plan, const Build& build) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  if (error == std::errc::no_such_file_or_directory || (!error && size == 0)) return {};
  // Killed while SQLite changed its own bookkeeping: only who writes can mend that, and the next try
  // of the part does, whatever it lacks.
  if (fs::exists(path.string() + "-journal", error)) return {};
  const Store store(path, Store::Use::look);
  if (store.empty()) return {};
  store.check_same(plan, build, false);
  // More trials or points are dealt out anew, over the parts that others hold already.
  if (const std::string differs = difference(store.plan(), plan); !differs.empty())
    throw InputError(
        fmt::format("'{}' was begun for another form of the study: {}", store.name(), differs),
        "name another --directory, or add to the merged store with ghostwalk sweep");
  return store.coverage();
}

std::uint64_t gap(const Covered& covered, const Hash& point, const TrialRange& trials) {
  const auto known = covered.find(point);
  if (known == covered.end()) return trials.size();
  std::uint64_t missing = 0;
  for (const TrialRange& range : known->second.missing(trials)) missing += range.size();
  return missing;
}

} // namespace

fs::path part_store(const fs::path& directory, const Shard& shard) {
  return directory / "parts" / fmt::format("{}-of-{}.results", shard.index, shard.count);
}

std::vector<PartLeft> parts_left(const Plan& plan, const Build& build, const fs::path& directory,
                                 std::uint64_t tasks) {
  std::vector<Covered> covered;
  for (std::uint64_t i = 1; i <= tasks; ++i)
    covered.push_back(covered_by(part_store(directory, {i, tasks}), plan, build));
  std::map<std::uint64_t, PartLeft> left; // By the part's number.
  const std::uint64_t per_point = batch_count(plan.trials);
  for (std::uint64_t index = 0; index < plan.points(); ++index) {
    const Point here = point(plan, index);
    for (std::uint64_t nth = 0; nth < per_point; ++nth) {
      const std::uint64_t part = shard_of(index * per_point + nth, tasks);
      const std::uint64_t missing = gap(covered[part - 1], here.id, batch(nth, plan.trials));
      if (missing == 0) continue;
      PartLeft& entry = left.try_emplace(part, PartLeft{{part, tasks}}).first->second;
      ++entry.batches;
      entry.trials += missing;
    }
  }
  std::vector<PartLeft> all;
  for (const auto& [number, entry] : left) all.push_back(entry);
  return all;
}

} // namespace ghostwalk::sweep
