// SPDX-License-Identifier: MIT
// Which pieces each kind of finding is told with.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/report/describe.hpp"
#include "sim/report/teller.hpp"

namespace ghostwalk::report {
namespace {

constexpr int most_clues = 6;

// poisoned, ghost walk, quicklist walk, scribble: the walk is the story.
void tell_walk(Teller& t, const History& h, EventId at) {
  const WalkRecord* walk = h.walk_at(at);
  if (walk == nullptr) return t.add_as_is(at, Role::finding);
  t.walk(*walk);
  const EventId end = walk->filled != no_event ? walk->filled : at;
  t.interrupts(walk->cpu, walk->started, end);
  if (walk->filled != no_event) t.first_use(walk->cpu, walk->filled);
  t.flush_after(walk->cpu, h.step_end(end), walk->filled, t.freed());
}

// stale use, use after free: the translation, what changed under it, and the access.
void tell_access(Teller& t, const History& h, EventId at) {
  const Event& oracle = h[at];
  const EventId access = h.first_from(h.step_begin(at), [&](const Event& e) {
    return e.kind == EventKind::accessed && e.cpu == oracle.cpu;
  });
  const EventId fill = h.last_before(at, [&](const Event& e) {
    const auto& p = h.program();
    if (e.kind != EventKind::tlb_filled || e.cpu != oracle.cpu) return false;
    const hw::TlbEntry entry = hw::unpack_tlb(e.after);
    return oracle.page < p.cover[entry.size].size() &&
           p.cover[entry.size][oracle.page] == entry.page;
  });
  if (fill != no_event) {
    if (const WalkRecord* walk = h.walk_at(fill)) {
      t.walk(*walk);
      t.changes(*walk, at);
    }
    t.kept(oracle.cpu, fill + 1, at);
    t.fate(oracle.frame, fill, at);
  }
  t.about(oracle.frame, oracle.cpu);
  if (access == no_event || access >= h.step_end(at)) return t.add_as_is(at, Role::finding);
  const std::string age =
      fill == no_event ? ""
                       : fmt::format(", through the entry made {} before", h.after(fill, access));
  t.add(access, Role::use, describe(h.program(), h[access]) + age);
  t.flush_after(oracle.cpu, h.step_end(at), fill, t.freed());
}

// table freed in flight: the walk that holds it, and the free.
void tell_in_flight(Teller& t, const History& h, EventId at) {
  const Pfn table = h[at].frame;
  for (const WalkRecord& walk : h.walks()) {
    const bool under_way = walk.started < at && (walk.ended == no_event || walk.ended > at);
    if (!under_way || walk.page != h[at].page) continue;
    t.walk(walk);
    t.about(table, walk.cpu);
    break;
  }
  t.fate(table, 0, h.step_end(at));
}

void tell_memory_types(Teller& t, const History& h, EventId at) {
  for (EventId id = 0, told = 0; id < h.step_end(at) && told < most_clues; ++id) {
    if (h[id].kind != EventKind::tlb_filled || hw::unpack_tlb(h[id].after).frame != h[at].frame)
      continue;
    if (const WalkRecord* walk = h.walk_at(id)) t.walk(*walk);
    ++told;
  }
}

// The last write of a variable before `end`, by anyone.
void last_write(Teller& t, const History& h, std::uint32_t place, std::uint64_t index,
                EventId end) {
  const EventId id = h.last_before(end, [&](const Event& e) {
    return (e.kind == EventKind::write_var || e.kind == EventKind::locked ||
            e.kind == EventKind::unlocked) &&
           e.place == place && e.index == index;
  });
  if (id != no_event) t.add_as_is(id, Role::clue);
}

// An assertion or a named event: what its CPU saw last, and who had written that.
void tell_code(Teller& t, const History& h, EventId at) {
  int clues = 0;
  for (EventId id = at; id-- > 0 && clues < most_clues;) {
    const Event& e = h[id];
    if (e.cpu != h[at].cpu || (e.kind != EventKind::read_var && e.kind != EventKind::read_word))
      continue;
    t.add_as_is(id, Role::clue);
    if (e.kind == EventKind::read_var) last_write(t, h, e.place, e.index, id);
    ++clues;
  }
  t.add_as_is(at, Role::finding);
}

// A state claim: who last wrote each variable that it names.
void tell_state(Teller& t, const History& h, const Finding& finding) {
  const Program& p = h.program();
  const ExprRef condition = p.properties[static_cast<std::size_t>(finding.property)].condition;
  const EventId end = h.first_from(0, [&](const Event& e) {
    const auto id = static_cast<EventId>(&e - h.run().events.data());
    return h.at(id) > finding.when;
  });
  std::uint64_t index = 0;
  for (std::uint32_t i = condition.first; i < condition.first + condition.size; ++i) {
    const ExprInsn& op = p.expr[i];
    if (op.op == ExprOp::constant) index = p.constants[op.arg];
    if (op.op == ExprOp::shared) last_write(t, h, op.arg, index, std::min(end, h.size()));
  }
}

// A deadlock: the last thing each CPU did, and who waits for what.
void tell_deadlock(Teller& t, const History& h) {
  for (CpuId cpu = 0; cpu < h.program().cpus; ++cpu) {
    const EventId id = h.last_before(h.size(), [&](const Event& e) {
      return e.cpu == cpu && e.insn != 0xffff &&
             (e.kind == EventKind::locked || e.kind == EventKind::sent ||
              e.kind == EventKind::interrupts);
    });
    if (id != no_event) t.add_as_is(id, Role::clue);
  }
  for (const std::string& line : h.run().waiting) t.note(line);
}

void tell_oracle(Teller& t, const History& h, const Finding& f) {
  if (f.oracle == Oracle::deadlock) return tell_deadlock(t, h);
  if (f.at == no_event) return;
  switch (f.oracle) {
  case Oracle::poisoned:
  case Oracle::ghost_walk:
  case Oracle::quicklist_walk:
  case Oracle::scribble: return tell_walk(t, h, f.at);
  case Oracle::stale_use:
  case Oracle::use_after_free: return tell_access(t, h, f.at);
  case Oracle::table_freed_in_flight: return tell_in_flight(t, h, f.at);
  case Oracle::memory_type_conflict: return tell_memory_types(t, h, f.at);
  case Oracle::assertion: return tell_code(t, h, f.at);
  default: t.add_as_is(f.at, Role::finding);
  }
}

std::string meaning_of(const Finding& f) {
  if (f.kind == Property::Kind::oracle) return std::string(meaning(f.oracle));
  return f.kind == Property::Kind::event ? "a forbidden event happened"
                                         : "a forbidden state was reached";
}

} // namespace

std::string_view name(Role role) {
  constexpr std::array<std::string_view, 14> names{
      "training", "walk start", "walk read", "unlink",     "retire", "free",    "reuse",
      "write",    "fill",       "keep",      "late flush", "use",    "finding", "clue"};
  return names[static_cast<std::size_t>(role)];
}

Story tell(const History& history, const Finding& finding) {
  Teller teller(history);
  if (finding.kind == Property::Kind::state)
    tell_state(teller, history, finding);
  else if (finding.kind == Property::Kind::oracle)
    tell_oracle(teller, history, finding);
  else if (finding.at != no_event)
    tell_code(teller, history, finding.at);
  Story story = teller.finish(finding);
  story.meaning = meaning_of(finding);
  return story;
}

} // namespace ghostwalk::report
