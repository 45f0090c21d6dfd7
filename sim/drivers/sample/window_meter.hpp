// SPDX-License-Identifier: MIT
// The windows of a trial while it goes on: what sim/report/window.hpp defines and finds in a finished
// run, without keeping one. A test holds the two against each other on every shipped scenario.
//
// Links are read from the state; what a CPU holds, from the events, because it counts since when.
// Leaves out frames beyond the pool, which nobody frees.
#pragma once

#include <vector>

#include "sim/drivers/onlooker.hpp"

namespace ghostwalk {

class WindowMeter {
public:
  explicit WindowMeter(const Program& program); // Keeps a reference.

  void begin(const View& state);
  void see(const Onlooker::Taken& step);

  struct Result {
    std::int64_t widest = -1; // of the open windows, from free to flush or end; -1: none opened
    std::int64_t margin = -1; // none opened, and of those closed before the free the least; else -1
    bool open_at_end = false; // the widest
  };
  Result result(Cycles end) const;

private:
  using Order = std::uint32_t; // of events, from 1; 0: never
  struct When {
    Order order = 0;
    Cycles at{};
  };
  struct Window {
    Pfn frame = 0;
    CpuId cpu = 0;
    bool table = true;
    When unlinked, freed, closed;
  };
  struct Held {
    std::uint64_t key;
    Pfn frame, frames; // first, how many
    Order since;
  };
  struct Cpu {
    std::vector<Held> walks, paging_cache, tlb;
    std::vector<std::size_t> open;     // windows that no flush has closed yet
    std::vector<std::uint64_t> linked; // bit per frame: tables that its walks read
  };

  void follow(const Event& e);
  void follow_walk(const Event& e, std::vector<Held>& walks) const;
  bool changed_links(const Onlooker::Taken& step);
  bool reaches_anew(CpuId cpu, PageId page);
  void update_links(const View& state, CpuId cpu);
  void collect_tables(const View& state, CpuId cpu);
  Window& window(std::size_t frame, CpuId cpu);
  void free_table(std::size_t frame);
  void free_page(std::size_t frame);
  void close(const Event& e, When now);
  bool closes(const Window& w, bool flush) const;
  bool holds_page(const Cpu& cpu, Pfn frame, Order until) const;

  std::byte* reach_of(CpuId cpu) {
    return reach_.data() + std::size_t{cpu} * p_.layout.reach_bytes;
  }
  std::size_t at(std::size_t frame, CpuId cpu) const { return frame * p_.cpus + cpu; }
  bool in_pool(Pfn frame) const { return frame - p_.first_frame < p_.frames; }
  std::size_t index(Pfn frame) const { return static_cast<std::size_t>(frame - p_.first_frame); }

  const Program& p_;
  When now_;
  std::vector<Cpu> cpus_;
  std::vector<Window> windows_;
  std::vector<std::int32_t>
      current_;                  // per frame and CPU: window of the table's present life, or -1
  std::vector<When> dropped_;    // per frame and CPU: the last time that it lost a translation
  std::vector<std::byte> reach_; // of all CPUs, as last looked at, and what they have walked
  std::vector<std::uint64_t> walked_; // bit per frame, for update_links
};

} // namespace ghostwalk
