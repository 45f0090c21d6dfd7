// SPDX-License-Identifier: MIT
#include "sim/drivers/sample/histogram.hpp"

#include <algorithm>
#include <bit>

namespace ghostwalk {
namespace {

constexpr int log_per_octave = 5;
static_assert(1 << log_per_octave == Histogram::per_octave);

} // namespace

int Histogram::bucket_of(std::int64_t value) {
  if (value < per_octave) return static_cast<int>(std::max<std::int64_t>(0, value));
  const auto v = static_cast<std::uint64_t>(value);
  const int octave = static_cast<int>(std::bit_width(v)) - 1 - log_per_octave; // 0: 32 .. 63
  if (octave >= octaves) return buckets - 1;
  return per_octave * octave + static_cast<int>(v >> octave); // v >> octave is 32 .. 63
}

std::int64_t Histogram::lowest(int bucket) {
  if (bucket < per_octave) return bucket;
  const int octave = bucket / per_octave - 1;
  return static_cast<std::int64_t>(per_octave + bucket % per_octave) << octave;
}

std::int64_t Histogram::width(int bucket) {
  return bucket < per_octave ? 1 : std::int64_t{1} << (bucket / per_octave - 1);
}

void Histogram::add(std::int64_t value) {
  value = std::max<std::int64_t>(0, value);
  ++count_;
  sum_ += static_cast<std::uint64_t>(value);
  least_ = std::min(least_, value);
  most_ = std::max(most_, value);
  ++counts_[static_cast<std::size_t>(bucket_of(value))];
}

void Histogram::merge(const Histogram& other) {
  count_ += other.count_;
  sum_ += other.sum_;
  least_ = std::min(least_, other.least_);
  most_ = std::max(most_, other.most_);
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
}

std::int64_t Histogram::quantile(std::uint64_t part, std::uint64_t of) const {
  using Wide = unsigned __int128; // The product may not fit 64 bits.
  const auto rank = static_cast<std::uint64_t>((Wide{count_} * part + of - 1) / of);
  std::uint64_t before = 0;
  int bucket = 0;
  while (bucket < buckets - 1 && before + (*this)[bucket] < std::max<std::uint64_t>(1, rank))
    before += (*this)[bucket++];
  return std::clamp(lowest(bucket) + width(bucket) / 2, least_, most_);
}

Histogram::Parts Histogram::parts() const {
  Parts parts;
  if (count_ == 0) return parts;
  parts.sum = sum_;
  parts.least = least_;
  parts.most = most_;
  for (int i = 0; i < buckets; ++i)
    if ((*this)[i] != 0) parts.used.emplace_back(i, (*this)[i]);
  return parts;
}

bool Histogram::from_parts(const Parts& parts, Histogram& out) {
  out = Histogram{};
  int before = -1;
  for (const auto& [bucket, count] : parts.used) {
    if (bucket <= before || bucket >= buckets || count == 0 || count > ~out.count_) return false;
    before = bucket;
    out.counts_[static_cast<std::size_t>(bucket)] = count;
    out.count_ += count;
  }
  if (parts.used.empty()) return parts.sum == 0;
  out.sum_ = parts.sum;
  out.least_ = parts.least;
  out.most_ = parts.most;
  return parts.least >= 0 && bucket_of(parts.least) == parts.used.front().first &&
         bucket_of(parts.most) == parts.used.back().first && parts.least <= parts.most;
}

} // namespace ghostwalk
