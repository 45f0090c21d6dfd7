// SPDX-License-Identifier: MIT
// What many trials of one scenario under one or more kernels showed, and what is said about it. A
// sample finds, or has not seen; it never shows an absence.
#pragma once

#include <optional>

#include "sim/drivers/sample/group.hpp"
#include "sim/drivers/sample/interval.hpp"
#include "sim/report/paint.hpp"
#include "sim/report/report.hpp"

namespace ghostwalk::report {

struct SampledCase {
  Asked asked; // `replay`: to be followed by --trial
  Program program;
};

// `--until`: the sampling ends when the interval is that narrow.
struct Until {
  double width = 0;
  std::string outcome; // text of a claim, or "found"; empty: every outcome's
};

struct Sampled {
  std::string summary; // the scenario's first sentence, may be empty
  const Sources* sources = nullptr;
  std::vector<std::unique_ptr<SampledCase>> cases;
  GroupTally tally;
  std::uint64_t asked_trials = 0; // of each case
  std::optional<Until> until;
  bool interrupted = false;

  const Tally& of(std::size_t n) const { return tally.cases[n]; }
};

Verdict verdict(const Tally& tally);
// An expectation fails when an absence was expected and something was found; or when all the trials
// asked for were made and what was expected to be found was not. Fewer trials decide nothing.
bool as_expected(const Sampled& sampled, std::size_t n);

// Whether the intervals are as narrow as asked, of every case.
bool narrow_enough(const Until& until, const Program& program, const GroupTally& tally);

// The claims' numbers of hits and what they are called: "found" first, then the properties.
struct Outcome {
  std::string name; // "found", "never poisoned", "sometimes event table_reused"
  std::uint64_t hits = 0;
  const Hits* all = nullptr;
};
std::vector<Outcome> outcomes(const Program& program, const Tally& tally);

// For people: kernels side by side, the windows, the counters, the lines that replay first hits.
std::string comparison(const Sampled& sampled, const Paint& paint);
// A histogram's buckets as bars, a column per kernel. Empty when nothing was counted.
std::string bars(const std::string& title, const std::vector<std::string>& names,
                 const std::vector<Histogram>& histograms, const Paint& paint);
std::string probability_text(double probability); // four significant digits: "0.9189", "3.1e-06"

// For programs: one document of schema "ghostwalk-sample/1" (schema.md). The same command gives the
// same bytes, whatever the number of threads.
inline constexpr std::string_view sample_schema = "ghostwalk-sample/1";
std::string json(const std::vector<const Sampled*>& samples);

} // namespace ghostwalk::report
