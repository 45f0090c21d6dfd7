// SPDX-License-Identifier: MIT
#include "sim/drivers/sample/interval.hpp"

#include <algorithm>
#include <cmath>

#include <boost/math/special_functions/beta.hpp>

namespace ghostwalk {
namespace {

// No long double: its width differs between machines.
using Doubles = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

double real(std::uint64_t number) { return static_cast<double>(number); }

} // namespace

Interval clopper_pearson(std::uint64_t hits, std::uint64_t trials, double confidence) {
  if (trials == 0) return {};
  const double tail = (1 - confidence) / 2, k = real(hits), n = real(trials);
  Interval interval;
  if (hits > 0) interval.low = boost::math::ibeta_inv(k, n - k + 1, tail, Doubles());
  if (hits < trials) interval.high = boost::math::ibetac_inv(k + 1, n - k, tail, Doubles());
  return interval;
}

double bound_without_hits(std::uint64_t trials, double confidence) {
  if (trials == 0) return 1;
  return -std::expm1(std::log1p(-confidence) / real(trials));
}

PairedDifference paired_difference(std::uint64_t only_first, std::uint64_t only_second,
                                   std::uint64_t trials, double confidence) {
  PairedDifference result;
  if (trials == 0) return result;
  result.estimate = (real(only_first) - real(only_second)) / real(trials);
  // Each side misses at most half as often as both together may.
  const double each = 1 - (1 - confidence) / 2;
  const Interval first = clopper_pearson(only_first, trials, each),
                 second = clopper_pearson(only_second, trials, each);
  result.interval = {first.low - second.high, first.high - second.low};
  const std::uint64_t fewer = std::min(only_first, only_second), all = only_first + only_second;
  // P(X <= fewer), X binomial of `all` and 1/2, twice.
  if (fewer < all)
    result.p_value =
        std::min(1.0, 2 * boost::math::ibetac(real(fewer) + 1, real(all - fewer), 0.5, Doubles()));
  return result;
}

} // namespace ghostwalk
