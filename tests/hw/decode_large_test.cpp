// SPDX-License-Identifier: MIT
// Large pages, frames, indices: what a level of each mode covers.
#include <gtest/gtest.h>

#include "tests/hw/hardware.hpp"

namespace ghostwalk::hw {
namespace {

using Kind = Decoded::Kind;
constexpr std::uint8_t bits_36 = 36;
constexpr Word one(int bit_number) { return Word{1} << bit_number; }
constexpr Word large = bit::present | bit::large;

// In a large leaf, bit 12 is PAT, the bits from there to the page's size are reserved.
void expect_reserved(const PagingMode& mode, int level, int lowest, int highest) {
  EXPECT_EQ(decode(mode, level, large, bits_36).kind, Kind::leaf);
  EXPECT_EQ(decode(mode, level, large | one(lowest - 1), bits_36).kind, Kind::leaf);
  for (int b = lowest; b <= highest; ++b)
    EXPECT_EQ(decode(mode, level, large | one(b), bits_36).kind, Kind::reserved) << b;
  EXPECT_EQ(decode(mode, level, large | one(highest + 1), bits_36).kind, Kind::leaf);
}

// SDM p114, figure 4-4: bit 21 is reserved, 20:13 are address bits of PSE-36, which is left out.
TEST(DecodeLarge, AnI386FourMegabytePageReserves21To13) { expect_reserved(i386(), 2, 13, 21); }

// "If P and PS of a PDE are both 1, bits 20:13 are reserved" (SDM p119; table 4-17).
TEST(DecodeLarge, ATwoMegabytePageReserves20To13) {
  expect_reserved(pae(), 2, 13, 20);
  expect_reserved(x86_64(), 2, 13, 20);
}

// SDM table 4-15.
TEST(DecodeLarge, AOneGigabytePageReserves29To13) { expect_reserved(x86_64(), 3, 13, 29); }

// PS exists in a PDE, and in a PDPTE of 4-level paging; a PML4E reserves it (SDM table 4-14); in a
// PTE the same bit is PAT.
TEST(DecodeLarge, PsIsReservedWhereThereIsNoLargePage) {
  EXPECT_EQ(decode(x86_64(), 4, large, bits_36).kind, Kind::reserved);
  EXPECT_EQ(decode(x86_64(), 4, bit::present, bits_36).kind, Kind::table);
  EXPECT_EQ(decode(pae(), 3, large, bits_36).kind, Kind::reserved);
  EXPECT_EQ(decode(pae(), 3, bit::present, bits_36).kind, Kind::table);
  EXPECT_EQ(decode(x86_64(), 1, large, bits_36).memory_type, 4);
}

// Without PS the low frame bits belong to the table's frame.
TEST(DecodeLarge, TheSameBitsWithoutPsNameATable) {
  const Decoded d = decode(x86_64(), 2, make_entry(0x1ff, bit::present), bits_36);
  EXPECT_EQ(d.kind, Kind::table);
  EXPECT_EQ(d.frame, 0x1ffU);
}

// The frame of a large page is its first; bit 12 is PAT and not part of it.
TEST(DecodeLarge, PatIsNotPartOfTheFrame) {
  const Decoded four = decode(i386(), 2, 0x08400000 | large | bit::pat_large, bits_36);
  EXPECT_EQ(four.frame, 0x08400U);
  EXPECT_EQ(four.memory_type, 4);
  const Decoded two = decode(x86_64(), 2, 0x00200000 | large | bit::pat_large, bits_36);
  EXPECT_EQ(two.frame, 0x00200U);
  const Decoded giga = decode(x86_64(), 3, 0x40000000 | large, bits_36);
  EXPECT_EQ(giga.frame, 0x40000U);
  EXPECT_EQ(giga.memory_type, 0);
}

TEST(DecodeLarge, ALargeLeafCanBeGlobalAndDirty) {
  const Decoded d = decode(i386(), 2, large | bit::global | bit::dirty, bits_36);
  EXPECT_TRUE(d.global && d.dirty);
}

TEST(Frames, AreTwentyBitsInI386AndFortyOtherwise) {
  EXPECT_EQ(frame_of(i386(), 0xffffffffU), 0xfffffU);
  EXPECT_EQ(frame_of(i386(), ~Word{0}), 0xfffffU);
  EXPECT_EQ(frame_of(pae(), ~Word{0}), 0xffffffffffU);
  EXPECT_EQ(frame_of(x86_64(), ~Word{0}), 0xffffffffffU);
  EXPECT_EQ(frame_of(x86_64(), 0xfff), 0U);
  EXPECT_EQ(make_entry(0x0badc, 0x167), 0x0badc167U);
}

// i386: 0x08048000 = 0000100000 0001001000 ...: directory 0x20, table 0x48.
TEST(Indices, SplitTheAddressFromTheTop) {
  EXPECT_EQ(index_of(i386(), 2, 0x08048000), 0x20);
  EXPECT_EQ(index_of(i386(), 1, 0x08048000), 0x48);
  EXPECT_EQ(index_of(i386(), 2, 0xffffffff), 1023);
  // PAE: 00 001000000 001001000: pointer 0, directory 0x40, table 0x48.
  EXPECT_EQ(index_of(pae(), 3, 0x08048000), 0);
  EXPECT_EQ(index_of(pae(), 2, 0x08048000), 0x40);
  EXPECT_EQ(index_of(pae(), 1, 0x08048000), 0x48);
  EXPECT_EQ(index_of(pae(), 3, 0xc0000000), 3);
  // x86-64: the vmalloc area's first page, 0xffffc900_00000000, is in PML4 entry 402 (0x192).
  EXPECT_EQ(index_of(x86_64(), 4, 0xffffc90000000000), 0x192);
  EXPECT_EQ(index_of(x86_64(), 3, 0xffffc90000000000), 0);
  EXPECT_EQ(index_of(x86_64(), 4, 0xffffffffffffffff), 511);
  EXPECT_EQ(index_of(x86_64(), 1, 0xffffffffffffffff), 511);
}

TEST(UserSpace, EndsWhereLinuxSplitsIt) {
  EXPECT_TRUE(is_user(i386(), 0xbfffffff));
  EXPECT_FALSE(is_user(i386(), 0xc0000000));
  EXPECT_TRUE(is_user(pae(), 0xbfffffff));
  EXPECT_FALSE(is_user(pae(), 0xc0000000));
  EXPECT_TRUE(is_user(x86_64(), 0x00007fffffffffff));
  EXPECT_FALSE(is_user(x86_64(), 0x0000800000000000));
}

TEST(PagingModes, AreFoundByTheirNames) {
  for (const PagingModeId id : {PagingModeId::i386, PagingModeId::pae, PagingModeId::x86_64}) {
    EXPECT_EQ(paging_mode(id).id, id);
    EXPECT_EQ(find_paging_mode(paging_mode(id).name), &paging_mode(id));
  }
  EXPECT_EQ(find_paging_mode("x86_64"), nullptr);
  EXPECT_EQ(find_paging_mode(""), nullptr);
}

// Root to leaf, the levels take the address bits without gap: 32 of them, or 48.
TEST(PagingModes, LevelsTakeAllAddressBits) {
  for (const PagingMode* mode : {&i386(), &pae(), &x86_64()}) {
    int from = 12;
    for (std::size_t level = 1; level <= mode->levels; ++level) {
      EXPECT_EQ(mode->level[level].shift, from);
      from += mode->level[level].bits;
    }
    EXPECT_EQ(from, mode == &x86_64() ? 48 : 32) << mode->name;
  }
}

} // namespace
} // namespace ghostwalk::hw
