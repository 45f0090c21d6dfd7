// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "sim/core/error.hpp"

namespace ghostwalk {
namespace {

using Names = std::vector<std::string>;
const Names keys{"entries", "ways", "pde_cache", "tlb"};

TEST(NearName, FindsASlipOfThePen) {
  EXPECT_EQ(near_name("entires", keys), "entries"); // Two neighbours swapped.
  EXPECT_EQ(near_name("entrie", keys), "entries");  // One left out.
  EXPECT_EQ(near_name("entriess", keys), "entries");
  EXPECT_EQ(near_name("entrues", keys), "entries");
  EXPECT_EQ(near_name("way", keys), "ways");
  EXPECT_EQ(near_name("tbl", keys), "tlb"); // A swap is one slip, not two.
}

TEST(NearName, IgnoresCase) {
  EXPECT_EQ(near_name("TLB", keys), "tlb");
  EXPECT_EQ(near_name("Pde_Cache", keys), "pde_cache");
}

// One slip up to five letters, two up to eight, three up to eleven.
TEST(NearName, AllowsOneSlipForEveryThreeLetters) {
  EXPECT_EQ(near_name("wxyzs", {"wabys"}), "");
  EXPECT_EQ(near_name("wxays", {"wabys"}), "");
  EXPECT_EQ(near_name("wabxs", {"wabys"}), "wabys");
  EXPECT_EQ(near_name("abcdxy", {"abcdef"}), "abcdef");
  EXPECT_EQ(near_name("abcxyz", {"abcdef"}), "");
  EXPECT_EQ(near_name("abcdefxyz", {"abcdefghi"}), "abcdefghi");
  EXPECT_EQ(near_name("abcdewxyz", {"abcdefghi"}), "");
}

TEST(NearName, IsNotAnotherWordAltogether) {
  EXPECT_EQ(near_name("x", {"y"}), "");
  EXPECT_EQ(near_name("", {"y"}), "");
  EXPECT_EQ(near_name("frames", keys), "");
  EXPECT_EQ(near_name("entries", {}), "");
}

TEST(NearName, PrefersTheNearestAndThenTheFirst) {
  EXPECT_EQ(near_name("entrie", {"entry", "entries"}), "entries");
  EXPECT_EQ(near_name("walx", {"wale", "walk"}), "wale");
}

// Bounded work for any text: words of more than 64 bytes are nobody's slip.
TEST(NearName, DoesNotCompareLongWords) {
  const std::string longest(64, 'a'), longer(65, 'a');
  EXPECT_EQ(near_name(longest, {longest}), longest);
  EXPECT_EQ(near_name(longer, {longer}), "");
  EXPECT_EQ(near_name(longest, {longer}), "");
  EXPECT_EQ(near_name(std::string(8'000'000, 'a'), {longest}), "");
  EXPECT_EQ(near_name("\xff\xfe", {"\xff\xfd"}), "\xff\xfd"); // Any bytes will do.
}

TEST(Suggest, NamesTheNearOne) { EXPECT_EQ(suggest("entires", keys), "; did you mean 'entries'?"); }

TEST(Suggest, ListsWhatThereIs) {
  EXPECT_EQ(suggest("frames", keys), "; there are entries, ways, pde_cache, tlb");
  EXPECT_EQ(suggest("frames", {"ways"}), "; there is only ways");
  EXPECT_EQ(suggest("frames", {}), "; there are none");
}

TEST(Suggest, ListsTwelveAtMost) {
  Names many;
  for (char c = 'a'; c < 'a' + 12; ++c) many.emplace_back(1, c);
  EXPECT_EQ(suggest("frames", many), "; there are a, b, c, d, e, f, g, h, i, j, k, l");
  many.emplace_back("m");
  EXPECT_EQ(suggest("frames", many), "; there are a, b, c, d, e, f, g, h, i, j, k, l, ...");
}

} // namespace
} // namespace ghostwalk
