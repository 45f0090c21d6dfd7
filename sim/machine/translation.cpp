// SPDX-License-Identifier: MIT
// The translation side of one CPU: walks that start, read and end. The rules are models/hw's; here they meet memory, the
// other CPUs' frees and the oracles. What invalidations drop is in invalidation.cpp.
#include <algorithm>

#include "sim/machine/effects.hpp"

namespace ghostwalk {
namespace {

// The mode of a walk follows its address (models/README.md).
bool in_user_mode(const Program& p, PageId page) { return p.pages[page].user; }

hw::TlbEntry covering(const Program& p, hw::TlbEntry e) {
  e.page = p.cover[e.size][e.page];
  return e;
}

void note_walk(Doing& d, EventKind kind, const hw::Walk& w, int slot, std::uint8_t what) {
  if (d.trace == nullptr) return;
  Event e = d.note(kind);
  e.page = w.page;
  e.level = w.level;
  e.frame = w.table;
  e.index = static_cast<std::uint32_t>(slot);
  e.what = what;
  d.add(e);
}

// ── One read of a walk ──

struct TableRead {
  Word word = 0;
  int frame = -1, slot = -1;
  bool no_table = false;
};

// A frame outside the pool reads as the scenario says. A walk through what is no table, or hangs below what was none, is
// a ghost walk. A page on a quicklist is no table either, but its owner left it so that walks find nothing (facts section
// 1.2): it is told by its own name.
TableRead read_table(Doing& d, const hw::Walk& w, std::uint16_t choice) {
  TableRead r;
  r.frame = d.state.frame_index(w.table);
  const auto index = hw::index_of(*d.p.mode, w.level, d.p.pages[w.page].va);
  r.slot = d.state.word_slot(index);
  if (r.frame < 0) {
    r.word = d.p.outside_reads[choice];
    r.no_table = true;
  } else {
    r.word = d.state.word(r.frame, r.slot);
    const Owner owner = d.state.owner(r.frame);
    if (owner == Owner::quicklist && !w.dangling)
      d.happens(Oracle::quicklist_walk, w.page, w.table);
    r.no_table = w.dangling || (!is_table(owner) && owner != Owner::quicklist);
  }
  if (r.no_table) d.happens(Oracle::ghost_walk, w.page, w.table);
  return r;
}

// A and D, as the walker leaves them: a locked read-modify-write, part of the same step. In a page that is no table,
// a scribble.
void write_back(Doing& d, const hw::Walk& w, const TableRead& r, Word written) {
  if (written == r.word || r.frame < 0) return;
  d.state.set_word(r.frame, r.slot, written);
  if (r.no_table || d.state.owner(r.frame) == Owner::quicklist)
    d.happens(Oracle::scribble, w.page, w.table);
}

void note_read(Doing& d, const hw::Walk& w, int slot, const TableRead& r, Word written) {
  if (d.trace == nullptr) return;
  Event e = d.note(EventKind::walk_read);
  e.page = w.page;
  e.level = w.level;
  e.frame = w.table;
  e.index = hw::index_of(*d.p.mode, w.level, d.p.pages[w.page].va);
  e.before = r.word;
  e.after = written;
  e.other = static_cast<std::uint16_t>(slot);
  d.add(e);
}

// PDE, PDPTE and PML4E caches (SDM p142-143), of those levels that the processor has them for. One entry stands for all pages
// with the same address bits.
void fill_paging_cache(Doing& d, hw::PagingCacheEntry entry, bool dangling) {
  constexpr hw::Key size_of_level[] = {hw::Key::pde_cache, hw::Key::pde_cache, hw::Key::pde_cache,
                                       hw::Key::pdpte_cache, hw::Key::pml4e_cache};
  if (d.p.layout.paging_cache_slots == 0 || d.p.cpu.number(size_of_level[entry.level]) == 0) return;
  entry.page = d.p.cover[entry.level][entry.page];
  entry.dangling = dangling;
  if (d.state.paging_cache(d.cpu).insert(entry))
    note_entry(d, EventKind::paging_cache_filled, entry.page, pack(entry));
}

// One entry stands for all pages of a large page, or the page is kept in pieces (SDM p141). G counts while CR4.PGE is set
// (SDM p142): a global translation of a user address is poison, since Linux makes none (facts section 1.2). What a ghost walk
// brings, and what names a free frame, is dangling; of a free frame the direct map's are not. Entries may be evicted at any
// time (SDM p141, p149), so where there is no room one goes.
void fill_tlb(Doing& d, hw::TlbEntry entry, PageId page, bool ghost) {
  entry = covering(d.p, entry);
  if (d.p.cpu.number(hw::Key::fragments_large) != 0)
    entry = hw::fragment(*d.p.mode, entry, page, d.p.pages[page].va);
  entry.global = entry.global && d.state.flag(d.cpu, cpu_flag::pge);
  if (entry.global)
    entry.pcid = 0; // As the TLB keeps it: whoever follows events finds it by its key.
  const int frame = d.state.frame_index(entry.frame);
  entry.dangling = ghost || (frame >= 0 && d.state.owner(frame) == Owner::free);
  if (d.p.direct.size() > page && d.p.direct[page] != 0) entry.dangling = ghost;
  auto tlb = d.state.tlb(d.cpu);
  if (!tlb.insert(entry)) { // More pages than slots: something has to go.
    note_entry(d, EventKind::tlb_evicted, tlb.at(0).page, pack(tlb.at(0)));
    tlb.evict(0);
    tlb.insert(entry);
  }
  note_entry(d, EventKind::tlb_filled, page, pack(entry));
  if (entry.global && d.p.pages[page].user) d.happens(Oracle::poisoned, page, entry.frame);
}

} // namespace

void note_entry(Doing& d, EventKind kind, PageId page, std::uint64_t packed) {
  if (d.trace == nullptr) return;
  Event e = d.note(kind);
  e.page = page;
  e.after = packed;
  d.add(e);
}

void end_walk(Doing& d, const hw::Walk& w, int slot, WalkEnd how) {
  d.state.clear_walk(d.cpu, slot);
  note_walk(d, EventKind::walk_ended, w, slot, static_cast<std::uint8_t>(how));
}

hw::PageCover View::cover() const {
  hw::PageCover c;
  for (std::size_t size = 0; size < 5; ++size) c.of_size[size] = p_.cover[size];
  return c;
}

// Using a paging-structure entry is allowed even when memory has changed since (SDM p144), and so is not using it:
// ways in the order of levels. PAE: without P
// in its register there is nothing to walk.
WalkStarts walk_starts(const Program& p, const View& v, CpuId cpu, PageId page) {
  WalkStarts starts;
  const int root = p.mode->levels;
  if (p.mode->root_in_registers) {
    const auto index = hw::index_of(*p.mode, root, p.pages[page].va);
    for (std::size_t i = 0; i < p.root_index.size(); ++i)
      if (p.root_index[i] == index && (v.root_register(cpu, i) & hw::bit::present) != 0)
        starts.skipped[starts.count++] = 0;
    if (starts.count == 0) return starts;
  } else {
    starts.skipped[starts.count++] = 0;
  }
  if (p.layout.paging_cache_slots == 0) return starts;
  const auto cache = v.paging_cache(cpu);
  for (int level = root; level >= 2;
       --level) // PAE's registers are never cached: walks begin below.
    if (cache.find(page, level, v.pcid(cpu), v.cover()) >= 0)
      starts.skipped[starts.count++] = static_cast<std::uint8_t>(root - level + 1);
  return starts;
}

// A walk that has faulted keeps nobody from walking: it only waits for its instruction.
int free_walk_slot(const Program& p, const View& v, CpuId cpu) {
  for (int slot = 0; slot < p.layout.walk_slots; ++slot)
    if (v.walk_bits(cpu, slot) == 0 || v.walk(cpu, slot).faulted) return slot;
  return -1;
}

// A walk that speculation started is not the instruction's: it may have ended without a fault to take.
int demand_walk(const Program& p, const View& v, CpuId cpu, PageId page) {
  for (int slot = 0; slot < p.layout.walk_slots; ++slot) {
    if (v.walk_bits(cpu, slot) == 0) continue;
    const hw::Walk w = v.walk(cpu, slot);
    if (w.demand && w.page == page) return slot;
  }
  return -1;
}

bool walks_in_flight(const Program& p, const View& v, CpuId cpu) {
  for (int slot = 0; slot < p.layout.walk_slots; ++slot)
    if (v.walk_bits(cpu, slot) != 0 && !v.walk(cpu, slot).faulted) return true;
  return false;
}

// What a walk brings is tagged with the current PCID (SDM p139-141). From a paging-structure cache it starts with the rights
// that the entry has gathered, and its table may have been freed. PAE: MOV CR3 has loaded the top level (SDM p142 footnote).
void start_walk(Doing& d, PageId page, hw::Access access, bool demand,
                std::uint8_t levels_skipped) {
  const hw::PagingMode& mode = *d.p.mode;
  hw::Walk w;
  w.page = page;
  w.access = access;
  w.demand = demand;
  w.pcid = d.state.pcid(d.cpu);
  w.level = static_cast<std::uint8_t>(mode.levels - levels_skipped);
  if (levels_skipped > 0) {
    const auto cache = d.state.paging_cache(d.cpu);
    const auto from = cache.at(
        static_cast<std::uint16_t>(cache.find(page, w.level + 1, w.pcid, d.state.cover())));
    w.table = from.table;
    w.writable = from.writable;
    w.user = from.user;
    w.no_execute = from.no_execute;
    w.dangling = from.dangling;
  } else if (mode.root_in_registers) {
    const auto index = hw::index_of(mode, mode.levels, d.p.pages[page].va);
    for (std::size_t i = 0; i < d.p.root_index.size(); ++i)
      if (d.p.root_index[i] == index) w.table = hw::frame_of(mode, d.state.root_register(d.cpu, i));
    --w.level;
  } else {
    w.table = d.state.cr3(d.cpu);
  }
  const int slot = free_walk_slot(d.p, d.state, d.cpu);
  d.state.set_walk(d.cpu, slot, w);
  note_walk(d, EventKind::walk_started, w, slot, demand ? 1 : 0);
}

void read_walk(Doing& d, int slot, std::uint16_t choice) {
  hw::Walk w = d.state.walk(d.cpu, slot);
  const TableRead r = read_table(d, w, choice);
  const auto step =
      hw::read_level(*d.p.mode, w, r.word, in_user_mode(d.p, w.page),
                     static_cast<std::uint8_t>(d.p.cpu.number(hw::Key::max_physical_bits)));
  note_read(d, w, slot, r, step.written);
  write_back(d, w, r, step.written);
  switch (step.next) {
  case hw::WalkStep::Next::go_on: {
    hw::Walk next = step.walk;
    next.dangling = r.no_table;
    fill_paging_cache(d, step.cached, r.no_table);
    d.state.set_walk(d.cpu, slot, next);
    return;
  }
  case hw::WalkStep::Next::install:
    fill_tlb(d, step.entry, w.page, r.no_table);
    end_walk(d, w, slot, WalkEnd::installed);
    return;
  case hw::WalkStep::Next::fault:
    const auto how = (r.word & hw::bit::present) != 0 ? WalkEnd::no_rights : WalkEnd::not_present;
    end_walk(d, w, slot, how);
    if (w.demand)
      d.state.set_walk(d.cpu, slot, step.walk); // The instruction that waits takes it from here.
  }
}

void clear_faulted_walks(Doing& d) {
  for (int slot = 0; slot < d.p.layout.walk_slots; ++slot)
    if (d.state.walk_bits(d.cpu, slot) != 0 && d.state.walk(d.cpu, slot).faulted)
      d.state.clear_walk(d.cpu, slot);
}

// PAE: MOV CR3 loads the PDPTEs into registers (SDM p142 footnote).
void load_root_registers(const Program& p, const View& v, CpuId cpu, Pfn root) {
  const int frame = v.frame_index(root);
  for (std::size_t i = 0; i < p.root_index.size(); ++i)
    v.set_root_register(cpu, i, frame < 0 ? 0 : v.word(frame, v.word_slot(p.root_index[i])));
}

// PAE: by what the registers have, not memory.
bool translate_now(const Program& p, const View& v, CpuId cpu, PageId page, hw::TlbEntry& entry) {
  return translate_from(p, v, cpu, v.cr3(cpu), page, entry);
}

bool translate_from(const Program& p, const View& v, CpuId cpu, Pfn root, PageId page,
                    hw::TlbEntry& entry) {
  hw::Walk w;
  w.page = page;
  w.level = p.mode->levels;
  w.table = root;
  const auto physical = static_cast<std::uint8_t>(p.cpu.number(hw::Key::max_physical_bits));
  for (;;) {
    const int frame = v.frame_index(w.table);
    if (frame < 0) return false;
    const auto index = hw::index_of(*p.mode, w.level, p.pages[page].va);
    Word word = v.word(frame, v.word_slot(index));
    if (w.level == p.mode->levels && p.mode->root_in_registers)
      for (std::size_t i = 0; i < p.root_index.size(); ++i)
        if (p.root_index[i] == index) word = v.root_register(cpu, i);
    const auto step = hw::read_level(*p.mode, w, word, false, physical);
    if (step.next == hw::WalkStep::Next::fault) return false;
    if (step.next == hw::WalkStep::Next::install) {
      entry = covering(p, step.entry);
      return true;
    }
    w = step.walk;
  }
}

} // namespace ghostwalk
