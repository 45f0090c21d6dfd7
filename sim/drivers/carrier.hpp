// SPDX-License-Identifier: MIT
// What lets time pass. The Clockwork sends errands; a carrier says when each is done. Two of them:
// the bare queue (bare.hpp) and SimGrid (timed/), which can also make errands that share a bus wait
// for each other.
#pragma once

#include <tuple>
#include <vector>

#include "sim/core/types.hpp"

namespace ghostwalk {

struct Errand {
  // Within a cycle, in this order.
  enum class Kind : std::uint8_t { interrupt, walk_read, drain, core, speculation };
  enum class Over : std::uint8_t { nothing, memory_line, ipi }; // What it shares with others.
  CpuId cpu = 0;
  Kind kind = Kind::core;
  Over over = Over::nothing;
  std::uint16_t what = 0;       // interrupt: vector; walk_read: slot; speculation: page
  CpuId from = 0;               // over ipi: who sent it
  std::uint32_t generation = 0; // of a walk, of work: what was ended leaves its errand behind
  std::uint64_t sequence = 0;   // Its number in the run.
  std::int64_t cycles = 1;      // How long it takes when nothing is in its way. At least 1.
};

// Within one cycle: by CPU, then kind, then the order in which they were sent.
inline bool goes_first(const Errand& a, const Errand& b) {
  return std::tie(a.cpu, a.kind, a.sequence) < std::tie(b.cpu, b.kind, b.sequence);
}

class Carrier {
public:
  virtual ~Carrier() = default;
  // The errand begins now: at the date of the last `next`, at first 0.
  virtual void carry(const Errand& errand) = 0;
  // Waits for the errand that is done first. `due` becomes all that are done in that cycle, in the
  // order of goes_first. False: nothing is under way.
  virtual bool next(Cycles& at, std::vector<Errand>& due) = 0;
};

} // namespace ghostwalk
