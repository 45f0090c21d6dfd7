// SPDX-License-Identifier: MIT
// Merging: any order, any grouping, anything twice; and what does not belong together.
#include "tests/sweep/support.hpp"

#include <rapidcheck/gtest.h>

#include "sim/sweep/merge.hpp"

namespace ghostwalk::sweep {
namespace {

const Build one{"1.0", "abc", "GNU 12", false};

// Stores of made-up tallies: which of the study's 24 batches each holds is up to the dice.
class MadeUp {
public:
  explicit MadeUp(const Folder& folder) : folder_(folder), plan_(SmallStudy(folder).plan) {
    const WorkOf all(plan_);
    for (const auto& [id, trials] : all.batches) {
      Tally tally;
      tally.trials = trials.size();
      tally.cycles.add(static_cast<std::int64_t>(checksum_of(hex(id)) % 5000 + trials.first));
      batches_.push_back({id, trials, tally.pack(), 0, 0, 0});
    }
  }
  std::size_t size() const { return batches_.size(); }
  const Plan& plan() const { return plan_; }
  fs::path store(const std::vector<std::size_t>& which, const Build& build = one) {
    const fs::path file = folder_ / ("made" + std::to_string(next_++));
    Store store(file, Store::Use::write);
    store.begin(plan_, build, {}, false);
    std::vector<Batch> some;
    for (const std::size_t i : which) some.push_back(batches_[i]);
    store.add(some);
    store.finish();
    return file;
  }
  fs::path merged(const std::vector<fs::path>& in) {
    const fs::path out = folder_ / ("made" + std::to_string(next_++));
    merge(out, in, {.allow_missing = true});
    return out;
  }

private:
  struct WorkOf {
    explicit WorkOf(const Plan& plan) {
      for (std::uint64_t p = 0; p < plan.points(); ++p)
        for (std::uint64_t n = 0; n < batch_count(plan.trials); ++n)
          batches.emplace_back(point(plan, p).id, batch(n, plan.trials));
    }
    std::vector<std::pair<Hash, TrialRange>> batches;
  };
  const Folder& folder_;
  Plan plan_;
  std::vector<Batch> batches_;
  int next_ = 0;
};

// Three stores that may overlap: a + (b + c) = (a + b) + c = (c + a) + b, and a + a = a.
void check_any_order_and_grouping() {
  const Folder folder;
  MadeUp made(folder);
  std::vector<fs::path> abc;
  for (int i = 0; i < 3; ++i) {
    const auto chosen =
        *rc::gen::container<std::vector<bool>>(made.size(), rc::gen::arbitrary<bool>());
    std::vector<std::size_t> which;
    for (std::size_t n = 0; n < chosen.size(); ++n)
      if (chosen[n]) which.push_back(n);
    abc.push_back(made.store(which));
  }
  const auto& [a, b, c] = std::tie(abc[0], abc[1], abc[2]);
  const std::string all = exported(made.merged({a, b, c}));
  RC_ASSERT(exported(made.merged({a, made.merged({b, c})})) == all);
  RC_ASSERT(exported(made.merged({made.merged({a, b}), c})) == all);
  RC_ASSERT(exported(made.merged({made.merged({c, a}), b, a})) == all);
  RC_ASSERT(exported(made.merged({a, a})) == exported(a));
}

// Files are slow: ten cases in place of a hundred.
TEST(Merge, DoesNotDependOnOrderOrGrouping) {
  rc::detail::TestParams params = rc::detail::configuration().testParams;
  params.maxSuccess = 10;
  const auto result =
      rc::detail::checkTestable(check_any_order_and_grouping, rc::detail::TestMetadata{}, params);
  std::ostringstream text;
  rc::detail::printResultMessage(result, text);
  EXPECT_TRUE(result.template is<rc::detail::SuccessResult>()) << text.str();
}

TEST(Merge, SaysWhatIsMissing) {
  const Folder folder;
  const SmallStudy study(folder);
  study.run(folder / "1", shard(1, 3));
  study.run(folder / "3", shard(3, 3));
  // Of the 24 batches, 8 are shard 2's: numbers 1, 3, 6, 11, 14, 16, 18, 21. Two of them, 3 and 11, are
  // the last of a point, which has 500 trials: 6 x 1,000 + 2 x 500.
  EXPECT_EQ(
      error_of([&] {
        merge(folder / "out", {folder / "1", folder / "3"}, {});
      }),
      "parts of the study are missing:\n  shard 2/3: 7000 trials in 8 batches, the first at coin, "
      "tiny, load = 4, trial 1000");
  EXPECT_FALSE(fs::exists(folder / "out"));
  const MergeResult result =
      merge(folder / "out", {folder / "1", folder / "3"}, {.allow_missing = true});
  EXPECT_EQ(result.missing, 7000U);
  EXPECT_EQ(result.trials, 14'000U);
  EXPECT_EQ(missing(Store(folder / "out", Store::Use::look)).parts.at(0).shard, (Shard{2, 3}));
  study.run(folder / "2", shard(2, 3));
  EXPECT_EQ(merge(folder / "whole", {folder / "out", folder / "2"}, {}).missing, 0U);
}

TEST(Merge, TakesAShardThatComesTwiceOnce) {
  const Folder folder;
  const SmallStudy study(folder);
  study.run(folder / "1", shard(1, 2));
  study.run(folder / "2", shard(2, 2));
  study.run(folder / "2again", shard(2, 2));
  const MergeResult result =
      merge(folder / "out", {folder / "1", folder / "2", folder / "2again", folder / "1"}, {});
  EXPECT_EQ(result.batches, 24U);
  EXPECT_EQ(result.twice, 24U);
  study.run(folder / "whole");
  EXPECT_EQ(exported(folder / "out"), exported(folder / "whole"));
}

TEST(Merge, RefusesABatchThatComesInTwoVersions) {
  const Folder folder;
  const SmallStudy study(folder);
  study.run(folder / "a");
  study.run(folder / "b");
  Database wrong(folder / "b", Database::Mode::write);
  Tally tally;
  tally.trials = 1000;
  const std::string bytes = tally.pack();
  Statement(wrong, "UPDATE batches SET tally = ?, checksum = ? WHERE first = 1000")
      .blob(bytes)
      .bind(static_cast<std::int64_t>(checksum_of(bytes)))
      .step();
  EXPECT_EQ(error_of([&] {
              merge(folder / "out", {folder / "a", folder / "b"}, {});
            }),
            "'" + (folder / "b").string() +
                "' holds trials 1000 to 1999 of a point otherwise than another of the stores");
}

TEST(Merge, RefusesOtherBuildsAndNamesBoth) {
  const Folder folder;
  MadeUp made(folder);
  const Build other{"1.0", "abd", "GNU 12", false};
  const fs::path a = made.store({0}), b = made.store({1}, other);
  EXPECT_EQ(error_of([&] {
              made.merged({a, b});
            }),
            "'" + a.string() + "' and '" + b.string() +
                "' were made by two builds: " + describe(one) + " and " + describe(other));
  merge(folder / "out", {a, b}, {.allow_missing = true, .force = true});
  EXPECT_EQ(Store(folder / "out", Store::Use::look).builds().size(), 2U);
}

TEST(Merge, RefusesOtherSeedsTextsAndTrials) {
  const Folder folder;
  SmallStudy(folder).run(folder / "a");
  SmallStudy seed(folder);
  seed.plan.seed = 2;
  seed.run(folder / "seed");
  SmallStudy(folder, replaced(small_text(), "300", "301")).run(folder / "text");
  SmallStudy(folder, replaced(small_text(), "3_500", "3_501")).run(folder / "trials");
  SmallStudy(folder, replaced(small_text(), "study small", "study other")).run(folder / "study");
  const auto together = [&](const char* name) {
    const std::string error = error_of([&] {
      merge(folder / "out", {folder / "a", folder / name}, {});
    });
    return error.substr(std::min(error.size(), error.find("do not")));
  };
  EXPECT_EQ(together("seed"), "do not belong together: the seed is 1 in one and 2 in the other");
  EXPECT_EQ(together("text"), "do not belong together: scenario coin is not the same text in both");
  EXPECT_EQ(together("trials"),
            "do not belong together: each point has 3500 trials in one and 3501 in the other");
  EXPECT_EQ(together("study"),
            "do not belong together: the study is small in one and other in the other");
  EXPECT_FALSE(fs::exists(folder / "out"));
}

TEST(Merge, KeepsWhatIsThere) {
  const Folder folder;
  const SmallStudy study(folder);
  study.run(folder / "a");
  study.run(folder / "out", shard(1, 2));
  const std::string before = file_text(folder / "out");
  EXPECT_EQ(error_of([&] { merge(folder / "out", {folder / "a"}, {}); }),
            "'" + (folder / "out").string() + "' exists already");
  EXPECT_EQ(error_of([&] { merge(folder / "a", {folder / "a"}, {.force = true}); }),
            "'" + (folder / "a").string() + "' is to be read and written");
  EXPECT_EQ(file_text(folder / "out"), before);
  merge(folder / "out", {folder / "a"}, {.force = true});
  EXPECT_EQ(exported(folder / "out"), exported(folder / "a"));
}

// Shards that were run in two folders, so that the same file has two names: no difference.
TEST(Merge, DoesNotCareWhereTheFilesLay) {
  const Folder folder;
  SmallStudy here(folder), there(folder);
  there.plan.file = "/elsewhere/study.race";
  there.plan.scenarios[0].file = "/elsewhere/study.race";
  here.run(folder / "1", shard(1, 2));
  there.run(folder / "2", shard(2, 2));
  merge(folder / "12", {folder / "1", folder / "2"}, {});
  merge(folder / "21", {folder / "2", folder / "1"}, {});
  EXPECT_EQ(exported(folder / "12"), exported(folder / "21"));
}

} // namespace
} // namespace ghostwalk::sweep
