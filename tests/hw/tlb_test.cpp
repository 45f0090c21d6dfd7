// SPDX-License-Identifier: MIT
// What a TLB holds and which of it translates a page: sizes, PCIDs, global entries, capacity.
#include <gtest/gtest.h>

#include "tests/hw/hardware.hpp"

namespace ghostwalk::hw {
namespace {

// Pages 0 and 1 share a 4 MiB page (i386: bits 31:22 = 0x20), page 2 is the first of the next.
const Pages pages(i386(), {0x08048000, 0x08049000, 0x08400000});
const PageCover cover = pages.cover();

TEST(PageCover, NamesTheSmallestPageOfTheSameLargePage) {
  EXPECT_EQ(cover.of_size[1][1], 1);
  EXPECT_EQ(cover.of_size[2][1], 0);
  EXPECT_EQ(cover.of_size[2][2], 2);
}

TEST(Tlb, FindsThePageAndNoOther) {
  OwningTlb tlb(4);
  EXPECT_EQ(tlb.find(1, 0, cover), -1);
  ASSERT_TRUE(tlb.insert({.page = 1, .frame = 5}));
  ASSERT_EQ(tlb.find(1, 0, cover), 0);
  EXPECT_EQ(tlb.at(0), (TlbEntry{.page = 1, .frame = 5}));
  EXPECT_EQ(tlb.find(0, 0, cover), -1);
  EXPECT_EQ(tlb.find(2, 0, cover), -1);
}

TEST(Tlb, ALargeEntryTranslatesEveryPageItCoversAndNotTheNext) {
  OwningTlb tlb(4);
  tlb.insert({.page = 0, .size = 2, .frame = 0x400});
  EXPECT_EQ(tlb.find(0, 0, cover), 0);
  EXPECT_EQ(tlb.find(1, 0, cover), 0);
  EXPECT_EQ(tlb.find(2, 0, cover), -1);
}

// "After a page-size change both sizes can coexist and either may be used" (SDM p141).
TEST(Tlb, BothSizesCoexistAndEitherMayBeUsed) {
  OwningTlb tlb(4);
  tlb.insert({.page = 0, .size = 2, .frame = 0x400});
  tlb.insert({.page = 1, .size = 1, .frame = 5});
  const int first = tlb.find(1, 0, cover, 0), second = tlb.find(1, 0, cover, 1);
  ASSERT_GE(first, 0);
  ASSERT_GE(second, 0);
  EXPECT_NE(first, second);
  EXPECT_EQ(tlb.find(1, 0, cover, 2), -1);
  EXPECT_EQ(tlb.find(0, 0, cover, 1), -1);
}

// Entries are used under the PCID they were made under, global ones under any (SDM p139-142).
TEST(Tlb, AnEntryServesItsPcidAndAGlobalOneServesAll) {
  OwningTlb tlb(4);
  tlb.insert({.page = 0, .frame = 5, .pcid = 3});
  tlb.insert({.page = 1, .frame = 6, .pcid = 3, .global = true});
  EXPECT_GE(tlb.find(0, 3, cover), 0);
  EXPECT_EQ(tlb.find(0, 4, cover), -1);
  EXPECT_GE(tlb.find(1, 3, cover), 0);
  EXPECT_GE(tlb.find(1, 4, cover), 0);
}

TEST(Tlb, InsertReplacesTheSamePageSizeGAndPcid) {
  OwningTlb tlb(8);
  tlb.insert({.page = 0, .frame = 5});
  tlb.insert({.page = 0, .frame = 6, .writable = true});
  EXPECT_EQ(tlb.used(), 1);
  EXPECT_EQ(tlb.at(0).frame, 6U);
  tlb.insert({.page = 0, .frame = 7, .pcid = 1});
  EXPECT_EQ(tlb.used(), 2);
  tlb.insert({.page = 0, .size = 2, .frame = 0x400});
  EXPECT_EQ(tlb.used(), 3);
  tlb.insert({.page = 0, .frame = 8, .global = true});
  EXPECT_EQ(tlb.used(), 4);
  tlb.insert({.page = 0, .frame = 9, .pcid = 2, .global = true}); // The same, whatever its PCID.
  EXPECT_EQ(tlb.used(), 4);
}

TEST(Tlb, AFullOneTakesReplacementsAndNothingElse) {
  OwningTlb tlb(2);
  EXPECT_TRUE(tlb.insert({.page = 0, .frame = 5}));
  EXPECT_TRUE(tlb.insert({.page = 1, .frame = 6}));
  const std::vector<std::byte> before = tlb.bytes();
  EXPECT_FALSE(tlb.insert({.page = 2, .frame = 7}));
  EXPECT_EQ(tlb.bytes(), before);
  EXPECT_TRUE(tlb.insert({.page = 1, .frame = 8}));
  tlb.evict(static_cast<std::uint16_t>(tlb.find(0, 0, cover)));
  EXPECT_EQ(tlb.used(), 1);
  EXPECT_TRUE(tlb.insert({.page = 2, .frame = 7}));
}

TEST(Tlb, OneWithoutSlotsHoldsNothing) {
  OwningTlb tlb(0);
  EXPECT_FALSE(tlb.insert({.page = 0, .frame = 5}));
  EXPECT_EQ(tlb.find(0, 0, cover), -1);
  EXPECT_EQ(tlb.drop_all(), 0);
}

// A 4 MiB page at frame 0x400 maps the frames 0x400 .. 0x7ff.
TEST(Tlb, MarkDanglingKnowsTheFramesOfALargePage) {
  for (const Pfn frame : {Pfn{0x3ff}, Pfn{0x400}, Pfn{0x7ff}, Pfn{0x800}}) {
    OwningTlb tlb(4);
    tlb.insert({.page = 0, .size = 2, .frame = 0x400});
    const bool inside = frame >= 0x400 && frame <= 0x7ff;
    EXPECT_EQ(tlb.mark_dangling(frame, i386()), inside ? 1 : 0) << frame;
    EXPECT_EQ(tlb.at(0).dangling, inside) << frame;
  }
}

TEST(Tlb, MarkDanglingMarksEveryEntryOfTheFrameOnce) {
  OwningTlb tlb(4);
  tlb.insert({.page = 0, .frame = 5, .pcid = 1});
  tlb.insert({.page = 0, .frame = 5, .pcid = 2});
  tlb.insert({.page = 1, .frame = 6});
  EXPECT_EQ(tlb.mark_dangling(5, i386()), 2);
  EXPECT_EQ(tlb.mark_dangling(5, i386()), 0);
  EXPECT_EQ(tlb.mark_dangling(4, i386()), 0);
  EXPECT_FALSE(tlb.at(static_cast<std::uint16_t>(tlb.find(1, 0, cover))).dangling);
  EXPECT_TRUE(tlb.at(static_cast<std::uint16_t>(tlb.find(0, 1, cover))).dangling);
}

// ── A large page in pieces (SDM p141) ──

// 0x00400000 .. 0x005fffff is one 2 MiB page: its last 4 KiB are frame 511 of it. A 4 KiB entry stays as it is.
TEST(Fragment, IsTheFourKibibytesThatWereWalked) {
  const TlbEntry large{.page = 0, .size = 2, .frame = 0x400, .writable = true, .global = true};
  const TlbEntry last = fragment(x86_64(), large, 1, 0x005ff000);
  EXPECT_EQ(
      last,
      (TlbEntry{.page = 1, .size = 0, .frame = 0x400 + 511, .writable = true, .global = true}));
  EXPECT_EQ(fragment(x86_64(), large, 0, 0x00400000).frame, 0x400U);
  const TlbEntry small{.page = 1, .size = 1, .frame = 7};
  EXPECT_EQ(fragment(x86_64(), small, 1, 0x005ff000), small);
}

// Pages 0 and 1 are pieces of one large page, page 2 one of the next.
struct Pieces : testing::Test {
  const Pages pages{x86_64(), {0x00400000, 0x005ff000, 0x00600000}};
  PageCover cover = pages.cover();
  OwningTlb tlb{8};
  Pieces() {
    cover.of_size[0] = cover.of_size[1];
    for (PageId page = 0; page < 3; ++page)
      tlb.insert({.page = page, .size = 0, .frame = 0x400U + page, .pcid = 1});
    tlb.insert({.page = 1, .size = 0, .frame = 0x401, .pcid = 2});
    tlb.insert({.page = 0, .size = 1, .frame = 9, .pcid = 1});
  }
};

TEST_F(Pieces, GoTogetherWithTheirLargePageAndPcid) {
  EXPECT_EQ(tlb.drop_fragments(1, 1, cover), 2);
  EXPECT_GE(tlb.find(0, 1, cover), 0) << "a 4 KiB entry of its own";
  EXPECT_EQ(tlb.find(1, 1, cover), -1);
  EXPECT_GE(tlb.find(1, 2, cover), 0);
  EXPECT_GE(tlb.find(2, 1, cover), 0);
}

TEST_F(Pieces, ThatAreGlobalGoWithThemUnderAnyPcid) {
  OwningTlb global(4);
  global.insert({.page = 0, .size = 0, .frame = 0x400, .global = true});
  global.insert({.page = 1, .size = 0, .frame = 0x401, .global = true});
  global.insert({.page = 2, .size = 0, .frame = 0x402, .global = true});
  EXPECT_EQ(global.drop_fragments(1, 7, cover), 2);
  EXPECT_EQ(global.find(0, 7, cover), -1);
  EXPECT_GE(global.find(2, 7, cover), 0);
}

TEST_F(Pieces, GoOneByOneOtherwise) {
  EXPECT_EQ(tlb.drop_page(1, 1, true, cover), 1);
  EXPECT_EQ(tlb.used(), 4);
}

TEST_F(Pieces, MapOneFrameEach) {
  EXPECT_EQ(tlb.mark_dangling(0x401, x86_64()), 2); // Of two PCIDs.
  EXPECT_EQ(tlb.mark_dangling(0x403, x86_64()), 0);
}

// The direct map keeps its translations of frames that are freed.
TEST_F(Pieces, StayWhatTheyAreInTheDirectMap) {
  const std::array<std::uint8_t, 3> direct{0, 1, 0};
  EXPECT_EQ(tlb.mark_dangling(0x401, x86_64(), direct), 0);
  EXPECT_EQ(tlb.mark_dangling(0x402, x86_64(), direct), 1);
}

} // namespace
} // namespace ghostwalk::hw
