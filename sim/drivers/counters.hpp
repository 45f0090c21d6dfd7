// SPDX-License-Identifier: MIT
// What a run did and how long it took, counted per CPU. One fixed list: a further counter is a line
// here and one in the table of counters.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace ghostwalk {

enum class Counter : std::uint8_t {
  steps,        // of the machine, by this CPU
  instructions, // those of them that are instructions
  // Flushes by what they drop, whether there is such an entry or not. Cycles, here and below: from
  // the start of the instruction to its effect.
  flushes_full, // all but global ones: MOV CR3, INVPCID 1 and 3
  flush_full_cycles,
  flushes_global, // global ones too: a write of CR4 that changes PGE, INVPCID 2
  flush_global_cycles,
  flushes_single, // one page: INVLPG, INVPCID 0
  flush_single_cycles,
  flush_ranges, // rows of two or more of these by one statement: a loop over pages
  flush_range_cycles,
  // Flushes by what does them.
  flushes_cr3,
  flush_cr3_cycles,
  flushes_invlpg,
  flush_invlpg_cycles,
  flushes_pge,
  flush_pge_cycles,
  flushes_invpcid,
  flush_invpcid_cycles,
  flushes_fault, // a #PF heals the page; it has no cycles of its own
  cr3_kept,      // MOV CR3 with the no-flush bit
  entries_dropped,
  walks_ended_by_flush,
  // Interrupts.
  ipis_sent,         // vectors raised on another CPU or this one
  ipi_send_cycles,   // of the instruction that sends
  ipis_taken,        // by this CPU
  ipi_flight_cycles, // from the sending to the taking, of those taken by this CPU
  handler_cycles,    // in interrupt handlers, from the taking to the return
  ipi_waits,         // the first `wait until` after a send, on the same CPU
  ipi_wait_cycles,
  // Page walks. Cycles: from start to end.
  walks_demand,
  walk_demand_cycles,
  walks_speculative,
  walk_speculative_cycles,
  walks_after_flush, // of both: for a translation that this CPU's TLB had and a flush dropped
  walk_after_flush_cycles,
  walk_reads,
  refills,             // translations put into the TLB
  refills_after_flush, // by walks_after_flush
  refill_after_flush_cycles,
  evictions,
  faults,
  // Locks that were taken; cycles from the start of the instruction to its effect.
  locks,
  lock_cycles,
  count_
};
constexpr std::size_t counters = static_cast<std::size_t>(Counter::count_);

struct CounterBlock {
  std::array<std::uint64_t, counters> values{};
  std::uint64_t& operator[](Counter c) { return values[static_cast<std::size_t>(c)]; }
  std::uint64_t operator[](Counter c) const { return values[static_cast<std::size_t>(c)]; }
  void merge(const CounterBlock& other) {
    for (std::size_t i = 0; i < counters; ++i) values[i] += other.values[i];
  }
  bool operator==(const CounterBlock&) const = default;
};

struct CounterName {
  Counter counter;
  std::string_view name;  // "flushes_cr3": in JSON, CSV and stores
  std::string_view words; // "MOV CR3 flushes": in tables, at most 19 letters
  Counter cycles;         // the counter of its cycles; itself: it has none, or is one
};
const std::array<CounterName, counters>& counter_names(); // In the order of the enumeration.

} // namespace ghostwalk
