// SPDX-License-Identifier: MIT
// What a paging-structure cache holds and which walks it serves (SDM p142-144). What empties it is
// in invalidation_test.cpp.
#include <gtest/gtest.h>

#include "tests/hw/hardware.hpp"

namespace ghostwalk::hw {
namespace {

// Pages 0 and 1 share a PDE (2 MiB), page 2 only their PDPTE (1 GiB).
const Pages pages(x86_64(), {0x00400000, 0x005ff000, 0x00600000});
const PageCover cover = pages.cover();

// The tag of a PDE-cache entry is bits 47:21 (SDM p143): 0x005ff000 is the last page below it,
// 0x00600000 the first beyond.
TEST(PagingCache, APdeEntryServesThePagesBelowItAndNotTheNext) {
  OwningPagingCache cache(4);
  cache.insert({.page = 0, .level = 2, .table = 9});
  EXPECT_EQ(cache.find(0, 2, 0, cover), 0);
  EXPECT_EQ(cache.find(1, 2, 0, cover), 0);
  EXPECT_EQ(cache.find(2, 2, 0, cover), -1);
}

TEST(PagingCache, LevelsAreDistinct) {
  OwningPagingCache cache(4);
  cache.insert({.page = 0, .level = 3, .table = 8});
  EXPECT_EQ(cache.find(2, 3, 0, cover), 0);
  EXPECT_EQ(cache.find(2, 2, 0, cover), -1);
  EXPECT_EQ(cache.find(2, 4, 0, cover), -1);
}

// Entries serve the PCID they were made under: they are never global (SDM p142).
TEST(PagingCache, AnEntryServesItsPcidOnly) {
  OwningPagingCache cache(4);
  cache.insert({.page = 0, .level = 2, .table = 9, .pcid = 1});
  EXPECT_EQ(cache.find(0, 2, 1, cover), 0);
  EXPECT_EQ(cache.find(0, 2, 0, cover), -1);
  EXPECT_EQ(cache.find(0, 2, 2, cover), -1);
}

// So a G in the PDE leaves no trace in what a walk offers.
TEST(PagingCache, AGlobalPdeMakesTheSameEntryAsOneThatIsNot) {
  const Walk walk{.page = 1, .level = 2, .table = 5};
  const Word pde = make_entry(9, bit::present | bit::writable);
  EXPECT_EQ(read_level(x86_64(), walk, pde, false, 36).cached,
            read_level(x86_64(), walk, pde | bit::global, false, 36).cached);
}

TEST(PagingCache, InsertReplacesTheSamePageLevelAndPcid) {
  OwningPagingCache cache(2);
  EXPECT_TRUE(cache.insert({.page = 0, .level = 2, .table = 9}));
  EXPECT_TRUE(cache.insert({.page = 0, .level = 2, .table = 7, .writable = true}));
  EXPECT_EQ(cache.used(), 1);
  EXPECT_EQ(cache.at(0).table, 7U);
  EXPECT_TRUE(cache.insert({.page = 0, .level = 2, .table = 9, .pcid = 1}));
  EXPECT_FALSE(cache.insert({.page = 0, .level = 3, .table = 8})); // Full of others.
  cache.evict(0);
  EXPECT_TRUE(cache.insert({.page = 0, .level = 3, .table = 8}));
}

// Using an entry is allowed even when memory has changed since (SDM p144): a walk from it skips the
// cleared PDE and reads the freed table.
TEST(PagingCache, AWalkFromAnEntryDoesNotReadThePdeAgain) {
  const PagingCacheEntry pde{.page = 0, .level = 2, .table = 9, .writable = true, .user = true};
  const Walk walk{.page = 1,
                  .level = 1,
                  .writable = pde.writable,
                  .user = pde.user,
                  .no_execute = pde.no_execute,
                  .table = pde.table};
  const WalkStep step = read_level(x86_64(), walk, make_entry(3, 0x7), true, 36);
  ASSERT_EQ(step.next, WalkStep::Next::install);
  EXPECT_EQ(step.entry, (TlbEntry{.page = 1, .frame = 3, .writable = true, .user = true}));
}

TEST(PagingCache, MarkDanglingMarksWhatNamesTheTable) {
  OwningPagingCache cache(4);
  cache.insert({.page = 0, .level = 2, .table = 9, .pcid = 1});
  cache.insert({.page = 0, .level = 2, .table = 9, .pcid = 2});
  cache.insert({.page = 2, .level = 2, .table = 10, .pcid = 1});
  EXPECT_EQ(cache.mark_dangling(9), 2);
  EXPECT_EQ(cache.mark_dangling(9), 0);
  EXPECT_FALSE(cache.at(static_cast<std::uint16_t>(cache.find(2, 2, 1, cover))).dangling);
  EXPECT_TRUE(cache.at(static_cast<std::uint16_t>(cache.find(0, 2, 2, cover))).dangling);
}

} // namespace
} // namespace ghostwalk::hw
