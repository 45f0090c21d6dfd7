// SPDX-License-Identifier: MIT
// Programs sampled in step: the same result for any number of threads, wherever it stops.
#include "sim/drivers/sample/group.hpp"

#include <atomic>

#include "tests/drivers/runs.hpp"

namespace ghostwalk::test {
namespace {

// cpu 1 races against cpu 0, which may make a detour first: more work, and a choice to be drawn.
std::string race(const std::string& detour) {
  return plain(2, "  on cpu 0 running(app)\n" + detour + R"(
    work 1 .. 2000
    app.pgd[32] = 0
    cr3 = app.pgd
  on cpu 1 running(app)
    work 1 .. 1000
    read 0x08048000
    on fault
      flag = 2
  never fault
)");
}
const std::string detour = R"(
    either
      work 300
    or
      work 400
)";

class Group : public testing::Test {
protected:
  GroupResult sample(GroupSettings settings) const {
    settings.sample.seed = 3;
    return sample_group({&first_, &second_}, settings);
  }
  static GroupSettings of(std::uint64_t trials, unsigned threads) {
    GroupSettings settings;
    settings.trials = trials;
    settings.threads = threads;
    return settings;
  }
  const Program quick_ = Texts(race("")).compile("k"), slow_ = Texts(race(detour)).compile("k");
  const Machine first_{quick_}, second_{slow_};
};

TEST_F(Group, AnyNumberOfThreadsGivesTheSame) {
  const GroupResult one = sample(of(5'500, 1));
  EXPECT_EQ(one.tally.trials, 5'500U); // five batches and a half
  EXPECT_EQ(one.tally.cases[0].trials, 5'500U);
  EXPECT_EQ(one.tally.cases[1].trials, 5'500U);
  for (const unsigned threads : {2U, 3U, 16U})
    EXPECT_EQ(sample(of(5'500, threads)).tally, one.tally) << threads;
}

// Parts of the trials add up to all of them.
TEST_F(Group, PartsAddUp) {
  GroupSettings rest = of(1'500, 2);
  rest.first = 2'000;
  GroupTally sum = sample(of(2'000, 2)).tally;
  sum.merge(sample(rest).tally);
  EXPECT_EQ(sum, sample(of(3'500, 1)).tally);
}

// `enough` is asked after 1,000, 2,000 and 3,000 trials, in that order, and says so at the third.
TEST_F(Group, EnoughIsAskedInOrderAndEndsThere) {
  for (const unsigned threads : {1U, 4U}) {
    std::vector<std::uint64_t> asked;
    GroupSettings settings = of(1'000'000, threads);
    settings.enough = [&](const GroupTally& t) {
      asked.push_back(t.trials);
      return t.trials >= 3'000;
    };
    const GroupResult result = sample(settings);
    EXPECT_EQ(asked, (std::vector<std::uint64_t>{1'000, 2'000, 3'000}));
    EXPECT_FALSE(result.stopped);
    EXPECT_EQ(result.tally, sample(of(3'000, 1)).tally);
  }
}

// Stopped anywhere, what is counted are the first so many trials, without a gap.
TEST_F(Group, WhatIsStoppedHasNoGap) {
  for (const unsigned threads : {1U, 4U}) {
    std::atomic<int> questions = 0;
    GroupSettings settings = of(1'000'000, threads);
    settings.stop = [&] { return ++questions > 3'333; };
    const GroupResult result = sample(settings);
    EXPECT_TRUE(result.stopped);
    EXPECT_LE(result.tally.trials, 3'333U);
    EXPECT_EQ(result.tally, sample(of(result.tally.trials, 1)).tally);
  }
}

// With the detour cpu 0 is later in every trial, so no trial faults that did not without it. With
// luck of its own each would often fault alone.
TEST_F(Group, TheLuckIsTheSameForBoth) {
  const GroupResult result = sample(of(4'000, 2));
  const Discordant& d = result.tally.against_first[0];
  EXPECT_EQ(d.only_this[0], 0U);
  EXPECT_GT(d.only_first[0], 0U);
  EXPECT_EQ(result.tally.cases[0].found.count() - result.tally.cases[1].found.count(),
            d.only_first[0]);
}

TEST_F(Group, ATrialWithoutMeaningIsToldByItsNumber) {
  const Texts texts(plain(1, R"(
  on cpu 0 running(app)
    either
      flag = 1
    or
      flag = 7
    n = flag
    flag = n + 1
)"));
  const Program program = texts.compile("k");
  const Machine machine(program);
  GroupSettings settings = of(10'000, 1);
  const GroupResult one = sample_group({&machine}, settings);
  ASSERT_TRUE(one.problem); // 7 + 1 is beyond 0 .. 7.
  EXPECT_EQ(one.tally.trials, one.problem_trial);
  EXPECT_THROW(std::rethrow_exception(one.problem), ModelError);
  settings.threads = 4;
  EXPECT_EQ(sample_group({&machine}, settings).problem_trial, one.problem_trial);
}

} // namespace
} // namespace ghostwalk::test
