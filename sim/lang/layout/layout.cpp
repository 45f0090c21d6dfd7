// SPDX-License-Identifier: MIT
#include "sim/lang/layout/layout.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "models/hw/store_buffer.hpp"
#include "sim/lang/lower/fold.hpp"

namespace ghostwalk::lang {
namespace {

// Hands out offsets, one field after the other.
class Cursor {
public:
  std::uint32_t take(std::uint64_t bytes) {
    const std::uint64_t at = next_;
    next_ += bytes;
    if (next_ > max_state_bytes)
      fail({}, fmt::format("the state takes more than {} MiB", max_state_bytes >> 20),
           "use fewer CPUs, frames, pages or array elements");
    return static_cast<std::uint32_t>(at);
  }
  std::uint32_t end() const { return static_cast<std::uint32_t>(next_); }

private:
  std::uint64_t next_ = 0;
};

std::size_t regions(const std::vector<PageId>& cover) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < cover.size(); ++i)
    if (cover[i] == i) ++count;
  return count;
}

// PCIDs that `cr3 = ... pcid N` can load, and 0.
std::size_t pcids(const Program& p) {
  std::vector<bool> used(16);
  used[0] = true;
  for (const Insn& i : p.code) {
    if (i.op != Op::mov_cr3 || i.b.size == 0) continue;
    const ExprInsn& e = p.expr[i.b.first];
    if (i.b.size != 1 || e.op != ExprOp::constant) return 16;
    used[static_cast<std::size_t>(p.constants[e.arg])] = true;
  }
  return static_cast<std::size_t>(std::count(used.begin(), used.end(), true));
}

// Every translation there can be: per region of each page size, global and for each PCID.
std::uint16_t tlb_slots(const Program& p) {
  std::size_t slots = 0;
  for (std::size_t level = 1; level <= p.mode->levels; ++level)
    if (level == 1 || p.mode->level[level].may_be_large)
      slots += regions(p.cover[level]) * (1 + pcids(p));
  return static_cast<std::uint16_t>(
      std::clamp<std::size_t>(slots, 1, p.cpu.number(hw::Key::tlb_entries)));
}

std::uint16_t paging_cache_slots(const Program& p) {
  constexpr hw::Key keys[]{hw::Key::pde_cache, hw::Key::pdpte_cache, hw::Key::pml4e_cache};
  std::size_t slots = 0;
  for (std::size_t level = 2; level <= p.mode->levels; ++level) {
    const bool cached = level == 2 || p.mode->id == hw::PagingModeId::x86_64;
    const std::size_t entries = p.cpu.number(keys[level - 2]);
    if (cached) slots += std::min(entries, regions(p.cover[level]) * pcids(p));
  }
  return static_cast<std::uint16_t>(slots);
}

void lay_out_cpu(Program& p, std::uint32_t locals_bytes) {
  Layout& l = p.layout;
  CpuLayout& c = l.cpu;
  Cursor at;
  c.pc = at.take(2 * (1 + p.vectors.size()));
  c.resume = at.take(p.vectors.size());
  c.active = at.take(1);
  c.flags = at.take(1);
  c.pending = at.take(1);
  c.cr3 = at.take(l.frame_bytes);
  c.pcid = at.take(1);
  c.root_registers = at.take(8 * p.root_index.size());
  c.reach = at.take(l.reach_bytes);
  c.walks = at.take(8U * l.walk_slots);
  c.tlb = at.take(8U * l.tlb_slots);
  c.paging_cache = at.take(8U * l.paging_cache_slots);
  c.store_buffer = at.take(hw::StoreBuffer::entry_bytes * l.store_buffer_slots);
  c.own_frames = at.take(p.per_cpu_frames > 0 ? hw::FreeList::bytes(p.per_cpu_frames) : 0);
  for (Place& place : p.places)
    if (place.scope == Place::Scope::per_cpu) place.offset = at.take(place.width);
  c.locals = at.take(locals_bytes);
  c.locals_bytes = locals_bytes;
  c.bytes = at.end();
}

} // namespace

void lay_out(Program& p, std::uint32_t locals_bytes) {
  Layout& l = p.layout;
  l.frame_bytes = p.mode->id == hw::PagingModeId::x86_64 ? 8 : 4;
  l.reach_bytes = static_cast<std::uint16_t>((p.pages.size() + 7) / 8);
  l.walk_slots = static_cast<std::uint16_t>(p.cpu.number(hw::Key::walkers));
  l.tlb_slots = tlb_slots(p);
  l.paging_cache_slots = paging_cache_slots(p);
  l.store_buffer_slots = p.store_buffers ? store_buffer_slots(p) : 0;
  lay_out_cpu(p, locals_bytes);

  Cursor at;
  l.cpus = at.take(std::uint64_t{p.cpus} * l.cpu.bytes);
  for (Place& place : p.places)
    if (place.scope == Place::Scope::global)
      place.offset = at.take(std::uint64_t{place.width} * place.count);
  l.words = at.take(std::uint64_t{p.frames} * p.words.size() * p.mode->word_bytes);
  l.owners = at.take(p.frames);
  l.free_list = at.take(hw::FreeList::bytes(p.frames));
  l.bytes = at.end();
}

} // namespace ghostwalk::lang
