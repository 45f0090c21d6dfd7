// SPDX-License-Identifier: MIT
// Where speculation takes its addresses from: the branch target buffer and next-line prefetch.
#include <gtest/gtest.h>

#include "models/hw/btb.hpp"
#include "models/hw/prefetch.hpp"

namespace ghostwalk::hw {
namespace {

// 1024 sets from bit 4: index 13:4, tag 21:14. What lies below bit 4 or above bit 21 is not seen.
constexpr BtbShape p4{.sets = 1024, .ways = 4, .index_from = 4, .tag_bits = 8};
constexpr Address user_branch = 0x08048010, user_target = 0x08048800;
constexpr Address one(int bit_number) { return Address{1} << bit_number; }

// 0x08048010 and 0xc0048010 differ in bits 31:27 only: "the BTB can contain mostly user addresses,
// … when you're in kernel mode" (Linus Torvalds, 23 May 2002: facts section 2).
TEST(Btb, AKernelBranchHitsWhatAUserBranchLeft) {
  Btb btb(p4);
  btb.train(user_branch, user_target);
  EXPECT_EQ(btb.predict(0xc0048010), user_target);
  EXPECT_TRUE(btb.aliases(user_branch, 0xc0048010));
}

TEST(Btb, BranchesAliasExactlyWhenIndexAndTagAreEqual) {
  Btb btb(p4);
  btb.train(user_branch, user_target);
  for (int b = 0; b < 64; ++b) {
    const bool seen = b >= 4 && b <= 21;
    EXPECT_EQ(btb.aliases(user_branch, user_branch ^ one(b)), !seen) << b;
    EXPECT_EQ(btb.predict(user_branch ^ one(b)).has_value(), !seen) << b;
  }
}

TEST(Btb, WithoutTagBitsTheWholeSetAliases) {
  Btb btb({.sets = 4, .ways = 1, .index_from = 0, .tag_bits = 0});
  EXPECT_TRUE(btb.aliases(1, 5));
  EXPECT_FALSE(btb.aliases(1, 2));
}

TEST(Btb, AllAddressBitsMayBeTag) {
  Btb btb({.sets = 4, .ways = 1, .index_from = 0, .tag_bits = 62});
  EXPECT_TRUE(btb.aliases(5, 5));
  EXPECT_FALSE(btb.aliases(5, 5 ^ one(63)));
}

TEST(Btb, AnUntrainedBranchPredictsNothing) {
  EXPECT_EQ(Btb(p4).predict(user_branch), std::nullopt);
}

TEST(Btb, TrainingAgainReplacesTheTarget) {
  Btb btb(p4);
  btb.train(user_branch, user_target);
  btb.train(0xc0048010, 0xc0100000); // Aliases: the same entry.
  EXPECT_EQ(btb.predict(user_branch), 0xc0100000U);
}

// Bit 14 and up are tag: the same set. Two ways hold two of them; the third pushes the first out.
TEST(Btb, AFullSetLosesTheBranchTrainedLongestAgo) {
  Btb btb({.sets = 1024, .ways = 2, .index_from = 4, .tag_bits = 8});
  btb.train(0, 0x1000);
  btb.train(one(14), 0x2000);
  EXPECT_EQ(btb.predict(0), 0x1000U);
  btb.train(one(15), 0x3000);
  EXPECT_EQ(btb.predict(0), std::nullopt);
  EXPECT_EQ(btb.predict(one(14)), 0x2000U);
  EXPECT_EQ(btb.predict(one(15)), 0x3000U);
}

TEST(Btb, TrainingAgainMakesABranchTheNewest) {
  Btb btb({.sets = 1024, .ways = 2, .index_from = 4, .tag_bits = 8});
  btb.train(0, 0x1000);
  btb.train(one(14), 0x2000);
  btb.train(0, 0x1000);
  btb.train(one(15), 0x3000);
  EXPECT_EQ(btb.predict(0), 0x1000U);
  EXPECT_EQ(btb.predict(one(14)), std::nullopt);
}

TEST(Btb, OtherSetsAreNotInTheWay) {
  Btb btb({.sets = 1024, .ways = 1, .index_from = 4, .tag_bits = 8});
  btb.train(0, 0x1000);
  btb.train(one(4), 0x2000);
  EXPECT_EQ(btb.predict(0), 0x1000U);
  EXPECT_EQ(btb.predict(one(4)), 0x2000U);
}

// Lines of 64 bytes: the last of a page starts at 0xfc0. One line ahead crosses from there only.
TEST(Prefetch, OneLineAheadCrossesFromTheLastLineOnly) {
  EXPECT_EQ(next_page_reached(0x08048fbf, 1, 64), std::nullopt);
  EXPECT_EQ(next_page_reached(0x08048fc0, 1, 64), 0x08049000U);
  EXPECT_EQ(next_page_reached(0x08048fff, 1, 64), 0x08049000U);
  EXPECT_EQ(next_page_reached(0x08049000, 1, 64), std::nullopt);
}

// Three lines ahead: from the line at 0xf40 on.
TEST(Prefetch, MoreLinesReachFurther) {
  EXPECT_EQ(next_page_reached(0x08048f3f, 3, 64), std::nullopt);
  EXPECT_EQ(next_page_reached(0x08048f40, 3, 64), 0x08049000U);
}

TEST(Prefetch, NoLinesReachNothing) {
  EXPECT_EQ(next_page_reached(0x08048fff, 0, 64), std::nullopt);
}

// A page of 64 lines: 63 lines ahead of its first byte is still the same page, 64 is the next.
TEST(Prefetch, AWholePageAhead) {
  EXPECT_EQ(next_page_reached(0x08048000, 63, 64), std::nullopt);
  EXPECT_EQ(next_page_reached(0x08048000, 64, 64), 0x08049000U);
}

TEST(Prefetch, TheLastPageHasNoNext) {
  EXPECT_EQ(next_page_reached(0xfffffffffffffff0, 1, 64), std::nullopt);
  EXPECT_EQ(next_page_reached(0xffffffffffffeff0, 1, 64), 0xfffffffffffff000U);
}

} // namespace
} // namespace ghostwalk::hw
