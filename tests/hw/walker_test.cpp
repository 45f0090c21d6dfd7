// SPDX-License-Identifier: MIT
// A walk from its first read to the translation it installs: levels, rights, A and D, what the
// paging-structure caches may remember. Walks that find nothing are in walker_fault_test.cpp.
#include <gtest/gtest.h>

#include <map>

#include "tests/hw/hardware.hpp"

namespace ghostwalk::hw {
namespace {

using Next = WalkStep::Next;
constexpr std::uint8_t bits_36 = 36;
constexpr Word p = bit::present, w = bit::writable, u = bit::user, a = bit::accessed,
               d = bit::dirty, g = bit::global, ps = bit::large;

// A walk for an address in a memory of page-table words, one read at a time.
struct Machine {
  const PagingMode& mode;
  Address va;
  std::map<std::pair<Pfn, int>, Word> memory;

  Word& word(const Walk& walk) { return memory[{walk.table, index_of(mode, walk.level, va)}]; }
  WalkStep read(const Walk& walk) {
    const WalkStep step = read_level(mode, walk, word(walk), false, bits_36);
    word(walk) = step.written;
    return step;
  }
  WalkStep read_all(Walk walk) {
    for (;;)
      if (const WalkStep step = read(walk); step.next == Next::go_on)
        walk = step.walk;
      else
        return step;
  }
};

Walk start(const PagingMode& mode, Pfn root, Access access = Access::read) {
  Walk walk;
  walk.page = 7;
  walk.level = mode.levels;
  walk.access = access;
  walk.table = root;
  return walk;
}

// 0x08048000: directory entry 0x20, table entry 0x48 (4-byte words); 0x40, 0x48 (8-byte words).
TEST(Walker, I386ReadsTwoLevels) {
  Machine m{i386(), 0x08048000, {}};
  m.memory[{1, 0x20}] = make_entry(2, p | w | u);
  m.memory[{2, 0x48}] = make_entry(3, p | u);
  const WalkStep pde = m.read(start(i386(), 1));
  ASSERT_EQ(pde.next, Next::go_on);
  EXPECT_EQ(pde.walk.level, 1);
  EXPECT_EQ(pde.walk.table, 2U);
  const WalkStep pte = m.read(pde.walk);
  ASSERT_EQ(pte.next, Next::install);
  EXPECT_EQ(pte.entry, (TlbEntry{.page = 7, .size = 1, .frame = 3, .user = true}));
}

// PCD and PWT of the leaf: type 3 of the PAT (SDM p138).
TEST(Walker, TakesTheMemoryTypeOfTheLeaf) {
  Machine m{i386(), 0x08048000, {}};
  m.memory[{1, 0x20}] = make_entry(2, p);
  m.memory[{2, 0x48}] = make_entry(3, p | bit::pcd | bit::pwt);
  EXPECT_EQ(m.read_all(start(i386(), 1)).entry.memory_type, 3);
}

TEST(Walker, PaeReadsThreeLevelsAndTheFirstIsARegister) {
  Machine m{pae(), 0x08048000, {}};
  m.memory[{1, 0}] = make_entry(2, p);
  m.memory[{2, 0x40}] = make_entry(3, p | w | u);
  m.memory[{3, 0x48}] = make_entry(4, p | w | u | bit::no_execute);
  const WalkStep end = m.read_all(start(pae(), 1));
  ASSERT_EQ(end.next, Next::install);
  EXPECT_EQ(end.entry,
            (TlbEntry{.page = 7, .frame = 4, .writable = true, .user = true, .no_execute = true}));
  // A register has no A; setting it would set a reserved bit (SDM table 4-8).
  EXPECT_EQ((m.memory[{1, 0}]), make_entry(2, p));
  EXPECT_EQ((m.memory[{2, 0x40}]), make_entry(3, p | w | u | a));
}

// 0x08048000: PML4 0, pointers 0, directory 0x40, table 0x48. "A=1 at every level", set before the
// translation is cached (SDM p141).
TEST(Walker, X8664ReadsFourLevelsAndSetsAInEach) {
  Machine m{x86_64(), 0x08048000, {}};
  m.memory[{1, 0}] = make_entry(2, p | w | u);
  m.memory[{2, 0}] = make_entry(3, p | w | u);
  m.memory[{3, 0x40}] = make_entry(4, p | w | u);
  m.memory[{4, 0x48}] = make_entry(5, p | w | u | g);
  const WalkStep end = m.read_all(start(x86_64(), 1));
  ASSERT_EQ(end.next, Next::install);
  EXPECT_EQ(end.entry,
            (TlbEntry{.page = 7, .frame = 5, .writable = true, .user = true, .global = true}));
  for (const auto& [where, word] : m.memory) EXPECT_EQ(word & (a | d), a) << where.first;
}

TEST(Walker, AndsWAndUAndOrsNoExecuteOverTheLevels) {
  for (unsigned upper = 0; upper < 8; ++upper)
    for (unsigned lower = 0; lower < 8; ++lower) {
      const auto bits = [](unsigned n) {
        return p | (n & 1 ? w : 0) | (n & 2 ? u : 0) | (n & 4 ? bit::no_execute : 0);
      };
      Machine m{x86_64(), 0, {}};
      m.memory[{1, 0}] = make_entry(2, p | w | u);
      m.memory[{2, 0}] = make_entry(3, bits(upper));
      m.memory[{3, 0}] = make_entry(4, p | w | u);
      m.memory[{4, 0}] = make_entry(5, bits(lower));
      const TlbEntry entry = m.read_all(start(x86_64(), 1)).entry;
      EXPECT_EQ(entry.writable, (upper & lower & 1) != 0) << upper << lower;
      EXPECT_EQ(entry.user, (upper & lower & 2) != 0) << upper << lower;
      EXPECT_EQ(entry.no_execute, ((upper | lower) & 4) != 0) << upper << lower;
    }
}

// D is set in the leaf on a write, and nowhere else (SDM p137).
TEST(Walker, AWriteSetsDInTheLeafOnly) {
  Machine m{i386(), 0, {}};
  m.memory[{1, 0}] = make_entry(2, p | w);
  m.memory[{2, 0}] = make_entry(3, p | w);
  EXPECT_TRUE(m.read_all(start(i386(), 1, Access::write)).entry.dirty);
  EXPECT_EQ((m.memory[{1, 0}]), make_entry(2, p | w | a));
  EXPECT_EQ((m.memory[{2, 0}]), make_entry(3, p | w | a | d));
}

TEST(Walker, AReadLeavesDAsItIs) {
  for (const Word leaf : {p | w, p | w | d}) {
    Machine m{i386(), 0, {}};
    m.memory[{1, 0}] = make_entry(2, p | w);
    m.memory[{2, 0}] = make_entry(3, leaf);
    EXPECT_EQ(m.read_all(start(i386(), 1)).entry.dirty, (leaf & d) != 0);
    EXPECT_EQ((m.memory[{2, 0}]), make_entry(3, leaf | a));
  }
}

// Sticky (SDM p137): once set, a walk writes nothing.
TEST(Walker, WritesNothingWhereAAndDAreSet) {
  const Word leaf = make_entry(3, p | w | a | d);
  const WalkStep step =
      read_level(i386(), {.level = 1, .access = Access::write, .demand = true, .table = 2}, leaf,
                 false, bits_36);
  EXPECT_EQ(step.written, leaf);
  EXPECT_EQ(step.next, Next::install);
}

// 4 MiB at level 2, 1 GiB at level 3: the entry keeps the level and the first frame; the walk ends
// and leaves nothing for a PDE cache ("never for a PDE that maps a page", SDM p143).
TEST(Walker, ALargeLeafEndsTheWalkAtItsLevel) {
  const WalkStep four =
      read_level(i386(), start(i386(), 1), 0x08400000 | p | w | ps | g, false, bits_36);
  ASSERT_EQ(four.next, Next::install);
  EXPECT_EQ(four.entry,
            (TlbEntry{.page = 7, .size = 2, .frame = 0x8400, .writable = true, .global = true}));
  EXPECT_EQ(four.written, 0x08400000 | p | w | ps | g | a);
  EXPECT_EQ(four.cached, PagingCacheEntry{});

  Walk walk = start(x86_64(), 1, Access::write);
  walk.level = 3;
  const WalkStep giga = read_level(x86_64(), walk, 0x40000000 | p | w | ps, false, bits_36);
  ASSERT_EQ(giga.next, Next::install);
  EXPECT_EQ(giga.entry,
            (TlbEntry{.page = 7, .size = 3, .frame = 0x40000, .writable = true, .dirty = true}));
  EXPECT_EQ(giga.written, 0x40000000 | p | w | ps | a | d);
}

// "May be created even if no PTE below is present" (SDM p143): what may be cached of a PDE is known
// before the PTE is read. It holds the rights down to there and no G (SDM p142).
TEST(Walker, OffersAPdeCacheEntryBeforeThePteIsRead) {
  Walk walk = start(x86_64(), 9);
  walk.level = 2;
  walk.pcid = 5;
  walk.user = false; // By a level above.
  const WalkStep step =
      read_level(x86_64(), walk, make_entry(4, p | w | u | g | bit::no_execute), false, bits_36);
  ASSERT_EQ(step.next, Next::go_on);
  EXPECT_EQ(step.cached, (PagingCacheEntry{.page = 7,
                                           .level = 2,
                                           .table = 4,
                                           .pcid = 5,
                                           .writable = true,
                                           .user = false,
                                           .no_execute = true}));
}

// Intel's trace of 2002 (facts section 2): the PDE was read in time, the PTE after the table had
// been freed and overwritten. The walk sees memory as it is then, and sets A in a page of data.
TEST(Walker, ReadsTheLeafAsMemoryIsThen) {
  Machine m{i386(), 0x08048000, {}};
  m.memory[{1, 0x20}] = make_entry(2, p | w | u);
  m.memory[{2, 0x48}] = make_entry(3, p | u);
  const WalkStep pde = m.read(start(i386(), 1));
  m.memory[{1, 0x20}] = 0;
  m.memory[{2, 0x48}] = 0x0badc107; // Present, writable, user, global; A clear.
  const WalkStep pte = m.read(pde.walk);
  ASSERT_EQ(pte.next, Next::install);
  EXPECT_EQ(
      pte.entry,
      (TlbEntry{.page = 7, .frame = 0x0badc, .writable = true, .user = true, .global = true}));
  EXPECT_EQ((m.memory[{2, 0x48}]), 0x0badc127U);
  EXPECT_EQ((m.memory[{1, 0x20}]), 0U);
}

TEST(Walker, HandsItsPcidAndItsDanglingTableOn) {
  Walk walk = start(i386(), 1);
  walk.pcid = 3;
  walk.dangling = true;
  const WalkStep pde = read_level(i386(), walk, make_entry(2, p), false, bits_36);
  EXPECT_TRUE(pde.cached.dangling && pde.walk.dangling);
  EXPECT_EQ(pde.cached.pcid, 3);
  const WalkStep pte = read_level(i386(), pde.walk, make_entry(3, p), false, bits_36);
  EXPECT_TRUE(pte.entry.dangling);
  EXPECT_EQ(pte.entry.pcid, 3);
}

// The slot of no walk is 0 bits, so that an empty slot of a state is one.
TEST(Walker, NoWalkIsZeroBits) {
  EXPECT_EQ(pack(Walk{}), 0U);
  EXPECT_EQ(unpack_walk(0), Walk{});
}

} // namespace
} // namespace ghostwalk::hw
