// SPDX-License-Identifier: MIT
#include "sim/core/shell.hpp"

#include <string_view>

namespace ghostwalk {
namespace {

std::string& first_word() {
  static std::string word = "./ghostwalk";
  return word;
}

} // namespace

const std::string& program_word() { return first_word(); }

void called_as(const std::string& argv0) {
  if (!argv0.empty() && argv0.find('/') == std::string::npos) first_word() = argv0;
}

std::string shell_word(const std::string& word) {
  constexpr std::string_view harmless =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./=:,+@%-";
  if (!word.empty() && word.find_first_not_of(harmless) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

} // namespace ghostwalk
