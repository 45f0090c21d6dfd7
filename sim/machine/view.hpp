// SPDX-License-Identifier: MIT
// A state seen through its Program: where each CPU's registers, each word and each owner lie among the bytes.
#pragma once

#include "models/hw/apic.hpp"
#include "models/hw/store_buffer.hpp"
#include "sim/machine/program.hpp"
#include "sim/machine/step.hpp"

namespace ghostwalk {

class View {
public:
  View(const Program& program, std::byte* state) : p_(program), s_(state) {}
  // For looking only: the machine's queries never write through it.
  View(const Program& program, const std::byte* state)
      : p_(program), s_(const_cast<std::byte*>(state)) {}

  std::byte* cpu(CpuId c) const {
    touched_ |= CpuSet{1} << (c % max_told_apart);
    return s_ + p_.layout.cpus + std::size_t{c} * p_.layout.cpu.bytes;
  }

  // The CPUs whose blocks anyone got at through this view, to read or to write.
  CpuSet touched() const { return touched_; }
  void touch(Field field) const { // The same for a field of the state, wherever it lies.
    if (field.offset - p_.layout.cpus < std::uint32_t{p_.cpus} * p_.layout.cpu.bytes)
      cpu(static_cast<CpuId>((field.offset - p_.layout.cpus) / p_.layout.cpu.bytes));
  }

  // ── Control: the running context of a CPU ──
  std::uint8_t active(CpuId c) const { return byte(c, at().active); }
  void set_active(CpuId c, std::uint8_t context) const { set_byte(c, at().active, context); }
  std::uint8_t resume(CpuId c, int vector) const {
    return byte(c, at().resume + static_cast<std::uint32_t>(vector));
  }
  void set_resume(CpuId c, int vector, std::uint8_t context) const {
    set_byte(c, at().resume + static_cast<std::uint32_t>(vector), context);
  }
  std::uint16_t pc(CpuId c, int context) const {
    return static_cast<std::uint16_t>(load(cpu(c) + at().pc + 2 * context, 2));
  }
  std::uint16_t pc(CpuId c) const { return pc(c, active(c)); }
  void set_pc(CpuId c, int context, std::uint16_t pc) const {
    store(cpu(c) + at().pc + 2 * context, 2, pc);
  }
  bool handler_runs(CpuId c, int vector) const;

  bool flag(CpuId c, std::uint8_t f) const { return (byte(c, at().flags) & f) != 0; }
  void set_flag(CpuId c, std::uint8_t f, bool on) const {
    const auto flags = byte(c, at().flags);
    set_byte(c, at().flags, static_cast<std::uint8_t>(on ? flags | f : flags & ~f));
  }
  std::uint8_t pending(CpuId c) const { return byte(c, at().pending); }
  void set_pending(CpuId c, std::uint8_t vectors) const { set_byte(c, at().pending, vectors); }

  std::uint64_t local(CpuId c, std::uint16_t i) const {
    return load(cpu(c) + p_.locals[i].offset, p_.locals[i].width);
  }
  void set_local(CpuId c, std::uint16_t i, std::uint64_t v) const {
    store(cpu(c) + p_.locals[i].offset, p_.locals[i].width, v);
  }

  // ── Translation ──
  Pfn cr3(CpuId c) const { return load(cpu(c) + at().cr3, p_.layout.frame_bytes); }
  void set_cr3(CpuId c, Pfn root) const { store(cpu(c) + at().cr3, p_.layout.frame_bytes, root); }
  std::uint8_t pcid(CpuId c) const { return byte(c, at().pcid); }
  void set_pcid(CpuId c, std::uint8_t pcid) const { set_byte(c, at().pcid, pcid); }
  Word root_register(CpuId c, std::size_t i) const {
    return load(cpu(c) + at().root_registers + 8 * i, 8);
  }
  void set_root_register(CpuId c, std::size_t i, Word w) const {
    store(cpu(c) + at().root_registers + 8 * i, 8, w);
  }
  bool reaches(CpuId c, PageId page) const {
    return ((byte(c, at().reach + page / 8U) >> (page % 8)) & 1) != 0;
  }
  void add_reach(CpuId c, PageId page) const {
    const auto where = at().reach + page / 8U;
    set_byte(c, where, static_cast<std::uint8_t>(byte(c, where) | (1U << (page % 8))));
  }
  hw::Tlb tlb(CpuId c) const { return {cpu(c) + at().tlb, p_.layout.tlb_slots}; }
  hw::PagingCache paging_cache(CpuId c) const {
    return {cpu(c) + at().paging_cache, p_.layout.paging_cache_slots};
  }
  std::uint64_t walk_bits(CpuId c, int slot) const {
    return load(cpu(c) + at().walks + 8 * slot, 8);
  }
  hw::Walk walk(CpuId c, int slot) const { return hw::unpack_walk(walk_bits(c, slot)); }
  void set_walk(CpuId c, int slot, const hw::Walk& w) const {
    store(cpu(c) + at().walks + 8 * slot, 8, hw::pack(w));
  }
  void clear_walk(CpuId c, int slot) const { store(cpu(c) + at().walks + 8 * slot, 8, 0); }
  hw::PageCover cover() const;

