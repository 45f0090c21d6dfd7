// SPDX-License-Identifier: MIT
// Trials under time on the bare queue, one after the other, with nothing kept but a tally. Trial n of
// a seed and a point is the same alone, in any order, in any thread: the same steps and events as the
// SimGrid driver gives without contention.
//
//   const Machine machine(program);
//   Sampler sampler(machine, {.seed = 1});
//   Tally tally(program);
//   for (std::uint64_t n = 0; n < 1'000'000; ++n) sampler.add(n, tally);
#pragma once

#include "sim/drivers/bare.hpp"
#include "sim/drivers/clockwork.hpp"
#include "sim/drivers/counter_meter.hpp"
#include "sim/drivers/sample/stale_meter.hpp"
#include "sim/drivers/sample/tally.hpp"
#include "sim/drivers/sample/window_meter.hpp"

namespace ghostwalk {

struct SampleSettings {
  std::uint64_t seed = 1, point = 0;
  Cycles limit{0}; // as RunSettings
  std::uint64_t max_steps = RunSettings{}.max_steps;
  bool stale = false;  // count stale translations too
  bool causes = false; // count by cause too: see Tally::by_cause
};

class Sampler final : private Onlooker {
public:
  // One per thread. Keeps a reference to the machine.
  explicit Sampler(const Machine& machine, const SampleSettings& settings = {});
  Sampler(const Sampler&) = delete;
  Sampler& operator=(const Sampler&) = delete;

  // Runs that trial and adds it. Returns its outcome, as outcome_bits. Throws ModelError; the tally is
  // then as it was.
  std::uint64_t add(std::uint64_t trial, Tally& tally);

  const TrialResult& last() const { return last_; } // of the last `add`

private:
  void begins(const View& state) override;
  void saw(const Taken& step) override;

  const Machine& machine_;
  RunSettings settings_;
  BareQueue queue_;
  Clockwork clockwork_;
  WindowMeter windows_;
  std::optional<Causes> causes_;
  CounterMeter counters_;
  std::optional<StaleMeter> stale_; // when asked for
  TrialResult last_;
};

} // namespace ghostwalk
