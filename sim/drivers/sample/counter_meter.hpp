// SPDX-License-Identifier: MIT
// The counters of a trial while it goes on.
#pragma once

#include <vector>

#include "sim/drivers/onlooker.hpp"
#include "sim/drivers/sample/counters.hpp"

namespace ghostwalk {

class CounterMeter {
public:
  explicit CounterMeter(const Program& program); // Keeps a reference.

  void begin();
  void see(const Onlooker::Taken& step);
  const std::vector<CounterBlock>& result() const { return counts_; } // per CPU

private:
  struct Walk {
    std::int64_t since = 0;
    bool demand = false;
  };
  struct Cpu {
    std::array<std::int64_t, hw::max_vectors> sent{}, taken{}; // dates, per vector; -1: is not
    bool awaits = false; // sent an IPI, and has not waited since
  };
  void see_instruction(const Onlooker::Taken& step, std::int64_t took);
  void see_event(const Event& e, std::int64_t now, std::int64_t took);
  void see_flush(const Event& e, std::int64_t took);
  void see_walk(const Event& e, std::int64_t now);
  Walk& walk(const Event& e) { return walks_[std::size_t{e.cpu} * p_.layout.walk_slots + e.index]; }

  const Program& p_;
  std::vector<CounterBlock> counts_;
  std::vector<Cpu> cpus_;
  std::vector<Walk> walks_; // per CPU and slot
};

} // namespace ghostwalk
