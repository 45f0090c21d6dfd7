// SPDX-License-Identifier: MIT
// Are the intervals the exact ones, and do they cover as often as they say?
#include "sim/drivers/sample/interval.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "sim/core/random.hpp"

namespace ghostwalk {
namespace {

struct Ratio {
  std::uint64_t of, in;
};

void expect_interval(std::uint64_t hits, std::uint64_t trials, double low, double high) {
  const Interval i = clopper_pearson(hits, trials);
  EXPECT_NEAR(i.low, low, 5e-5) << hits << " of " << trials;
  EXPECT_NEAR(i.high, high, 5e-5) << hits << " of " << trials;
}

// R. G. Newcombe, Statistics in Medicine 17 (1998) 857, table I, method 5 (Clopper-Pearson).
TEST(Interval, TextbookValues) {
  expect_interval(81, 263, 0.2527, 0.3676);
  expect_interval(15, 148, 0.0578, 0.1617);
  expect_interval(0, 20, 0.0000, 0.1684);
  expect_interval(1, 29, 0.0009, 0.1776);
}

TEST(Interval, Ends) {
  EXPECT_EQ(clopper_pearson(0, 0), (Interval{0, 1}));
  EXPECT_EQ(clopper_pearson(0, 7).low, 0);
  EXPECT_EQ(clopper_pearson(7, 7).high, 1);
  // By hand: no hit in n has the upper end 1 - 0.025^(1/n), all hits the lower end 0.025^(1/n).
  EXPECT_NEAR(clopper_pearson(0, 7).high, 1 - std::pow(0.025, 1.0 / 7), 1e-12);
  EXPECT_NEAR(clopper_pearson(7, 7).low, std::pow(0.025, 1.0 / 7), 1e-12);
  // A trillion trials are no trouble.
  EXPECT_NEAR(clopper_pearson(500'000'000'000, 1'000'000'000'000).width(), 2 * 0.98e-6, 1e-8);
}

// -ln 0.05 = 2.9957: the rule of three rounds it up.
TEST(Interval, WithoutHitsTheRuleOfThreeIsJustAbove) {
  EXPECT_NEAR(bound_without_hits(1), 0.95, 1e-12);
  EXPECT_NEAR(bound_without_hits(1'000'000), 2.995728e-6, 1e-11);
  for (const std::uint64_t n : {30U, 100U, 1'000'000U}) {
    EXPECT_LT(bound_without_hits(n), 3.0 / static_cast<double>(n));
    EXPECT_GT(bound_without_hits(n), 2.0 / static_cast<double>(n));
  }
}

// A synthetic sweep: n trials, each a hit with the probability `hits` in `of`.
std::uint64_t sweep(std::uint64_t number, std::uint64_t n, Ratio p) {
  Random random(20020522, number, 0);
  std::uint64_t hits = 0;
  for (std::uint64_t i = 0; i < n; ++i) hits += random.below(p.in) < p.of ? 1 : 0;
  return hits;
}

bool covers(const Interval& i, Ratio p) {
  const double truth = static_cast<double>(p.of) / static_cast<double>(p.in);
  return i.low <= truth && truth <= i.high;
}

// 1,000 sweeps each; the exact interval may miss at most 50 of them on average, and misses fewer, as
// hits come in whole numbers. The numbers drawn are always the same, so this is no matter of luck.
TEST(Interval, CoversAtLeast95Percent) {
  std::uint64_t number = 0;
  for (const Ratio p : {Ratio{1, 2}, Ratio{1, 10}, Ratio{9, 10}, Ratio{1, 100}, Ratio{1, 1000}})
    for (const std::uint64_t n : {20U, 200U, 2000U}) {
      int covered = 0;
      for (int i = 0; i < 1000; ++i, ++number)
        covered += covers(clopper_pearson(sweep(number, n, p), n), p) ? 1 : 0;
      EXPECT_GE(covered, 950) << p.of << "/" << p.in << ", " << n << " trials";
    }
}

// The test above can fail: an interval that says 80 % misses more often.
TEST(Interval, LessConfidenceCoversLess) {
  int covered = 0;
  for (std::uint64_t i = 0; i < 1000; ++i)
    covered += covers(clopper_pearson(sweep(i, 2000, {1, 10}), 2000, 0.80), {1, 10}) ? 1 : 0;
  EXPECT_LT(covered, 900);
  EXPECT_GE(covered, 780);
}

// Looking every 100 trials and stopping at a width of 0.1 costs little: of 1,000 sweeps the interval
// still covers 950.
TEST(Interval, StoppingByWidthCostsLittle) {
  for (const Ratio p : {Ratio{1, 2}, Ratio{1, 10}, Ratio{1, 50}}) {
    int covered = 0;
    for (std::uint64_t i = 0; i < 1000; ++i) {
      Random random(7, i, p.in);
      std::uint64_t hits = 0, n = 0;
      do {
        for (int k = 0; k < 100; ++k) hits += random.below(p.in) < p.of ? 1 : 0;
        n += 100;
      } while (clopper_pearson(hits, n).width() > 0.1);
      covered += covers(clopper_pearson(hits, n), p) ? 1 : 0;
    }
    EXPECT_GE(covered, 950) << p.of << "/" << p.in;
  }
}

// McNemar's exact test by hand: P(X <= 3), X binomial of 15 and 1/2, is (1 + 15 + 105 + 455) / 32768;
// twice that is 0.03515625.
TEST(Paired, McNemarByHand) {
  const PairedDifference d = paired_difference(12, 3, 100);
  EXPECT_NEAR(d.estimate, 0.09, 1e-12);
  EXPECT_NEAR(d.p_value, 0.03515625, 1e-12);
  EXPECT_LT(d.interval.low, 0.09);
  EXPECT_GT(d.interval.high, 0.09);
  EXPECT_EQ(paired_difference(3, 12, 100).interval.low, -d.interval.high);
  EXPECT_EQ(paired_difference(5, 5, 100).p_value, 1);
  EXPECT_EQ(paired_difference(0, 0, 100).p_value, 1);
}

// Two outcomes with a common cause: both come in 1 of 2, and then the first is spared in 1 of 10. Its
// true difference is -1/20.
TEST(Paired, CoversAtLeast95Percent) {
  int covered = 0;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    Random random(3, i, 0);
    std::uint64_t only_second = 0;
    for (int k = 0; k < 500; ++k)
      only_second += random.below(2) == 0 && random.below(10) == 0 ? 1 : 0;
    const PairedDifference d = paired_difference(0, only_second, 500);
    covered += d.interval.low <= -0.05 && -0.05 <= d.interval.high ? 1 : 0;
  }
  EXPECT_GE(covered, 950);
}

} // namespace
} // namespace ghostwalk
