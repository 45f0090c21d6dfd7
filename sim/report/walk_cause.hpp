// SPDX-License-Identifier: MIT
// Why the processor started a walk: the branch, prefetch or speculation behind it. The trace does not
// say; the events before it do, when the branch target buffer is trained again along them.
#pragma once

#include "sim/report/history.hpp"

namespace ghostwalk::report {

struct WalkCause {
  enum class Kind : std::uint8_t {
    demand,     // an instruction waits for it
    alias,      // a kernel branch found what a user branch had left in the BTB
    prefetch,   // instruction prefetch ran across the end of a page
    speculated, // a load or fetch on a wrong path
    free_will,  // nothing in the trace led to it: the page is in the CPU's reach
  } kind = Kind::free_will;
  EventId event = no_event;    // the kernel branch, the fetch, the speculation
  EventId training = no_event; // alias: the user branch
  Address branch = 0, trained = 0,
          target = 0; // alias: the kernel branch, the user branch, where to
};

WalkCause cause_of(const History& history, const WalkRecord& walk);

} // namespace ghostwalk::report
