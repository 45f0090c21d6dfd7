// SPDX-License-Identifier: MIT
// The same results, however the work is cut. 6 points of 3,500 trials: 4 batches each, 24 in all.
#include "tests/sweep/support.hpp"

#include <atomic>

#include "sim/drivers/sample/sampler.hpp"
#include "sim/sweep/merge.hpp"

namespace ghostwalk::sweep {
namespace {

TEST(Sweep, DoesAllOnce) {
  const Folder folder;
  const SweepProgress done = SmallStudy(folder).run(folder / "a");
  EXPECT_EQ(done.batches, 24U);
  EXPECT_EQ(done.batches_done, 24U);
  EXPECT_EQ(done.trials_run, 21'000U);
  const Store store(folder / "a", Store::Use::look);
  each_row(store, [](const ResultRow& row) {
    EXPECT_EQ(row.tally.trials, 3500U);
    EXPECT_GT(row.tally.found.count(), 0U);
    EXPECT_LT(row.tally.found.count(), 3500U);
  });
}

TEST(Sweep, AgainDoesNothing) {
  const Folder folder;
  const SmallStudy study(folder);
  study.run(folder / "a");
  const std::string first = exported(folder / "a");
  EXPECT_EQ(study.run(folder / "a").trials_run, 0U);
  EXPECT_EQ(exported(folder / "a"), first);
}

TEST(Sweep, ThreadsDoNotMatter) {
  const Folder folder;
  const SmallStudy study(folder);
  study.run(folder / "one");
  for (const unsigned threads : {2U, 5U}) {
    SweepSettings settings;
    settings.threads = threads;
    study.run(folder / std::to_string(threads), settings);
    EXPECT_EQ(exported(folder / std::to_string(threads)), exported(folder / "one"));
  }
}

// What a shard holds is its own; together they are the whole.
TEST(Sweep, ShardsAddUp) {
  const Folder folder;
  const SmallStudy study(folder);
  study.run(folder / "whole");
  for (const std::uint64_t count : {2U, 5U, 30U}) { // 30: some have nothing to do.
    std::vector<fs::path> parts;
    std::uint64_t batches = 0;
    for (std::uint64_t i = 1; i <= count; ++i) {
      parts.push_back(folder / (std::to_string(count) + "." + std::to_string(i)));
      batches += study.run(parts.back(), shard(i, count)).batches;
    }
    EXPECT_EQ(batches, 24U);
    const fs::path merged = folder / ("merged." + std::to_string(count));
    merge(merged, parts, {});
    EXPECT_EQ(exported(merged), exported(folder / "whole"));
  }
}

// Stopped after every few looks, over and over.
TEST(Sweep, GoesOnWhereItStopped) {
  const Folder folder;
  const SmallStudy study(folder);
  study.run(folder / "whole");
  SweepProgress done;
  int runs = 0;
  do {
    std::atomic<int> looks{0};
    SweepSettings settings;
    settings.threads = 2;
    settings.stop = [&] {
      return ++looks > 100 ? SweepSettings::Stop::at_once : SweepSettings::Stop::no;
    };
    done = study.run(folder / "a", settings);
  } while (done.batches_done < done.batches && ++runs < 1000);
  EXPECT_GT(runs, 1);
  EXPECT_EQ(exported(folder / "a"), exported(folder / "whole"));
}

TEST(Sweep, SoonFinishesTheBatchInHand) {
  const Folder folder;
  bool asked = false;
  SweepSettings settings;
  settings.stop = [&] {
    return std::exchange(asked, true) ? SweepSettings::Stop::soon : SweepSettings::Stop::no;
  };
  EXPECT_EQ(SmallStudy(folder).run(folder / "a", settings).batches_done, 1U);
}

// 3,500 trials are 4 batches, the last of 500; then 5,500 are 6, of which that one's rest is a row
// of its own.
TEST(Sweep, AStudyMayGrow) {
  const Folder folder;
  const std::string grown = replaced(replaced(small_text(), "3_500", "5_500"), "4, 20", "4, 7, 20");
  SmallStudy(folder).run(folder / "a");
  const SmallStudy larger(folder, grown);
  const SweepProgress done = larger.run(folder / "a");
  EXPECT_EQ(done.batches, 48U);
  EXPECT_EQ(done.trials_run, 6U * 2000 + 2U * 5500);
  larger.run(folder / "whole");
  EXPECT_EQ(exported(folder / "a"), exported(folder / "whole"));
}

// The tally of a trial alone, from the seed, the point's stream and its number.
TEST(Sweep, AnyTrialRunsAlone) {
  const Folder folder;
  const SmallStudy study(folder);
  study.run(folder / "a");
  const Store store(folder / "a", Store::Use::look);
  const Point here = point(study.plan, 0);
  const std::uint64_t first = store.tally(here.id).found.first[0];
  lang::Library library;
  lang::read_library(library, GHOSTWALK_SOURCE_DIR, {folder / "study.race"});
  const Program program =
      lang::compile(library, {library.scenario_order[0], "tiny", {}, {{"load", "4"}}});
  const Machine machine(program);
  Sampler sampler(machine, {.seed = 1, .point = here.stream});
  Tally tally(program);
  for (std::uint64_t trial = 0; trial < first; ++trial)
    EXPECT_EQ(sampler.add(trial, tally) & found_bit, 0U);
  EXPECT_EQ(sampler.add(first, tally) & found_bit, found_bit);
}

TEST(Sweep, AnotherSeedIsAnotherResult) {
  const Folder folder;
  SmallStudy study(folder);
  study.run(folder / "one");
  study.plan.seed = 2;
  study.run(folder / "two");
  EXPECT_NE(Store(folder / "one", Store::Use::look).tally(point(study.plan, 0).id),
            Store(folder / "two", Store::Use::look).tally(point(study.plan, 0).id));
}

// With one CPU there is nobody to run the second script; what came before that point is kept.
TEST(Sweep, APointThatDoesNotCompileIsNamed) {
  const Folder folder;
  const SmallStudy study(folder,
                         replaced(small_text(), "vary load = 4, 20, 40", "vary cpus = 2, 1"));
  EXPECT_NE(error_of([&] { study.run(folder / "a"); }), "no error") << "cpu 1 has a script";
  const Store store(folder / "a", Store::Use::look);
  EXPECT_EQ(store.tally(point(study.plan, 0).id).trials, 3500U);
}

} // namespace
} // namespace ghostwalk::sweep
