// SPDX-License-Identifier: MIT
#include "sim/cli/diff.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace ghostwalk::cli {
namespace {

using Lines = std::vector<std::string_view>;

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    lines.push_back(line);
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
  return lines;
}

struct Edit {
  char mark; // ' ', '-', '+'
  std::string_view line;
  std::size_t at; // its number in the text it is from
};

// Longest common subsequence by its table: kernels are a thousand lines or two.
std::vector<Edit> edits(const Lines& a, const Lines& b) {
  const std::size_t width = b.size() + 1;
  std::vector<std::uint32_t> common((a.size() + 1) * width, 0); // of a[i..] and b[j..]
  for (std::size_t i = a.size(); i-- > 0;)
    for (std::size_t j = b.size(); j-- > 0;)
      common[i * width + j] =
          a[i] == b[j] ? common[(i + 1) * width + j + 1] + 1
                       : std::max(common[(i + 1) * width + j], common[i * width + j + 1]);
  std::vector<Edit> all;
  std::size_t i = 0, j = 0;
  while (i < a.size() || j < b.size()) {
    if (i < a.size() && j < b.size() && a[i] == b[j]) {
      all.push_back({' ', a[i], i});
      ++i, ++j;
    } else if (j == b.size() ||
               (i < a.size() && common[(i + 1) * width + j] >= common[i * width + j + 1])) {
      all.push_back({'-', a[i], i});
      ++i;
    } else {
      all.push_back({'+', b[j], j});
      ++j;
    }
  }
  return all;
}

// A procedure, a record: what the lines after it belong to.
bool is_heading(std::string_view line) {
  return line.size() > 2 && line.substr(0, 2) == "  " && line[2] != ' ' && line[2] != '#';
}

} // namespace

std::string difference(const Labelled& before, const Labelled& after) {
  constexpr std::size_t context = 2;
  const Lines a = lines_of(before.text), b = lines_of(after.text);
  const std::vector<Edit> all = edits(a, b);
  std::vector<bool> shown(all.size(), false);
  for (std::size_t n = 0; n < all.size(); ++n)
    if (all[n].mark != ' ')
      for (std::size_t near = n - std::min(n, context);
           near < std::min(all.size(), n + context + 1); ++near)
        shown[near] = true;
  std::string text;
  std::string_view heading;
  for (std::size_t n = 0; n < all.size(); ++n) {
    if (shown[n] && (n == 0 || !shown[n - 1])) text += "@@ " + std::string(heading) + "\n";
    if (shown[n]) text += all[n].mark + std::string(all[n].line) + "\n";
    if (is_heading(all[n].line) && all[n].mark != '-') heading = all[n].line.substr(2);
  }
  return text.empty() ? text : "--- " + before.name + "\n+++ " + after.name + "\n" + text;
}

} // namespace ghostwalk::cli
