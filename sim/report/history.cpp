// SPDX-License-Identifier: MIT
#include "sim/report/history.hpp"

#include "sim/report/units.hpp"

namespace ghostwalk::report {

History::History(const Program& program, const Run& run)
    : program_(program), run_(run), step_(run.events.size(), 0) {
  for (std::uint32_t s = 0; s < run.steps.size(); ++s)
    for (std::uint32_t i = 0; i < run.steps[s].events; ++i) step_[run.steps[s].first_event + i] = s;
  collect_walks();
}

std::string History::after(EventId from, EventId id) const {
  return run_.timed ? span(at(id) - at(from), clock_mhz())
                    : plural(count(at(id) - at(from)), "step");
}

// A walk belongs to a slot of its CPU from its start to its end; one slot holds one walk at a time.
void History::collect_walks() {
  std::vector<std::vector<int>> open(program_.cpus); // Per CPU and slot: index into walks_, or -1.
  for (EventId id = 0; id < size(); ++id) follow_walk(open, id);
}

void History::follow_walk(std::vector<std::vector<int>>& open, EventId id) {
  const Event& e = run_.events[id];
  if (e.cpu >= open.size()) return;
  const auto held = [&](std::uint32_t slot) -> int& {
    auto& slots = open[e.cpu];
    if (slot >= slots.size()) slots.resize(slot + 1, -1);
    return slots[slot];
  };
  const auto walk = [&](int n) -> WalkRecord& { return walks_[static_cast<std::size_t>(n)]; };
  if (e.kind == EventKind::walk_started) {
    held(e.index) = static_cast<int>(walks_.size());
    walks_.push_back({e.cpu, e.index, e.page, e.what == 1, id, {}, no_event, no_event});
  } else if (e.kind == EventKind::walk_read) {
    if (const int n = held(e.other); n >= 0) walk(n).reads.push_back(id);
  } else if (e.kind == EventKind::walk_ended) {
    if (const int n = held(e.index); n >= 0) end_walk(walk(n), id);
    held(e.index) = -1;
  }
}

// A translation comes in the step of its leaf's read, told before or after the walk's end.
void History::end_walk(WalkRecord& walk, EventId id) {
  walk.ended = id;
  for (EventId other = step_begin(id); other < step_end(id); ++other)
    if (const Event& e = run_.events[other];
        e.kind == EventKind::tlb_filled && e.cpu == walk.cpu && e.page == walk.page)
      walk.filled = other;
}

const WalkRecord* History::walk_at(EventId id) const {
  const std::uint32_t wanted = step_[id];
  for (auto w = walks_.rbegin(); w != walks_.rend(); ++w) {
    if (w->cpu != run_.events[id].cpu) continue;
    for (const EventId read : w->reads)
      if (step_[read] == wanted) return &*w;
    if (w->ended != no_event && step_[w->ended] == wanted) return &*w;
  }
  return nullptr;
}

const Origin* History::origin(EventId id) const {
  const std::uint16_t insn = run_.events[id].insn;
  if (insn >= program_.code.size()) return nullptr;
  const std::uint32_t origin = program_.code[insn].origin;
  return origin < program_.origins.size() ? &program_.origins[origin] : nullptr;
}

const Origin* History::doing(EventId id) const {
  const CpuId cpu = run_.events[id].cpu;
  for (EventId at = id + 1; at-- > 0;)
    if (run_.events[at].cpu == cpu)
      if (const Origin* found = origin(at)) return found;
  return nullptr;
}

std::optional<StoredWord> stored_word(const Program& program, std::uint32_t offset) {
  const std::size_t words = program.words.size();
  if (words == 0 || offset < program.layout.words) return std::nullopt;
  const std::size_t n = (offset - program.layout.words) / program.mode->word_bytes;
  if (n >= words * program.frames) return std::nullopt;
  return StoredWord{program.first_frame + n / words, program.words[n % words]};
}

Pfn named_frame(const Program& program, Word word) {
  return (word & hw::bit::present) != 0 ? hw::frame_of(*program.mode, word) : 0;
}

} // namespace ghostwalk::report
