// SPDX-License-Identifier: MIT
#include "sim/drivers/sample/stale_meter.hpp"

#include <algorithm>

#include "sim/machine/effects.hpp"

namespace ghostwalk {
namespace {

std::uint64_t key(std::uint64_t packed) { return packed >> (64 - hw::tlb_bits::key); }

// The 4 KiB frame that an entry gives the page at `va`.
Pfn frame_at(const Program& p, const hw::TlbEntry& e, Address va) {
  const Address inside = va & ((Address{1} << hw::page_shift(*p.mode, e.size)) - 1);
  return e.frame + (inside >> 12);
}

// Every access that the entry allows, the tables allow too.
bool no_more_than(const hw::TlbEntry& entry, const hw::TlbEntry& now) {
  return (now.writable || !entry.writable) && (now.user || !entry.user) &&
         (!now.no_execute || entry.no_execute);
}

} // namespace

StaleMeter::StaleMeter(const Program& program) : p_(program), cpus_(program.cpus) {}

void StaleMeter::begin(const View& state) {
  result_ = {};
  count_ = since_ = 0;
  for (CpuId c = 0; c < p_.cpus; ++c) {
    Cpu& cpu = cpus_[c];
    cpu.root.fill(state.cr3(c));
    cpu.held.clear();
    const hw::Tlb tlb = state.tlb(c);
    for (std::uint16_t i = 0; i < tlb.used(); ++i) {
      const hw::TlbEntry entry = tlb.at(i);
      cpu.held.push_back({pack(entry), entry.dangling, false});
      judge(c, cpu.held.back(), state);
    }
  }
  result_.most = count_;
}

void StaleMeter::see(const Onlooker::Taken& step) {
  const std::int64_t before = count_;
  for (std::size_t i = 0; i < step.count; ++i) follow(step.events[i], step.state);
  if (count_ == before) return;
  const std::int64_t now = count(step.at);
  result_.entry_cycles += static_cast<std::uint64_t>(before * (now - since_));
  result_.most = std::max(result_.most, count_);
  since_ = now;
}

StaleMeter::Result StaleMeter::result(Cycles end) const {
  Result result = result_;
  result.entry_cycles += static_cast<std::uint64_t>(count_ * (count(end) - since_));
  return result;
}

void StaleMeter::follow(const Event& e, const View& state) {
  Cpu& cpu = cpus_[e.cpu];
  switch (e.kind) {
  case EventKind::tlb_filled:
    remove(cpu, e.after); // One with the same key was replaced.
    cpu.held.push_back({e.after, hw::unpack_tlb(e.after).dangling, false});
    judge(e.cpu, cpu.held.back(), state);
    break;
  case EventKind::tlb_dropped:
  case EventKind::tlb_evicted: remove(cpu, e.after); break;
  case EventKind::freed: freed(e.frame); break;
  case EventKind::cr3_loaded: loaded(e.cpu, state); break;
  case EventKind::write_word:
    if (((e.before ^ e.after) & ~(hw::bit::accessed | hw::bit::dirty)) != 0)
      changed(static_cast<std::uint16_t>(e.index), state);
    break;
  case EventKind::drained: drained(e, state); break;
  case EventKind::accessed: accessed(e, state); break;
  default: break;
  }
}

void StaleMeter::remove(Cpu& cpu, std::uint64_t packed) {
  for (Held& held : cpu.held)
    if (key(held.packed) == key(packed)) {
      count_ -= held.stale ? 1 : 0;
      held = cpu.held.back();
      cpu.held.pop_back();
      return;
    }
}

// As Tlb::mark_dangling.
void StaleMeter::freed(Pfn frame) {
  for (Cpu& cpu : cpus_)
    for (Held& held : cpu.held) {
      const hw::TlbEntry entry = hw::unpack_tlb(held.packed);
      const int log_frames = hw::page_shift(*p_.mode, entry.size) - 12;
      if (frame >> log_frames != entry.frame >> log_frames) continue;
      if (p_.direct.size() > entry.page && p_.direct[entry.page] != 0) continue;
      count_ += held.stale ? 0 : 1;
      held.dangling = held.stale = true;
    }
}

void StaleMeter::loaded(CpuId cpu, const View& state) {
  Pfn& root = cpus_[cpu].root[state.pcid(cpu)];
  root = state.cr3(cpu);
  judge_all(cpu, state, [&](const hw::TlbEntry& entry) {
    return entry.global || entry.pcid == state.pcid(cpu);
  });
}

void StaleMeter::changed(std::uint16_t index, const View& state) {
  for (CpuId cpu = 0; cpu < p_.cpus; ++cpu)
    judge_all(cpu, state, [&](const hw::TlbEntry& entry) { return walked_through(entry, index); });
}

// A buffered store reached memory: was it a table's word?
void StaleMeter::drained(const Event& e, const View& state) {
  const Layout& at = p_.layout;
  if (p_.words.empty() || e.index < at.words) return;
  const std::size_t word = (e.index - at.words) / p_.mode->word_bytes;
  if (word < p_.words.size() * p_.frames) changed(p_.words[word % p_.words.size()], state);
}

// A store through the MMU into a table that went to memory at once: which word of it, the event does not say.
void StaleMeter::accessed(const Event& e, const View& state) {
  if (static_cast<hw::Access>(e.what) != hw::Access::write || p_.layout.store_buffer_slots > 0)
    return;
  const int frame = state.frame_index(e.frame);
  if (frame < 0 || !is_table(state.owner(frame))) return;
  for (CpuId cpu = 0; cpu < p_.cpus; ++cpu)
    judge_all(cpu, state, [](const hw::TlbEntry&) { return true; });
}

template <class Which>
void StaleMeter::judge_all(CpuId cpu, const View& state, Which which) {
  for (Held& held : cpus_[cpu].held)
    if (which(hw::unpack_tlb(held.packed))) judge(cpu, held, state);
}

void StaleMeter::judge(CpuId cpu, Held& held, const View& state) {
  const bool stale = held.dangling || !given(cpu, hw::unpack_tlb(held.packed), state);
  count_ += (stale ? 1 : 0) - (held.stale ? 1 : 0);
  held.stale = stale;
}

// All tracked pages of the entry, until one is not as it should be.
template <class See>
bool StaleMeter::all_pages(const hw::TlbEntry& entry, See see) const {
  const std::vector<PageId>& cover = p_.cover[entry.size];
  for (PageId page = entry.page; page < cover.size() && cover[page] == entry.page; ++page)
    if (!see(page)) return false;
  return true;
}

bool StaleMeter::given(CpuId cpu, const hw::TlbEntry& entry, const View& state) const {
  const Pfn root = entry.global ? state.cr3(cpu) : cpus_[cpu].root[entry.pcid];
  return all_pages(entry, [&](PageId page) {
    hw::TlbEntry now;
    const Address va = p_.pages[page].va;
    return translate_from(p_, state, cpu, root, page, now) &&
           frame_at(p_, now, va) == frame_at(p_, entry, va) &&
           now.memory_type == entry.memory_type && no_more_than(entry, now);
  });
}

bool StaleMeter::walked_through(const hw::TlbEntry& entry, std::uint16_t index) const {
  return !all_pages(entry, [&](PageId page) {
    for (int level = 1; level <= p_.mode->levels; ++level)
      if (hw::index_of(*p_.mode, level, p_.pages[page].va) == index) return false;
    return true;
  });
}

} // namespace ghostwalk
