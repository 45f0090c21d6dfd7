// SPDX-License-Identifier: MIT
// Paging-structure caches (PDE, PDPTE, PML4E caches) of one CPU: SDM p142-144. Never global. A hit
// lets a walk start below the root with the table the cache remembers, even when memory has changed
// since. May be made when nothing below is present. Same layout rules as the TLB: 8-byte entries,
// sorted descending, empties last.
#pragma once

#include "models/hw/tlb.hpp"

namespace ghostwalk::hw {

struct PagingCacheEntry {
  PageId page = 0; // Smallest tracked page with the same address bits down to this level's shift.
  std::uint8_t level =
      2;         // Of the entry cached (2 = PDE): a walk that uses it goes on at level - 1.
  Pfn table = 0; // Frame of the table that the entry names.
  std::uint8_t pcid = 0;
  bool writable = false, user = false, no_execute = false; // AND of W and U, OR of NX, to here.
  bool dangling = false;                                   // The table was freed since.
  auto operator<=>(const PagingCacheEntry&) const = default;
};
// 64 bits, never 0 for an entry. Page, level and PCID are the key.
//   valid 63 | page 62:51 | level 50:48 | pcid 47:44 | W U NX dangling 43:40 | 0 39:36 | table 35:0
namespace paging_cache_bits {
constexpr BitField valid{63, 1}, page{51, 12}, level{48, 3}, pcid{44, 4}, writable{43, 1},
    user{42, 1}, no_execute{41, 1}, dangling{40, 1}, table{0, 36};
constexpr int key = 20;
} // namespace paging_cache_bits
std::uint64_t pack(const PagingCacheEntry&);
PagingCacheEntry unpack_paging_cache(std::uint64_t);

class PagingCache {
public:
  PagingCache(std::byte* slots, std::uint16_t capacity)
      : slots_(slots, capacity, paging_cache_bits::key) {}
  std::uint16_t capacity() const { return slots_.capacity(); }
  std::uint16_t used() const { return static_cast<std::uint16_t>(slots_.used()); }
  PagingCacheEntry at(std::uint16_t i) const { return unpack_paging_cache(slots_.word(i)); }
  // The slot of the entry of that level for that page; -1 when none.
  int find(PageId page, int level, std::uint8_t pcid, const PageCover& cover) const {
    for (int i = 0; i < capacity(); ++i) {
      const std::uint64_t word = slots_.word(i);
      if (word == 0) break;
      if (static_cast<int>(paging_cache_bits::level.get(word)) == level &&
          covers(word, page, cover) && paging_cache_bits::pcid.get(word) == pcid)
        return i;
    }
    return -1;
  }
  // Replaces the entry of the same page, level and PCID. Returns false when full of others.
  bool insert(const PagingCacheEntry& entry);
  void evict(std::uint16_t slot);

  // Each returns how many entries it dropped.
  // INVLPG (of any address!) and MOV CR3: all of the current PCID (SDM p145-146).
  int drop_pcid(std::uint8_t pcid);
  // #PF: the entries used for that address (SDM p146).
  int drop_page(PageId page, std::uint8_t pcid, const PageCover& cover);
  int drop_all(); // CR4.PGE toggled, INVPCID 2 and 3.
  // Sets `dangling` in every entry that names `table`; returns how many were not dangling before.
  int mark_dangling(Pfn table);

private:
  static bool covers(std::uint64_t word, PageId page, const PageCover& cover) {
    return cover.of_size[paging_cache_bits::level.get(word)][page] ==
           paging_cache_bits::page.get(word);
  }
  Slots slots_;
};

} // namespace ghostwalk::hw
