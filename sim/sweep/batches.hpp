// SPDX-License-Identifier: MIT
// How the trials of a study are cut into batches, and who runs which. Nothing here depends on the
// number of threads or on what ran before, and cutting does not depend on how many trials are asked
// for, so that a study may grow:
//
//   trials   0      1000     2000  ...  16000      18000  ...  48000      52000
//            ├──────┼────────┼──────────┼──────────┼───────────┼──────────┼────
//   batch       0       1      2 ... 15     16       17 ... 31     32
//
// Sixteen batches of 1,000 trials, sixteen of 2,000, and so on up to 64,000: a point of a few
// thousand trials still keeps many processors busy, one of a billion is not a million rows, and
// what a power cut loses is under a second of work on most scenarios.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace ghostwalk::sweep {

struct TrialRange { // first .. end - 1
  std::uint64_t first = 0, end = 0;
  std::uint64_t size() const { return end - first; }
  bool operator==(const TrialRange&) const = default;
};

// Of the first `trials` trials; the last batch is cut off there.
std::uint64_t batch_count(std::uint64_t trials);
TrialRange batch(std::uint64_t nth, std::uint64_t trials); // Requires nth < batch_count(trials).

// A part of a study: of each n batches in a row each of n shards takes one, in an order that is drawn
// anew for each n, so that no shard gets all of the slow kernel's or all of the last, shorter ones.
struct Shard {
  std::uint64_t index = 1, count = 1; // from 1
  bool operator==(const Shard&) const = default;
};
// Of the batch with that number among all batches of all points, from 0. Answers 1 .. count.
std::uint64_t shard_of(std::uint64_t ordinal, std::uint64_t count);
inline bool takes(const Shard& shard, std::uint64_t ordinal) {
  return shard_of(ordinal, shard.count) == shard.index;
}

constexpr std::uint64_t max_shards = 1'000'000;
std::optional<Shard> read_shard(const std::string& text); // "3/8"; nothing when it is not such
std::string text_of(const Shard& shard);

} // namespace ghostwalk::sweep
