// SPDX-License-Identifier: MIT
// The bare event queue: time without contention, and nothing else. A wheel of the next 4,096 cycles,
// where each cycle has a list of its errands, and a heap for the few that take longer: so an errand
// costs the same however many CPUs there are. Nothing is allocated after the first few events of the
// first run.
#pragma once

#include <array>

#include "sim/drivers/carrier.hpp"
#include "sim/drivers/onlooker.hpp"
#include "sim/drivers/run.hpp"

namespace ghostwalk {

class BareQueue final : public Carrier {
public:
  BareQueue() { first_.fill(none); }
  void carry(const Errand& errand) override;
  bool next(Cycles& at, std::vector<Errand>& due) override;
  void clear(); // Date 0, nothing under way.

private:
  static constexpr std::int64_t cycles = 4096; // of the wheel
  static constexpr std::uint32_t none = ~0U;
  struct Pending {
    Errand errand;
    std::uint32_t next; // of the same cycle
  };
  struct Far {
    std::int64_t at;
    Errand errand;
  };
  static bool later(const Far& a, const Far& b) { return a.at > b.at; }
  std::int64_t next_on_wheel() const; // cycles from now; 0: nothing is on it
  void take_slot(std::size_t slot, std::vector<Errand>& due);

  std::int64_t now_ = 0;
  std::array<std::uint32_t, cycles> first_;        // per slot: into pending_
  std::array<std::uint64_t, cycles / 64> taken_{}; // a bit per slot
  std::uint64_t words_ = 0;                        // a bit per word of taken_
  std::vector<Pending> pending_;
  std::uint32_t free_ = none; // of pending_
  std::vector<Far> far_;      // a heap
};

// One run. Whoever makes many keeps a BareQueue and a Clockwork instead.
Run run_bare(const Machine& machine, const RunSettings& settings, Onlooker* onlooker = nullptr);

} // namespace ghostwalk
