// SPDX-License-Identifier: MIT
// Is the table of CPU parameters sound, and do draws follow a distribution?
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "sim/drivers/dice.hpp"

namespace ghostwalk::test {
namespace {

TEST(Parameters, EveryOneHasANameARangeAndAMeaning) {
  std::set<std::string_view> names;
  for (const hw::Parameter& p : hw::parameters()) {
    EXPECT_TRUE(names.insert(p.name).second) << p.name;
    EXPECT_EQ(hw::find_parameter(p.name), &p);
    EXPECT_LE(p.lowest, p.fallback) << p.name;
    EXPECT_LE(p.fallback, p.highest) << p.name;
    EXPECT_FALSE(p.unit.empty() || p.meaning.empty()) << p.name;
    EXPECT_EQ(hw::CpuDescription{}.number(p.key), p.fallback);
  }
  EXPECT_EQ(hw::find_parameter("walk_memroy"), nullptr);
}

hw::CpuDescription with(hw::Key key, std::vector<hw::Distribution::Part> parts) {
  hw::CpuDescription cpu;
  cpu.values[static_cast<std::size_t>(key)].parts = std::move(parts);
  return cpu;
}

TEST(Dice, FollowTheWeights) {
  const auto cpu = with(hw::Key::walk_snoop, {{3, 100, 100}, {1, 200, 300}});
  EXPECT_EQ(cpu.of(hw::Key::walk_snoop).lowest(), 100U);
  EXPECT_EQ(cpu.of(hw::Key::walk_snoop).highest(), 300U);
  Dice dice(cpu, 1);
  dice.throw_from(Random(1, 0, 0));
  int low = 0, outside = 0;
  for (int i = 0; i < 40'000; ++i) {
    const auto cycles = dice.of(0).cycles(hw::Key::walk_snoop);
    low += cycles == 100;
    outside += cycles != 100 && (cycles < 200 || cycles > 300);
  }
  EXPECT_EQ(outside, 0);
  EXPECT_NEAR(low, 30'000, 400); // Four and a half standard deviations.
}

// 256 CPUs with all their purposes: no two throw the same dice.
TEST(Dice, NoTwoPurposesShareAStream) {
  const hw::CpuDescription cpu;
  std::vector<std::uint64_t> all = Dice(cpu, 256).stream_numbers();
  std::sort(all.begin(), all.end());
  EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
  EXPECT_GT(all.size(), 256U * 20U);
  EXPECT_LT(all.back(), std::uint64_t{1} << 32);
}

std::vector<std::int64_t> loads(Dice& dice, CpuId cpu) {
  std::vector<std::int64_t> all(100);
  for (std::int64_t& cycles : all) cycles = dice.of(cpu).cycles(hw::Key::load);
  return all;
}

TEST(Dice, WhatIsFixedCostsNoDraw) {
  const auto cpu = with(hw::Key::load, {{1, 1, 1000}});
  Dice dice(cpu, 1);
  dice.throw_from(Random(7, 0, 0));
  EXPECT_EQ(dice.of(0).cycles(hw::Key::store), 4);
}

// A kernel that does more on one CPU leaves the others' draws, and those for other purposes, alone.
TEST(Dice, PurposesAndCpusDoNotDisturbEachOther) {
  auto cpu = with(hw::Key::load, {{1, 1, 1000}});
  cpu.values[static_cast<std::size_t>(hw::Key::store)].parts = {{1, 1, 1000}};
  Dice alone(cpu, 2), busy(cpu, 2);
  alone.throw_from(Random(7, 0, 0));
  busy.throw_from(Random(7, 0, 0));
  for (int i = 0; i < 1000; ++i) {
    busy.of(0).cycles(hw::Key::store);
    busy.of(1).cycles(hw::Key::load);
    busy.of(0).below(Dice::Choice::alternative, 5);
  }
  const auto first = loads(alone, 0);
  EXPECT_EQ(first, loads(busy, 0));
  EXPECT_NE(first, loads(alone, 1)); // Nor are they the same.
}

} // namespace
} // namespace ghostwalk::test
