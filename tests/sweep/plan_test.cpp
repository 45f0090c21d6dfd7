// SPDX-License-Identifier: MIT
// Points: how many, in which order, and what makes two of them the same.
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
