// SPDX-License-Identifier: MIT
#include "sim/report/paint.hpp"

#include <algorithm>

namespace ghostwalk::report {

std::string Paint::operator()(Style style, std::string_view text) const {
  constexpr std::string_view codes[] = {"", "\033[1m", "\033[2m", "\033[32m", "\033[1;31m"};
  if (!colour || style == Style::plain) return std::string(text);
  return std::string(codes[static_cast<std::size_t>(style)]).append(text).append("\033[0m");
}

std::size_t width_of(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

std::string padded(std::string text, std::size_t width) {
  if (const std::size_t used = width_of(text); used < width) text.append(width - used, ' ');
  return text;
}

std::string right_aligned(const std::string& text, std::size_t width) {
  const std::size_t used = width_of(text);
  return used < width ? std::string(width - used, ' ') + text : text;
}

// A short parenthesis, such as a time in other units, is kept whole.
static std::size_t end_of_word(std::string_view text) {
  constexpr std::size_t short_one = 16;
  const std::size_t space = text.find(' '), open = text.find('(');
  if (open != 0 || space == std::string_view::npos) return space;
  const std::size_t close = text.find(')');
  return close < short_one ? text.find(' ', close) : space;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines(1);
  while (!text.empty()) {
    const std::string_view word = text.substr(0, end_of_word(text));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    if (!lines.back().empty() && width_of(lines.back()) + 1 + width_of(word) > width)
      lines.emplace_back();
    if (!lines.back().empty()) lines.back() += ' ';
    lines.back() += word;
  }
  return lines;
}

std::string safe(std::string_view text) {
  std::string shown(text);
  for (char& c : shown)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  return shown;
}

} // namespace ghostwalk::report
