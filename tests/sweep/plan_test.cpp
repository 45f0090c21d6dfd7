// SPDX-License-Identifier: MIT
// Points: how many, in which order, and what makes two of them the same.
#include "sim/sweep/work_list.hpp"
#include "tests/sweep/support.hpp"

#include <set>

namespace ghostwalk::sweep {
namespace {

Plan planned(const std::string& text) {
  const Folder folder;
  return SmallStudy(folder, text).plan;
}

std::set<Hash> ids(const Plan& plan) {
  std::set<Hash> all;
  for (std::uint64_t i = 0; i < plan.points(); ++i) all.insert(point(plan, i).id);
  return all;
}

// 1 scenario x 3 loads x 2 kernels.
TEST(Plan, GoesOverKernelsFirst) {
  const Plan plan = planned(small_text());
  ASSERT_EQ(plan.points(), 6U);
  EXPECT_EQ(describe(plan, point(plan, 0)), "coin, tiny, load = 4");
  EXPECT_EQ(describe(plan, point(plan, 1)), "coin, tiny with looks = twice, load = 4");
  EXPECT_EQ(describe(plan, point(plan, 5)), "coin, tiny with looks = twice, load = 40");
  EXPECT_EQ(ids(plan).size(), 6U);
}

TEST(Plan, KernelsMeetTheSameDice) {
  const Plan plan = planned(small_text());
  EXPECT_EQ(point(plan, 0).stream, point(plan, 1).stream);
  EXPECT_NE(point(plan, 0).stream, point(plan, 2).stream) << "another load";
  EXPECT_LT(point(plan, 0).stream, std::uint64_t{1} << 53U) << "a number in any JSON reader";
}

TEST(Plan, GrowingKeepsThePointsThatThereAre) {
  const Plan before = planned(small_text());
  const Plan after = planned(replaced(replaced(small_text(), "4, 20, 40", "40, 1, 4, 20"),
                                      "trials 3_500", "trials 9_000"));
  const std::set<Hash> was = ids(before), is = ids(after);
  EXPECT_EQ(is.size(), 8U);
  EXPECT_TRUE(std::includes(is.begin(), is.end(), was.begin(), was.end()));
}

TEST(Plan, CommentsAndLayoutDoNotMatter) {
  EXPECT_EQ(ids(planned(small_text())),
            ids(planned(replaced(small_text(), "    flag = true\n",
                                 "    # now\n\n    flag=true # set\n"))));
}

TEST(Plan, EachTextBehindAPointMatters) {
  const std::set<Hash> was = ids(planned(small_text()));
  for (const auto& [what, by] :
       {std::pair{"work 10 .. 20", "work 10 .. 21"},
        std::pair{"option looks = once | twice", "option looks = once | twice | never"},
        std::pair{"cpu pentium4 * 2", "cpu pentium3 * 2"}})
    for (const Hash& id : ids(planned(replaced(small_text(), what, by))))
      EXPECT_FALSE(was.contains(id)) << what;
}

// The order of lines in a study, and which of two ways a value is fixed in, are no difference.
TEST(Plan, WhatIsSetIsNotWhereItIsSet) {
  const std::string one =
      replaced(small_text(), "vary load = 4, 20, 40", "vary load = 4\n  set store = 9");
  const std::string other =
      replaced(small_text(), "vary load = 4, 20, 40", "set load = 4\n  vary store = 9");
  EXPECT_EQ(ids(planned(one)), ids(planned(other)));
}

TEST(Plan, IsReadBackFromJson) {
  const Plan plan = planned(replaced(small_text(), "vary load = 4, 20, 40",
                                     "vary together\n    load = 1, 2\n    store = 3, 5\n"
                                     "  vary walk_hit = 1 .. 8 times 2\n  set cpus = 2\n"
                                     "  measure broken, event late, ipis_sent"));
  const Plan again = plan_from_json(to_json(plan));
  EXPECT_EQ(to_json(again), to_json(plan));
  EXPECT_EQ(again.points(), 16U) << "2 pairs x 4 x 2 kernels";
  EXPECT_TRUE(again.axes[1].parts[0].geometric);
  for (std::uint64_t i = 0; i < plan.points(); ++i)
    EXPECT_EQ(point(again, i).id, point(plan, i).id);
}

TEST(Plan, DamagedJsonIsAnError) {
  for (const char* text : {"", "{}", "[]", "null", "{\"study\": 3}"})
    EXPECT_EQ(error_of([&] { plan_from_json(text); }), "the study in this store cannot be read");
  const std::string whole = to_json(planned(small_text()));
  EXPECT_EQ(error_of([&] {
              plan_from_json(replaced(whole, "\"values\":[\"4\"", "\"values\":[],\"x\":[\"4\""));
            }),
            "the study in this store cannot be read");
}

// Above 64 bits, below 0, with a fraction: no seed that a sweep has ever had.
TEST(Plan, JsonOfNumbersThatAreNoneIsDamage) {
  const std::string whole = to_json(planned(small_text()));
  const auto seeded = [&](const char* seed) {
    return error_of(
        [&] { plan_from_json(replaced(whole, "\"seed\":1", std::string("\"seed\":") + seed)); });
  };
  EXPECT_EQ(seeded("18446744073709551615"), "no error");
  for (const char* seed : {"18446744073709551616", "-1", "1.5", "1e300", "true", "\"1\""})
    EXPECT_EQ(seeded(seed), "the study in this store cannot be read") << seed;
}

std::string with_values(const Plan& plan, std::size_t axes, std::size_t values) {
  Plan grown = plan;
  PlanAxis axis = plan.axes[0];
  axis.parts[0].values.assign(values, "4");
  grown.axes.assign(axes, axis);
  return to_json(grown);
}

// 2 kernels times 500,000 values are a million points; 2^64 would be none to 64 bits.
TEST(Plan, JsonOfMorePointsThanAStudyHasIsDamage) {
  const Plan plan = planned(small_text());
  EXPECT_EQ(plan_from_json(with_values(plan, 1, 500'000)).points(), 1'000'000U);
  EXPECT_THROW(plan_from_json(with_values(plan, 1, 500'001)), InputError);
  EXPECT_THROW(plan_from_json(with_values(plan, 63, 2)), InputError);
}

// A point of 35,712,000 trials has 6 sizes of 16 batches, 1,008,000 trials, and 34,704,000 / 64,000 = 542.25 more:
// 639. So 156,494 points have 99,999,666 batches, and one more has 100,000,305.
TEST(Plan, HasAtMostAHundredMillionBatches) {
  Plan plan = planned(small_text());
  plan.kernels.resize(1);
  plan.programs.resize(1);
  plan.trials = 35'712'000;
  plan.axes[0].parts[0].values.assign(156'494, "4");
  EXPECT_EQ(plan.batches(), 99'999'666U);
  plan.axes[0].parts[0].values.emplace_back("4");
  EXPECT_EQ(error_of([&] { plan.batches(); }),
            "study small comes to 100000305 batches of trials, and at most 100000000 can be kept: "
            "156495 points with "
            "35712000 trials each");
  plan.trials = lang::max_study_trials;
  plan.axes[0].parts[0].values.assign(1'000'000, "4");
  EXPECT_NE(error_of([&] { WorkList(plan, {}, {}); }), "no error") << "and not counted one by one";
}

TEST(Plan, MeasuresAreLookedUp) {
  EXPECT_EQ(error_of([] { planned(small_text() + "  measure brokn\n"); }),
            "nothing to measure is called 'brokn'; did you mean 'broken'?");
}

TEST(Plan, ReplayLineNamesEverything) {
  const Plan plan = planned(replaced(small_text(), "vary load", "set cpus = 2\n  vary load"));
  EXPECT_EQ(
      replay_line(plan, point(plan, 1), 17),
      "./ghostwalk run study.race --scenario coin --kernel tiny --option looks=twice --set cpus=2 "
      "--set load=4 --seed 1 --point " +
          std::to_string(point(plan, 1).stream) + " --trial 17");
}

} // namespace
} // namespace ghostwalk::sweep
