// SPDX-License-Identifier: MIT
// What a number of hits in a number of trials says about a probability. Exact in the statistician's
// sense: from the binomial distribution itself, never from the normal one, so that an interval covers
// the truth at least as often as it says, for any number of trials.
//
// The number of trials is taken as chosen beforehand. Whoever stops when an interval is narrow enough
// looks at the width alone, which costs little: tests/sample measures how much.
#pragma once

#include <cstdint>

namespace ghostwalk {

struct Interval {
  double low = 0, high = 1;
  double width() const { return high - low; }
  bool operator==(const Interval&) const = default;
};

constexpr double usual_confidence = 0.95;

// Clopper and Pearson, Biometrika 26 (1934) 404: two-sided, (1 - confidence) / 2 on each side. No
// trials: 0 .. 1. Requires hits <= trials.
Interval clopper_pearson(std::uint64_t hits, std::uint64_t trials,
                         double confidence = usual_confidence);

// One-sided, for no hit in so many trials: 1 - (1 - confidence)^(1/trials). At 95 % that is a little
// below the rule of three, 3 / trials.
double bound_without_hits(std::uint64_t trials, double confidence = usual_confidence);

// Two outcomes of the same trials, a pair each: how much more probable the first is. Only pairs in
// which just one of them happened say anything.
struct PairedDifference {
  double estimate = 0; // (only first - only second) / trials
  Interval interval{-1,
                    1}; // covers at least as often as it says: both sides' exact intervals combined
  double p_value = 1; // McNemar's test, exact: such a lopsidedness, or more, were both as probable
};
PairedDifference paired_difference(std::uint64_t only_first, std::uint64_t only_second,
                                   std::uint64_t trials, double confidence = usual_confidence);

} // namespace ghostwalk
