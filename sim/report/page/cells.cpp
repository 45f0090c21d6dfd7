// SPDX-License-Identifier: MIT
#include "sim/report/page/cells.hpp"

#include <array>
#include <cstring>

#include "sim/report/describe.hpp"

namespace ghostwalk::report {
namespace {

bool writes_place(Op op) {
  return op == Op::store_var || op == Op::rmw_var || op == Op::lock || op == Op::unlock;
}

} // namespace

std::string_view name(StateCell::Kind kind) {
  constexpr std::array<std::string_view, 16> names{
      "mode",  "place",  "cr3",   "flags",      "pending",  "tlb",   "paging cache", "walks",
      "reach", "stores", "roots", "own frames", "variable", "owner", "words",        "free list"};
  return names[static_cast<std::size_t>(kind)];
}

Cells::Cells(const Machine& machine)
    : machine_(machine), p_(machine.program()), written_(p_.places.size(), false) {
  for (const Insn& insn : p_.code) {
    if (writes_place(insn.op) && insn.place < written_.size()) written_[insn.place] = true;
    if (insn.op == Op::mov_cr3 && insn.b.size > 0) pcids_ = true;
  }
  for (CpuId cpu = 0; cpu < p_.cpus; ++cpu) add_cpu(cpu);
  add_variables(-1);
  add_memory();
}

void Cells::add(StateCell cell, std::vector<Range> ranges) {
  cells_.push_back(std::move(cell));
  ranges_.push_back(std::move(ranges));
}

void Cells::add_cpu(CpuId cpu) {
  using Kind = StateCell::Kind;
  const CpuLayout& at = p_.layout.cpu;
  const std::uint32_t block = p_.layout.cpus + cpu * at.bytes;
  const auto of = [&](Kind kind, std::string label, std::uint32_t offset, std::uint32_t size) {
    if (size > 0) add({kind, cpu, 0, 0, std::move(label)}, {{block + offset, size}});
  };
  add({Kind::mode, cpu, 0, 0, "mode"}, {});
  add({Kind::place, cpu, 0, 0, "at"}, {});
  std::vector<Range> cr3{{block + at.cr3, p_.layout.frame_bytes}};
  if (pcids_) cr3.push_back({block + at.pcid, 1});
  add({Kind::cr3, cpu, 0, 0, "CR3"}, std::move(cr3));
  of(Kind::flags, "flags", at.flags, 1);
  of(Kind::pending, "pending interrupts", at.pending, p_.vectors.empty() ? 0 : 1);
  of(Kind::tlb, "TLB", at.tlb, 8U * p_.layout.tlb_slots);
  of(Kind::paging_cache, "paging-structure cache", at.paging_cache,
     8U * p_.layout.paging_cache_slots);
  of(Kind::walks, "walks in flight", at.walks, 8U * p_.layout.walk_slots);
  of(Kind::reach, "may walk by itself (BTB, prefetch)", at.reach, p_.layout.reach_bytes);
  of(Kind::stores, "store buffer", at.store_buffer,
     hw::StoreBuffer::entry_bytes * p_.layout.store_buffer_slots);
  of(Kind::roots, "PDPTE registers", at.root_registers,
     8U * static_cast<std::uint32_t>(p_.root_index.size()));
  of(Kind::own_frames, "its free frames", at.own_frames,
     p_.per_cpu_frames == 0 ? 0 : hw::FreeList::bytes(p_.per_cpu_frames));
  add_variables(cpu);
}

void Cells::add_variables(int cpu) {
  for (std::uint32_t n = 0; n < p_.places.size(); ++n) {
    const Place& place = p_.places[n];
    const bool per_cpu = place.scope == Place::Scope::per_cpu;
    if (!written_[n] || per_cpu != (cpu >= 0)) continue;
    if (per_cpu) {
      const auto c = static_cast<std::uint32_t>(cpu);
      add({StateCell::Kind::variable, cpu, n, c, place.name},
          {{p_.layout.cpus + c * p_.layout.cpu.bytes + place.offset, place.width}});
      continue;
    }
    for (std::uint32_t i = 0; i < place.count; ++i)
      add({StateCell::Kind::variable, -1, n, place.first + i,
           place_name(p_, static_cast<std::uint16_t>(n), place.first + i)},
          {{place.offset + i * place.width, place.width}});
  }
}

void Cells::add_memory() {
  const auto row = static_cast<std::uint32_t>(p_.words.size() * p_.mode->word_bytes);
  for (std::uint32_t f = 0; f < p_.frames; ++f) {
    const std::string label = hex(p_.first_frame + f);
    add({StateCell::Kind::owner, -1, f, 0, label}, {{p_.layout.owners + f, 1}});
    if (row > 0)
      add({StateCell::Kind::words, -1, f, 0, label},
          {{p_.layout.owners + f, 1}, {p_.layout.words + f * row, row}});
  }
  add({StateCell::Kind::free_list, -1, 0, 0, "free frames"},
      {{p_.layout.free_list, hw::FreeList::bytes(p_.frames)}});
}

bool Cells::moved(std::size_t cell, const std::byte* before, const std::byte* after) const {
  if (ranges_[cell].empty()) return true;
  for (const Range& r : ranges_[cell])
    if (std::memcmp(before + r.offset, after + r.offset, r.size) != 0) return true;
  return false;
}

std::vector<std::uint32_t> Cells::first(const View& view) {
  std::vector<std::uint32_t> all;
  all.reserve(cells_.size());
  for (const StateCell& cell : cells_) all.push_back(value(cell, view));
  return all;
}

std::vector<std::uint32_t> Cells::changed(const std::byte* before, const View& view,
                                          std::vector<std::uint32_t>& now) {
  std::vector<std::uint32_t> all;
  for (std::uint32_t i = 0; i < cells_.size(); ++i) {
    if (!moved(i, before, view.bytes())) continue;
    const std::uint32_t fresh = value(cells_[i], view);
    if (fresh == now[i]) continue;
    now[i] = fresh;
    all.push_back(i);
  }
  return all;
}

std::uint32_t Cells::place(std::uint32_t origin) {
  const auto [at, added] =
      place_ids_.try_emplace(origin, static_cast<std::uint32_t>(places_.size()));
  if (added) places_.push_back(origin);
  return at->second;
}

std::uint32_t Cells::plain(std::string_view text) { return values.id({item(text)}); }

} // namespace ghostwalk::report
