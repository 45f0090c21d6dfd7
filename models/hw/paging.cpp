// SPDX-License-Identifier: MIT
#include "models/hw/paging.hpp"

#include <algorithm>

namespace ghostwalk::hw {
namespace {

// Bits from .. end - 1.
constexpr Word ones(int from, int end) {
  return end <= from ? 0 : (~Word{0} >> (64 - (end - from))) << from;
}

// Level{shift, bits, may_be_large, reserved}
constexpr Level none{};
constexpr Level wide_table{12, 10, false, 0}; // 4-byte words: 1024 in a frame.
constexpr Level wide_directory{22, 10, true, 0};
constexpr Level table{12, 9, false, 0}; // 8-byte words: 512 in a frame.
constexpr Level directory{21, 9, true, 0};
constexpr Level directory_pointers{30, 9, true, 0};
// A PML4E has no PS (SDM vol. 3A table 4-14).
constexpr Level pml4{39, 9, false, bit::large};
// PAE's four PDPTEs have no R/W, U/S (2:1), A, D, PS, G (8:5) and no XD (table 4-8).
constexpr Level pdpte_registers{30, 2, false, ones(1, 3) | ones(5, 9) | bit::no_execute};

constexpr std::array<PagingMode, 3> modes{{
    {.id = PagingModeId::i386,
     .name = "i386",
     .levels = 2,
     .level = {none, wide_table, wide_directory, none, none},
     .word_bytes = 4,
     .user_end = 0xc0000000,
     .root_in_registers = false,
     .has_no_execute = false},
    {.id = PagingModeId::pae,
     .name = "pae",
     .levels = 3,
     .level = {none, table, directory, pdpte_registers, none},
     .word_bytes = 8,
     .user_end = 0xc0000000,
     .root_in_registers = true,
     .has_no_execute = true},
    {.id = PagingModeId::x86_64,
     .name = "x86-64",
     .levels = 4,
     .level = {none, table, directory, directory_pointers, pml4},
     .word_bytes = 8,
     .user_end = 0x800000000000,
     .root_in_registers = false,
     .has_no_execute = true},
}};

// Above the physical addresses, 4-level paging ignores bits 62:52 (table 4-19); PAE reserves up to
// bit 62 (table 4-11).
Word reserved_above(const PagingMode& mode, std::uint8_t max_physical_bits) {
  if (mode.word_bytes == 4) return 0;
  const Word addresses = ones(max_physical_bits, mode.id == PagingModeId::x86_64 ? 52 : 63);
  return mode.has_no_execute ? addresses : addresses | bit::no_execute;
}

// PAT, PCD, PWT: an index into the PAT (SDM p138).
std::uint8_t memory_type(Word word, bool large) {
  const bool pat = (word & (large ? bit::pat_large : bit::pat_small)) != 0;
  return static_cast<std::uint8_t>((pat ? 4 : 0) | ((word & (bit::pcd | bit::pwt)) >> 3));
}

} // namespace

const PagingMode& paging_mode(PagingModeId id) { return modes[static_cast<std::size_t>(id)]; }

const PagingMode* find_paging_mode(std::string_view name) {
  const auto found = std::find_if(modes.begin(), modes.end(),
                                  [name](const PagingMode& m) { return m.name == name; });
  return found == modes.end() ? nullptr : &*found;
}

// SDM figures 4-4, 4-7 and 4-11.
Pfn frame_of(const PagingMode& mode, Word word) {
  return (word & ones(12, mode.word_bytes == 4 ? 32 : 52)) >> 12;
}

// P = 0: nothing else counts (SDM p119, p148). PS = 1 in a PDE, or in a PDPTE of 4-level paging, maps
// a page (SDM tables 4-15, 4-17), whose low frame bits are 0 (SDM p114, p119) but for bit 12: PAT. G, D
// and the memory type count in leaves only (SDM p142). Rights: SDM vol. 3A section 4.6.
Decoded decode(const PagingMode& mode, int level, Word word, std::uint8_t max_physical_bits) {
  if ((word & bit::present) == 0) return {.kind = Decoded::Kind::not_present};
  const Level& at = mode.level[static_cast<std::size_t>(level)];
  const bool large = at.may_be_large && (word & bit::large) != 0;
  const Word low_frame = large ? ones(13, at.shift) : 0;
  if ((word & (at.reserved | low_frame | reserved_above(mode, max_physical_bits))) != 0)
    return {.kind = Decoded::Kind::reserved};

  const bool leaf = large || level == 1;
  const bool has_rights = !(mode.root_in_registers && level == mode.levels);
  Decoded d{.kind = leaf ? Decoded::Kind::leaf : Decoded::Kind::table};
  d.frame = frame_of(mode, large ? word & ~bit::pat_large : word);
  d.writable = !has_rights || (word & bit::writable) != 0;
  d.user = !has_rights || (word & bit::user) != 0;
  d.accessed = !has_rights || (word & bit::accessed) != 0;
  d.no_execute = mode.has_no_execute && (word & bit::no_execute) != 0;
  if (!leaf) return d;
  d.global = (word & bit::global) != 0;
  d.dirty = (word & bit::dirty) != 0;
  d.memory_type = memory_type(word, large);
  return d;
}

} // namespace ghostwalk::hw
