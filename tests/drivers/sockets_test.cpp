// SPDX-License-Identifier: MIT
// Does a platform's shape matter? In a program of its own, since a process has one platform.
#include <gtest/gtest.h>

#include "tests/drivers/carriers.hpp"

namespace ghostwalk::test {
namespace {

TEST(TwoSockets, WalksOfOneAreNotInTheWayOfTheOthers) {
  EXPECT_EQ(reads_back({0, 2}, 400, on_platform("two-sockets", 0)), 400);
  EXPECT_EQ(reads_back({0, 1}, 400, on_platform("two-sockets", 0)), 448);
}

} // namespace
} // namespace ghostwalk::test
