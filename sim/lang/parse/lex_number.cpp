// SPDX-License-Identifier: MIT
// Numbers: decimal or 0x, `_` between digits, and KiB, MiB or GiB right after; at most 64 bits.
#include <fmt/format.h>

#include <array>

#include "sim/lang/parse/lexer.hpp"

namespace ghostwalk::lang {
namespace {

struct Digits {
  std::string_view text; // Without 0x and suffix.
  unsigned base = 10;
  unsigned shift = 0;     // Of the suffix.
  std::uint32_t skip = 0; // Columns before `text`.
};

Digits split(std::string_view text) {
  struct Suffix {
    std::string_view text;
    unsigned shift;
  };
  constexpr std::array suffixes{Suffix{"KiB", 10}, Suffix{"MiB", 20}, Suffix{"GiB", 30}};
  Digits digits{text};
  for (const Suffix& suffix : suffixes)
    if (text.ends_with(suffix.text)) {
      digits.shift = suffix.shift;
      digits.text.remove_suffix(suffix.text.size());
    }
  if (digits.text.starts_with("0x") || digits.text.starts_with("0X")) {
    digits.base = 16;
    digits.skip = 2;
    digits.text.remove_prefix(2);
  }
  return digits;
}

unsigned digit_value(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return 99;
}

void check_digits(const Digits& digits, Location at) {
  const std::string_view text = digits.text;
  if (digits.base == 10 && text.size() > 1 && text[0] == '0')
    throw InputError(at, "a decimal number does not start with 0",
                     "there are no octal numbers; hexadecimal ones start with 0x");
  at.column += digits.skip;
  if (text.empty()) throw InputError(at, "expected hexadecimal digits after '0x'");
  for (std::size_t i = 0; i < text.size(); ++i, ++at.column) {
    if (text[i] == '_' && i > 0 && i + 1 < text.size() && text[i + 1] != '_') continue;
    if (text[i] == '_') throw InputError(at, "a '_' in a number stands between two digits");
    if (digit_value(text[i]) >= digits.base)
      throw InputError(at,
                       fmt::format("'{}' is no {} digit", text[i],
                                   digits.base == 16 ? "hexadecimal" : "decimal"),
                       "a number is 10, 0x1f, 1_000 or 4KiB");
  }
}

} // namespace

std::uint64_t number_value(std::string_view text, Location at) {
  const Digits digits = split(text);
  check_digits(digits, at);
  unsigned __int128 value = 0;
  constexpr unsigned __int128 limit = static_cast<unsigned __int128>(1) << 64U;
  for (const char c : digits.text)
    if (c != '_' && value < limit) value = value * digits.base + digit_value(c);
  if (value < limit) value <<= digits.shift;
  if (value >= limit)
    throw InputError(at, "this number does not fit 64 bits",
                     "the largest is 18446744073709551615, or 0xffffffffffffffff");
  return static_cast<std::uint64_t>(value);
}

} // namespace ghostwalk::lang
