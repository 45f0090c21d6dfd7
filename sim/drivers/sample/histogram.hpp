// SPDX-License-Identifier: MIT
// How often which number of cycles was seen: a histogram of fixed memory, exact to add up. Numbers
// below 32 have a bucket each; above, each power of two has 32 buckets, so a bucket is at most 1/32
// of its numbers wide and its middle at most 1/64 away from any of them. Count, sum, least and most
// are exact. What lies beyond 2^40 cycles shares the last bucket.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

namespace ghostwalk {

class Histogram {
public:
  static constexpr int per_octave = 32, octaves = 35, buckets = per_octave * (1 + octaves);

  void add(std::int64_t value); // Below 0 counts as 0.
  void merge(const Histogram& other);

  std::uint64_t count() const { return count_; }
  std::uint64_t sum() const { return sum_; }    // modulo 2^64
  std::int64_t least() const { return least_; } // Requires count() > 0.
  std::int64_t most() const { return most_; }   // Requires count() > 0.
  std::uint64_t operator[](int bucket) const { return counts_[static_cast<std::size_t>(bucket)]; }

  // The numbers of a bucket are lowest .. lowest + width - 1.
  static int bucket_of(std::int64_t value);
  static std::int64_t lowest(int bucket);
  static std::int64_t width(int bucket);

  // The middle of the bucket that holds the value of that rank, kept within least .. most. The rank of the
  // q-th of n values is ceil(q n), as of the sorted list: part = 1, of = 2 is the median. Requires count() > 0.
  std::int64_t quantile(std::uint64_t part, std::uint64_t of) const;

  // The counts of a packed one; false when they contradict each other.
  struct Parts {
    std::uint64_t sum = 0;
    std::int64_t least = 0, most = 0;
    std::vector<std::pair<int, std::uint64_t>> used; // bucket, count; ascending
  };
  Parts parts() const;
  static bool from_parts(const Parts& parts, Histogram& out);

  bool operator==(const Histogram&) const = default;

private:
  std::uint64_t count_ = 0, sum_ = 0;
  std::int64_t least_ = std::numeric_limits<std::int64_t>::max(), most_ = -1;
  std::array<std::uint64_t, buckets> counts_{};
};

} // namespace ghostwalk
