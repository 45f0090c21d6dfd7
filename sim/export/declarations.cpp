// SPDX-License-Identifier: MIT
// Constants, types, variables and the state at the start.
#include <algorithm>

#include "sim/export/model.hpp"
#include "sim/machine/view.hpp"

namespace ghostwalk::murphi {
namespace {

std::size_t last_of(std::size_t count) { return count == 0 ? 0 : count - 1; }

int largest_leaf(const hw::PagingMode& mode) {
  int level = 1;
  for (int l = 1; l <= mode.levels; ++l)
    if (mode.level[static_cast<std::size_t>(l)].may_be_large) level = l;
  return level;
}

std::string range_of(const Variable& v) {
  return v.wide() ? "pair" : fmt::format("0 .. {}", v.highest);
}

int most_alternatives(const Program& p) {
  int most = 1;
  for (const Insn& i : p.code)
    if (i.op == Op::choose || i.op == Op::either) most = std::max<int>(most, i.aux);
  return most;
}

const char* yes(bool b) { return b ? "true" : "false"; }

// A variable holds that much at the start.
void set(Text& out, const Variable& v, std::uint64_t to) {
  if (v.wide()) {
    out.line("{}.high := {};", v.text, to >> 32);
    out.line("{}.low := {};", v.text, to & u32_max);
  } else if (to <= v.highest) {
    out.line("{} := {};", v.text, to);
  } else {
    throw InputError(fmt::format("{} starts with {}: this cannot be exported", v.text, to));
  }
}

void start_cpu(const Model& m, const View& v, CpuId c, Text& out) {
  for (int x = 0; x <= static_cast<int>(m.p.vectors.size()); ++x)
    out.line("pc[{}][{}] := {};", c, x, v.pc(c, x));
  for (int vector = 0; vector < static_cast<int>(m.p.vectors.size()); ++vector)
    out.line("pending[{}][{}] := {};", c, vector, yes(hw::is_pending(v.pending(c), vector)));
  out.line("interrupts_on[{}] := {};", c, yes(v.flag(c, cpu_flag::interrupts)));
  out.line("pge[{}] := {};", c, yes(v.flag(c, cpu_flag::pge)));
  out.line("cr3[{}] := {};", c, v.cr3(c));
  out.line("pcid[{}] := {};", c, v.pcid(c));
  for (std::size_t i = 0; i < m.p.root_index.size(); ++i)
    set(out, {fmt::format("root_register[{}][{}]", c, i), ~0ULL}, v.root_register(c, i));
  for (std::size_t page = 0; page < m.p.pages.size(); ++page)
    if (v.reaches(c, static_cast<PageId>(page))) out.line("reach[{}][{}] := true;", c, page);
}

// Setups run before the first step: they may have put something into the hardware.
void check_start(const Model& m, const View& v, CpuId c) {
  bool plain = v.active(c) == 0 && v.tlb(c).used() == 0 && v.paging_cache(c).used() == 0 &&
               v.store_buffer(c).empty();
  for (int slot = 0; slot < m.p.layout.walk_slots; ++slot)
    plain = plain && v.walk_bits(c, slot) == 0;
  if (!plain)
    throw InputError("a CPU starts with translations, walks or stores in flight: this cannot be "
                     "exported");
}

void start_list(Text& out, const std::string& name, const std::string& index,
                const hw::FreeList& list) {
  out.line("{}_count{} := {};", name, index, list.size());
  for (std::uint16_t i = 0; i < list.size(); ++i)
    out.line("{}_list{}[{}] := {};", name, index, i, list.at(i));
}

void start_memory(const Model& m, const View& v, Text& out) {
  for (int f = 0; f < m.p.frames; ++f) {
    out.line("owner_of[{}] := {};", f, owner_name(v.owner(f)));
    for (std::size_t k = 0; k < m.p.words.size(); ++k)
      if (const Word w = v.word(f, static_cast<int>(k)); w != 0)
        set(out, {fmt::format("words[{}][{}]", f, k), m.word_highest()}, w);
  }
  start_list(out, "free", "", v.allocator(0).shared);
  for (CpuId c = 0; m.p.per_cpu_frames > 0 && c < m.p.cpus; ++c)
    start_list(out, "own", fmt::format("[{}]", c), v.allocator(c).own);
}

void start_places(const Model& m, const View& v, Text& out) {
  for (std::uint16_t i = 0; i < m.p.places.size(); ++i) {
    const Place& place = m.p.places[i];
    const bool per_cpu = place.scope == Place::Scope::per_cpu;
    const std::uint32_t first = per_cpu ? 0 : place.first;
    const std::uint32_t count = per_cpu ? m.p.cpus : place.count;
    if (count == 0)
      out.line("clear {};", m.place_name(i)); // A field of no records has one element.
    for (std::uint32_t n = first; n < first + count; ++n)
      set(out, m.place(i, fmt::format("{}", n)), load(v.place_at(place, n), place.width));
  }
}

void start_locals(const Model& m, const View& v, Text& out) {
  for (std::uint16_t l = 0; l < m.p.locals.size(); ++l)
    for (int c = m.liveness.first[l]; c <= m.liveness.last[l]; ++c) {
      const auto cpu = static_cast<CpuId>(c);
      const int flow = m.flow_of(v.pc(cpu));
      const bool live = flow >= 0 && m.liveness.live[v.pc(cpu)][l];
      set(out, m.local(l, fmt::format("{}", c)), live ? v.local(cpu, l) : 0);
    }
}

} // namespace

std::string owner_name(Owner o) {
  constexpr const char* names[] = {"nobody", "table1", "table2", "table3",
                                   "table4", "user",   "kernel", "quicklist"};
  return names[static_cast<std::size_t>(o)];
}

void write_constants(const Model& m, Text& out) {
  const Program& p = m.p;
  out.open("const");
  out.line("cpus: {};", p.cpus);
  out.line("frames: {}; -- of the pool, from", p.frames);
  out.line("first_frame: {};", p.first_frame);
  out.line("levels: {}; -- of page tables", p.mode->levels);
  out.line("largest_leaf: {}; -- the highest level that can map a page", largest_leaf(*p.mode));
  out.line("tracked_words: {}; -- of each frame", p.words.size());
  out.line("walkers: {};", p.layout.walk_slots);
  out.line("tlb_slots: {};", p.layout.tlb_slots);
  out.line("paging_cache_slots: {};", p.layout.paging_cache_slots);
  out.line("contexts: {}; -- of each CPU: its script and the handlers", p.vectors.size() + 1);
  out.line("own_frames: {}; -- of each CPU's free list", p.per_cpu_frames);
  out.line("buffered_stores: {}; -- of each CPU, at most", p.layout.store_buffer_slots);
  out.line("invlpg_ends_all_walks: {};", p.cpu.number(hw::Key::invlpg_ends_all_walks));
  for (const auto& [o, name] : {std::pair{Oracle::poisoned, "poisoned"},
                                {Oracle::ghost_walk, "ghost_walk"},
                                {Oracle::quicklist_walk, "quicklist_walk"},
                                {Oracle::stale_use, "stale_use"},
                                {Oracle::use_after_free, "use_after_free"},
                                {Oracle::scribble, "scribble"},
                                {Oracle::table_freed_in_flight, "table_freed_in_flight"},
                                {Oracle::fault, "fault"}})
    out.line("never_{}: {};", name, m.claims(o) ? 1 : 0);
  out.close("");
}

void write_types(const Model& m, Text& out) {
  const Program& p = m.p;
  out.open("type");
  out.line("wide: 0 .. 18446744073709551613; -- so that Rumur computes in 64 bits");
  out.line("pair: record high: u32; low: u32; end; -- 64 bits");
  out.line("word: {};", m.wide_words() ? "pair" : "u32");
  out.line("pfn: 0 .. {}; -- a page frame", m.highest_pfn());
  out.line("frame: 0 .. {}; -- of the pool", last_of(p.frames));
  out.line("word_slot: 0 .. {}; -- a word of a frame that is tracked", last_of(p.words.size()));
  out.line("some_slot: 0 .. {}; -- the same plus 1; 0: none", p.words.size());
  out.line("page: 0 .. {};", last_of(p.pages.size()));
  out.line("some_page: 0 .. {}; -- a page plus 1; 0: none", p.pages.size());
  out.line("cpu: 0 .. cpus - 1;");
  out.line("context: 0 .. contexts - 1;");
  out.line("vector: 0 .. {};", last_of(p.vectors.size()));
  out.line("insn: 0 .. {};", p.code.size() - 1);
  out.line("level: 1 .. levels;");
  out.line("size: 1 .. largest_leaf; -- of a page: the level it is mapped at");
  out.line("process_id: 0 .. {};", m.highest_pcid());
  out.line("walk_slot: 0 .. walkers - 1;");
  out.line("list_count: 0 .. frames;");
  out.line("alternative: 0 .. {}; -- of a choice", most_alternatives(p) - 1);
  out.line("owner: enum { nobody, table1, table2, table3, table4, user, kernel, quicklist };");
  out.line("access: enum { reading, writing, executing };");
  out.line("walk: record busy: boolean; of_page: page; at: level; kind: access; demand: boolean; "
           "faulted: boolean; w: boolean; u: boolean; nx: boolean; dangling: boolean; "
           "id: process_id; table: pfn; end;");
  out.line("translation: record valid: boolean; w: boolean; u: boolean; nx: boolean; "
           "dirty: boolean; dangling: boolean; memory_type: 0 .. 7; frame: pfn; end;");
  out.line("table_entry: record valid: boolean; w: boolean; u: boolean; nx: boolean; "
           "dangling: boolean; table: pfn; end;");
  out.line("stored: record cell: 0 .. {}; value: {}; end;", last_of(m.cells()),
           range_of({"", m.highest_stored()}));
  out.close("");
}

void write_variables(const Model& m, Text& out) {
  const Program& p = m.p;
  out.open("var");
  out.line("pc: array [cpu] of array [context] of insn;");
  out.line("active: array [cpu] of context;");
  out.line("resume: array [cpu] of array [vector] of context;");
  out.line("interrupts_on: array [cpu] of boolean;");
  out.line("pge: array [cpu] of boolean;");
  out.line("pending: array [cpu] of array [vector] of boolean;");
  out.line("cr3: array [cpu] of pfn;");
  out.line("pcid: array [cpu] of process_id;");
  if (!p.root_index.empty())
    out.line("root_register: array [cpu] of array [0 .. {}] of pair;", p.root_index.size() - 1);
  out.line("reach: array [cpu] of array [page] of boolean;");
  out.line("walks: array [cpu] of array [walk_slot] of walk;");
  out.line("-- By page, size, PCID and whether it is global: no two alike can be in a TLB.");
  out.line("tlb: array [cpu] of array [page] of array [size] of array [process_id] of "
           "array [boolean] of translation;");
  if (m.paging_caches())
    out.line("paging_cache: array [cpu] of array [page] of array [level] of array [process_id] of "
             "table_entry;");
  if (m.buffers()) {
    out.line("buffer: array [cpu] of array [0 .. buffered_stores - 1] of stored;");
    out.line("buffer_used: array [cpu] of 0 .. buffered_stores;");
  }
  out.line("words: array [frame] of array [word_slot] of word;");
  out.line("owner_of: array [frame] of owner;");
  out.line("free_count: list_count;");
  out.line("free_list: array [frame] of frame;");
  if (p.per_cpu_frames > 0) {
    out.line("own_count: array [cpu] of 0 .. own_frames;");
    out.line("own_list: array [cpu] of array [0 .. own_frames - 1] of frame;");
  }
  for (std::uint16_t i = 0; i < p.places.size(); ++i) {
    const Place& at = p.places[i];
    const Variable v = m.place(i, "");
    if (at.scope == Place::Scope::per_cpu)
      out.line("{}: array [cpu] of {};", m.place_name(i), range_of(v));
    else
      out.line("{}: array [{} .. {}] of {};", m.place_name(i), at.first,
               at.first + last_of(at.count), range_of(v));
  }
  for (std::uint16_t l = 0; l < p.locals.size(); ++l)
    if (m.liveness.first[l] <= m.liveness.last[l])
      out.line("{}: array [{} .. {}] of {};", m.local_name(l), m.liveness.first[l],
               m.liveness.last[l], range_of(m.local(l, "")));
  out.close("");
}

void write_start(const Model& m, Text& out) {
  const View v(m.p, m.p.initial.data());
  out.open("startstate \"start\"");
  out.between("begin");
  for (const char* name : {"pc", "active", "resume", "interrupts_on", "pge", "pending", "reach",
                           "walks", "tlb", "words", "owner_of", "free_list"})
    out.line("clear {};", name);
  if (m.paging_caches()) out.line("clear paging_cache;");
  if (m.buffers()) {
    out.line("clear buffer;");
    out.line("clear buffer_used;");
  }
  if (m.p.per_cpu_frames > 0) {
    out.line("clear own_count;");
    out.line("clear own_list;");
  }
  for (CpuId c = 0; c < m.p.cpus; ++c) {
    check_start(m, v, c);
    start_cpu(m, v, c, out);
  }
  start_memory(m, v, out);
  start_places(m, v, out);
  start_locals(m, v, out);
  out.close();
  out.line("");
}

} // namespace ghostwalk::murphi
