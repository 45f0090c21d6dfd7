// SPDX-License-Identifier: MIT
// Every place of a state that names a frame, for those who read the names and those who change them. A visitor has
//   frame(at, width)   a frame's number          index(at)     its index in the pool
//   word(at, width)    a page-table entry        packed(at)    the lowest 36 bits of 8 bytes
//   address(at)        where a buffered store goes
#pragma once

#include "sim/drivers/explore/symmetry/frames.hpp"

namespace ghostwalk::symmetry {

// Of a walk, a TLB entry, a cached table.
constexpr std::uint64_t packed_frame = (std::uint64_t{1} << 36U) - 1;

template <class Visitor>
void Frames::visit_caches(std::byte* block, Visitor& v) const {
  const CpuLayout& at = p_.layout.cpu;
  for (std::uint32_t i = 0; i < p_.layout.walk_slots; ++i)
    if (std::byte* walk = block + at.walks + 8 * i; load(walk, 8) != 0) v.packed(walk);
  for (std::uint32_t i = 0; i < p_.layout.tlb_slots; ++i) {
    std::byte* entry = block + at.tlb + 8 * i;
    if (load(entry, 8) == 0) break;
    v.packed(entry);
  }
  for (std::uint32_t i = 0; i < p_.layout.paging_cache_slots; ++i) {
    std::byte* entry = block + at.paging_cache + 8 * i;
    if (load(entry, 8) == 0) break;
    v.packed(entry);
  }
  for (std::uint32_t i = 0; i < p_.layout.store_buffer_slots; ++i) {
    std::byte* store = block + at.store_buffer + std::size_t{hw::StoreBuffer::entry_bytes} * i;
    if (load(store + 4, 1) == 0) break;
    const Holds what = held_at(static_cast<std::uint32_t>(load(store, 4)));
    if (what == Holds::frame) v.frame(store + 8, 8);
    if (what == Holds::word) v.word(store + 8, 8);
    v.address(store);
  }
}

// Those of the running context, and of each that it interrupted.
template <class Visitor>
void Frames::visit_locals(std::byte* block, Visitor& v) const {
  const CpuLayout& at = p_.layout.cpu;
  for (auto context = static_cast<std::uint32_t>(load(block + at.active, 1));;) {
    for (const FrameField& f : table_.live[load(block + at.pc + 2 * context, 2)])
      f.holds == Holds::frame ? v.frame(block + f.offset, f.width)
                              : v.word(block + f.offset, f.width);
    if (context == 0) return;
    context = static_cast<std::uint32_t>(load(block + at.resume + context - 1, 1));
  }
}

template <class Visitor>
void Frames::visit_cpu(std::byte* block, Visitor& v) const {
  const CpuLayout& at = p_.layout.cpu;
  v.frame(block + at.cr3, p_.layout.frame_bytes);
  for (std::size_t i = 0; i < p_.root_index.size(); ++i)
    v.word(block + at.root_registers + 8 * i, 8);
  visit_caches(block, v);
  if (p_.per_cpu_frames > 0)
    for (std::uint64_t i = 0; i < load(block + at.own_frames, 2); ++i)
      v.index(block + at.own_frames + 2 + 2 * i);
  visit_locals(block, v);
  for (const FrameField& f : table_.per_cpu)
    f.holds == Holds::frame ? v.frame(block + f.offset, f.width)
                            : v.word(block + f.offset, f.width);
}

template <class Visitor>
void Frames::visit(std::byte* state, Visitor& v) const {
  for (std::uint32_t cpu = 0; cpu < p_.cpus; ++cpu)
    visit_cpu(state + p_.layout.cpus + std::size_t{cpu} * p_.layout.cpu.bytes, v);
  for (const FrameField& f : table_.global)
    f.holds == Holds::frame ? v.frame(state + f.offset, f.width)
                            : v.word(state + f.offset, f.width);
}

template <class Visitor>
void Frames::visit_words(std::byte* state, int frame, Visitor& v) const {
  std::byte* words = state + p_.layout.words + static_cast<std::size_t>(frame) * frame_stride_;
  for (std::uint32_t at = 0; at < frame_stride_; at += p_.mode->word_bytes)
    v.word(words + at, p_.mode->word_bytes);
}

} // namespace ghostwalk::symmetry
