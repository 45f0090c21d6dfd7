// SPDX-License-Identifier: MIT
// Paging modes as tables of levels, and how a page-table word is read. One decoder serves every
// mode. Source: Intel SDM vol. 3A chapter 4.
// Leaves out: 5-level paging, protection keys, SMEP/SMAP, PSE-36.
#pragma once

#include <array>
#include <string_view>

#include "sim/core/types.hpp"

namespace ghostwalk::hw {

// Bits of a page-table word, the same in every mode (NX only where words have 8 bytes).
namespace bit {
constexpr Word present = 0x1, writable = 0x2, user = 0x4, pwt = 0x8, pcd = 0x10, accessed = 0x20,
               dirty = 0x40, large = 0x80, pat_small = 0x80, global = 0x100, pat_large = 0x1000,
               no_execute = Word{1} << 63;
}

enum class PagingModeId : std::uint8_t { i386, pae, x86_64 };

// Level 1 is the page table (leaf 4 KiB); the root is the highest level.
struct Level {
  std::uint8_t shift; // Lowest linear-address bit of this level's index.
  std::uint8_t bits;  // Number of index bits.
  bool may_be_large;  // PS=1 maps a page of 2^shift bytes here. At level 1 there is no PS.
  Word reserved;      // Must be 0 in every present entry of this level, besides what decode() says.
};

struct PagingMode {
  PagingModeId id;
  std::string_view name;      // "i386", "pae", "x86-64"
  std::uint8_t levels;        // 2, 3, 4
  std::array<Level, 5> level; // [1 .. levels]; [0] unused.
  std::uint8_t word_bytes;    // 4 or 8
  Address user_end;           // First kernel address (Linux's split: 0xc0000000; 0x800000000000).
  bool root_in_registers;     // PAE: MOV CR3 loads four PDPTEs into registers (SDM p142 footnote).
  bool has_no_execute;        // EFER.NXE; clear it in a copy for a processor without NX.
};

const PagingMode& paging_mode(PagingModeId id);
const PagingMode* find_paging_mode(std::string_view name); // nullptr when unknown

inline std::uint16_t index_of(const PagingMode& m, int level, Address va) {
  const Level& at = m.level[static_cast<std::size_t>(level)];
  return static_cast<std::uint16_t>((va >> at.shift) & ((1U << at.bits) - 1));
}
inline bool is_user(const PagingMode& m, Address va) { return va < m.user_end; }

// What a word says at a level. Reserved bits set (beyond max_physical_bits in 8-byte words, PS
// where there is none in upper levels, low frame bits of a large page, NX without NX) make
// `reserved`. G, D and the memory type count in leaves only (SDM p142). PAE's PDPTEs have no rights
// and no A: they read as writable, user, accessed.
struct Decoded {
  enum class Kind : std::uint8_t { not_present, reserved, table, leaf } kind;
  Pfn frame = 0; // Of the next table, or of the page (its first 4 KiB frame).
  bool writable = false, user = false, no_execute = false;
  bool global = false, dirty = false, accessed = false;
  std::uint8_t memory_type = 0; // PAT,PCD,PWT as three bits: index into the PAT. Leaves only.
};
Decoded decode(const PagingMode& mode, int level, Word word, std::uint8_t max_physical_bits);

// The lowest address bit above a TLB entry's page offset. Size 0 is a 4 KiB piece of a larger page.
inline int page_shift(const PagingMode& m, std::uint8_t size) {
  return m.level[size == 0 ? 1U : size].shift;
}

// A word with that frame and those bits; `bits` may hold any of hw::bit.
constexpr Word make_entry(Pfn frame, Word bits) { return (frame << 12) | bits; }
// The frame a word names, whatever else it says; the mask is 20 bits in i386 mode, 40 otherwise.
Pfn frame_of(const PagingMode& mode, Word word);

} // namespace ghostwalk::hw
