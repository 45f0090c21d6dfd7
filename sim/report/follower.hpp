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
  // Frames that a walk from this root can read as a table, the root included.
  std::set<Pfn> tables_below(Pfn root) const;

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
  void visit(Pfn table, int level, std::set<Pfn>& found) const;

  const History& history_;
  const Program& program_;
  std::map<std::pair<Pfn, std::uint32_t>, Word> words_; // Present or once written ones only.
  std::map<Pfn, Owner> owners_;
  std::vector<Pfn> roots_;
  std::vector<Cache> walks_, tlbs_, paging_caches_; // Per CPU, by slot or packed key.
};

} // namespace ghostwalk::report
