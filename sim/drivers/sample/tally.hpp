// SPDX-License-Identifier: MIT
// What many trials of one program added up to. Integers only and of fixed size, so merging is exact
// and any order and grouping of merges gives the same: two tallies of different trials make the
// tally of both.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/drivers/cause_counts.hpp"
#include "sim/drivers/run.hpp"
#include "sim/drivers/sample/histogram.hpp"
#include "sim/drivers/sample/stale_meter.hpp"

namespace ghostwalk {

// The few lowest trial numbers: those to replay.
class LowestTrials {
public:
  static constexpr std::size_t kept = 4;
  void add(std::uint64_t trial);
  void merge(const LowestTrials& other);
  std::size_t size() const { return size_; }
  std::uint64_t operator[](std::size_t nth) const { return trials_[nth]; } // Ascending.
  bool operator==(const LowestTrials&) const = default;

private:
  std::array<std::uint64_t, kept> trials_{};
  std::size_t size_ = 0;
};

// Something that happened in some trials: how often, when first in each, and in which.
struct Hits {
  Histogram when; // cycles from the start of the trial; its count is the number of hits
  LowestTrials first;

  std::uint64_t count() const { return when.count(); }
  void add(std::uint64_t trial, Cycles at);
  void merge(const Hits& other);
  bool operator==(const Hits&) const = default;
};

// What one trial is worth counting for. Made by the Sampler.
struct TrialResult {
  const Run* run = nullptr;
  std::int64_t window = -1; // the widest, in cycles; -1: none opened
  std::int64_t margin = -1; // none opened, but one was closed in time: the least margin; else -1
  bool window_open_at_end = false; // no flush closed the widest before the trial's end
  const std::vector<CounterBlock>* counters = nullptr; // per CPU
  const CauseCounts* by_cause = nullptr;               // only where asked for
  std::optional<StaleMeter::Result> stale;             // when counted
};

struct Tally {
  Tally() = default;
  explicit Tally(const Program& program);

  std::uint64_t trials = 0;
  std::array<std::uint64_t, 4> ends{};      // per RunEnd
  std::array<std::uint64_t, 64> happened{}; // trials per bit of Happened: oracles, named events
  // Trials that broke a `never`, deadlocked or failed an assertion: those that `run` calls found.
  Hits found;
  std::vector<Hits> claims; // per Program::properties: `never` broken, `sometimes` seen
  // The widest window of each trial: from the free of a frame to the flush on a CPU that could still
  // use it (sim/report/window.hpp). Trials without one count in `margin` or nowhere.
  Histogram window_found, window_other; // of trials that are in `found`, and of the others
  Histogram margin;                     // where the flush came first: how long before the free
  std::uint64_t window_open_at_end = 0;
  Histogram cycles;               // how long the trials took
  std::vector<CounterBlock> cpus; // sums per CPU
  // Stale translations, of trials in which they were counted: the most at any one time, and the sum of
  // their number over all cycles.
  Histogram stale_most;
  std::uint64_t stale_cycles = 0;
  // The same sums by cause (Causes of the program). Empty unless asked for; pack leaves it out.
  CauseCounts by_cause;

  // Returns the trial's outcome: see outcome_bits.
  std::uint64_t add(const Program& program, std::uint64_t trial, const TrialResult& result);
  void merge(const Tally& other); // Requires the same program, or an empty one.

  CounterBlock all_cpus() const;
  Histogram window() const; // of all trials that have one

  // All of it as bytes, and back; nothing when they are not such bytes. The same tally gives the same bytes.
  std::string pack() const;
  static std::optional<Tally> unpack(std::string_view bytes);

  bool operator==(const Tally&) const = default;
};

// Bit 0: found. Bit 1 + i: property i, up to the 62nd: broken if a `never`, seen if a `sometimes`.
std::uint64_t outcome_bits(const Program& program, const Run& run);
constexpr std::uint64_t found_bit = 1;
constexpr std::uint64_t claim_bit(std::size_t property) {
  return property < 62 ? std::uint64_t{2} << property : 0;
}

} // namespace ghostwalk
