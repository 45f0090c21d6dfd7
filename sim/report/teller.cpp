// SPDX-License-Identifier: MIT
#include "sim/report/teller.hpp"

#include <fmt/format.h>

#include "sim/machine/view.hpp"
#include "sim/report/describe.hpp"
#include "sim/report/walk_cause.hpp"

namespace ghostwalk::report {
namespace {

constexpr Word walker_bits = hw::bit::accessed | hw::bit::dirty;

std::uint64_t entry_key(std::uint64_t packed) { return packed >> (64 - hw::tlb_bits::key); }

bool covers(const Program& p, const hw::TlbEntry& entry, PageId page) {
  return page < p.pages.size() && entry.size < 5 && page < p.cover[entry.size].size() &&
         p.cover[entry.size][page] == entry.page;
}

std::string_view flush_name(const Event& e) {
  constexpr std::string_view names[] = {"MOV CR3", "INVLPG", "the CR4.PGE toggle", "the page fault",
                                        "INVPCID"};
  return names[e.what < 5 ? e.what : 0];
}

} // namespace

void Teller::add(EventId id, Role role, std::string text) {
  StoryStep step{role, id, h_.at(id), h_[id].cpu, std::move(text), {}, {}};
  if (const Origin* origin = h_.origin(id)) {
    step.where = origin->at;
    step.procedures = origin->procedures;
  }
  steps_.try_emplace(id, std::move(step));
}

void Teller::add_as_is(EventId id, Role role) { add(id, role, describe(h_.program(), h_[id])); }

void Teller::about(Pfn table, CpuId cpu) {
  table_ = table;
  cpu_ = cpu;
}

Story Teller::finish(const Finding& finding) {
  Story story{finding, {}, {}, std::move(notes_), table_, cpu_};
  for (auto& [id, step] : steps_) story.steps.push_back(std::move(step));
  return story;
}

Owner Teller::owner_at(Pfn frame, EventId id) const {
  const EventId last = h_.last_before(id, [&](const Event& e) {
    return e.frame == frame && (e.kind == EventKind::allocated || e.kind == EventKind::freed ||
                                e.kind == EventKind::marked);
  });
  if (last != no_event)
    return h_[last].kind == EventKind::freed ? Owner::free : static_cast<Owner>(h_[last].after);
  const Program& p = h_.program();
  if (p.initial.empty() || frame - p.first_frame >= p.frames) return Owner::kernel;
  return View(p, p.initial.data()).owner(static_cast<int>(frame - p.first_frame));
}

// ── The walk ──

void Teller::start(const WalkRecord& walk) {
  const Program& p = h_.program();
  const WalkCause cause = cause_of(h_, walk);
  const std::string page = page_name(p, walk.page);
  std::string why;
  switch (cause.kind) {
  case WalkCause::Kind::demand:
    add(walk.started, Role::walk_start,
        fmt::format("misses the TLB at {}: a page walk starts", page));
    return;
  case WalkCause::Kind::alias:
    if (cause.training != no_event)
      add(cause.training, Role::training,
          fmt::format("branch {} to {} trains the BTB", address(p, cause.trained),
                      address(p, cause.target)));
    why = fmt::format("kernel branch {} hits that BTB entry", address(p, cause.branch));
    if (const Origin* origin = h_.origin(cause.event)) {
      add(walk.started, Role::walk_start,
          fmt::format("{}: a page walk for {} starts", why, address(p, cause.target)));
      steps_[walk.started].where = origin->at;
      steps_[walk.started].procedures = origin->procedures;
      return;
    }
    break;
  case WalkCause::Kind::prefetch: why = "instruction prefetch runs into the next page"; break;
  case WalkCause::Kind::speculated: why = "a wrong path touches it"; break;
  default: why = "speculation"; break;
  }
  add(walk.started, Role::walk_start, fmt::format("{}: a page walk for {} starts", why, page));
}

void Teller::read(const WalkRecord& walk, EventId id) {
  const Program& p = h_.program();
  const Event& e = h_[id];
  const Owner owner = owner_at(e.frame, id);
  const EventId gone = given_up(e.frame, id);
  std::string table = fmt::format("{} {}", table_name(e.level), hex(e.frame));
  if (e.frame - p.first_frame >= p.frames)
    table = fmt::format("frame {} (no memory answers there)", hex(e.frame));
  else if (!is_table(owner) || (gone != no_event && gone > walk.started))
    table = fmt::format("frame {} (now a {})", hex(e.frame), name(owner));
  add(id, Role::walk_read,
      fmt::format("the walk reads {} {:#x} of {}: {}", entry_name(e.level), e.index, table,
                  word_bits(p, e.level, e.before)));
  if (e.before != e.after && !is_table(owner))
    steps_[id].text += fmt::format("; writes {:#x} back", e.after);
}

void Teller::walk(const WalkRecord& walk) {
  cpu_ = walk.cpu;
  start(walk);
  for (const EventId id : walk.reads) {
    read(walk, id);
    const EventId freed = fate(h_[id].frame, 0, id);
    if (freed != no_event && freed > walk.started) about(h_[id].frame, walk.cpu);
    if (freed != no_event)
      writer_of(h_[id].frame, h_[id].index, h_[id].before, h_[id].level, freed, id);
  }
  if (walk.filled != no_event)
    add(walk.filled, Role::fill,
        fmt::format("the TLB takes {} -> {}", page_name(h_.program(), walk.page),
                    entry_text(h_.program(), hw::unpack_tlb(h_[walk.filled].after))));
}

// ── What happened to a frame ──

// The last time before `end` that the frame was given up and not since taken as a table again.
EventId Teller::given_up(Pfn frame, EventId end) const {
  const EventId last = h_.last_before(end, [&](const Event& e) {
    if (e.frame != frame) return false;
    const auto now = static_cast<Owner>(e.after);
    return e.kind == EventKind::freed ||
           (e.kind == EventKind::marked && (now == Owner::quicklist || is_table(now))) ||
           (e.kind == EventKind::allocated && is_table(now));
  });
  if (last == no_event || h_[last].kind == EventKind::allocated) return no_event;
  if (h_[last].kind == EventKind::marked && static_cast<Owner>(h_[last].after) != Owner::quicklist)
    return no_event;
  return last;
}

void Teller::unlink_of(Pfn frame, EventId given_up, EventId end) {
  const Program& p = h_.program();
  const auto unlinks = [&](const Event& e) {
    return e.kind == EventKind::write_word && named_frame(p, e.before) == frame &&
           named_frame(p, e.after) != frame;
  };
  EventId id = h_.last_before(given_up, unlinks);
  if (id == no_event) id = h_.first_from(given_up, unlinks);
  if (id == no_event || id >= end) return;
  add(id, Role::unlink,
      fmt::format("clears word {:#x} of frame {}, which named table {}", h_[id].index,
                  hex(h_[id].frame), hex(frame)));
}

EventId Teller::fate(Pfn frame, EventId begin, EventId end) {
  const EventId gone = given_up(frame, end);
  if (gone == no_event || gone < begin) return no_event;
  const auto before = static_cast<Owner>(h_[gone].before);
  const bool table = is_table(before) || before == Owner::quicklist;
  if (table || h_[gone].kind == EventKind::marked) unlink_of(frame, gone, end);
  if (h_[gone].kind == EventKind::marked)
    add(gone, Role::retire, fmt::format("puts table {} on a quicklist", hex(frame)));
  else
    add(gone, Role::free, fmt::format("frees {} {}", table ? "table" : name(before), hex(frame)));
  freed_ = gone;
  const EventId retired = h_.last_before(gone, [&](const Event& e) {
    return e.frame == frame && (e.kind == EventKind::marked || e.kind == EventKind::allocated) &&
           !is_table(static_cast<Owner>(e.after));
  });
  if (retired != no_event && static_cast<Owner>(h_[retired].after) == Owner::quicklist)
    add(retired, Role::retire, fmt::format("puts table {} on a quicklist", hex(frame)));
  const EventId taken = h_.first_from(
      gone, [&](const Event& e) { return e.kind == EventKind::allocated && e.frame == frame; });
  if (taken != no_event && taken < end)
    add(taken, Role::reuse,
        fmt::format("allocates frame {} as a {}", hex(frame),
                    name(static_cast<Owner>(h_[taken].after))));
  return gone;
}

void Teller::writer_of(Pfn frame, std::uint32_t index, Word value, int level, EventId begin,
                       EventId end) {
  const EventId id = h_.last_before(end, [&](const Event& e) {
    if (e.frame != frame) return false;
    if (e.kind == EventKind::write_word)
      return e.index == index && ((e.after ^ value) & ~walker_bits) == 0;
    return e.kind == EventKind::accessed &&
           e.what == static_cast<std::uint8_t>(hw::Access::write) && e.after == value;
  });
  if (id == no_event || id < begin) return;
  const auto digits = h_.program().mode->word_bytes * 2 + 2;
  add(id, Role::write,
      fmt::format("writes {:#0{}x} to word {:#x} of frame {}, where the walk will read a {}",
                  h_[id].after, digits, index, hex(frame), entry_name(level)));
}

void Teller::changes(const WalkRecord& walk, EventId end) {
  const auto digits = h_.program().mode->word_bytes * 2 + 2;
  for (const EventId read : walk.reads) {
    const Event& r = h_[read];
    const EventId id = h_.first_from(read + 1, [&](const Event& e) {
      return e.kind == EventKind::write_word && e.frame == r.frame && e.index == r.index &&
             ((e.after ^ r.before) & ~walker_bits) != 0;
    });
    if (id != no_event && id < end)
      add(id, Role::unlink,
          fmt::format(
              "changes the {} that the walk read: {:#0{}x} to {:#0{}x} (word {:#x} of {} {})",
              entry_name(r.level), h_[id].before, digits, h_[id].after, digits, r.index,
              table_name(r.level), hex(r.frame)));
  }
}

// ── Afterwards ──

bool Teller::drops(EventId flush, EventId fill) const {
  for (EventId id = h_.step_begin(flush); id < h_.step_end(flush); ++id)
    if (h_[id].kind == EventKind::tlb_dropped && h_[id].cpu == h_[fill].cpu &&
        entry_key(h_[id].after) == entry_key(h_[fill].after))
      return true;
  return false;
}

void Teller::flush_after(CpuId cpu, EventId from, EventId fill, EventId freed) {
  const EventId id = h_.first_from(
      from, [&](const Event& e) { return e.kind == EventKind::flush && e.cpu == cpu; });
  if (id == no_event && !h_.run().timed) return; // A witness ends where the claim breaks.
  if (id == no_event) {
    note(fmt::format("no flush follows on cpu {} in this run", cpu));
    return;
  }
  std::string text(flush_name(h_[id]));
  text +=
      freed == no_event ? " follows" : fmt::format(" comes {} after the free", h_.after(freed, id));
  if (fill != no_event) {
    const bool global = hw::unpack_tlb(h_[fill].after).global;
    const bool by_cr3 = static_cast<FlushKind>(h_[id].what) == FlushKind::cr3;
    text += drops(id, fill)    ? " and drops the entry"
            : global && by_cr3 ? " and keeps the entry: it is global"
                               : " and leaves the entry";
  }
  add(id, Role::late_flush, std::move(text));
}

void Teller::kept(CpuId cpu, EventId begin, EventId end) {
  for (EventId id = begin; id < end; ++id)
    if (h_[id].kind == EventKind::flush && h_[id].cpu == cpu)
      add(id, Role::keep, fmt::format("{} leaves the entry in the TLB", flush_name(h_[id])));
}

void Teller::interrupts(CpuId cpu, EventId begin, EventId end) {
  for (EventId id = begin; id < end; ++id)
    if (h_[id].kind == EventKind::interrupt_taken && h_[id].cpu == cpu)
      add(id, Role::keep, describe(h_.program(), h_[id]) + ", which does not end the walk");
}

void Teller::first_use(CpuId cpu, EventId fill) {
  const Program& p = h_.program();
  const hw::TlbEntry entry = hw::unpack_tlb(h_[fill].after);
  const EventId id = h_.first_from(fill, [&](const Event& e) {
    if (e.cpu != cpu) return false;
    if (e.kind == EventKind::accessed) return covers(p, entry, e.page);
    return (e.kind == EventKind::tlb_dropped || e.kind == EventKind::tlb_evicted) &&
           entry_key(e.after) == entry_key(h_[fill].after);
  });
  if (id == no_event || h_[id].kind != EventKind::accessed) return;
  add(id, Role::use, fmt::format("{} through that entry", describe(p, h_[id])));
}

} // namespace ghostwalk::report
