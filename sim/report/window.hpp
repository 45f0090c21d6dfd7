// SPDX-License-Identifier: MIT
// How long a CPU could still use a frame that was given up: one window per frame and exposed CPU.
//
//   cpu 0   ── unlink ──── free ───────────────────── flush ──>     the window of cpu 0: free .. flush
//   cpu 1   ─────────────────────────── flush ────────────────>     the window of cpu 1: free .. flush
//   cpu 2   ── flush (before the unlink: does not count) ──────>     open at the end of the run
//
//   cpu 0   ── unlink ──── flush ──── free ──>                        closed: flushed before the free
//
// A page table exposes each CPU whose walks could read it when it was unlinked (or freed, if it never
// was): its CR3 led there, for a page in the CPU's reach. Such a CPU may be walking it, or have it in a
// paging-structure cache. The window closes with the first
// invalidation on that CPU after the unlink that leaves no walk and no paging-structure entry of the
// table behind. A data page exposes each CPU that holds a translation of it when it is freed; the window
// closes when the last of those is gone.
//
// A pure function of the events. Leaves out: a TLB entry made from a table's words outlives the table's
// window (a global one does: that is what the story tells).
#pragma once

#include <optional>

#include "sim/report/history.hpp"

namespace ghostwalk::report {

struct Window {
  Pfn frame = 0;
  bool table = true; // else a data page
  CpuId cpu = 0;     // the exposed one
  bool held =
      false; // a walk of that CPU read the frame, or was about to, after the free (data: always)
  EventId unlinked = no_event; // the write after which no walk finds the frame from this CPU's root
  EventId retired = no_event;  // put on a quicklist
  EventId freed = no_event;    // no_event: not in this run
  EventId closed = no_event;   // the flush; no_event: none came

  bool flushed_first() const { return closed != no_event && (freed == no_event || closed < freed); }
  bool open_at_end() const { return freed != no_event && closed == no_event; }
  bool operator==(const Window&) const = default;
};

// In the order in which the frames were given up, then by CPU.
std::vector<Window> windows(const History& history);

// How wide: from the free to the flush, or to the end of the run. 0 when the flush came first or the
// frame was not freed. `margin`: from the flush to the free of a closed one.
Cycles width(const History& history, const Window& window);
Cycles margin(const History& history, const Window& window);

// The one to show: the widest; without one the closed one with the least margin. -1: there is none.
int most_telling(const History& history, const std::vector<Window>& windows);

} // namespace ghostwalk::report
