// SPDX-License-Identifier: MIT
// The pieces that stories are put together from. Each adds steps; one event is told once.
#pragma once

#include <map>

#include "sim/report/story.hpp"

namespace ghostwalk::report {

class Teller {
public:
  explicit Teller(const History& history) : h_(history) {}

  void add(EventId id, Role role, std::string text);
  void add_as_is(EventId id, Role role); // In describe()'s words.
  void note(std::string text) { notes_.push_back(std::move(text)); }
  Story finish(const Finding& finding);

  // The walk: what led to it, what it read, what it left in the TLB; and for each table that had been
  // given up before it was read, who unlinked, freed, reused and wrote it.
  void walk(const WalkRecord& walk);
  // What happened to the tables and words that gave a translation, after they were read and before `end`.
  void changes(const WalkRecord& walk, EventId end);
  // The fate of a frame before `end`: returns the free, or no_event.
  EventId fate(Pfn frame, EventId begin, EventId end);
  // The first flush on the CPU after `from`: too late, or kept the entry; or none.
  void flush_after(CpuId cpu, EventId from, EventId fill, EventId freed);
  void kept(CpuId cpu, EventId begin, EventId end);
  void interrupts(CpuId cpu, EventId begin, EventId end); // that did not end the walk
  void first_use(CpuId cpu, EventId fill);

  void about(Pfn table, CpuId cpu);
  EventId freed() const { return freed_; }

private:
  void read(const WalkRecord& walk, EventId id);
  void start(const WalkRecord& walk);
  EventId given_up(Pfn frame, EventId end) const;
  void unlink_of(Pfn frame, EventId given_up, EventId end);
  void writer_of(Pfn frame, std::uint32_t index, Word value, int level, EventId begin, EventId end);
  Owner owner_at(Pfn frame, EventId id) const;
  bool drops(EventId flush, EventId fill) const;

  const History& h_;
  std::map<EventId, StoryStep> steps_;
  std::vector<std::string> notes_;
  Pfn table_ = 0;
  CpuId cpu_ = 0;
  EventId freed_ = no_event;
};

} // namespace ghostwalk::report