  // ── Memory ──
  hw::StoreBuffer store_buffer(CpuId c) const {
    return {cpu(c) + at().store_buffer, p_.layout.store_buffer_slots};
  }
  Field field(const std::byte* where, std::uint8_t width) const {
    return {static_cast<std::uint32_t>(where - s_), width};
  }
  // What this CPU reads there: its own newest store, else memory.
  std::uint64_t read(CpuId c, const std::byte* where, std::uint8_t width) const {
    std::uint64_t value = 0;
    if (p_.layout.store_buffer_slots > 0 &&
        store_buffer(c).newest(field(where, width).offset, value))
      return value;
    return load(where, width);
  }
  // A plain store by this CPU. Requires room in its buffer.
  void write(CpuId c, std::byte* where, std::uint8_t width, std::uint64_t value) const {
    if (p_.layout.store_buffer_slots > 0)
      store_buffer(c).push(field(where, width), value);
    else
      store(where, width, value);
  }
  int frame_index(Pfn frame) const { // -1: outside the pool
    return frame - p_.first_frame < p_.frames ? static_cast<int>(frame - p_.first_frame) : -1;
  }
  Word word(int frame, int slot) const { return load(word_at(frame, slot), p_.mode->word_bytes); }
  void set_word(int frame, int slot, Word w) const {
    store(word_at(frame, slot), p_.mode->word_bytes, w);
  }
  std::byte* word_at(int frame, int slot) const { // its place in the state
    return s_ + p_.layout.words +
           (static_cast<std::size_t>(frame) * p_.words.size() + static_cast<std::size_t>(slot)) *
               p_.mode->word_bytes;
  }
  int word_slot(std::uint64_t index) const {
    return index < p_.word_slot.size() ? p_.word_slot[index] : -1;
  }
  Owner owner(int frame) const {
    return static_cast<Owner>(s_[p_.layout.owners + static_cast<std::uint32_t>(frame)]);
  }
  void set_owner(int frame, Owner o) const {
    s_[p_.layout.owners + static_cast<std::uint32_t>(frame)] = static_cast<std::byte>(o);
  }
  hw::PageAllocator allocator(CpuId c) const {
    return {hw::FreeList{s_ + p_.layout.free_list, p_.frames},
            hw::FreeList{cpu(c) + at().own_frames, p_.per_cpu_frames}, p_.reuse};
  }

  // ── Variables ──
  std::byte* place_at(const Place& place, std::uint64_t index) const {
    if (place.scope == Place::Scope::global)
      return s_ + place.offset + (index - place.first) * place.width;
    return cpu(static_cast<CpuId>(index)) + place.offset;
  }

  std::byte* bytes() const { return s_; }

private:
  const CpuLayout& at() const { return p_.layout.cpu; }
  std::uint8_t byte(CpuId c, std::uint32_t offset) const {
    return static_cast<std::uint8_t>(cpu(c)[offset]);
  }
  void set_byte(CpuId c, std::uint32_t offset, std::uint8_t v) const {
    cpu(c)[offset] = static_cast<std::byte>(v);
  }

  const Program& p_;
  std::byte* s_;
  mutable CpuSet touched_ = 0;
};

} // namespace ghostwalk
