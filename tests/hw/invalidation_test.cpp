// SPDX-License-Identifier: MIT
// What each invalidating operation drops and what it keeps (facts section 4, SDM p145-148), as far
// as the TLB and the paging-structure cache carry it. The machine composes them into instructions.
#include <gtest/gtest.h>

#include "tests/hw/hardware.hpp"

namespace ghostwalk::hw {
namespace {

// Pages 0 and 1 share a 2 MiB page, page 2 is in the next one and shares the 1 GiB page with them,
// page 3 shares only the 512 GiB of a PML4E.
const Pages pages(x86_64(), {0x00400000, 0x00401000, 0x00600000, 0x40000000});
const PageCover cover = pages.cover();

// Page 1 in every way it can be cached, under PCID 1 (current) and 2, and its neighbours.
struct Invalidation : testing::Test {
  OwningTlb tlb{16};
  Invalidation() {
    for (std::uint8_t pcid = 1; pcid <= 2; ++pcid) {
      tlb.insert({.page = 1, .size = 1, .frame = 5, .pcid = pcid});
      tlb.insert({.page = 0, .size = 2, .frame = 0x400, .pcid = pcid});
      tlb.insert({.page = 0, .size = 3, .frame = 0x40000, .pcid = pcid});
      tlb.insert({.page = 0, .size = 1, .frame = 6, .pcid = pcid});
    }
    tlb.insert({.page = 1, .size = 1, .frame = 7, .pcid = 2, .global = true});
    tlb.insert({.page = 2, .size = 1, .frame = 8, .pcid = 1, .global = true});
  }
  int matching(PageId page, std::uint8_t pcid) const {
    int n = 0;
    while (tlb.find(page, pcid, cover, n) >= 0) ++n;
    return n;
  }
};

// Page 1 under PCID 1: 4 KiB, 2 MiB, 1 GiB and the global one.
TEST_F(Invalidation, StartsWithEverySizeAndAGlobalEntry) {
  EXPECT_EQ(tlb.used(), 10);
  EXPECT_EQ(matching(1, 1), 4);
  EXPECT_EQ(matching(1, 2), 4);
}

// "Any TLB entries for a page number corresponding to the address, current PCID", at any size;
// "also any global entries with that page number, regardless of PCID" (SDM p145).
TEST_F(Invalidation, InvlpgDropsThePageAtAnySizeAndGlobalOnesOfAnyPcid) {
  EXPECT_EQ(tlb.drop_page(1, 1, true, cover), 4);
  EXPECT_EQ(matching(1, 1), 0);
}

TEST_F(Invalidation, InvlpgKeepsOtherPagesAndOtherPcids) {
  tlb.drop_page(1, 1, true, cover);
  EXPECT_EQ(matching(1, 2), 3); // All but the global one.
  EXPECT_EQ(matching(0, 1), 1); // Its 4 KiB entry; the large ones covered page 1 too.
  EXPECT_EQ(matching(2, 1), 1); // Its global entry; the 1 GiB one covered page 1 too.
}

// INVPCID 0 excepts global translations (SDM p145).
TEST_F(Invalidation, InvpcidOfOneAddressKeepsGlobalEntries) {
  EXPECT_EQ(tlb.drop_page(1, 2, false, cover), 3);
  EXPECT_EQ(matching(1, 2), 1);
  EXPECT_EQ(matching(1, 1), 4);
}

// MOV CR3: "all entries associated with the PCID except those for global pages" (SDM p145).
TEST_F(Invalidation, MovCr3KeepsGlobalEntriesAndOtherPcids) {
  EXPECT_EQ(tlb.drop_pcid(1), 4);
  EXPECT_EQ(matching(1, 1), 1);
  EXPECT_EQ(matching(2, 1), 1);
  EXPECT_EQ(matching(1, 2), 4);
}

// A global entry made under a PCID is not one of that PCID's (SDM p142, p145).
TEST_F(Invalidation, MovCr3KeepsAGlobalEntryMadeUnderThatVeryPcid) {
  tlb.drop_pcid(2);
  EXPECT_EQ(matching(1, 2), 1);
}

// Nor one of PCID 0, whose number it is kept under: a processor without PCIDs has no other.
TEST_F(Invalidation, MovCr3OfPcid0KeepsGlobalEntries) {
  EXPECT_EQ(tlb.drop_pcid(0), 0);
  EXPECT_EQ(tlb.used(), 10);
}

TEST_F(Invalidation, InvpcidOfAllContextsKeepsGlobalEntriesOnly) {
  EXPECT_EQ(tlb.drop_non_global(), 8);
  EXPECT_EQ(tlb.used(), 2);
  EXPECT_TRUE(tlb.at(0).global && tlb.at(1).global);
}

// MOV CR4 that changes PGE: all entries, global ones included, for all PCIDs (SDM p146).
TEST_F(Invalidation, TogglingPgeDropsEverything) {
  EXPECT_EQ(tlb.drop_all(), 10);
  EXPECT_EQ(tlb.used(), 0);
  EXPECT_EQ(tlb.bytes(), std::vector<std::byte>(8 * 16));
}

// A page fault drops the entries of the address it happened at, and no others (SDM p146).
TEST_F(Invalidation, APageFaultDropsTheEntriesOfItsAddress) {
  const int others = matching(0, 2);
  tlb.drop_page(1, 1, true, cover);
  EXPECT_EQ(matching(1, 1), 0);
  EXPECT_EQ(matching(0, 2), others);
}

// ── The paging-structure caches ──

struct PagingInvalidation : testing::Test {
  OwningPagingCache cache{16};
  PagingInvalidation() {
    for (std::uint8_t pcid = 1; pcid <= 2; ++pcid) {
      cache.insert({.page = 0, .level = 2, .table = 10, .pcid = pcid}); // PDE of pages 0 and 1
      cache.insert({.page = 2, .level = 2, .table = 11, .pcid = pcid});
      cache.insert({.page = 0, .level = 3, .table = 12, .pcid = pcid}); // PDPTE of pages 0, 1, 2
      cache.insert({.page = 3, .level = 3, .table = 13, .pcid = pcid});
      cache.insert({.page = 0, .level = 4, .table = 14, .pcid = pcid}); // PML4E of all
    }
  }
};

// INVLPG: "all entries in all paging-structure caches associated with the current PCID, regardless
// of the linear addresses to which they correspond" (SDM p145). So does MOV CR3.
TEST_F(PagingInvalidation, InvlpgAndMovCr3DropAllOfTheCurrentPcidAndNoOther) {
  EXPECT_EQ(cache.drop_pcid(1), 5);
  for (PageId page = 0; page <= 3; ++page) EXPECT_EQ(cache.find(page, 4, 1, cover), -1);
  EXPECT_EQ(cache.used(), 5);
  EXPECT_GE(cache.find(3, 3, 2, cover), 0);
}

// "All entries that would be used for that linear address", current PCID (SDM p146, note 3: not all
// others).
TEST_F(PagingInvalidation, APageFaultDropsOnlyTheEntriesUsedForItsAddress) {
  EXPECT_EQ(cache.drop_page(1, 1, cover), 3); // Its PDE, PDPTE and PML4E.
  EXPECT_EQ(cache.find(1, 2, 1, cover), -1);
  EXPECT_EQ(cache.find(1, 3, 1, cover), -1);
  EXPECT_EQ(cache.find(1, 4, 1, cover), -1);
  EXPECT_GE(cache.find(2, 2, 1, cover), 0);
  EXPECT_GE(cache.find(3, 3, 1, cover), 0);
  EXPECT_GE(cache.find(1, 2, 2, cover), 0);
}

TEST_F(PagingInvalidation, TogglingPgeDropsAllPcids) {
  EXPECT_EQ(cache.drop_all(), 10);
  EXPECT_EQ(cache.used(), 0);
}

} // namespace
} // namespace ghostwalk::hw
