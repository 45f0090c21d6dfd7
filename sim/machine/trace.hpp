// SPDX-License-Identifier: MIT
// What a step did, for stories, JSON and pictures. Written only when someone asks: the machine runs the same without.
#pragma once

#include "sim/machine/program.hpp"
#include "sim/machine/step.hpp"

namespace ghostwalk {

enum class EventKind : std::uint8_t {
  // by an instruction (`insn` says which)
  read_var,
  write_var,
  read_word,
  write_word, // place/index or frame/index; before, after
  locked,
  unlocked,
  allocated,
  freed,
  marked, // frame; after: Owner (marked, allocated), before: Owner
  sent,   // vector in `what`, target CPU in `other`
  flush, // `what`: FlushKind; `before`: how many TLB entries it dropped, `after`: how many walks it ended
  cr3_loaded, // frame: new root, before: old root
  accessed,   // page, frame; what: hw::Access; after: the value
  faulted,    // page: #PF
  branched,   // at `before` to `after` (addresses); kernel: at `before` only
  chose,      // other: which alternative; after: the value
  event,
  assertion,
  speculated, // speculated: page
  interrupts, // after: IF
  // by the hardware on its own
  drained, // a buffered store reached memory: index is its offset in the state, after the value
  interrupt_taken,
  interrupt_done, // vector in `what`
  walk_started, // page, level (first to be read), frame (its table); what: 1 demand 0 speculative; slot in index
  walk_read, // page, level, frame, index (word), before = the word read, after = as left; slot in `other`
  walk_ended, // page; slot in index; what: WalkEnd
  tlb_filled,
  tlb_dropped,
  tlb_evicted, // entry: packed hw::TlbEntry in `after`
  paging_cache_filled,
  paging_cache_dropped,
  paging_cache_evicted,
  oracle, // `what`: Oracle; page, frame when known
};
enum class FlushKind : std::uint8_t { cr3, invlpg, pge, fault, invpcid };
enum class WalkEnd : std::uint8_t { installed, not_present, no_rights, invalidated };

struct Event {
  EventKind kind = EventKind::event;
  CpuId cpu = 0;
  std::uint8_t what = 0, level = 0;
  std::uint16_t other = 0;
  std::uint16_t insn = 0xffff; // instruction that did it, 0xffff: none
  PageId page = 0xffff;        // 0xffff: none
  std::uint16_t place = 0xffff;
  std::uint32_t index = 0;
  Pfn frame = 0;
  std::uint64_t before = 0, after = 0;
};

using Trace = std::vector<Event>;

} // namespace ghostwalk
