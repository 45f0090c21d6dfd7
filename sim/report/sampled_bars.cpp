// SPDX-License-Identifier: MIT
// A histogram in letters. Its rows are runs of 1, 2, 4 ... of the histogram's own buckets, so every bar
// is an exact count.
#include <algorithm>

#include <fmt/format.h>

#include "sim/report/sampled.hpp"
#include "sim/report/units.hpp"

namespace ghostwalk::report {
namespace {

constexpr int most_rows = 12;
constexpr std::size_t label_width = 20, gap = 3, share_width = 7;

struct Range {
  int first = Histogram::buckets, last = -1;
};

Range used(const std::vector<Histogram>& histograms) {
  Range range;
  for (const Histogram& h : histograms) {
    if (h.count() == 0) continue;
    range.first = std::min(range.first, Histogram::bucket_of(h.least()));
    range.last = std::max(range.last, Histogram::bucket_of(h.most()));
  }
  return range;
}

int buckets_per_row(Range range) {
  int each = 1;
  while (range.last / each - range.first / each + 1 > most_rows) each *= 2;
  return each;
}

std::uint64_t sum(const Histogram& h, int first, int count) {
  std::uint64_t all = 0;
  for (int i = first; i < std::min(first + count, Histogram::buckets); ++i) all += h[i];
  return all;
}

// In eighths of a character, at least one where there is anything.
std::string bar(std::uint64_t part, std::uint64_t most, std::size_t width) {
  if (part == 0) return "";
  const auto eighths = std::max<std::uint64_t>(
      1, static_cast<std::uint64_t>(static_cast<unsigned __int128>(part) * width * 8 / most));
  std::string text;
  for (std::uint64_t i = 0; i < eighths / 8; ++i) text += "\u2588";
  constexpr const char* partial[] = {"",       "\u258f", "\u258e", "\u258d",
                                     "\u258c", "\u258b", "\u258a", "\u2589"};
  return text + partial[eighths % 8];
}

std::string share(std::uint64_t part, std::uint64_t all) {
  const double percent = 100.0 * static_cast<double>(part) / static_cast<double>(all);
  if (part == 0) return "";
  return percent < 0.1 ? "< 0.1 %" : fmt::format("{:.1f} %", percent);
}

} // namespace

std::string bars(const std::string& title, const std::vector<std::string>& names,
                 const std::vector<Histogram>& histograms, const Paint& paint) {
  const Range range = used(histograms);
  if (range.last < 0) return "";
  const int each = buckets_per_row(range), first = range.first / each * each;
  std::uint64_t most = 1;
  for (const Histogram& h : histograms)
    for (int at = first; at <= range.last; at += each) most = std::max(most, sum(h, at, each));
  const std::size_t width = (page_width - label_width - gap * (names.size() - 1)) / names.size();
  std::string out = paint(Style::quiet, padded(title, label_width));
  for (std::size_t i = 0; i < names.size(); ++i)
    out += paint(Style::strong, i + 1 < names.size() ? padded(names[i], width + gap) : names[i]);
  out += '\n';
  for (int at = first; at <= range.last; at += each) {
    const int last = std::min(at + each, Histogram::buckets) - 1;
    std::string line =
        padded(fmt::format("{} .. {}", right_aligned(grouped(Histogram::lowest(at)), 8),
                           grouped(Histogram::lowest(last) + Histogram::width(last) - 1)),
               label_width);
    for (const Histogram& h : histograms) {
      const std::uint64_t part = sum(h, at, each);
      const std::string cell =
          h.count() == 0 ? "" : right_aligned(share(part, h.count()), share_width);
      line += padded(cell + " " + bar(part, most, width - share_width - 1), width + gap);
    }
    out += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
  }
  return out;
}

} // namespace ghostwalk::report
