// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <limits>
#include <vector>

#include "sim/core/random.hpp"

namespace ghostwalk {
namespace {

constexpr std::int64_t lowest_int = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t highest_int = std::numeric_limits<std::int64_t>::max();

// The first output of the published SplitMix64 with seed 0: its state is then the golden ratio.
TEST(Random, MixIsTheFinaliserOfSplitMix64) {
  EXPECT_EQ(mix(0x9e3779b97f4a7c15U), 0xe220a8397b1dcdafU);
  EXPECT_EQ(mix(0), 0U);
}

// Computed by another program in another language. A change here changes every stored result.
TEST(Random, DrawsAreTheseForEver) {
  using Draws = std::array<std::uint64_t, 3>;
  const auto draws = [](std::uint64_t seed, std::uint64_t point, std::uint64_t trial) {
    Random random(seed, point, trial);
    return Draws{random.next(), random.next(), random.next()};
  };
  EXPECT_EQ(draws(0, 0, 0), (Draws{0x2ce809ae01cab7d7, 0x7924ac0fed68cb52, 0xa76cddfb84fbeed0}));
  EXPECT_EQ(draws(1, 0, 0), (Draws{0x5f47167dab1e6f33, 0x5ade0988162dfdc3, 0x5e0af42cc0be3fca}));
  EXPECT_EQ(draws(0, 1, 0), (Draws{0xc4925ea0ff9f133e, 0x58db49f494688aff, 0x7a7c4fcc341ed953}));
  EXPECT_EQ(draws(0, 0, 1), (Draws{0x17a9b4d8ccb094ac, 0x61f3a8451c2dd20f, 0x2d011e5618544828}));
  EXPECT_EQ(draws(42, 7, 1000000),
            (Draws{0x81cf7b75a097d8a3, 0x25eb5d8e9e98b09c, 0xf2a5bb9c3486ed5c}));
}

TEST(Random, BelowIsTheseForEver) {
  Random die(42, 7, 3), percent(42, 7, 3);
  std::vector<std::uint64_t> thrown, drawn;
  for (int i = 0; i < 12; ++i) thrown.push_back(die.below(6));
  for (int i = 0; i < 6; ++i) drawn.push_back(percent.below(1000));
  EXPECT_EQ(thrown, (std::vector<std::uint64_t>{5, 1, 3, 4, 5, 0, 5, 2, 4, 4, 0, 5}));
  EXPECT_EQ(drawn, (std::vector<std::uint64_t>{918, 232, 538, 701, 973, 109}));
}

// 2^63 + 1 of 2^64 values is the worst bound: nearly every second draw is rejected.
TEST(Random, BelowRejectsWhatWouldBias) {
  Random random(42, 7, 3);
  const std::uint64_t bound = (std::uint64_t{1} << 63) + 1;
  EXPECT_EQ(random.below(bound), 6468453016997693960U);
  EXPECT_EQ(random.below(bound), 1007499555429906181U);
  EXPECT_EQ(random.below(bound), 6892310086334191103U);
  EXPECT_EQ(random.below(bound), 2778426278213717429U);
  Random skipped(42, 7, 3); // Those four took fifteen draws.
  for (int i = 0; i < 15; ++i) skipped.next();
  EXPECT_EQ(random.next(), skipped.next());
}

RC_GTEST_PROP(Random, BelowStaysBelow, (std::uint64_t seed, std::uint64_t any)) {
  Random random(seed, 0, 0);
  const std::uint64_t bound = any == 0 ? 1 : any;
  for (int i = 0; i < 20; ++i) RC_ASSERT(random.below(bound) < bound);
}

TEST(Random, BelowOneIsZero) {
  Random random(1, 2, 3);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(random.below(1), 0U);
}

TEST(Random, BetweenReachesBothEndsAndNotBeyond) {
  Random random(1, 2, 3);
  std::array<int, 4> seen{};
  for (int i = 0; i < 400; ++i) {
    const std::int64_t n = random.between(-1, 2);
    ASSERT_GE(n, -1);
    ASSERT_LE(n, 2);
    ++seen[static_cast<std::size_t>(n + 1)];
  }
  for (const int times : seen) EXPECT_NEAR(times, 100, 40); // Standard deviation: 8.7.
}

TEST(Random, BetweenTakesTheWidestRangesAndTheNarrowest) {
  Random random(1, 2, 3), raw(1, 2, 3);
  EXPECT_EQ(random.between(5, 5), 5);
  raw.next();
  // All 2^64 values: the draw itself, counted from the lowest.
  EXPECT_EQ(random.between(lowest_int, highest_int),
            static_cast<std::int64_t>((std::uint64_t{1} << 63) + raw.next()));
  EXPECT_EQ(random.between(highest_int, highest_int), highest_int);
  EXPECT_EQ(random.between(lowest_int, lowest_int), lowest_int);
  for (int i = 0; i < 20; ++i) EXPECT_LE(random.between(lowest_int, -1), -1);
}

// Six faces, 60000 throws: chi-square with 5 degrees of freedom is below 20.5 in 999 of 1000 cases,
// and this is one case for ever.
TEST(Random, BelowIsUniform) {
  Random random(42, 0, 0);
  std::array<std::int64_t, 6> seen{};
  for (int i = 0; i < 60000; ++i) ++seen[random.below(6)];
  std::int64_t squares = 0;
  for (const std::int64_t n : seen) squares += (n - 10000) * (n - 10000);
  EXPECT_LT(squares, 205000);
}

// Trials whose seed, point and trial add up to the same must not be the same trial.
TEST(Random, SeedPointAndTrialAreNotInterchangeable) {
  const std::array first{Random(1, 0, 0).next(), Random(0, 1, 0).next(), Random(0, 0, 1).next(),
                         Random(2, 1, 0).next(), Random(1, 2, 0).next(), Random(1, 1, 1).next()};
  for (std::size_t i = 0; i < first.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) EXPECT_NE(first[i], first[j]) << i << ' ' << j;
}

} // namespace
} // namespace ghostwalk
