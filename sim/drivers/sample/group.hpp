// SPDX-License-Identifier: MIT
// Several programs, mostly one scenario under several kernels, sampled in step: trial n of each with
// the same seed, so with the same luck wherever they do the same (dice.hpp). Any number of threads;
// the result is the same to the byte.
#pragma once

#include <exception>
#include <functional>
#include <vector>

#include "sim/drivers/sample/sampler.hpp"

namespace ghostwalk {

// Trials in which an outcome came under one of the two only. Bits as outcome_bits has them: [0] found,
// [1 + i] property i.
struct Discordant {
  std::vector<std::uint64_t> only_first, only_this;
  void add(std::uint64_t first, std::uint64_t other);
  void merge(const Discordant& other);
  bool operator==(const Discordant&) const = default;
};

struct GroupTally {
  std::uint64_t trials = 0; // of each case
  std::vector<Tally> cases;
  std::vector<Discordant> against_first; // per case but the first

  GroupTally() = default;
  explicit GroupTally(const std::vector<const Machine*>& machines);
  void merge(const GroupTally& other);
  bool operator==(const GroupTally&) const = default;
};

struct GroupSettings {
  SampleSettings sample;
  std::uint64_t first = 0, trials = 0; // numbers first .. first + trials - 1
  unsigned threads = 1;
  // Asked after each whole batch, in the order of the trials; true ends the sampling there, at the
  // same trial whatever the number of threads.
  std::function<bool(const GroupTally&)> enough;
  // Asked by every thread between trials; true ends the sampling as soon as possible: what is then
  // counted are the trials up to some number, without a gap.
  std::function<bool()> stop;
  std::function<void(std::uint64_t)>
      progress; // trials done, told by the calling thread now and then
};
constexpr std::uint64_t batch_trials = 1000;

struct GroupResult {
  GroupTally tally;
  bool stopped = false; // `stop` came first
  // A trial that could not be run (ModelError): the lowest such. The tally is of those before it.
  std::exception_ptr problem;
  std::size_t problem_case = 0;
  std::uint64_t problem_trial = 0;
};

// Requires at least one machine, all of them with the same properties.
GroupResult sample_group(const std::vector<const Machine*>& machines,
                         const GroupSettings& settings);

} // namespace ghostwalk
