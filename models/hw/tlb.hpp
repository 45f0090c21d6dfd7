// SPDX-License-Identifier: MIT
// The TLB of one CPU: a set of translations. Instruction and data TLB are one (a simplification:
// see models/README.md).
//
// A slice of the state: `slots` entries of 8 bytes each, kept sorted in descending order so that
// equal sets are equal bytes and the empty slots (0) come last. Entries may be evicted at any time
// (SDM p141, p149); which one a full set loses is the timed drivers' choice, made with `evict`.
#pragma once

#include <span>

#include "models/hw/paging.hpp"
#include "models/hw/slots.hpp"

namespace ghostwalk::hw {

struct TlbEntry {
  PageId page = 0; // Index of the smallest tracked page that the entry covers.
  // The level the leaf was found at: 1 = 4 KiB, 2 = 4 or 2 MiB, 3 = 1 GiB. 0: 4 KiB of a larger page
  // that the processor keeps in pieces (SDM p141; P4 and Xeon: table 11-1, "fragmented").
  std::uint8_t size = 1;
  Pfn frame = 0;         // First 4 KiB frame of the page. Below 2^36.
  std::uint8_t pcid = 0; // Small number of the PCID it was made under (0 .. 15).
  std::uint8_t memory_type = 0;
  bool writable = false, user = false, no_execute = false, global = false, dirty = false;
  // For the oracles: its frame was freed since, or it came from a word that was no table's.
  bool dangling = false;
  auto operator<=>(const TlbEntry&) const = default;
};
// 64 bits, never 0 for an entry. Page, size, PCID and G are the key: two entries with the same key
// cannot coexist.
//   valid 63 | page 62:51 | size 50:49 | pcid 48:45 | G 44 |
//   W U NX D dangling 43:39 | memory type 38:36 | frame 35:0
namespace tlb_bits {
constexpr BitField valid{63, 1}, page{51, 12}, size{49, 2}, pcid{45, 4}, global{44, 1},
    writable{43, 1}, user{42, 1}, no_execute{41, 1}, dirty{40, 1}, dangling{39, 1},
    memory_type{36, 3}, frame{0, 36};
constexpr int key = 20;
} // namespace tlb_bits
std::uint64_t pack(const TlbEntry&);
TlbEntry unpack_tlb(std::uint64_t);

// Which tracked pages share a larger page: cover[size][page] is the smallest tracked page id in the
// same page of that size.
struct PageCover {
  std::array<std::span<const PageId>, 5> of_size;
};

// The piece of a large entry that holds the page at `va`; a 4 KiB entry as it is.
TlbEntry fragment(const PagingMode& mode, TlbEntry entry, PageId page, Address va);

class Tlb { // A view; the bytes are the state's.
public:
  Tlb(std::byte* slots, std::uint16_t capacity) : slots_(slots, capacity, tlb_bits::key) {}

  std::uint16_t capacity() const { return slots_.capacity(); }
  std::uint16_t used() const { return static_cast<std::uint16_t>(slots_.used()); }
  TlbEntry at(std::uint16_t i) const { return unpack_tlb(slots_.word(i)); }

  // The slot of an entry that translates `page` under `pcid` (or is global); -1 when none. Where
  // more than one would do (a large and a small one after a change of page size, SDM p141; a global
  // and an older one that is not), `nth` picks: 0, 1, ...
  int find(PageId page, std::uint8_t pcid, const PageCover& cover, int nth = 0) const {
    for (int i = 0; i < capacity(); ++i) {
      const std::uint64_t word = slots_.word(i);
      if (word == 0) break;
      if (covers(word, page, cover) &&
          (tlb_bits::global.test(word) || tlb_bits::pcid.get(word) == pcid) && nth-- == 0)
        return i;
    }
    return -1;
  }

  // Adds the entry, replacing one with the same page, size, G and (unless global) PCID. Returns
  // false when all slots are taken by others. A global entry serves every PCID (SDM p142) and
  // loses its own, so that equal sets are equal bytes.
  bool insert(const TlbEntry& entry);
  void evict(std::uint16_t slot);

  // Each returns how many entries it dropped.
  // INVLPG: the page at any size, under this PCID or global (SDM p145).
  int drop_page(PageId page, std::uint8_t pcid, bool also_global, const PageCover& cover);
  // INVLPG in a large page that is kept in pieces: all pieces of its 2 or 4 MiB (SDM p145, note 1).
  int drop_fragments(PageId page, std::uint8_t pcid, const PageCover& cover);
  int drop_pcid(std::uint8_t pcid); // MOV CR3: the non-global ones of one PCID.
  int drop_non_global();            // INVPCID 3.
  int drop_all();                   // CR4.PGE toggled, INVPCID 2.
  // Sets `dangling` in every entry that maps `frame`, large ones included; returns how many were
  // not dangling before. Entries of pages that `exempt` names stay: the direct map's.
  int mark_dangling(Pfn frame, const PagingMode& mode, std::span<const std::uint8_t> exempt = {});

private:
  static bool covers(std::uint64_t word, PageId page, const PageCover& cover) {
    return cover.of_size[tlb_bits::size.get(word)][page] == tlb_bits::page.get(word);
  }
  Slots slots_;
};

} // namespace ghostwalk::hw
