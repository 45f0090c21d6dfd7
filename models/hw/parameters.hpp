// SPDX-License-Identifier: MIT
// The parameters of a CPU description (models/cpus/*.race), as one table: a key that is not here is
// an error, and the documentation is printed from it. Every value is a distribution in cycles or a
// plain number; randomness is the drivers' business.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/types.hpp"

namespace ghostwalk::hw {

// A weighted list of ranges: "90 * 20 .. 30, 10 * 400". A plain number is one range of one value.
struct Distribution {
  struct Part {
    std::uint64_t weight = 1, lowest = 0, highest = 0;
    auto operator<=>(const Part&) const = default;
  };
  std::vector<Part> parts;
  std::uint64_t lowest() const; // of all parts
  std::uint64_t highest() const;
  bool fixed() const { return lowest() == highest(); }
  bool operator==(const Distribution&) const = default;
};

enum class Key : std::uint8_t {
  // What it is
  clock_mhz,
  line_bytes,
  max_physical_bits,
  walkers,
  tlb_entries,
  tlb_ways,
  pde_cache,
  pdpte_cache,
  pml4e_cache,
  btb_sets,
  btb_ways,
  btb_index_from,
  btb_tag_bits,
  prefetch_lines,
  store_buffer,
  invlpg_ends_all_walks,
  walk_drains,
  has_pcid,
  has_invpcid,
  fragments_large,
  // How long things take, in cycles
  local_op,
  load,
  store,
  store_drain,
  atomic,
  line_transfer,
  access_hit,
  branch,
  alloc,
  free_page,
  invlpg,
  mov_cr3,
  mov_cr4,
  invpcid,
  set_interrupts,
  ipi_send,
  ipi_delivery,
  interrupt_entry,
  iret,
  speculation_delay,
  walk_hit,
  walk_memory,
  walk_snoop,
  count_
};
struct Parameter {
  Key key;
  std::string_view name;
  std::uint64_t fallback, lowest, highest;
  bool distribution;        // may be a weighted list of ranges
  std::string_view unit;    // "cycles", "MHz", "entries", ...
  std::string_view meaning; // one line
};
const std::array<Parameter, static_cast<std::size_t>(Key::count_)>& parameters(); // in order of Key
const Parameter* find_parameter(std::string_view name); // nullptr when unknown

struct CpuDescription {
  std::string name = "pentium4";
  std::array<Distribution, static_cast<std::size_t>(Key::count_)> values;
  CpuDescription(); // all fallbacks
  const Distribution& of(Key key) const { return values[static_cast<std::size_t>(key)]; }
  std::uint64_t number(Key key) const { return of(key).lowest(); }
};

} // namespace ghostwalk::hw
