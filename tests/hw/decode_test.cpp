// SPDX-License-Identifier: MIT
// How a page-table word is read: presence, rights, reserved bits, what counts in leaves only.
// Large pages are in decode_large_test.cpp.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/hw/hardware.hpp"

namespace ghostwalk::hw {
namespace {

using Kind = Decoded::Kind;
constexpr std::uint8_t bits_36 = 36; // Physical-address bits of the P6 and of the P4.
constexpr Word one(int bit_number) { return Word{1} << bit_number; }

Kind kind(const PagingMode& mode, int level, Word word, std::uint8_t max_physical_bits = bits_36) {
  return decode(mode, level, word, max_physical_bits).kind;
}

// P = 0: nothing else counts (SDM p119, p148).
RC_GTEST_PROP(Decode, AWordWithoutPIsNotPresentWhateverElseItSays, (Word word)) {
  for (const PagingMode* mode : {&i386(), &pae(), &x86_64()})
    for (int level = 1; level <= mode->levels; ++level) {
      RC_ASSERT(kind(*mode, level, word & ~bit::present) == Kind::not_present);
      RC_ASSERT(kind(*mode, level, word | bit::present) != Kind::not_present);
    }
}

// SDM p114, figure 4-4: every bit of a present 32-bit PTE has a meaning or is ignored.
RC_GTEST_PROP(Decode, AnI386PageTableEntryHasNoReservedBits, (std::uint32_t word)) {
  const Decoded d = decode(i386(), 1, word | bit::present, bits_36);
  RC_ASSERT(d.kind == Kind::leaf);
  RC_ASSERT(d.frame == word >> 12);
}

// And nothing beyond its four bytes counts.
TEST(Decode, AnI386WordHas32Bits) {
  const Decoded d = decode(i386(), 1, (~Word{0} << 32) | 0x00005001, bits_36);
  EXPECT_EQ(d.kind, Kind::leaf);
  EXPECT_EQ(d.frame, 5U);
  EXPECT_FALSE(d.no_execute);
}

// The same figure: nor has a PDE that references a page table (PS = 0).
RC_GTEST_PROP(Decode, AnI386DirectoryEntryForATableHasNoReservedBits, (std::uint32_t word)) {
  const Decoded d = decode(i386(), 2, (word | bit::present) & ~bit::large, bits_36);
  RC_ASSERT(d.kind == Kind::table);
  RC_ASSERT(d.frame == word >> 12);
}

// 0x0badc163: frame 0x0badc, low bits 0x163 = 1 0110 0011 = G D A - - - - W P: kernel only.
TEST(Decode, TheGarbageWord0x0badc163IsPresentWritableGlobalAndNotUser) {
  const Decoded d = decode(i386(), 1, 0x0badc163, bits_36);
  EXPECT_EQ(d.kind, Kind::leaf);
  EXPECT_EQ(d.frame, 0x0badcU);
  EXPECT_TRUE(d.writable && d.global && d.accessed && d.dirty);
  EXPECT_FALSE(d.user);
  EXPECT_EQ(d.memory_type, 0);
}

// Four more is U: this one user code can run through, as in Intel's trace of 2002.
TEST(Decode, TheGarbageWord0x0badc167IsUserToo) {
  const Decoded d = decode(i386(), 1, 0x0badc167, bits_36);
  EXPECT_EQ(d.kind, Kind::leaf);
  EXPECT_EQ(d.frame, 0x0badcU);
  EXPECT_TRUE(d.writable && d.user && d.global && d.accessed && d.dirty);
}

// "G matters only in leaf entries" (SDM p142). The same words as a PDE reference a table.
TEST(Decode, GDirtyAndMemoryTypeCountInALeafOnly) {
  const Word word = 0x0badc167 | bit::pcd | bit::pwt;
  const Decoded table = decode(i386(), 2, word, bits_36);
  EXPECT_EQ(table.kind, Kind::table);
  EXPECT_FALSE(table.global);
  EXPECT_FALSE(table.dirty);
  EXPECT_EQ(table.memory_type, 0);
  const Decoded leaf = decode(i386(), 1, word, bits_36);
  EXPECT_TRUE(leaf.global);
  EXPECT_TRUE(leaf.dirty);
  EXPECT_EQ(leaf.memory_type, 3);
}

// PAT, PCD, PWT are the bits 4, 2, 1 of an index into the PAT (SDM p138).
TEST(Decode, MemoryTypeIsPatPcdPwt) {
  const auto type = [](Word bits) { return decode(i386(), 1, 1 | bits, bits_36).memory_type; };
  EXPECT_EQ(type(0), 0);
  EXPECT_EQ(type(bit::pwt), 1);
  EXPECT_EQ(type(bit::pcd), 2);
  EXPECT_EQ(type(bit::pat_small), 4);
  EXPECT_EQ(type(bit::pat_small | bit::pcd | bit::pwt), 7);
}

// "Bits 62:MAXPHYADDR are reserved" with PAE (SDM p119).
TEST(Decode, PaeReservesEveryBitFromMaxPhysicalTo62) {
  for (const int level : {1, 2, 3}) {
    EXPECT_EQ(kind(pae(), level, 1 | one(35)), level == 1 ? Kind::leaf : Kind::table);
    for (int b = 36; b <= 62; ++b) EXPECT_EQ(kind(pae(), level, 1 | one(b)), Kind::reserved) << b;
  }
  EXPECT_EQ(kind(pae(), 1, 1 | one(39), 40), Kind::leaf);
  EXPECT_EQ(kind(pae(), 1, 1 | one(40), 40), Kind::reserved);
}

// 4-level paging reserves 51:MAXPHYADDR (SDM p123, note 1) and ignores 62:52 (table 4-19).
TEST(Decode, X8664ReservesMaxPhysicalTo51AndIgnores52To62) {
  for (const int level : {1, 2, 3, 4}) {
    const Kind fine = level == 1 ? Kind::leaf : Kind::table;
    EXPECT_EQ(kind(x86_64(), level, 1 | one(35)), fine);
    for (int b = 36; b <= 51; ++b)
      EXPECT_EQ(kind(x86_64(), level, 1 | one(b)), Kind::reserved) << b;
    for (int b = 52; b <= 62; ++b) EXPECT_EQ(kind(x86_64(), level, 1 | one(b)), fine) << b;
  }
  EXPECT_EQ(kind(x86_64(), 1, 1 | one(47), 48), Kind::leaf);
  EXPECT_EQ(kind(x86_64(), 1, 1 | one(48), 48), Kind::reserved);
}

// With EFER.NXE bit 63 is NX; without it is reserved (SDM p119).
TEST(Decode, Bit63IsNoExecuteOrReserved) {
  for (const PagingMode* mode : {&pae(), &x86_64()}) {
    EXPECT_TRUE(decode(*mode, 1, 1 | bit::no_execute, bits_36).no_execute);
    EXPECT_FALSE(decode(*mode, 1, 1, bits_36).no_execute);
    PagingMode without = *mode;
    without.has_no_execute = false;
    EXPECT_EQ(kind(without, 1, 1 | bit::no_execute), Kind::reserved);
    EXPECT_EQ(kind(without, 1, 1), Kind::leaf);
  }
}

// A PAE PDPTE reserves 2:1 and 8:5; PWT, PCD and 11:9 are free (SDM table 4-8). Bit 63 is reserved
// there with NXE too.
TEST(Decode, APaePdpteReservesWhereOthersHaveRightsAndFlags) {
  for (const int b : {1, 2, 5, 6, 7, 8, 63})
    EXPECT_EQ(kind(pae(), 3, 1 | one(b)), Kind::reserved) << b;
  for (const int b : {3, 4, 9, 10, 11, 12}) EXPECT_EQ(kind(pae(), 3, 1 | one(b)), Kind::table) << b;
}

// It has no R/W, U/S and A: it allows everything, and there is no A to set.
TEST(Decode, APaePdpteAllowsEverything) {
  const Decoded d = decode(pae(), 3, make_entry(0x1234, bit::present), bits_36);
  EXPECT_EQ(d.frame, 0x1234U);
  EXPECT_TRUE(d.writable && d.user && d.accessed);
  EXPECT_FALSE(d.no_execute);
}

TEST(Decode, RightsAreTheBitsOfTheWord) {
  for (const PagingMode* mode : {&i386(), &pae(), &x86_64()})
    for (const int level : {1, 2}) {
      const Decoded none = decode(*mode, level, bit::present, bits_36);
      EXPECT_FALSE(none.writable || none.user || none.accessed);
      EXPECT_TRUE(decode(*mode, level, 1 | bit::writable, bits_36).writable);
      EXPECT_TRUE(decode(*mode, level, 1 | bit::user, bits_36).user);
      EXPECT_TRUE(decode(*mode, level, 1 | bit::accessed, bits_36).accessed);
    }
}

} // namespace
} // namespace ghostwalk::hw
