// SPDX-License-Identifier: MIT
// Text for a terminal of 100 columns: colour when wanted, width by characters, wrapping, padding.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ghostwalk::report {

constexpr std::size_t page_width = 100;

enum class Style : std::uint8_t { plain, strong, quiet, good, bad };

struct Paint {
  bool colour = false;
  std::string operator()(Style style, std::string_view text) const;
};

std::size_t width_of(std::string_view utf8);             // one column a character
std::string padded(std::string text, std::size_t width); // left-aligned
std::string right_aligned(const std::string& text, std::size_t width);
// Breaks at spaces; a word that is longer than a line stands alone and sticks out. Never empty.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);
// Without control characters: what comes from a file or a command line may hold any byte.
std::string safe(std::string_view text);

} // namespace ghostwalk::report
