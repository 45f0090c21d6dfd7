// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "models/hw/apic.hpp"

namespace ghostwalk::hw {
namespace {

TEST(Apic, EachVectorHasItsBit) {
  for (int vector = 0; vector < max_vectors; ++vector) {
    const std::uint8_t pending = raise(0, vector);
    for (int other = 0; other < max_vectors; ++other)
      EXPECT_EQ(is_pending(pending, other), other == vector);
    EXPECT_EQ(acknowledge(pending, vector), 0);
  }
}

// Why one flush IPI can stand for two requests: the second finds the bit set.
TEST(Apic, AVectorSentTwiceIsTakenOnce) {
  for (int vector = 0; vector < max_vectors; ++vector) {
    const std::uint8_t pending = raise(raise(0, vector), vector);
    EXPECT_TRUE(is_pending(pending, vector));
    EXPECT_EQ(acknowledge(pending, vector), 0);
  }
}

TEST(Apic, AcknowledgingOneVectorKeepsTheOthers) {
  EXPECT_EQ(acknowledge(raise(raise(0, 1), 7), 1), raise(0, 7));
  EXPECT_EQ(acknowledge(raise(0, 7), 1), raise(0, 7));
}

} // namespace
} // namespace ghostwalk::hw
