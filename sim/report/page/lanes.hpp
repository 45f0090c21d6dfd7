// SPDX-License-Identifier: MIT
// What pictures of a run draw: who was at what from when to when. One pass over the run gives them; the page, the
// Perfetto trace and tests share them.
//
// Positions are steps: 0 is the initial state, n is after step n. A span holds from position `from` up to `to`.
#pragma once

#include "sim/report/report.hpp"

namespace ghostwalk::report {

using Position = std::uint32_t;
constexpr Position no_position = 0xffffffff;

enum class Mode : std::uint8_t { user, kernel, interrupt, waits, ended };
std::string_view name(Mode mode);

// A CPU at one procedure, in one mode: `origin` is the instruction that it came to first.
struct Segment {
  CpuId cpu = 0;
  Position from = 0, to = 0;
  Mode mode = Mode::kernel;
  std::uint8_t vector = 0; // interrupt: which
  std::uint32_t origin = 0;
};

struct Ipi {
  CpuId from = 0, to = 0;
  std::uint8_t vector = 0;
  Position sent = 0, taken = no_position;
};

// A walk in flight reads that frame next.
struct Hold {
  CpuId cpu = 0;
  std::uint32_t slot = 0;
  Pfn frame = 0;
  Position from = 0, to = 0;
};

struct Owned {
  Pfn frame = 0;
  Owner owner = Owner::free;
  Position from = 0, to = 0;
};

// Something done to a frame, to be marked on its lane.
struct Touch {
  // In ascending order of weight: of two at once the heavier one counts.
  enum class Kind : std::uint8_t {
    walk_read,
    write,
    use,
    stale_use, // nobody was harmed yet
    wrong_use,
    wrong_read,
    scribble
  } kind;
  Pfn frame = 0;
  CpuId cpu = 0;
  Position at = 0;
};
std::string_view name(Touch::Kind kind);

struct Lanes {
  std::vector<Segment> segments;
  std::vector<Ipi> ipis;
  std::vector<Hold> holds;
  std::vector<Owned> owned;
  std::vector<Touch> touches;
};

// Requires a concluded report.
Lanes lanes(const Report& report);

// Position of the step that an event belongs to.
inline Position position(const History& history, EventId id) { return history.step(id) + 1; }

} // namespace ghostwalk::report
