// SPDX-License-Identifier: MIT
// What invalidates: INVLPG, INVPCID, MOV CR3, CR4.PGE and a page fault drop translations, paging-structure entries and
// walks (SDM vol. 3A section 4.10.4); a frame that is freed leaves what names it out of date.
#include <algorithm>

#include "sim/machine/effects.hpp"

namespace ghostwalk {
namespace {

// What a TLB or paging cache holds, to tell afterwards what an invalidation dropped. Only when traced.
template <class Cache>
std::vector<std::uint64_t> contents(const Cache& cache) {
  std::vector<std::uint64_t> all;
  for (std::uint16_t i = 0; i < cache.used(); ++i) all.push_back(pack(cache.at(i)));
  return all;
}

template <class Cache>
void note_dropped(Doing& d, EventKind kind, const std::vector<std::uint64_t>& before,
                  const Cache& cache) {
  const auto after = contents(cache);
  for (const auto word : before)
    if (std::find(after.begin(), after.end(), word) == after.end()) {
      const PageId page = kind == EventKind::tlb_dropped ? hw::unpack_tlb(word).page
                                                         : hw::unpack_paging_cache(word).page;
      note_entry(d, kind, page, word);
    }
}

// Which walks an invalidation serialises (facts section 2: only invalidations do). MOV CR3, INVPCID 1: those of the PCID. INVLPG:
// those for its page, and on some processors all. INVPCID 0, #PF: those for the page under the PCID. CR4.PGE, INVPCID 2 and 3:
// all.
bool ended_by(const Program& p, const hw::Walk& w, Flush kind, int page, std::uint8_t pcid) {
  switch (kind) {
  case Flush::cr3_keep: return false;
  case Flush::invpcid_context:
  case Flush::cr3: return w.pcid == pcid;
  case Flush::invlpg: return w.page == page || p.cpu.number(hw::Key::invlpg_ends_all_walks) != 0;
  case Flush::invpcid_address:
  case Flush::fault: return w.page == page && w.pcid == pcid;
  default: return true;
  }
}

int end_walks(Doing& d, Flush kind, int page, std::uint8_t pcid) {
  int ended = 0;
  for (int slot = 0; slot < d.p.layout.walk_slots; ++slot) {
    if (d.state.walk_bits(d.cpu, slot) == 0) continue;
    const hw::Walk w = d.state.walk(d.cpu, slot);
    if (!ended_by(d.p, w, kind, page, pcid)) continue;
    end_walk(d, w, slot, WalkEnd::invalidated);
    ++ended;
  }
  return ended;
}

// INVLPG of an address that is mapped by a large page now: all its small entries (SDM p145, note 1).
bool is_large_now(const Doing& d, PageId page) {
  hw::TlbEntry now;
  return d.p.cpu.number(hw::Key::fragments_large) != 0 &&
         translate_now(d.p, d.state, d.cpu, page, now) && now.size > 1;
}

// MOV CR3 with bit 63 set drops nothing, else what the PCID has but global translations (SDM p145). INVLPG drops the
// page's translations, global ones of any PCID too (SDM p145). INVPCID 1: as MOV CR3. INVPCID 3: all but global translations.
// #PF: what its address uses, global or not (SDM p146). CR4.PGE changed, INVPCID 2: everything (SDM p146).
void drop(Doing& d, Flush kind, int page, std::uint8_t pcid) {
  auto tlb = d.state.tlb(d.cpu);
  auto cache = d.state.paging_cache(d.cpu);
  const auto cover = d.state.cover();
  switch (kind) {
  case Flush::cr3_keep: return;
  case Flush::cr3:
    tlb.drop_pcid(pcid);
    cache.drop_pcid(pcid);
    return;
  case Flush::invlpg: // Every paging-structure entry of the PCID, whatever the address (SDM p146).
    if (page >= 0 && is_large_now(d, static_cast<PageId>(page)))
      tlb.drop_fragments(static_cast<PageId>(page), pcid, cover);
    if (page >= 0) tlb.drop_page(static_cast<PageId>(page), pcid, true, cover);
    cache.drop_pcid(pcid);
    return;
  case Flush::invpcid_address: // Mappings of that address alone, not global ones (SDM p146).
    if (page < 0) return;
    tlb.drop_page(static_cast<PageId>(page), pcid, false, cover);
    cache.drop_page(static_cast<PageId>(page), pcid, cover);
    return;
  case Flush::invpcid_context:
    tlb.drop_pcid(pcid);
    cache.drop_pcid(pcid);
    return;
  case Flush::invpcid_nonglobal:
    tlb.drop_non_global();
    cache.drop_all();
    return;
  case Flush::fault:
    tlb.drop_page(static_cast<PageId>(page), pcid, true, cover);
    cache.drop_page(static_cast<PageId>(page), pcid, cover);
    return;
  case Flush::invpcid_all:
  case Flush::pge: tlb.drop_all(); cache.drop_all();
  }
}

void note_flush(Doing& d, Flush kind, int page, std::size_t dropped, int ended) {
  constexpr FlushKind names[] = {FlushKind::cr3,     FlushKind::cr3,     FlushKind::invlpg,
                                 FlushKind::pge,     FlushKind::fault,   FlushKind::invpcid,
                                 FlushKind::invpcid, FlushKind::invpcid, FlushKind::invpcid};
  Event e = d.note(EventKind::flush);
  e.what = static_cast<std::uint8_t>(names[static_cast<int>(kind)]);
  if (page >= 0) e.page = static_cast<PageId>(page);
  e.before = dropped;
  e.after = static_cast<std::uint64_t>(ended);
  d.add(e);
}

} // namespace

// Of the PCID that is loaded, unless INVPCID names another.
void flush(Doing& d, FlushOf what) {
  const auto [kind, page, other] = what;
  const auto pcid = other < 0 ? d.state.pcid(d.cpu) : static_cast<std::uint8_t>(other);
  if (d.trace == nullptr) {
    drop(d, kind, page, pcid);
    end_walks(d, kind, page, pcid);
    return;
  }
  const auto tlb = contents(d.state.tlb(d.cpu));
  const auto cache = contents(d.state.paging_cache(d.cpu));
  drop(d, kind, page, pcid);
  note_dropped(d, EventKind::tlb_dropped, tlb, d.state.tlb(d.cpu));
  note_dropped(d, EventKind::paging_cache_dropped, cache, d.state.paging_cache(d.cpu));
  const int ended = end_walks(d, kind, page, pcid);
  note_flush(d, kind, page, tlb.size() - d.state.tlb(d.cpu).used(), ended);
}

// Marks what names the frame: in every CPU's TLB and, of a table, in its paging-structure caches and walks. A walk on its way
// there is told.
void forget_frame(Doing& d, Pfn frame, bool was_table) {
  for (CpuId c = 0; c < d.p.cpus; ++c) {
    const int left = d.state.tlb(c).mark_dangling(frame, *d.p.mode, d.p.direct);
    // No harm in itself: noted where a claim asks.
    if (left > 0 && asks_for(d.p, Oracle::translation_left))
      d.happens(Oracle::translation_left, 0xffff, frame);
    if (!was_table) continue;
    d.state.paging_cache(c).mark_dangling(frame);
    for (int slot = 0; slot < d.p.layout.walk_slots; ++slot) {
      if (d.state.walk_bits(c, slot) == 0) continue;
      hw::Walk w = d.state.walk(c, slot);
      if (w.table != frame || w.faulted) continue;
      w.dangling = true;
      d.state.set_walk(c, slot, w);
      d.happens(Oracle::table_freed_in_flight, w.page, frame);
    }
  }
}

} // namespace ghostwalk
