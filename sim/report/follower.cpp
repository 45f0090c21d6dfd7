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
  for (CpuId cpu = 0; cpu < program_.cpus; ++cpu) roots_[cpu] = view.cr3(cpu);
}

Owner Follower::owner(Pfn frame) const {
  const auto found = owners_.find(frame);
  return found == owners_.end() ? Owner::kernel : found->second;
}

void Follower::visit(Pfn table, int level, std::set<Pfn>& found) const {
  if (!found.insert(table).second || level == 1) return;
  for (auto w = words_.lower_bound({table, 0}); w != words_.end() && w->first.first == table; ++w) {
    const bool leaf = program_.mode->level[static_cast<std::size_t>(level)].may_be_large &&
                      (w->second & hw::bit::large) != 0;
    if (const Pfn next = named_frame(program_, w->second); next != 0 && !leaf)
      visit(next, level - 1, found);
  }
}

std::set<Pfn> Follower::tables_below(Pfn root) const {
  std::set<Pfn> found;
  visit(root, program_.mode->levels, found);
  return found;
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
    tlbs_[e.cpu][tlb_key(e.after)] = {entry.frame,
                                      Pfn{1} << (program_.mode->level[entry.size].shift - 12), id};
  } else if (e.kind == EventKind::paging_cache_filled) {
    paging_caches_[e.cpu][paging_cache_key(e.after)] = {hw::unpack_paging_cache(e.after).table, 1,
                                                        id};
  } else if (e.kind == EventKind::tlb_dropped || e.kind == EventKind::tlb_evicted) {
    tlbs_[e.cpu].erase(tlb_key(e.after));
  } else {
    paging_caches_[e.cpu].erase(paging_cache_key(e.after));
  }
}

void Follower::follow(EventId id) {
  const Event& e = history_[id];
  switch (e.kind) {
  case EventKind::write_word: words_[{e.frame, e.index}] = e.after; break;
  case EventKind::allocated:
  case EventKind::marked: owners_[e.frame] = static_cast<Owner>(e.after); break;
  case EventKind::freed: owners_[e.frame] = Owner::free; break;
  case EventKind::cr3_loaded: roots_[e.cpu] = e.frame; break;
  case EventKind::walk_read:
    words_[{e.frame, e.index}] = e.after;
    follow_walk(id, e);
    break;
  case EventKind::walk_started:
  case EventKind::walk_ended: follow_walk(id, e); break;
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
