// SPDX-License-Identifier: MIT
// Walks that end without a translation, and which access a translation permits.
#include <gtest/gtest.h>

#include "tests/hw/hardware.hpp"

namespace ghostwalk::hw {
namespace {

using Next = WalkStep::Next;
constexpr std::uint8_t bits_36 = 36;
constexpr Word p = bit::present, w = bit::writable, u = bit::user, a = bit::accessed,
               d = bit::dirty, nx = bit::no_execute;
constexpr bool user_mode = true, kernel_mode = false;

Walk at_level(int level, Access access, bool demand) {
  Walk walk;
  walk.level = static_cast<std::uint8_t>(level);
  walk.access = access;
  walk.demand = demand;
  walk.table = 1;
  return walk;
}

// The PDE, then the PTE, in 8-byte words.
struct Two {
  WalkStep pde, pte;
};
Two read_two(Access access, bool demand, bool mode, Word pde_bits, Word pte_bits) {
  Two two;
  two.pde =
      read_level(x86_64(), at_level(2, access, demand), make_entry(2, pde_bits), mode, bits_36);
  two.pte = read_level(x86_64(), two.pde.walk, make_entry(3, pte_bits), mode, bits_36);
  return two;
}

// Not-present entries are never cached, in a TLB or in a paging-structure cache (SDM p148).
TEST(WalkerFault, ANotPresentWordEndsAWalkAtAnyLevelUnchanged) {
  for (const PagingMode* mode : {&i386(), &pae(), &x86_64()})
    for (int level = 1; level <= mode->levels; ++level)
      for (const bool demand : {false, true}) {
        const Word word = make_entry(5, w | u | d);
        const WalkStep step =
            read_level(*mode, at_level(level, Access::read, demand), word, false, bits_36);
        EXPECT_EQ(step.next, Next::fault);
        EXPECT_EQ(step.written, word);
        EXPECT_EQ(step.entry, TlbEntry{});
        EXPECT_EQ(step.cached, PagingCacheEntry{});
        EXPECT_EQ(step.walk.faulted, demand); // Only an instruction takes a #PF.
      }
}

// Reserved bits must be 0 at every level (SDM p141). Bit 36 is the first beyond 36 physical bits.
TEST(WalkerFault, AReservedBitEndsAWalkAtAnyLevelUnchanged) {
  const Word word = (Word{1} << 36) | p | w | u;
  for (const PagingMode* mode : {&pae(), &x86_64()})
    for (int level = 1; level <= mode->levels; ++level)
      for (const bool demand : {false, true}) {
        const WalkStep step = read_level(*mode, at_level(level, Access::read, demand),
                                         word & ~(w | u), false, bits_36);
        EXPECT_EQ(step.next, Next::fault) << mode->name << level;
        EXPECT_EQ(step.written, word & ~(w | u));
        EXPECT_EQ(step.walk.faulted, demand);
        EXPECT_EQ(step.cached, PagingCacheEntry{});
      }
  // The same word with one more physical bit is fine.
  EXPECT_EQ(read_level(x86_64(), at_level(1, Access::read, true), word, false, 37).next,
            Next::install);
}

// A and D of the leaf stay; A of the PDE, which was used, is set (SDM p137).
TEST(WalkerFault, AWriteThroughAReadOnlyPteFaultsAndSetsNoD) {
  const Two two = read_two(Access::write, true, kernel_mode, p | w, p);
  EXPECT_EQ(two.pde.written, make_entry(2, p | w | a));
  EXPECT_EQ(two.pte.next, Next::fault);
  EXPECT_TRUE(two.pte.walk.faulted);
  EXPECT_EQ(two.pte.written, make_entry(3, p));
}

TEST(WalkerFault, AWriteThroughAReadOnlyPdeFaultsAtTheLeafAndSetsNoD) {
  const Two two = read_two(Access::write, true, kernel_mode, p, p | w);
  EXPECT_EQ(two.pde.next, Next::go_on);
  EXPECT_EQ(two.pte.next, Next::fault);
  EXPECT_EQ(two.pte.written, make_entry(3, p | w));
}

TEST(WalkerFault, AWriteThroughWritableEntriesInstalls) {
  const Two two = read_two(Access::write, true, kernel_mode, p | w, p | w);
  EXPECT_EQ(two.pte.next, Next::install);
  EXPECT_EQ(two.pte.written, make_entry(3, p | w | a | d));
}

TEST(WalkerFault, UserModeNeedsUAtEveryLevel) {
  EXPECT_EQ(read_two(Access::read, true, user_mode, p | u, p | u).pte.next, Next::install);
  EXPECT_EQ(read_two(Access::read, true, user_mode, p | u, p).pte.next, Next::fault);
  EXPECT_EQ(read_two(Access::read, true, user_mode, p, p | u).pte.next, Next::fault);
  EXPECT_EQ(read_two(Access::read, true, kernel_mode, p, p).pte.next, Next::install);
}

TEST(WalkerFault, AFetchNeedsEveryLevelWithoutNoExecute) {
  EXPECT_EQ(read_two(Access::execute, true, kernel_mode, p, p).pte.next, Next::install);
  EXPECT_EQ(read_two(Access::execute, true, kernel_mode, p | nx, p).pte.next, Next::fault);
  EXPECT_EQ(read_two(Access::execute, true, kernel_mode, p, p | nx).pte.next, Next::fault);
  EXPECT_EQ(read_two(Access::read, true, kernel_mode, p | nx, p | nx).pte.next, Next::install);
}

// What is read on speculation may be cached whatever it permits (SDM p141).
TEST(WalkerFault, ASpeculativeWalkInstallsWhateverRightsThereAre) {
  const Two user = read_two(Access::read, false, user_mode, p, p);
  ASSERT_EQ(user.pte.next, Next::install);
  EXPECT_FALSE(user.pte.entry.user);
  const Two fetch = read_two(Access::execute, false, user_mode, p | nx, p);
  ASSERT_EQ(fetch.pte.next, Next::install);
  EXPECT_TRUE(fetch.pte.entry.no_execute);
  EXPECT_EQ(fetch.pte.written, make_entry(3, p | a));
}

TEST(WalkerFault, ASpeculativeWriteSetsDOnlyWhereItMayWrite) {
  const Two forbidden = read_two(Access::write, false, kernel_mode, p | w, p);
  ASSERT_EQ(forbidden.pte.next, Next::install);
  EXPECT_FALSE(forbidden.pte.entry.dirty);
  EXPECT_EQ(forbidden.pte.written, make_entry(3, p | a));
  const Two allowed = read_two(Access::write, false, kernel_mode, p | w, p | w);
  EXPECT_TRUE(allowed.pte.entry.dirty);
  EXPECT_EQ(allowed.pte.written, make_entry(3, p | w | a | d));
}

// A write needs D too: without it the processor walks again to set it (SDM p137).
TEST(Permits, AWriteNeedsWAndD) {
  for (const bool writable : {false, true})
    for (const bool dirty : {false, true})
      EXPECT_EQ(permits({.writable = writable, .dirty = dirty}, Access::write, kernel_mode),
                writable && dirty);
}

TEST(Permits, UserModeNeedsUForEveryAccess) {
  for (const Access access : {Access::read, Access::write, Access::execute}) {
    EXPECT_FALSE(permits({.writable = true, .dirty = true}, access, user_mode));
    EXPECT_TRUE(permits({.writable = true, .user = true, .dirty = true}, access, user_mode));
    EXPECT_TRUE(permits({.writable = true, .dirty = true}, access, kernel_mode));
  }
}

TEST(Permits, NoExecuteForbidsFetchesOnly) {
  EXPECT_FALSE(permits({.no_execute = true}, Access::execute, kernel_mode));
  EXPECT_TRUE(permits({.no_execute = true}, Access::read, kernel_mode));
  EXPECT_TRUE(
      permits({.writable = true, .no_execute = true, .dirty = true}, Access::write, kernel_mode));
}

} // namespace
} // namespace ghostwalk::hw
