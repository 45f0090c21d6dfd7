// SPDX-License-Identifier: MIT
// On every shipped scenario: a sampled trial is the timed driver's run of the same seed and trial,
// byte for byte; every step of it is one that `explore` would offer; its window and its verdict are
// those that `run` reports; and what is proved absent (tests/scenarios) is never sampled.
#include "sim/drivers/sample/sampler.hpp"
#include "sim/report/verdict.hpp"
#include "sim/report/window.hpp"
#include "tests/drivers/runs.hpp"
#include "tests/support/shipped.hpp"

namespace ghostwalk::test {
namespace {

constexpr Cycles limit{100'000};
constexpr std::uint64_t fewest_pairs = 1000; // of runs compared byte for byte, over all cases

// What an onlooker of a trial that keeps nothing sees, kept.
class Keeper final : public Onlooker {
public:
  Run run;
  void begins(const View&) override { run = Run{}; }
  void saw(const Taken& t) override {
    run.steps.push_back({t.at, t.step, static_cast<std::uint32_t>(run.events.size()),
                         static_cast<std::uint32_t>(t.count)});
    run.events.insert(run.events.end(), t.events, t.events + t.count);
  }
};

// As the Sampler runs a trial: nothing recorded, the same clockwork and queue for all.
class Trials {
public:
  explicit Trials(const Machine& machine) : clockwork_(machine) { clockwork_.watch(&keeper_); }
  const Run& run(RunSettings settings) {
    settings.record = false;
    queue_.clear();
    const Run& run = clockwork_.run_again(settings, queue_);
    keeper_.run.seen = run.seen;
    keeper_.run.first = run.first;
    keeper_.run.claim_at = run.claim_at;
    keeper_.run.sometimes_seen = run.sometimes_seen;
    keeper_.run.broken_claim = run.broken_claim;
    keeper_.run.broken_at = run.broken_at;
    keeper_.run.end = run.end;
    keeper_.run.ended_at = run.ended_at;
    return keeper_.run;
  }

private:
  Clockwork clockwork_;
  BareQueue queue_;
  Keeper keeper_;
};

RunSettings numbered(std::uint64_t n) {
  RunSettings settings;
  settings.seed = n; // Each its own, and trials that are not the seeds.
  settings.trial = 7 * n + 3;
  settings.limit = limit;
  return settings;
}

void expect_offered(const Machine& machine, const Run& run) {
  std::vector<std::byte> state = machine.program().initial;
  std::vector<Step> offered;
  for (const TimedStep& s : run.steps) {
    offered.clear();
    machine.steps(state.data(), offered);
    ASSERT_NE(std::find(offered.begin(), offered.end(), s.step), offered.end())
        << "at " << count(s.at);
    machine.apply(state.data(), s.step);
  }
}

TEST(SampleShipped, IsTheTimedDriverByteForByteAndAPathOfExplore) {
  const std::vector<ShippedCase> cases = shipped_cases();
  const std::uint64_t each = fewest_pairs / cases.size() + 1;
  std::uint64_t pairs = 0;
  for (const ShippedCase& c : cases) {
    SCOPED_TRACE(c.name);
    const Machine machine(c.program);
    Trials trials(machine);
    for (std::uint64_t n = 0; n < each; ++n, ++pairs) {
      const auto& sampled = trials.run(numbered(pairs));
      ASSERT_EQ(bytes(sampled), bytes(run_timed(machine, numbered(pairs)))) << "seed " << pairs;
      if (n < 3) expect_offered(machine, sampled);
    }
  }
  EXPECT_GE(pairs, fewest_pairs);
}

// The widest window, and without one the least margin, as `run` would report them.
TrialResult reported(const report::History& history) {
  TrialResult result;
  for (const report::Window& w : report::windows(history)) {
    if (w.freed == report::no_event) continue;
    const std::int64_t width = count(report::width(history, w)),
                       margin = count(report::margin(history, w));
    if (w.flushed_first()) {
      if (result.margin < 0 || margin < result.margin) result.margin = margin;
    } else if (width > result.window) {
      result.window = width;
      result.window_open_at_end = w.open_at_end();
    }
  }
  if (result.window >= 0) result.margin = -1;
  return result;
}

TEST(SampleShipped, WindowsAndVerdictsAreThoseOfTheReport) {
  std::uint64_t opened = 0, closed = 0;
  for (const ShippedCase& c : shipped_cases()) {
    SCOPED_TRACE(c.name);
    const Machine machine(c.program);
    Sampler sampler(machine, {.seed = 5, .limit = limit});
    for (std::uint64_t n = 0; n < 20; ++n) {
      Tally tally(c.program);
      sampler.add(n, tally);
      RunSettings settings;
      settings.seed = 5;
      settings.trial = n;
      settings.limit = limit;
      const auto run = run_bare(machine, settings);
      const report::History history(c.program, run);
      const TrialResult expected = reported(history);
      ASSERT_EQ(sampler.last().window, expected.window) << "trial " << n;
      ASSERT_EQ(sampler.last().margin, expected.margin) << "trial " << n;
      ASSERT_EQ(sampler.last().window_open_at_end, expected.window_open_at_end) << "trial " << n;
      ASSERT_EQ(tally.found.count() == 1, report::judge(history).verdict == report::Verdict::found)
          << "trial " << n;
      opened += expected.window >= 0 ? 1 : 0;
      closed += expected.margin >= 0 ? 1 : 0;
    }
  }
  EXPECT_GT(opened, 0U); // Both kinds were looked at.
  EXPECT_GT(closed, 0U);
}

TEST(SampleShipped, WhatIsProvedAbsentIsNeverFound) {
  for (const ShippedCase& c : shipped_cases()) {
    if (c.may_be_found) continue;
    const Machine machine(c.program);
    Sampler sampler(machine, {.seed = 11, .limit = limit});
    Tally tally(c.program);
    for (std::uint64_t n = 0; n < 200; ++n) sampler.add(n, tally);
    EXPECT_EQ(tally.found.count(), 0U) << c.name;
    EXPECT_EQ(tally.trials, 200U);
  }
}

} // namespace
} // namespace ghostwalk::test
