// SPDX-License-Identifier: MIT
// What a study counts beyond probabilities: stale translations where it measures them, and sums of counters for
// pictures of means.
#include "sim/sweep/quantity.hpp"
#include "tests/sweep/support.hpp"

namespace ghostwalk::sweep {
namespace {

// Two CPUs and three trials.
Tally counted() {
  Tally tally;
  tally.trials = 3;
  tally.cpus.resize(3);
  for (std::size_t cpu = 0; cpu < 3; ++cpu) {
    tally.cpus[cpu][Counter::handler_cycles] = 30 * (cpu + 1); // 30, 60, 90
    tally.cpus[cpu][Counter::ipis_sent] = 6;
  }
  for (const std::int64_t cycles : {100, 200, 300}) tally.cycles.add(cycles);
  for (const std::int64_t most : {1, 2, 6}) tally.stale_most.add(most);
  tally.stale_cycles = 900;
  return tally;
}

double mean_of(const std::string& text) { return mean(quantity(text), counted()).value_or(-1); }

TEST(Quantity, IsPerTrialOfAllCpusOrOfSome) {
  EXPECT_EQ(mean_of("handler_cycles"), 60);               // (30 + 60 + 90) / 3
  EXPECT_EQ(mean_of("handler_cycles@0"), 10);             // 30 / 3
  EXPECT_EQ(mean_of("handler_cycles@others"), 50);        // (60 + 90) / 3
  EXPECT_EQ(mean_of("handler_cycles@0 + ipis_sent"), 16); // 10 + 18 / 3
  EXPECT_EQ(mean_of("cycles"), 200);
  EXPECT_EQ(mean_of("stale_most"), 3);   // (1 + 2 + 6) / 3
  EXPECT_EQ(mean_of("stale_mean"), 1.5); // 900 / (100 + 200 + 300): over cycles, not trials
}

TEST(Quantity, HasATitle) {
  EXPECT_EQ(quantity("handler_cycles@0 + ipis_sent").title, "handler_cycles@0 + ipis_sent");
  const Quantity named = quantity(" time of\n others =\n handler_cycles@others ");
  EXPECT_EQ(named.title, "time of\n others");
  EXPECT_EQ(named.terms.size(), 1U);
  EXPECT_FALSE(named.is_number);
  EXPECT_TRUE(quantity("stale_most").is_number);
}

TEST(Quantity, WithoutTrialsIsNothing) {
  EXPECT_FALSE(mean(quantity("handler_cycles"), Tally{}));
  EXPECT_FALSE(mean(quantity("stale_mean"), Tally{}));
  Tally uncounted = counted();
  uncounted.stale_most = {};
  EXPECT_FALSE(mean(quantity("stale_mean"), uncounted)) << "trials that did not count them";
}

TEST(Quantity, RefusesWhatHasNoMean) {
  for (const char* text : {"", "=", "handler_cycles +", "nothing", "broken", "event late",
                           "handler_cycles@1", "cycles + cycles", "stale_most@0", "@0"})
    EXPECT_NE(error_of([&] { quantity(text); }), "no error") << text;
}

// A study that measures them has other points, other columns and rows with numbers; without, all is as it was.
TEST(StaleMeasures, AreCountedOnlyWhereAskedFor) {
  const Folder folder;
  const std::string few = replaced(small_text(), "3_500", "10");
  const SmallStudy without(folder, few);
  const SmallStudy with(folder, few + "  measure stale_mean, window\n");
  EXPECT_FALSE(without.plan.stale);
  EXPECT_TRUE(with.plan.stale);
  EXPECT_TRUE(plan_from_json(to_json(with.plan)).stale);
  EXPECT_NE(point(without.plan, 0).id, point(with.plan, 0).id);
  EXPECT_EQ(point(without.plan, 0).stream, point(with.plan, 0).stream) << "the same luck";
  without.run(folder / "without");
  with.run(folder / "with");
  EXPECT_EQ(exported(folder / "without").find("stale_m"), std::string::npos);
  const std::string rows = exported(folder / "with");
  EXPECT_NE(rows.find("cycles_mean,stale_mean,stale_most_mean,stale_most_p5"), std::string::npos);
  EXPECT_NE(rows.find("\"stale_most\":{\"count\":10,"), std::string::npos);
}

} // namespace
} // namespace ghostwalk::sweep
