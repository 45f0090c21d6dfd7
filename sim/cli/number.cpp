// SPDX-License-Identifier: MIT
#include "sim/cli/number.hpp"

#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "sim/core/error.hpp"

namespace ghostwalk::cli {
namespace {

// Digits, with a _ between two of them; nothing else.
bool take_digits(std::string_view& text, std::string& digits) {
  const std::size_t before = digits.size();
  while (!text.empty()) {
    const bool digit = text[0] >= '0' && text[0] <= '9';
    const bool between = text[0] == '_' && digits.size() > before && text.size() > 1 &&
                         text[1] >= '0' && text[1] <= '9';
    if (!digit && !between) break;
    if (digit) digits += text[0];
    text.remove_prefix(1);
  }
  return digits.size() > before;
}

std::optional<std::uint64_t> parse(std::string_view text) {
  std::string digits;
  if (!take_digits(text, digits)) return std::nullopt;
  const std::size_t whole = digits.size();
  if (!text.empty() && text[0] == '.') {
    text.remove_prefix(1);
    if (!take_digits(text, digits)) return std::nullopt;
  }
  std::size_t exponent = 0;
  if (!text.empty() && (text[0] == 'e' || text[0] == 'E')) {
    text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exponent);
    if (error != std::errc() || exponent > 19) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  }
  const std::size_t point = whole + exponent; // where it stands now, from the left
  while (digits.size() > point && digits.back() == '0') digits.pop_back();
  if (!text.empty() || digits.size() > point) return std::nullopt;
  digits.resize(point, '0');
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc()) return std::nullopt;
  return number;
}

} // namespace

std::uint64_t large_number(const std::string& option, const std::string& text, std::uint64_t lowest,
                           std::uint64_t highest) {
  const std::optional<std::uint64_t> number = parse(text);
  if (!number || *number < lowest || *number > highest)
    throw InputError(fmt::format("{} takes a whole number from {} to {}, such as 1e6, not '{}'",
                                 option, lowest, highest, text));
  return *number;
}

double small_number(const std::string& option, const std::string& text, double highest) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !(number > 0) || number > highest)
    throw InputError(fmt::format("{} takes a number above 0 and at most {}, such as 1e-3, not '{}'",
                                 option, highest, text));
  return number;
}

} // namespace ghostwalk::cli
