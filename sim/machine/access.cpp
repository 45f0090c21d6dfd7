// SPDX-License-Identifier: MIT
// An instruction's access through the MMU. Lookup order (SDM p144): TLB, else a walk, for which the instruction waits; it
// waits too while all walkers are busy. The walk may start from a paging-structure cache. An entry that forbids the access is
// dropped and walked again before a fault is taken: what #PF would have healed (SDM p146).
#include <algorithm>

#include <fmt/format.h>

#include "sim/machine/effects.hpp"

namespace ghostwalk {
namespace {

// The mode of an access follows its address (models/README.md).
int entries_that_permit(const Program& p, const View& v, CpuId cpu, PageId page, hw::Access access,
                        int pick) {
  const auto tlb = v.tlb(cpu);
  int found = 0;
  for (int nth = 0;; ++nth) {
    const int slot = tlb.find(page, v.pcid(cpu), v.cover(), nth);
    if (slot < 0) return pick < 0 ? found : -1;
    if (!hw::permits(tlb.at(static_cast<std::uint16_t>(slot)), access, p.pages[page].user))
      continue;
    if (found++ == pick) return slot;
  }
}

// An address in a large page has its own frame within the page (SDM vol. 3A section 4.5).
Pfn frame_of_page(const Program& p, const hw::TlbEntry& e, Address va) {
  const Address inside = va & ((Address{1} << hw::page_shift(*p.mode, e.size)) - 1);
  return e.frame + (inside >> 12);
}

// Any CPU's, under any PCID: speculation may use them all (SDM p433: one memory type for a frame).
bool typed_otherwise(const Program& p, const View& v, const hw::TlbEntry& used, Pfn frame) {
  for (CpuId cpu = 0; cpu < p.cpus; ++cpu) {
    const auto tlb = v.tlb(cpu);
    for (std::uint16_t i = 0; i < tlb.used(); ++i) {
      const hw::TlbEntry e = tlb.at(i);
      const Pfn frames = Pfn{1} << (hw::page_shift(*p.mode, e.size) - 12);
      if (e.memory_type != used.memory_type && frame - e.frame < frames) return true;
    }
  }
  return false;
}

// A translation whose frame was freed since is dangling. The direct map keeps its translations of frames that are free:
// there a use of a free frame counts.
bool used_after_free(const Program& p, const View& v, const hw::TlbEntry& e, PageId page,
                     Pfn frame) {
  if (e.dangling || p.direct.empty() || p.direct[page] == 0) return e.dangling;
  const int f = v.frame_index(frame);
  return f >= 0 && v.owner(f) == Owner::free;
}

// What the tables do not give now is stale: no translation, another frame, or a write that W forbids.
void judge(Doing& d, const hw::TlbEntry& e, PageId page, hw::Access kind, Pfn frame) {
  if (used_after_free(d.p, d.state, e, page, frame)) d.happens(Oracle::use_after_free, page, frame);
  // It looks at every CPU.
  if (asks_for(d.p, Oracle::memory_type_conflict) && typed_otherwise(d.p, d.state, e, frame))
    d.happens(Oracle::memory_type_conflict, page, frame);
  hw::TlbEntry now;
  const bool given = translate_now(d.p, d.state, d.cpu, page, now) &&
                     frame_of_page(d.p, now, d.p.pages[page].va) == frame &&
                     (kind != hw::Access::write || now.writable);
  if (!given) d.happens(Oracle::stale_use, page, frame);
}

// What the scenario follows of the memory of its frame: words of tables, pages that a text fetches from.
void touch_data(Doing& d, Address va, Pfn frame, hw::Access kind, Word& value) {
  const int f = d.state.frame_index(frame);
  const int slot = d.state.word_slot((va & 0xfff) / d.p.mode->word_bytes);
  const bool unasked = kind == hw::Access::execute && d.p.code[d.insn].dst == no_local;
  if (f < 0 || slot < 0 || unasked) {
    if (kind != hw::Access::write) value = 0;
    return;
  }
  if (kind == hw::Access::write)
    d.state.write(d.cpu, d.state.word_at(f, slot), d.p.mode->word_bytes, value);
  else
    value = d.state.read(d.cpu, d.state.word_at(f, slot), d.p.mode->word_bytes);
}

void note_access(Doing& d, EventKind event, PageId page, Pfn frame, hw::Access kind, Word value) {
  if (d.trace == nullptr) return;
  Event e = d.note(event);
  e.page = page;
  e.frame = frame;
  e.what = static_cast<std::uint8_t>(kind);
  e.after = value;
  d.add(e);
}

// The walk found nothing that permits: a fault ends its walk, and is told.
Accessed take_fault(Doing& d, PageId page, int slot, hw::Access kind) {
  d.state.clear_walk(d.cpu, slot);
  note_access(d, EventKind::faulted, page, 0, kind, 0);
  flush(d, {Flush::fault, page});
  d.happens(Oracle::fault, page);
  return Accessed::faulted;
}

// What a CPU has touched it may fetch, walk and touch again on a wrong path; code also prefetches into the page behind.
void extend_reach(Doing& d, PageId page, hw::Access kind) {
  d.state.add_reach(d.cpu, page);
  if (kind == hw::Access::execute) d.state.add_reach(d.cpu, d.p.next_page[page]);
}

bool in_tlb(const View& v, CpuId cpu, PageId page) {
  return v.tlb(cpu).find(page, v.pcid(cpu), v.cover()) >= 0;
}

// What forbids the access goes first, with what the paging-structure cache has for the page.
Accessed begin_walk(Doing& d, PageId page, hw::Access kind, std::uint16_t choice) {
  if (in_tlb(d.state, d.cpu, page)) flush(d, {Flush::fault, page});
  const WalkStarts starts = walk_starts(d.p, d.state, d.cpu, page);
  if (starts.count == 0) { // PAE: no table in the root register.
    note_access(d, EventKind::faulted, page, 0, kind, 0);
    d.happens(Oracle::fault, page);
    return Accessed::faulted;
  }
  start_walk(d, page, kind, true, starts.skipped[choice]);
  return Accessed::walking;
}

} // namespace

int find_page(const Program& p, Address va) {
  const Address page = va & ~Address{0xfff};
  const auto at = std::lower_bound(p.pages.begin(), p.pages.end(), page,
                                   [](const Page& a, Address b) { return a.va < b; });
  return at != p.pages.end() && at->va == page ? static_cast<int>(at - p.pages.begin()) : -1;
}

int access_choices(const Program& p, const View& v, CpuId cpu, Address va, hw::Access access) {
  const int found = find_page(p, va);
  if (found < 0) return 1; // The step says what is wrong.
  const auto page = static_cast<PageId>(found);
  const int slot = demand_walk(p, v, cpu, page);
  if (slot >= 0) return v.walk(cpu, slot).faulted ? 1 : 0;
  const int hits = entries_that_permit(p, v, cpu, page, access, -1);
  if (hits > 0) return hits;
  if (free_walk_slot(p, v, cpu) < 0) return 0;
  if (in_tlb(v, cpu, page)) return 1; // From the root: see begin_walk.
  return std::max(1, walk_starts(p, v, cpu, page).count);
}

Accessed access(Doing& d, Address va, hw::Access kind, std::uint16_t choice, Word& value) {
  const int found = find_page(d.p, va);
  if (found < 0)
    model_error(
        d.cpu, d.insn,
        fmt::format("address {:#x} is not tracked: map it in a process, or name it as a constant",
                    va));
  const auto page = static_cast<PageId>(found);
  const int waiting = demand_walk(d.p, d.state, d.cpu, page);
  if (waiting >= 0) return take_fault(d, page, waiting, kind);
  const int slot = entries_that_permit(d.p, d.state, d.cpu, page, kind, choice);
  if (slot < 0) return begin_walk(d, page, kind, choice);
  const hw::TlbEntry e = d.state.tlb(d.cpu).at(static_cast<std::uint16_t>(slot));
  const Pfn frame = frame_of_page(d.p, e, va);
  judge(d, e, page, kind, frame);
  touch_data(d, va, frame, kind, value);
  extend_reach(d, page, kind);
  note_access(d, EventKind::accessed, page, frame, kind, value);
  return Accessed::done;
}

} // namespace ghostwalk
