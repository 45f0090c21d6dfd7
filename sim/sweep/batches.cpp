// SPDX-License-Identifier: MIT
#include "sim/sweep/batches.hpp"

#include <algorithm>
#include <charconv>

#include "sim/core/random.hpp"

namespace ghostwalk::sweep {
namespace {

constexpr std::uint64_t smallest = 1000, largest = 64'000, of_each_size = 16;

struct Run { // Batches of one size, one behind the other.
  std::uint64_t size, first_batch, first_trial;
};

// The run that `inside` is true for, or else the endless last one.
template <class Inside>
Run find_run(const Inside& inside) {
  Run run{smallest, 0, 0};
  while (run.size < largest) {
    const Run next{run.size * 2, run.first_batch + of_each_size,
                   run.first_trial + of_each_size * run.size};
    if (inside(next)) return run;
    run = next;
  }
  return run;
}

} // namespace

std::uint64_t batch_count(std::uint64_t trials) {
  const Run run = find_run([&](const Run& next) { return trials <= next.first_trial; });
  return run.first_batch + (trials - run.first_trial + run.size - 1) / run.size;
}

TrialRange batch(std::uint64_t nth, std::uint64_t trials) {
  const Run run = find_run([&](const Run& next) { return nth < next.first_batch; });
  const std::uint64_t first = run.first_trial + (nth - run.first_batch) * run.size;
  return {first, std::min(first + run.size, trials)};
}

std::uint64_t shard_of(std::uint64_t ordinal, std::uint64_t count) {
  return (ordinal + mix(ordinal / count) % count) % count + 1;
}

std::optional<Shard> read_shard(const std::string& text) {
  Shard shard;
  const char* const end = text.data() + text.size();
  const auto index = std::from_chars(text.data(), end, shard.index);
  if (index.ec != std::errc() || index.ptr == end || *index.ptr != '/') return std::nullopt;
  const auto count = std::from_chars(index.ptr + 1, end, shard.count);
  if (count.ec != std::errc() || count.ptr != end) return std::nullopt;
  const bool sound = shard.count >= 1 && shard.count <= max_shards && shard.index >= 1 &&
                     shard.index <= shard.count;
  return sound ? std::optional(shard) : std::nullopt;
}

std::string text_of(const Shard& shard) {
  return std::to_string(shard.index) + "/" + std::to_string(shard.count);
}

} // namespace ghostwalk::sweep
