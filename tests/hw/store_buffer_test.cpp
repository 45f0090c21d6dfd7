// SPDX-License-Identifier: MIT
// A CPU's buffered stores: in order, its own loads see the newest (x86-TSO). What waits for it to be empty is in
// tests/machine/memory_order_test.cpp.
#include <gtest/gtest.h>

#include <array>

#include "models/hw/store_buffer.hpp"

namespace ghostwalk::hw {
namespace {

constexpr std::uint16_t room = 3;
constexpr Field x{8, 4}, y{16, 8};

struct StoreBufferOfThree : testing::Test {
  std::array<std::byte, std::size_t{room} * StoreBuffer::entry_bytes> bytes{};
  StoreBuffer buffer{bytes.data(), room};
  std::uint64_t seen = 99;
};

TEST_F(StoreBufferOfThree, TakesAsManyAsItHasRoomFor) {
  EXPECT_TRUE(buffer.empty());
  for (std::uint16_t stores = 1; stores <= room; ++stores) {
    EXPECT_FALSE(buffer.full());
    buffer.push(x, stores);
    EXPECT_FALSE(buffer.empty());
    EXPECT_EQ(buffer.size(), stores);
  }
  EXPECT_TRUE(buffer.full());
}

TEST_F(StoreBufferOfThree, LetsItsOwnCpuReadTheNewest) {
  EXPECT_FALSE(buffer.newest(x.offset, seen));
  buffer.push(x, 1);
  buffer.push(y, 5);
  buffer.push(x, 2);
  EXPECT_TRUE(buffer.newest(x.offset, seen));
  EXPECT_EQ(seen, 2U);
  EXPECT_TRUE(buffer.newest(y.offset, seen));
  EXPECT_EQ(seen, 5U);
  EXPECT_FALSE(buffer.newest(12, seen)) << "a place between";
  EXPECT_EQ(seen, 5U);
}

TEST_F(StoreBufferOfThree, DrainsInOrderAndLeavesNothing) {
  buffer.push(x, 1);
  buffer.push(y, 5);
  buffer.push(x, 2);
  const std::array<std::pair<Field, std::uint64_t>, 3> expected{{{x, 1}, {y, 5}, {x, 2}}};
  for (const auto& [field, value] : expected) {
    EXPECT_EQ(buffer.oldest().offset, field.offset);
    EXPECT_EQ(buffer.oldest().width, field.width);
    EXPECT_EQ(buffer.oldest_value(), value);
    buffer.pop();
  }
  EXPECT_TRUE(buffer.empty());
  EXPECT_EQ(bytes, decltype(bytes){});
}

// Sequential consistency is a buffer of no room: empty, and never in the way.
TEST(StoreBufferOfNone, IsEmptyAndNotFull) {
  const StoreBuffer none(nullptr, 0);
  EXPECT_TRUE(none.empty());
  EXPECT_FALSE(none.full());
}

} // namespace
} // namespace ghostwalk::hw
