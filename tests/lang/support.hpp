// SPDX-License-Identifier: MIT
// Texts in, texts out: what the tests of the language compare.
#pragma once

#include <string>
#include <string_view>

#include "sim/lang/ast.hpp"

namespace ghostwalk::lang {

inline File parsed(std::string text) {
  Sources sources;
  return parse(sources, sources.add("t.race", std::move(text)));
}

inline std::string formatted(std::string text) { return print(parsed(std::move(text))); }

// The error as people see it, or the format of what was no error.
inline std::string rendered(std::string text) {
  Sources sources;
  try {
    return "no error:\n" + print(parse(sources, sources.add("t.race", std::move(text))));
  } catch (const InputError& error) {
    return render(error, sources);
  }
}

// `text`, each line of it indented by `by`.
inline std::string indented(std::string_view text, std::size_t by) {
  std::string result;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    const bool blank = text[0] == '\n';
    result += (blank ? "" : std::string(by, ' ')) + std::string(text.substr(0, end));
    text.remove_prefix(end);
  }
  return result;
}

inline std::string in_proc(std::string_view statements) {
  return "kernel k\n  proc p()\n" + indented(statements, 4);
}
inline std::string in_kernel(std::string_view items) { return "kernel k\n" + indented(items, 2); }
inline std::string in_scenario(std::string_view items) {
  return "scenario s\n" + indented(items, 2);
}

} // namespace ghostwalk::lang
