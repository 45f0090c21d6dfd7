// SPDX-License-Identifier: MIT
// Memory, owners, roots, walks and caches as the events tell them: what a window needs to know of a
// machine without running one.
#pragma once

#include <map>
#include <set>

#include "sim/report/history.hpp"

namespace ghostwalk::report {

class Follower {
public:
  explicit Follower(const History& history);

  void follow(EventId id); // In order, each once.

  Owner owner(Pfn frame) const;
  Pfn root(CpuId cpu) const { return roots_[cpu]; }
  // Pages that this CPU may walk on its own: it has touched them, or its BTB or prefetcher names them.
  const std::set<PageId>& reach(CpuId cpu) const { return reach_[cpu]; }
  // Frames that this CPU's walks for those pages read as tables, the root included.
  std::set<Pfn> tables_walked(CpuId cpu) const;

  // When the CPU last came to hold the table, by a walk in flight or a paging-structure entry;
  // no_event: it holds neither. Only holdings from before `until` count.
  bool holds_table(CpuId cpu, Pfn table, EventId until) const;
  // A translation of the frame, made before `until`.
  bool holds_page(CpuId cpu, Pfn frame, EventId until) const;

private:
  struct Held {
    Pfn frame;     // first
    Pfn frames;    // how many
    EventId since; // the fill, or the start of the walk
  };
  using Cache = std::map<std::uint64_t, Held>;
  static bool holds(const Cache& cache, Pfn frame, EventId until);
  void start_from(const std::vector<std::byte>& state);
  void follow_walk(EventId id, const Event& e);
  void follow_caches(EventId id, const Event& e);
  bool buffered(const Event& e) const;
  void drain(const Event& e);
  void touch(CpuId cpu, PageId page, bool fetched);
  void touch_address(CpuId cpu, Address va);

  const History& history_;
  const Program& program_;
  std::map<std::pair<Pfn, std::uint32_t>, Word> words_; // Present or once written ones only.
  std::map<Pfn, Owner> owners_;
  std::vector<Pfn> roots_;
  std::vector<std::set<PageId>> reach_;
  std::vector<Cache> walks_, tlbs_, paging_caches_; // Per CPU, by slot or packed key.
};

} // namespace ghostwalk::report
