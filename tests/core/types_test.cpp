// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <array>

#include "sim/core/types.hpp"

namespace ghostwalk {
namespace {

// A field is its width's low bytes, lowest first, at any offset; its neighbours are left alone.
TEST(Fields, AreStoredLittleEndianAtAnyOffset) {
  for (const std::uint8_t width : std::array<std::uint8_t, 4>{1, 2, 4, 8}) {
    std::array<std::byte, 10> state{};
    const Field field{.offset = 1, .width = width};
    store(state.data(), field, 0x8877665544332211U);
    for (std::size_t i = 0; i < state.size(); ++i) {
      const bool inside = i >= 1 && i < 1U + width;
      EXPECT_EQ(std::to_integer<unsigned>(state[i]), inside ? 0x11 * i : 0U) << +width << ' ' << i;
    }
    EXPECT_EQ(load(state.data(), field),
              0x8877665544332211U & (~std::uint64_t{0} >> (64 - 8 * width)));
  }
}

TEST(Fields, AreUnsigned) {
  const std::array<std::byte, 1> state{std::byte{0xff}};
  EXPECT_EQ(load(state.data(), Field{}), 255U);
}

TEST(CyclesTest, AddAndSubtract) {
  EXPECT_EQ(count(Cycles{5} + Cycles{7}), 12);
  EXPECT_EQ(count(Cycles{5} - Cycles{7}), -2);
  EXPECT_LT(Cycles{5}, Cycles{7});
}

} // namespace
} // namespace ghostwalk
