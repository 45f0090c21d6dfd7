// SPDX-License-Identifier: MIT
#include "sim/report/follower.hpp"

#include "sim/machine/view.hpp"

namespace ghostwalk::report {
namespace {

// What identifies a cache entry whatever its `dangling` bit says by now.
std::uint64_t tlb_key(std::uint64_t packed) { return packed >> (64 - hw::tlb_bits::key); }
std::uint64_t paging_cache_key(std::uint64_t packed) {
  return packed >> (64 - hw::paging_cache_bits::key);
}

} // namespace

Follower::Follower(const History& history)
    : history_(history),
      program_(history.program()),
      roots_(program_.cpus, 0),
      reach_(program_.cpus),
      walks_(program_.cpus),
      tlbs_(program_.cpus),
      paging_caches_(program_.cpus) {
  if (!program_.initial.empty()) start_from(program_.initial);
}

void Follower::start_from(const std::vector<std::byte>& state) {
  const View view(program_, state.data());
  for (int f = 0; f < program_.frames; ++f) {
    const Pfn frame = program_.first_frame + static_cast<Pfn>(f);
    owners_[frame] = view.owner(f);
    for (std::size_t slot = 0; slot < program_.words.size(); ++slot)
      if (const Word word = view.word(f, static_cast<int>(slot)); (word & hw::bit::present) != 0)
        words_[{frame, program_.words[slot]}] = word;
  }
  for (CpuId cpu = 0; cpu < program_.cpus; ++cpu) {
    roots_[cpu] = view.cr3(cpu);
    for (PageId page = 0; page < program_.pages.size(); ++page)
      if (view.reaches(cpu, page)) reach_[cpu].insert(page);
  }
}

Owner Follower::owner(Pfn frame) const {
  const auto found = owners_.find(frame);
  return found == owners_.end() ? Owner::kernel : found->second;
}

std::set<Pfn> Follower::tables_walked(CpuId cpu) const {
  const hw::PagingMode& mode = *program_.mode;
  std::set<Pfn> found{roots_[cpu]};
  for (const PageId page : reach_[cpu]) {
    Pfn table = roots_[cpu];
    for (int level = mode.levels; level > 1 && table != 0; --level) {
      const auto word = words_.find({table, hw::index_of(mode, level, program_.pages[page].va)});
      const bool leaf = word != words_.end() && (word->second & hw::bit::large) != 0 &&
                        mode.level[static_cast<std::size_t>(level)].may_be_large;
      table = word == words_.end() || leaf ? 0 : named_frame(program_, word->second);
      if (table != 0) found.insert(table);
    }
  }
  return found;
}

// As the machine extends a CPU's reach: what it touched, and what prefetch runs into from there.
void Follower::touch(CpuId cpu, PageId page, bool fetched) {
  if (page >= program_.pages.size()) return;
  reach_[cpu].insert(page);
  if (fetched && page < program_.next_page.size()) reach_[cpu].insert(program_.next_page[page]);
}

void Follower::touch_address(CpuId cpu, Address va) {
  for (PageId page = 0; page < program_.pages.size(); ++page)
    if (program_.pages[page].va == (va & ~Address{0xfff})) touch(cpu, page, true);
}

bool Follower::holds(const Cache& cache, Pfn frame, EventId until) {
  for (const auto& [key, held] : cache)
    if (held.since < until && frame - held.frame < held.frames) return true;
  return false;
}

bool Follower::holds_table(CpuId cpu, Pfn table, EventId until) const {
  return holds(walks_[cpu], table, until) || holds(paging_caches_[cpu], table, until);
}

bool Follower::holds_page(CpuId cpu, Pfn frame, EventId until) const {
  return holds(tlbs_[cpu], frame, until);
}

void Follower::follow_walk(EventId id, const Event& e) {
  Cache& walks = walks_[e.cpu];
  if (e.kind == EventKind::walk_started) {
    walks[e.index] = {e.frame, 1, id};
  } else if (e.kind == EventKind::walk_ended) {
    walks.erase(e.index);
  } else if (const auto walk = walks.find(e.other); walk != walks.end()) {
    walk->second.frame = named_frame(program_, e.before); // Where it goes on, unless it ends here.
  }
}

void Follower::follow_caches(EventId id, const Event& e) {
  if (e.kind == EventKind::tlb_filled) {
    const hw::TlbEntry entry = hw::unpack_tlb(e.after);
    tlbs_[e.cpu][tlb_key(e.after)] = {
        entry.frame, Pfn{1} << (hw::page_shift(*program_.mode, entry.size) - 12), id};
  } else if (e.kind == EventKind::paging_cache_filled) {
    paging_caches_[e.cpu][paging_cache_key(e.after)] = {hw::unpack_paging_cache(e.after).table, 1,
                                                        id};
  } else if (e.kind == EventKind::tlb_dropped || e.kind == EventKind::tlb_evicted) {
    tlbs_[e.cpu].erase(tlb_key(e.after));
  } else {
    paging_caches_[e.cpu].erase(paging_cache_key(e.after));
  }
}

// A plain store waits in its CPU's store buffer, where no walk sees it, until it drains.
bool Follower::buffered(const Event& e) const {
  return program_.layout.store_buffer_slots > 0 && e.insn < program_.code.size() &&
         program_.code[e.insn].op == Op::store_word;
}

void Follower::drain(const Event& e) {
  if (const auto word = stored_word(program_, e.index))
    words_[{word->frame, word->index}] = e.after;
}

void Follower::follow(EventId id) {
  const Event& e = history_[id];
  switch (e.kind) {
  case EventKind::write_word:
    if (!buffered(e)) words_[{e.frame, e.index}] = e.after;
    break;
  case EventKind::drained: drain(e); break;
  case EventKind::allocated:
  case EventKind::marked: owners_[e.frame] = static_cast<Owner>(e.after); break;
  case EventKind::freed: owners_[e.frame] = Owner::free; break;
  case EventKind::cr3_loaded: roots_[e.cpu] = e.frame; break;
  case EventKind::walk_read:
    words_[{e.frame, e.index}] = e.after;
    follow_walk(id, e);
    break;
  case EventKind::walk_started:
    touch(e.cpu, e.page, false);
    follow_walk(id, e);
    break;
  case EventKind::walk_ended: follow_walk(id, e); break;
  case EventKind::accessed:
    touch(e.cpu, e.page, e.what == static_cast<std::uint8_t>(hw::Access::execute));
    break;
  case EventKind::speculated: touch(e.cpu, e.page, false); break;
  case EventKind::branched:
    touch_address(e.cpu, e.before);
    touch_address(e.cpu, e.after);
    break;
  case EventKind::tlb_filled:
  case EventKind::tlb_dropped:
  case EventKind::tlb_evicted:
  case EventKind::paging_cache_filled:
  case EventKind::paging_cache_dropped:
  case EventKind::paging_cache_evicted: follow_caches(id, e); break;
  default: break;
  }
}

} // namespace ghostwalk::report
