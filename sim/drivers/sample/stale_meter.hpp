// SPDX-License-Identifier: MIT
// How many stale translations there are in a trial, on all CPUs together: TLB entries that give what the page tables
// in memory no longer do (another frame, another memory type, a right that was taken away), or a frame that was freed
// since. Nobody need use one: it is what a flush that is put off leaves outstanding.
//
// An entry is held against the tables of the address space that it belongs to: those of the root that was loaded last
// under its PCID on its CPU; a global one against those of the root that is loaded. Stores that still wait in a buffer
// have changed nothing yet. Entries of the direct map stay good when their frame is free, as for the oracles.
//
// Counted as it changes: a step without an entry that comes or goes, a table word that changes, a page that is freed
// or a root that is loaded costs a look at its events.
#pragma once

#include <vector>

#include "sim/drivers/onlooker.hpp"

namespace ghostwalk {

class StaleMeter {
public:
  explicit StaleMeter(const Program& program); // Keeps a reference.

  void begin(const View& state);
  void see(const Onlooker::Taken& step);

  struct Result {
    std::int64_t most = 0;          // at any one time
    std::uint64_t entry_cycles = 0; // their number, added up over the cycles of the trial
  };
  Result result(Cycles end) const;

private:
  struct Held {
    std::uint64_t packed = 0; // hw::TlbEntry
    bool dangling = false, stale = false;
  };
  struct Cpu {
    std::vector<Held> held;
    std::array<Pfn, 16> root{}; // loaded last under each PCID
  };

  void follow(const Event& e, const View& state);
  void remove(Cpu& cpu, std::uint64_t packed);
  void freed(Pfn frame);
  void loaded(CpuId cpu, const View& state);
  void changed(std::uint16_t index, const View& state);
  void drained(const Event& e, const View& state);
  void accessed(const Event& e, const View& state);
  void judge(CpuId cpu, Held& held, const View& state);
  bool given(CpuId cpu, const hw::TlbEntry& entry, const View& state) const;
  bool walked_through(const hw::TlbEntry& entry, std::uint16_t index) const;
  template <class Which>
  void judge_all(CpuId cpu, const View& state, Which which);
  template <class See>
  bool all_pages(const hw::TlbEntry& entry, See see) const;

  const Program& p_;
  std::vector<Cpu> cpus_;
  std::int64_t count_ = 0, since_ = 0; // so many now, since that cycle
  Result result_;
};

} // namespace ghostwalk
