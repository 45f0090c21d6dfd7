// SPDX-License-Identifier: MIT
// The parameter table. The fallbacks are a Pentium 4 of 2002 (Northwood, 400 MHz front-side bus),
// each with where it comes from:
//   SDM p415  Intel SDM volume 3A (2016), table 11-1
//   F6        facts section 6: the latency table and the defaults suggested below it
//   choice    a modelling choice, nobody's measurement
// models/cpus/*.race say what a given processor has; these only stand in for what such a file does
// not mention.
#include "models/hw/parameters.hpp"

#include <algorithm>

namespace ghostwalk::hw {

namespace {

constexpr std::uint64_t most_cycles = 10'000'000;

// A table is read by columns.
// clang-format off
constexpr Parameter number(Key key, std::string_view name, std::uint64_t fallback, std::uint64_t lowest, std::uint64_t highest,
                           std::string_view unit, std::string_view meaning) {
  return {key, name, fallback, lowest, highest, false, unit, meaning};
}
constexpr Parameter cycles(Key key, std::string_view name, std::uint64_t fallback, std::string_view meaning) {
  return {key, name, fallback, 0, most_cycles, true, "cycles", meaning};
}

constexpr std::array<Parameter, static_cast<std::size_t>(Key::count_)> table{{
  number(Key::clock_mhz, "clock_mhz", 2400, 1, 100'000, "MHz", "core clock; turns cycles into nanoseconds for people"),
  number(Key::line_bytes, "line_bytes", 64, 8, 4096, "bytes", "a cache line (P4: SDM p416)"),
  number(Key::max_physical_bits, "max_physical_bits", 36, 32, 48, "bits", "frame bits above these are reserved in 8-byte words"),
  number(Key::walkers, "walkers", 1, 1, 8, "walks", "page walks in flight at once, of instructions and of speculation together"),
  number(Key::tlb_entries, "tlb_entries", 128, 1, 4096, "entries", "TLB size, all ways together (P4 ITLB: SDM p415)"),
  number(Key::tlb_ways, "tlb_ways", 4, 1, 4096, "ways", "entries of one TLB set; tlb_entries of them: fully associative (P4 ITLB: SDM p415)"),
  number(Key::pde_cache, "pde_cache", 0, 0, 64, "entries", "PDE cache: remembered level-2 entries; 0: none (Atom has 16: SDM p415)"),
  number(Key::pdpte_cache, "pdpte_cache", 0, 0, 64, "entries", "PDPTE cache: remembered level-3 entries; 0: none"),
  number(Key::pml4e_cache, "pml4e_cache", 0, 0, 64, "entries", "PML4E cache: remembered level-4 entries; 0: none"),
  number(Key::btb_sets, "btb_sets", 1024, 1, 65536, "sets", "branch target buffer: sets, a power of two (P4 front end: 4096 entries, F6)"),
  number(Key::btb_ways, "btb_ways", 4, 1, 64, "ways", "branch target buffer: entries of one set (choice)"),
  number(Key::btb_index_from, "btb_index_from", 4, 0, 16, "bit", "lowest address bit of the BTB set index (choice)"),
  number(Key::btb_tag_bits, "btb_tag_bits", 8, 0, 48, "bits", "partial tag above the index: fewer bits, more aliases (choice)"),
  number(Key::prefetch_lines, "prefetch_lines", 2, 0, 64, "lines", "lines that instruction fetch runs ahead, across a page end too (choice)"),
  number(Key::store_buffer, "store_buffer", 24, 1, 64, "stores", "stores that wait for memory at most (P4: 24, SDM p416)"),
  number(Key::invlpg_ends_all_walks, "invlpg_ends_all_walks", 0, 0, 1, "yes/no", "INVLPG ends every walk of its CPU, not only those for its page: not promised"),
  number(Key::walk_drains, "walk_drains", 0, 0, 1, "yes/no", "an invalidation waits for the walks in flight and drops what they bring; else it ends them"),
  number(Key::has_pcid, "has_pcid", 0, 0, 1, "yes/no", "CR4.PCIDE is set: entries are tagged with the PCID that CR3 has (SDM p139)"),
  number(Key::has_invpcid, "has_invpcid", 0, 0, 1, "yes/no", "there is an INVPCID instruction (SDM p146)"),
  number(Key::fragments_large, "fragments_large", 0, 0, 1, "yes/no", "a large page is kept as 4 KiB entries, one for each page walked (SDM p141; P4: p415, of the ITLB)"),

  cycles(Key::local_op, "local_op", 1, "an instruction on registers, or a choice of what to do next"),
  cycles(Key::load, "load", 4, "a load that this CPU's cache has (choice)"),
  cycles(Key::store, "store", 4, "a store to a line that this CPU's cache owns (choice)"),
  cycles(Key::store_drain, "store_drain", 20, "from a buffered store's turn until memory has it; only where there are store buffers (choice)"),
  cycles(Key::atomic, "atomic", 100, "a locked instruction on a line that this CPU's cache owns; taking a lock (choice)"),
  cycles(Key::line_transfer, "line_transfer", 200, "more, when another CPU wrote the line last or, for a write, has a copy (F6: 200)"),
  cycles(Key::access_hit, "access_hit", 4, "a load, store or fetch through the MMU once the TLB has the page (choice)"),
  cycles(Key::branch, "branch", 2, "an indirect branch (choice)"),
  cycles(Key::alloc, "alloc", 200, "taking a page from the allocator (choice)"),
  cycles(Key::free_page, "free_page", 150, "giving a page back to the allocator (choice)"),
  cycles(Key::invlpg, "invlpg", 200, "INVLPG (F6: 100 to 260)"),
  cycles(Key::mov_cr3, "mov_cr3", 300, "MOV CR3, without the refill (F6: 96 to 300)"),
  cycles(Key::mov_cr4, "mov_cr4", 300, "changing CR4.PGE (choice: as MOV CR3)"),
  cycles(Key::invpcid, "invpcid", 300, "INVPCID, without the refill (choice: as MOV CR3)"),
  cycles(Key::set_interrupts, "set_interrupts", 20, "CLI or STI (choice)"),
  cycles(Key::ipi_send, "ipi_send", 100, "writing the interrupt command register (choice)"),
  cycles(Key::ipi_delivery, "ipi_delivery", 1500, "from the send until the target can take the interrupt, without contention (F6: 1000 to 2000)"),
  cycles(Key::interrupt_entry, "interrupt_entry", 400, "from taking an interrupt or a fault to the first instruction of its handler (F6: 500 with iret)"),
  cycles(Key::iret, "iret", 100, "return from a handler (F6: 500 with the entry)"),
  cycles(Key::speculation_delay, "speculation_delay", 20, "from the branch, fetch or wrong path to the start of the walk it causes (P4 pipeline: 20 stages, F6)"),
  cycles(Key::walk_hit, "walk_hit", 20, "a walk reads a level whose line this CPU's cache has (F6: 20 L1, 50 L2)"),
  cycles(Key::walk_memory, "walk_memory", 400, "... whose line is in memory, with the transfer over an idle bus (F6)"),
  cycles(Key::walk_snoop, "walk_snoop", 1000, "... whose line another CPU wrote last, likewise (F6: up to 2000)"),
}};
// clang-format on

constexpr bool in_order_of_key() {
  for (std::size_t i = 0; i < table.size(); ++i)
    if (static_cast<std::size_t>(table[i].key) != i) return false;
  return true;
}
static_assert(in_order_of_key());

} // namespace

std::uint64_t Distribution::lowest() const {
  return std::min_element(parts.begin(), parts.end(),
                          [](const Part& a, const Part& b) { return a.lowest < b.lowest; })
      ->lowest;
}

std::uint64_t Distribution::highest() const {
  return std::max_element(parts.begin(), parts.end(),
                          [](const Part& a, const Part& b) { return a.highest < b.highest; })
      ->highest;
}

const std::array<Parameter, static_cast<std::size_t>(Key::count_)>& parameters() { return table; }

const Parameter* find_parameter(std::string_view name) {
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const Parameter& p) { return p.name == name; });
  return found == table.end() ? nullptr : &*found;
}

CpuDescription::CpuDescription() {
  for (const Parameter& p : table)
    values[static_cast<std::size_t>(p.key)].parts = {{1, p.fallback, p.fallback}};
}

} // namespace ghostwalk::hw
