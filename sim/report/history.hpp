// SPDX-License-Identifier: MIT
// The events of a run with their times, the walks they make up, and the questions that stories ask
// of them. Everything is said by event number: events are in the order in which they happened.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/drivers/run.hpp"

namespace ghostwalk::report {

using EventId = std::uint32_t;
constexpr EventId no_event = 0xffffffff;

// One page walk, from its start to its end.
struct WalkRecord {
  CpuId cpu = 0;
  std::uint32_t slot = 0;
  PageId page = 0;
  bool demand = false;
  EventId started = no_event;
  std::vector<EventId> reads; // One per level read.
  EventId filled = no_event;  // The translation that it left in the TLB.
  EventId ended = no_event;
};

class History {
public:
  // Keeps references to both.
  History(const Program& program, const Run& run);

  const Program& program() const { return program_; }
  const Run& run() const { return run_; }
  EventId size() const { return static_cast<EventId>(run_.events.size()); }
  const Event& operator[](EventId id) const { return run_.events[id]; }
  Cycles at(EventId id) const { return run_.steps[step_[id]].at; }
  std::uint32_t step(EventId id) const { return step_[id]; }
  // How long after `from` that was: "12 cycles (5 ns)"; "3 steps" where there is no time.
  std::string after(EventId from, EventId id) const;
  std::uint64_t clock_mhz() const { return program_.cpu.number(hw::Key::clock_mhz); }

  // The last event before `end`, or the first from `begin` on, that `wanted` accepts.
  template <class Wanted>
  EventId last_before(EventId end, Wanted wanted) const {
    for (EventId id = end; id-- > 0;)
      if (wanted(run_.events[id])) return id;
    return no_event;
  }
  template <class Wanted>
  EventId first_from(EventId begin, Wanted wanted) const {
    for (EventId id = begin; id < size(); ++id)
      if (wanted(run_.events[id])) return id;
    return no_event;
  }
  EventId step_begin(EventId id) const { return run_.steps[step_[id]].first_event; }
  EventId step_end(EventId id) const {
    return run_.steps[step_[id]].first_event + run_.steps[step_[id]].events;
  }

  const std::vector<WalkRecord>& walks() const { return walks_; }
  // The walk that read, filled or ended in the step of that event, on its CPU.
  const WalkRecord* walk_at(EventId id) const;

  // The instruction that the event belongs to; for what hardware did on its own, no_event's worth:
  // nullptr.
  const Origin* origin(EventId id) const;
  // What the CPU of that event was executing then: the origin of its last instruction.
  const Origin* doing(EventId id) const;

private:
  void collect_walks();
  void follow_walk(std::vector<std::vector<int>>& open, EventId id);
  void end_walk(WalkRecord& walk, EventId id);

  const Program& program_;
  const Run& run_;
  std::vector<std::uint32_t> step_;
  std::vector<WalkRecord> walks_;
};

// The word of a frame that lies at an offset of the state, if one does.
struct StoredWord {
  Pfn frame;
  std::uint32_t index;
};
std::optional<StoredWord> stored_word(const Program& program, std::uint32_t offset);

// The table frame that a present word names, or 0. Frame 0 is never in a pool.
Pfn named_frame(const Program& program, Word word);

} // namespace ghostwalk::report
