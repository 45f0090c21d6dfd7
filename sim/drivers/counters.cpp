// SPDX-License-Identifier: MIT
#include "sim/drivers/counters.hpp"

namespace ghostwalk {

const std::array<CounterName, counters>& counter_names() {
  using C = Counter;
  static constexpr std::array<CounterName, counters> names{{
      {C::steps, "steps", "steps", C::steps},
      {C::instructions, "instructions", "instructions", C::instructions},
      {C::flushes_full, "flushes_full", "full flushes", C::flush_full_cycles},
      {C::flush_full_cycles, "flush_full_cycles", "cycles in them", C::flush_full_cycles},
      {C::flushes_global, "flushes_global", "with global entries", C::flush_global_cycles},
      {C::flush_global_cycles, "flush_global_cycles", "cycles in them", C::flush_global_cycles},
      {C::flushes_single, "flushes_single", "single-page flushes", C::flush_single_cycles},
      {C::flush_single_cycles, "flush_single_cycles", "cycles in them", C::flush_single_cycles},
      {C::flush_ranges, "flush_ranges", "ranges of these", C::flush_range_cycles},
      {C::flush_range_cycles, "flush_range_cycles", "cycles in them", C::flush_range_cycles},
      {C::flushes_cr3, "flushes_cr3", "MOV CR3 flushes", C::flush_cr3_cycles},
      {C::flush_cr3_cycles, "flush_cr3_cycles", "cycles in them", C::flush_cr3_cycles},
      {C::flushes_invlpg, "flushes_invlpg", "INVLPG", C::flush_invlpg_cycles},
      {C::flush_invlpg_cycles, "flush_invlpg_cycles", "cycles in them", C::flush_invlpg_cycles},
      {C::flushes_pge, "flushes_pge", "CR4.PGE flushes", C::flush_pge_cycles},
      {C::flush_pge_cycles, "flush_pge_cycles", "cycles in them", C::flush_pge_cycles},
      {C::flushes_invpcid, "flushes_invpcid", "INVPCID", C::flush_invpcid_cycles},
      {C::flush_invpcid_cycles, "flush_invpcid_cycles", "cycles in them", C::flush_invpcid_cycles},
      {C::flushes_fault, "flushes_fault", "healed by #PF", C::flushes_fault},
      {C::cr3_kept, "cr3_kept", "MOV CR3, no flush", C::cr3_kept},
      {C::entries_dropped, "entries_dropped", "entries dropped", C::entries_dropped},
      {C::walks_ended_by_flush, "walks_ended_by_flush", "walks cut short", C::walks_ended_by_flush},
      {C::ipis_sent, "ipis_sent", "IPIs sent", C::ipi_send_cycles},
      {C::ipi_send_cycles, "ipi_send_cycles", "cycles in sending", C::ipi_send_cycles},
      {C::ipis_taken, "ipis_taken", "IPIs taken", C::ipi_flight_cycles},
      {C::ipi_flight_cycles, "ipi_flight_cycles", "cycles on their way", C::ipi_flight_cycles},
      {C::handler_cycles, "handler_cycles", "cycles in handlers", C::handler_cycles},
      {C::ipi_waits, "ipi_waits", "waits for IPIs", C::ipi_wait_cycles},
      {C::ipi_wait_cycles, "ipi_wait_cycles", "cycles in them", C::ipi_wait_cycles},
      {C::walks_demand, "walks_demand", "walks on demand", C::walk_demand_cycles},
      {C::walk_demand_cycles, "walk_demand_cycles", "cycles in them", C::walk_demand_cycles},
      {C::walks_speculative, "walks_speculative", "speculative walks", C::walk_speculative_cycles},
      {C::walk_speculative_cycles, "walk_speculative_cycles", "cycles in them",
       C::walk_speculative_cycles},
      {C::walks_after_flush, "walks_after_flush", "walks after flushes",
       C::walk_after_flush_cycles},
      {C::walk_after_flush_cycles, "walk_after_flush_cycles", "cycles in them",
       C::walk_after_flush_cycles},
      {C::walk_reads, "walk_reads", "walk reads", C::walk_reads},
      {C::refills, "refills", "TLB refills", C::refills},
      {C::refills_after_flush, "refills_after_flush", "refills after them",
       C::refill_after_flush_cycles},
      {C::refill_after_flush_cycles, "refill_after_flush_cycles", "cycles in them",
       C::refill_after_flush_cycles},
      {C::evictions, "evictions", "TLB evictions", C::evictions},
      {C::faults, "faults", "page faults", C::faults},
      {C::locks, "locks", "locks taken", C::lock_cycles},
      {C::lock_cycles, "lock_cycles", "cycles taking them", C::lock_cycles},
  }};
  return names;
}

} // namespace ghostwalk
