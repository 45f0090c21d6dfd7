// SPDX-License-Identifier: MIT
#include "sim/cli/scenario_info.hpp"

#include <fmt/format.h>

namespace ghostwalk::cli {

namespace {

// Comments come in blocks with blank lines between them. A line with nothing but its `#` ends a
// paragraph. The first block of a file is about the file, the last before a declaration about that.
enum class Which { first_block, last_block };

std::string paragraph(const lang::Comments& comments, Which which) {
  std::string text;
  bool new_block = true, in_first = true;
  for (const std::string& line : comments.before) {
    if (line.find("SPDX") != std::string::npos) continue;
    const std::size_t begin = line.find_first_not_of("# ");
    if (line.empty()) {
      if (which == Which::first_block && !text.empty()) return text;
      new_block = true;
    } else if (begin == std::string::npos) {
      in_first = in_first && text.empty();
    } else {
      if (new_block) text.clear();
      in_first = in_first || new_block;
      new_block = false;
      if (!in_first) continue;
      if (!text.empty()) text += ' ';
      text += line.substr(begin);
    }
  }
  return text;
}

// Up to a full stop before a capital; "S. Saxena" has none that counts.
std::string sentence(const std::string& text) {
  for (std::size_t at = text.find(". "); at != std::string::npos; at = text.find(". ", at + 1)) {
    const char next = at + 2 < text.size() ? text[at + 2] : ' ';
    if (next >= 'A' && next <= 'Z' && at > 1 && text[at - 2] != ' ') return text.substr(0, at + 1);
  }
  return text;
}

} // namespace

std::string first_sentence(const lang::Comments& comments) {
  return sentence(paragraph(comments, Which::last_block));
}

std::string summary(const lang::File& file, const lang::Declaration& scenario) {
  std::string own = first_sentence(scenario.comments);
  if (!own.empty() || file.declarations.empty()) return own;
  return sentence(paragraph(file.declarations.front().comments, Which::first_block));
}

std::string text_of(const std::vector<lang::With>& with) {
  std::string text;
  for (const lang::With& w : with)
    text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", w.key, w.value.text);
  return text;
}

std::string text_of(const lang::Expect& expect) {
  return expect.with.empty() ? expect.kernel : expect.kernel + " with " + text_of(expect.with);
}

} // namespace ghostwalk::cli
