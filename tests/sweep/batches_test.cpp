// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>

#include "sim/sweep/coverage.hpp"

namespace ghostwalk::sweep {
namespace {

// 16 batches of 1,000 end at 16,000; 16 of 2,000 at 48,000; of 4,000 at 112,000; of 8,000 at 240,000;
// of 16,000 at 496,000; of 32,000 at 1,008,000; from there on they have 64,000.
TEST(Batches, GrowInSizeAndThenDoNot) {
  constexpr std::uint64_t many = 1'000'000'000;
  EXPECT_EQ(batch(0, many), (TrialRange{0, 1000}));
  EXPECT_EQ(batch(15, many), (TrialRange{15'000, 16'000}));
  EXPECT_EQ(batch(16, many), (TrialRange{16'000, 18'000}));
  EXPECT_EQ(batch(95, many), (TrialRange{976'000, 1'008'000}));
  EXPECT_EQ(batch(96, many), (TrialRange{1'008'000, 1'072'000}));
  EXPECT_EQ(batch(97, many), (TrialRange{1'072'000, 1'136'000}));
}

TEST(Batches, AreCutOffAtTheEnd) {
  EXPECT_EQ(batch_count(1), 1U);
  EXPECT_EQ(batch_count(1000), 1U);
  EXPECT_EQ(batch_count(1001), 2U);
  EXPECT_EQ(batch(1, 1001), (TrialRange{1000, 1001}));
  EXPECT_EQ(batch_count(16'000), 16U);
  EXPECT_EQ(batch_count(16'001), 17U);
  EXPECT_EQ(batch_count(1'000'000), 96U);
}

RC_GTEST_PROP(Batches, CoverEachTrialOnce, ()) {
  const auto trials = *rc::gen::inRange<std::uint64_t>(1, 3'000'000);
  std::uint64_t next = 0;
  for (std::uint64_t n = 0; n < batch_count(trials); ++n) {
    const TrialRange range = batch(n, trials);
    RC_ASSERT(range.first == next);
    RC_ASSERT(range.end > range.first);
    next = range.end;
  }
  RC_ASSERT(next == trials);
}

// More trials later: every whole batch stays what it was.
RC_GTEST_PROP(Batches, DoNotMoveWhenThereAreMore, ()) {
  const auto trials = *rc::gen::inRange<std::uint64_t>(1, 100'000);
  const auto more = *rc::gen::inRange<std::uint64_t>(trials, 3'000'000);
  for (std::uint64_t n = 0; n + 1 < batch_count(trials); ++n)
    RC_ASSERT(batch(n, trials) == batch(n, more));
}

// Of each `count` batches in a row each shard has one.
RC_GTEST_PROP(Shards, TakeTurns, ()) {
  const auto count = *rc::gen::inRange<std::uint64_t>(1, 50);
  const auto round = *rc::gen::inRange<std::uint64_t>(0, 1'000'000);
  std::set<std::uint64_t> seen;
  for (std::uint64_t i = 0; i < count; ++i) seen.insert(shard_of(round * count + i, count));
  RC_ASSERT(seen.size() == count);
  RC_ASSERT(*seen.begin() == 1U);
  RC_ASSERT(*seen.rbegin() == count);
}

// Two kernels, one batch a point, two shards: points alternate between the kernels, so a shard that
// took every second batch would have one kernel only.
TEST(Shards, EachHasPointsOfEachKernel) {
  std::map<std::uint64_t, std::set<std::uint64_t>> kernels;
  for (std::uint64_t point = 0; point < 8; ++point) kernels[shard_of(point, 2)].insert(point % 2);
  EXPECT_EQ(kernels[1].size(), 2U);
  EXPECT_EQ(kernels[2].size(), 2U);
}

TEST(Shards, AreReadAsTheyAreWritten) {
  EXPECT_EQ(read_shard("3/8"), (Shard{3, 8}));
  EXPECT_EQ(text_of({3, 8}), "3/8");
  EXPECT_TRUE(read_shard("1/1000000"));
  for (const char* wrong : {"", "3", "/", "3/", "/8", "0/8", "9/8", "3/8x", "x3/8", "-1/8", "3 / 8",
                            "1/1000001", "99999999999999999999/1"})
    EXPECT_FALSE(read_shard(wrong)) << wrong;
}

TEST(Coverage, JoinsNeighboursAndKnowsTheGaps) {
  Coverage done;
  EXPECT_TRUE(done.add({0, 10}));
  EXPECT_TRUE(done.add({20, 30}));
  EXPECT_EQ(done.missing({0, 40}), (std::vector<TrialRange>{{10, 20}, {30, 40}}));
  EXPECT_TRUE(done.add({10, 20}));
  EXPECT_EQ(done.missing({0, 40}), (std::vector<TrialRange>{{30, 40}}));
  EXPECT_EQ(done.missing({5, 30}), (std::vector<TrialRange>{}));
  EXPECT_EQ(done.trials(), 30U);
}

TEST(Coverage, RefusesWhatOverlaps) {
  Coverage done;
  EXPECT_TRUE(done.add({10, 20}));
  EXPECT_FALSE(done.add({10, 20}));
  EXPECT_FALSE(done.add({19, 21}));
  EXPECT_FALSE(done.add({0, 11}));
  EXPECT_FALSE(done.add({0, 30}));
  EXPECT_TRUE(done.add({20, 21}));
  EXPECT_TRUE(done.add({9, 10}));
  EXPECT_EQ(done.trials(), 12U);
}

// Against a set of single trials.
RC_GTEST_PROP(Coverage, IsASetOfTrials, ()) {
  Coverage done;
  std::set<std::uint64_t> reference;
  for (int i = 0; i < 20; ++i) {
    const auto first = *rc::gen::inRange<std::uint64_t>(0, 60);
    const auto end = *rc::gen::inRange<std::uint64_t>(first, 64);
    bool free = true;
    for (std::uint64_t t = first; t < end; ++t) free = free && !reference.contains(t);
    RC_ASSERT(done.add({first, end}) == free);
    if (free)
      for (std::uint64_t t = first; t < end; ++t) reference.insert(t);
  }
  RC_ASSERT(done.trials() == reference.size());
  for (const TrialRange& gap : done.missing({0, 64}))
    for (std::uint64_t t = gap.first; t < gap.end; ++t) RC_ASSERT(!reference.contains(t));
}

} // namespace
} // namespace ghostwalk::sweep
