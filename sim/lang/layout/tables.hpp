// SPDX-License-Identifier: MIT
// The page tables that a scenario starts with: which frame holds what. Decided before any code is compiled, because the root of a
// process is a constant to it.
#pragma once

#include "sim/lang/resolve/symbols.hpp"

namespace ghostwalk::lang {

struct Tables {
  struct Stored {
    Pfn frame;
    std::uint16_t index;
    Word value;
  };
  std::vector<Pfn> roots;    // Per process; the first is [0].
  std::vector<Stored> words; // In the order written.
  std::vector<Owner> owners; // Of the frames used, from the first of the pool.
  std::vector<Address>
      pages; // Mapped somewhere, each once, ascending; large pages by their first address.
  std::vector<std::pair<Address, Address>> direct; // First and last byte of what `direct` maps.
  std::string contents; // "2 root tables, 1 page table, 2 pages", for people
};

constexpr Pfn first_frame = 0x1000;

Tables build_tables(const Symbols& symbols);

// The table of that level that a process starts with for an address; 0: none.
Pfn table_at_start(const Tables& tables, const hw::PagingMode& mode, std::size_t process,
                   Address va, std::size_t level);

// Throws unless the address can be used in that paging mode. `what`: "the address", "the end".
void check_address(const hw::PagingMode& mode, Address va, Location at);

} // namespace ghostwalk::lang
