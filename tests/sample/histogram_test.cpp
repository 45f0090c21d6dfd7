// SPDX-License-Identifier: MIT
// Are the buckets where they should be, and is adding up exact?
#include "sim/drivers/sample/histogram.hpp"

#include <gtest/gtest.h>

#include "sim/core/random.hpp"

namespace ghostwalk {
namespace {

// Below 32 a bucket each; 32 .. 63 too, as 32 buckets of the octave; from 64 on two numbers share one.
TEST(Histogram, BucketsHaveTheEdgesTheySay) {
  EXPECT_EQ(Histogram::bucket_of(0), 0);
  EXPECT_EQ(Histogram::bucket_of(63), 63);
  EXPECT_EQ(Histogram::bucket_of(64), 64);
  EXPECT_EQ(Histogram::bucket_of(65), 64);
  EXPECT_EQ(Histogram::bucket_of(66), 65);
  EXPECT_EQ(Histogram::lowest(64), 64);
  EXPECT_EQ(Histogram::width(64), 2);
  // 1000 = 0b1111101000: octave of 512, 16 wide: 512 + 30 * 16 = 992 .. 1007.
  EXPECT_EQ(Histogram::lowest(Histogram::bucket_of(1000)), 992);
  EXPECT_EQ(Histogram::width(Histogram::bucket_of(1000)), 16);
}

TEST(Histogram, EveryBucketEndsWhereTheNextBegins) {
  for (int b = 0; b + 1 < Histogram::buckets; ++b) {
    ASSERT_EQ(Histogram::lowest(b) + Histogram::width(b), Histogram::lowest(b + 1));
    ASSERT_EQ(Histogram::bucket_of(Histogram::lowest(b)), b);
    ASSERT_EQ(Histogram::bucket_of(Histogram::lowest(b + 1) - 1), b);
    ASSERT_LE(Histogram::width(b) * 32, std::max<std::int64_t>(32, Histogram::lowest(b)));
  }
}

// The last bucket begins at 63 * 2^34 and takes what lies beyond 2^40 too, where counts stay exact.
TEST(Histogram, TheEndTakesTheRest) {
  Histogram h;
  for (const std::int64_t v : {-5L, std::int64_t{1} << 40, std::int64_t{1} << 60}) h.add(v);
  EXPECT_EQ(h.count(), 3U);
  EXPECT_EQ(h.least(), 0);
  EXPECT_EQ(h.most(), std::int64_t{1} << 60);
  EXPECT_EQ(h[Histogram::buckets - 1], 2U);
  EXPECT_EQ(Histogram::bucket_of((std::int64_t{1} << 40) - 1), Histogram::buckets - 1);
  EXPECT_EQ(Histogram::lowest(Histogram::buckets - 1), std::int64_t{63} << 34);
}

// Of 1 .. 10 the median's rank is 5, the 95th percentile's 10 (ceil of 9.5).
TEST(Histogram, QuantilesHaveTheRankTheySay) {
  Histogram h;
  for (std::int64_t v = 1; v <= 10; ++v) h.add(v);
  EXPECT_EQ(h.quantile(1, 2), 5);
  EXPECT_EQ(h.quantile(95, 100), 10);
  EXPECT_EQ(h.quantile(0, 100), 1);
  EXPECT_EQ(h.quantile(1, 1), 10);
}

TEST(Histogram, AQuantileIsAtMostASixtyFourthOff) {
  Random random(1, 0, 0);
  for (int i = 0; i < 1000; ++i) {
    const std::int64_t value = random.between(1, std::int64_t{1} << random.between(1, 39));
    Histogram h;
    h.add(value);
    EXPECT_EQ(h.quantile(1, 2), value); // Alone: kept within least and most.
    h.add(0);
    h.add(std::int64_t{1} << 40);
    const std::int64_t off = h.quantile(1, 2) - value;
    EXPECT_LE((off < 0 ? -off : off) * 64, value) << value;
  }
}

TEST(Histogram, PartsThatContradictEachOtherAreRefused) {
  Histogram h, back;
  h.add(100);
  h.add(200);
  Histogram::Parts parts = h.parts();
  EXPECT_TRUE(Histogram::from_parts(parts, back));
  EXPECT_EQ(back, h);
  parts.least = 300; // In no bucket that is used first.
  EXPECT_FALSE(Histogram::from_parts(parts, back));
  parts = h.parts();
  std::swap(parts.used[0], parts.used[1]);
  EXPECT_FALSE(Histogram::from_parts(parts, back));
}

} // namespace
} // namespace ghostwalk
