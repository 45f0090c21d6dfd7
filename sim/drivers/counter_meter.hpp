// SPDX-License-Identifier: MIT
// The counters of a run while it goes on: for `run` and `sample` alike.
//
//   CounterMeter meter(program, &causes);   // or without causes: per CPU only
//   clockwork.watch(...)                    // an Onlooker that hands on begins() and saw()
#pragma once

#include <vector>

#include "sim/drivers/cause_counts.hpp"
#include "sim/drivers/onlooker.hpp"

namespace ghostwalk {

class CounterMeter {
public:
  // Keeps references. Without causes it counts per CPU alone.
  explicit CounterMeter(const Program& program, const Causes* causes = nullptr);

  void begin(const View& state);
  void see(const Onlooker::Taken& step);
  const std::vector<CounterBlock>& result() const { return counts_; } // per CPU
  // The same by cause: over all causes they add up to result().
  const CauseCounts& by_cause() const { return by_cause_; }

private:
  struct Walk {
    std::int64_t since = 0;
    bool demand = false, after_flush = false;
    std::uint8_t pcid = 0;
    CauseId cause = 0;   // of the walk
    CauseId flusher = 0; // after_flush: of the flush that dropped the translation
  };
  struct Lost { // A flush dropped it, and nothing has brought it back.
    hw::TlbEntry entry;
    CauseId flusher;
  };
  struct Row { // Single-page flushes by one statement, one after the other.
    std::uint32_t origin = 0, length = 0;
    std::int64_t first_took = 0;
  };
  struct Cpu {
    std::array<std::int64_t, hw::max_vectors> sent{}, taken{}; // dates, per vector; -1: is not
    std::array<Causes::Sender, hw::max_vectors> sent_by{}, taken_from{};
    std::array<Row, 1 + hw::max_vectors> rows; // per context
    std::uint8_t context = 0;                  // that runs: the script, or a handler
    bool awaits = false;                       // sent an IPI, and has not waited since
    std::vector<Lost> lost;
  };
  struct Doing { // One step, as its events need it.
    const Onlooker::Taken& step;
    std::int64_t now, took;
    CauseId cause;
  };

  CauseId cause_of(const Onlooker::Taken& step);
  void see_instruction(const Doing& d);
  void see_event(const Event& e, const Doing& d);
  void see_flush(const Event& e, const Doing& d);
  void see_single(const Event& e, const Doing& d);
  void see_walk_start(const Event& e, const Doing& d);
  void see_walk_end(const Event& e, const Doing& d);
  void see_sent(const Event& e, const Doing& d);
  void see_interrupt(const Event& e, const Doing& d);
  void lose(const Event& e, const Doing& d);
  bool translates(const hw::TlbEntry& entry, PageId page, std::uint8_t pcid) const;
  void find_again(std::vector<Lost>& lost, const hw::TlbEntry& entry) const;

  void add(CauseId cause, CpuId cpu, Counter what, std::int64_t n = 1) {
    counts_[cpu][what] += static_cast<std::uint64_t>(n);
    if (causes_ != nullptr) by_cause_.at(cause, cpu)[what] += static_cast<std::uint64_t>(n);
  }
  void add(CauseId cause, CpuId cpu, Counter what, Counter cycles, std::int64_t took) {
    add(cause, cpu, what);
    add(cause, cpu, cycles, took);
  }
  Causes::Sender sender(const Cpu& cpu) const {
    return cpu.context == 0 ? Causes::Sender{0} : cpu.taken_from[cpu.context - 1U];
  }
  Walk& walk(CpuId cpu, std::size_t slot) {
    return walks_[std::size_t{cpu} * p_.layout.walk_slots + slot];
  }

  const Program& p_;
  const Causes* causes_;
  std::vector<CounterBlock> counts_;
  CauseCounts by_cause_;
  std::vector<Cpu> cpus_;
  std::vector<Walk> walks_; // per CPU and slot
};

} // namespace ghostwalk
