// SPDX-License-Identifier: MIT
// The page walker: a walk is a transaction of one step per level, in flight for as long as its
// lines take to arrive.
//
//   start ──> read level n ──> ... ──> read level 1 ──> a TLB entry, or nothing (not present,
//               │                                       reserved, forbidden)
//               ╰─ sets A (a locked read-modify-write that rechecks P: SDM p137, LaHaise 2002);
//                  in the leaf D too when it walks for a write
//
// Each read sees memory as it is *then*. Only an invalidation on the same CPU ends a walk; an
// interrupt does not (Linus Torvalds quoting Intel, 23 May 2002: facts section 2).
#pragma once

#include "models/hw/paging_cache.hpp"

namespace ghostwalk::hw {

enum class Access : std::uint8_t { read, write, execute };

struct Walk { // A default Walk, packed as 0, is no walk.
  PageId page = 0;
  std::uint8_t level = 0; // The level whose entry is read next; 0: the slot is free.
  Access access = Access::read;
  bool demand = false; // An instruction waits for it; otherwise speculation or prefetch started it.
  bool faulted = false; // A demand walk without a translation: the instruction will take #PF.
  bool writable = true, user = true, no_execute = false; // Combined so far.
  // Its table was freed while it was in flight, or it hangs below one that was no table.
  bool dangling = false;
  std::uint8_t pcid = 0;
  Pfn table = 0; // Frame of the table to be read next. Below 2^36.
  auto operator<=>(const Walk&) const = default;
};
// Each packs into 63 bits: page 12, level 3, access 2, eight flags with W and U inverted (so that
// no walk is 0), pcid 4, table 36.
std::uint64_t pack(const Walk&);
Walk unpack_walk(std::uint64_t);

// What one read of one level makes of a walk.
struct WalkStep {
  enum class Next : std::uint8_t { go_on, install, fault } next;
  Walk walk;      // go_on: the walk after this level. fault: the walk, `faulted` if demand.
  TlbEntry entry; // install: the translation. `page` is the walk's: apply the PageCover.
  PagingCacheEntry cached; // go_on: what a paging-structure cache may remember (page: likewise).
  Word written = 0;        // The word as the walker leaves it in memory: with A and perhaps D.
};
// `word` is the entry read at walk.level. Pure. Requires: walk.level > 0, max_physical_bits <= 48
// (frames are packed into 36 bits).
//
// A demand walk faults at a leaf that forbids it: a write without W (CR0.WP is taken as set), user
// mode without U, a fetch with NX. A speculative walk installs whatever rights there are (SDM p141),
// without D unless it is for a write and W allows it. Not-present and reserved words stop either
// kind. A faulting walk has set A in the entries above the one that stopped it, not in that one.
WalkStep read_level(const PagingMode& mode, const Walk& walk, Word word, bool user_mode,
                    std::uint8_t max_physical_bits);

// May an access of that kind use that entry? A write needs D: without it the processor walks again
// to set it (SDM p137).
bool permits(const TlbEntry& entry, Access access, bool user_mode);

} // namespace ghostwalk::hw
