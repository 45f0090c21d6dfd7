// SPDX-License-Identifier: MIT
// A tally as bytes: a version, then its numbers in a fixed order, each as 7 bits a byte, the lowest
// first, the top bit set while more follow. Histograms hold their used buckets only, so a tally of
// a few trials takes a few hundred bytes.
#include <algorithm>

#include "sim/drivers/sample/tally.hpp"

namespace ghostwalk {
namespace {

constexpr std::uint64_t version = 2;
constexpr std::uint64_t most_entries = 1 << 16; // of any list: more is damage

class Writer {
public:
  void number(std::uint64_t n) {
    for (; n >= 0x80; n >>= 7) bytes_ += static_cast<char>((n & 0x7f) | 0x80);
    bytes_ += static_cast<char>(n);
  }
  template <class Numbers>
  void numbers(const Numbers& all) {
    for (const std::uint64_t n : all) number(n);
  }
  void histogram(const Histogram& h) {
    const Histogram::Parts parts = h.parts();
    number(parts.used.size());
    if (parts.used.empty()) return;
    number(parts.sum);
    number(static_cast<std::uint64_t>(parts.least));
    number(static_cast<std::uint64_t>(parts.most));
    for (const auto& [bucket, count] : parts.used) {
      number(static_cast<std::uint64_t>(bucket));
      number(count);
    }
  }
  void hits(const Hits& h) {
    histogram(h.when);
    number(h.first.size());
    for (std::size_t i = 0; i < h.first.size(); ++i) number(h.first[i]);
  }
  std::string take() { return std::move(bytes_); }

private:
  std::string bytes_;
};

// Every answer is 0 after the first that is wrong.
class Reader {
public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  bool good() const { return good_; }
  bool at_end() const { return bytes_.empty(); }

  std::uint64_t number() {
    std::uint64_t n = 0;
    for (int shift = 0; good_ && !bytes_.empty() && shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(bytes_.front());
      bytes_.remove_prefix(1);
      n |= std::uint64_t{byte & 0x7fU} << shift;
      if ((byte & 0x80) == 0) return n;
    }
    good_ = false;
    return 0;
  }
  std::uint64_t entries(std::uint64_t most = most_entries) {
    const std::uint64_t n = number();
    if (n > most) good_ = false;
    return good_ ? n : 0;
  }
  template <class Numbers>
  void numbers(Numbers& all) {
    for (std::uint64_t& n : all) n = number();
  }
  void histogram(Histogram& h) {
    Histogram::Parts parts;
    const std::uint64_t used = entries(Histogram::buckets);
    if (used > 0) {
      parts.sum = number();
      parts.least = static_cast<std::int64_t>(number());
      parts.most = static_cast<std::int64_t>(number());
    }
    for (std::uint64_t i = 0; i < used && good_; ++i) {
      const int bucket = static_cast<int>(entries(Histogram::buckets));
      parts.used.emplace_back(bucket, number());
    }
    if (good_ && !Histogram::from_parts(parts, h)) good_ = false;
  }
  void hits(Hits& h) {
    histogram(h.when);
    const std::uint64_t lowest = entries(LowestTrials::kept);
    for (std::uint64_t i = 0; i < lowest; ++i) h.first.add(number());
  }

private:
  std::string_view bytes_;
  bool good_ = true;
};

// Nothing happens in more trials than there are.
bool within_trials(const Tally& t) {
  const auto fits = [&t](std::uint64_t count) { return count <= t.trials; };
  const auto hits_fit = [&](const Hits& h) {
    return fits(h.count()) && h.first.size() <= h.count();
  };
  return std::all_of(t.ends.begin(), t.ends.end(), fits) &&
         std::all_of(t.happened.begin(), t.happened.end(), fits) && hits_fit(t.found) &&
         std::all_of(t.claims.begin(), t.claims.end(), hits_fit) && fits(t.window_found.count()) &&
         fits(t.window_other.count()) && fits(t.margin.count()) && fits(t.cycles.count()) &&
         fits(t.window_open_at_end);
}

} // namespace

std::string Tally::pack() const {
  Writer out;
  out.number(version);
  out.number(trials);
  out.numbers(ends);
  out.numbers(happened);
  out.hits(found);
  out.number(claims.size());
  for (const Hits& claim : claims) out.hits(claim);
  for (const Histogram* h : {&window_found, &window_other, &margin, &cycles}) out.histogram(*h);
  out.number(window_open_at_end);
  out.number(cpus.size());
  out.number(counters);
  for (const CounterBlock& cpu : cpus) out.numbers(cpu.values);
  out.histogram(stale_most);
  out.number(stale_cycles);
  return out.take();
}

std::optional<Tally> Tally::unpack(std::string_view bytes) {
  Reader in(bytes);
  if (in.number() != version) return std::nullopt;
  Tally t;
  t.trials = in.number();
  in.numbers(t.ends);
  in.numbers(t.happened);
  in.hits(t.found);
  t.claims.resize(in.entries());
  for (Hits& claim : t.claims)
    if (in.good()) in.hits(claim);
  for (Histogram* h : {&t.window_found, &t.window_other, &t.margin, &t.cycles}) in.histogram(*h);
  t.window_open_at_end = in.number();
  t.cpus.resize(in.entries());
  if (in.number() != counters) return std::nullopt;
  for (CounterBlock& cpu : t.cpus)
    if (in.good()) in.numbers(cpu.values);
  in.histogram(t.stale_most);
  t.stale_cycles = in.number();
  if (!in.good() || !in.at_end() || !within_trials(t)) return std::nullopt;
  return t;
}

} // namespace ghostwalk
