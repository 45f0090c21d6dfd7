// SPDX-License-Identifier: MIT
// What each kind of cell says. Tabs separate the columns of a table's rows.
#include <fmt/format.h>

#include "sim/report/describe.hpp"
#include "sim/report/page/cells.hpp"
#include "sim/report/page/lanes.hpp"

namespace ghostwalk::report {
namespace {

std::string rights(bool user, bool writable, bool no_execute) {
  std::string text = user ? "user" : "supervisor";
  if (writable) text += " writable";
  if (no_execute) text += " no-execute";
  return text;
}

int table_level(Owner owner) {
  return is_table(owner) ? static_cast<int>(owner) - static_cast<int>(Owner::table1) + 1 : 0;
}

} // namespace

std::uint32_t Cells::value(const StateCell& cell, const View& view) {
  const auto cpu = static_cast<CpuId>(cell.cpu < 0 ? 0 : cell.cpu);
  const auto frame = static_cast<int>(cell.n);
  switch (cell.kind) {
  case StateCell::Kind::mode: return plain(mode_of(view, cpu));
  case StateCell::Kind::place: return place(p_.code[machine_.next_insn(view.bytes(), cpu)].origin);
  case StateCell::Kind::cr3: {
    std::string text = root_name(view.cr3(cpu));
    if (pcids_) text += fmt::format(", PCID {}", view.pcid(cpu));
    return plain(text);
  }
  case StateCell::Kind::flags:
    return plain(fmt::format("interrupts {}, global pages {}",
                             view.flag(cpu, cpu_flag::interrupts) ? "on" : "off",
                             view.flag(cpu, cpu_flag::pge) ? "on" : "off"));
  case StateCell::Kind::pending: {
    Value all;
    for (std::size_t v = 0; v < p_.vectors.size(); ++v)
      if (hw::is_pending(view.pending(cpu), static_cast<int>(v)))
        all.push_back(item(p_.vectors[v].name));
    return values.id(all);
  }
  case StateCell::Kind::tlb: return values.id(tlb_of(view, cpu));
  case StateCell::Kind::paging_cache: return values.id(paging_cache_of(view, cpu));
  case StateCell::Kind::walks: return values.id(walks_of(view, cpu));
  case StateCell::Kind::reach: return values.id(reach_of(view, cpu));
  case StateCell::Kind::stores: return values.id(stores_of(view, cpu));
  case StateCell::Kind::roots: {
    Value all;
    for (std::size_t i = 0; i < p_.root_index.size(); ++i)
      all.push_back(item(fmt::format("{}\t{}", p_.root_index[i],
                                     word_bits(p_, p_.mode->levels, view.root_register(cpu, i)))));
    return values.id(all);
  }
  case StateCell::Kind::own_frames: return values.id(frames_of(view.allocator(cpu).own));
  case StateCell::Kind::variable: {
    const Place& place = p_.places[cell.n];
    const auto n = static_cast<std::uint16_t>(cell.n);
    return plain(value_text(p_, n, load(view.place_at(place, cell.index), place.width)));
  }
  case StateCell::Kind::owner: return plain(name(view.owner(frame)));
  case StateCell::Kind::words: return values.id(words_of(view, frame));
  case StateCell::Kind::free_list: return values.id(frames_of(view.allocator(0).shared));
  }
  return 0;
}

std::string Cells::mode_of(const View& view, CpuId cpu) const {
  const std::byte* state = view.bytes();
  if (machine_.ended(state, cpu)) return "ended";
  const int active = view.active(cpu);
  const Op op = p_.code[machine_.next_insn(state, cpu)].op;
  std::string mode = op == Op::access || op == Op::branch_user ? "user" : "kernel";
  if (active > 0) mode = "interrupt " + p_.vectors[static_cast<std::size_t>(active - 1)].name;
  if (machine_.exec_choices(state, cpu) == 0) mode += ", waits";
  return mode;
}

// "0x1004 (app)": the frame that a record's `pgd` names at the start.
std::string Cells::root_name(Pfn frame) const {
  const View start(p_, p_.initial.data());
  for (const Place& place : p_.places) {
    if (place.type != Place::Type::frame || !place.name.ends_with(".pgd")) continue;
    for (std::uint32_t i = place.first; i < place.first + place.count; ++i)
      if (i < p_.records.size() && load(start.place_at(place, i), place.width) == frame)
        return fmt::format("{} ({})", hex(frame), p_.records[i]);
  }
  return hex(frame);
}

Value Cells::tlb_of(const View& view, CpuId cpu) {
  Value all;
  const hw::Tlb tlb = view.tlb(cpu);
  for (std::uint16_t i = 0; i < tlb.used(); ++i) {
    const hw::TlbEntry e = tlb.at(i);
    const bool user = e.page < p_.pages.size() && p_.pages[e.page].user;
    const Mark mark = e.global && user ? Mark::poisoned : e.dangling ? Mark::dangling : Mark::none;
    std::string text = page_name(p_, e.page) + '\t' + hex(e.frame) + '\t' +
                       rights(e.user, e.writable, e.no_execute);
    if (e.global) text += " global";
    if (e.dirty) text += " dirty";
    if (e.size > 1) text += " large";
    if (e.pcid != 0) text += fmt::format(" PCID {}", e.pcid);
    all.push_back(item(text, mark));
  }
  return all;
}

Value Cells::paging_cache_of(const View& view, CpuId cpu) {
  Value all;
  const hw::PagingCache cache = view.paging_cache(cpu);
  for (std::uint16_t i = 0; i < cache.used(); ++i) {
    const hw::PagingCacheEntry e = cache.at(i);
    std::string text =
        fmt::format("{} of {}\ttable {}\t{}", entry_name(e.level), page_name(p_, e.page),
                    hex(e.table), rights(e.user, e.writable, e.no_execute));
    if (e.pcid != 0) text += fmt::format(" PCID {}", e.pcid);
    all.push_back(item(text, e.dangling ? Mark::dangling : Mark::none));
  }
  return all;
}

Value Cells::walks_of(const View& view, CpuId cpu) {
  Value all;
  for (int slot = 0; slot < p_.layout.walk_slots; ++slot) {
    const hw::Walk w = view.walk(cpu, slot);
    if (w.level == 0) continue;
    std::string text = page_name(p_, w.page);
    text += w.faulted ? "\twill fault"
                      : fmt::format("\treads the {} in {} next", entry_name(w.level), hex(w.table));
    text += w.demand ? "\tdemand" : "\tspeculative";
    all.push_back(item(text, w.dangling ? Mark::dangling : Mark::none));
  }
  return all;
}

Value Cells::stores_of(const View& view, CpuId cpu) {
  Value all;
  const hw::StoreBuffer buffer = view.store_buffer(cpu);
  const std::byte* at = view.cpu(cpu) + p_.layout.cpu.store_buffer;
  for (std::uint32_t i = 0; i < buffer.size(); ++i, at += hw::StoreBuffer::entry_bytes)
    all.push_back(item(fmt::format(
        "{}\t{}", memory_name(p_, static_cast<std::uint32_t>(load(at, 4))), hex(load(at + 8, 8)))));
  return all;
}

Value Cells::reach_of(const View& view, CpuId cpu) {
  Value all;
  for (PageId page = 0; page < p_.pages.size(); ++page)
    if (view.reaches(cpu, page)) all.push_back(item(page_name(p_, page)));
  return all;
}

Value Cells::frames_of(const hw::FreeList& list) {
  Value all;
  for (std::uint16_t i = 0; i < list.size(); ++i)
    all.push_back(item(hex(p_.first_frame + list.at(i))));
  return all;
}

// The words that are not 0; those of a table as its entries.
Value Cells::words_of(const View& view, int frame) {
  Value all;
  const int level = table_level(view.owner(frame));
  for (std::size_t slot = 0; slot < p_.words.size(); ++slot) {
    const Word word = view.word(frame, static_cast<int>(slot));
    if (word == 0) continue;
    const auto digits = p_.mode->word_bytes * 2 + 2;
    all.push_back(item(fmt::format("{:#x}\t{}", p_.words[slot],
                                   level > 0 ? word_bits(p_, level, word)
                                             : fmt::format("{:#0{}x}", word, digits))));
  }
  return all;
}

} // namespace ghostwalk::report
