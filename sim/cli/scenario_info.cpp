// SPDX-License-Identifier: MIT
#include "sim/cli/scenario_info.hpp"

namespace ghostwalk::cli {

// Comments come in blocks with blank lines between them: the last one is about the declaration. A line
// with nothing but its `#` ends a paragraph.
static std::string first_paragraph(const lang::Comments& comments) {
  std::string text;
  bool new_block = true, in_first = true;
  for (const std::string& line : comments.before) {
    if (line.find("SPDX") != std::string::npos) continue;
    const std::size_t begin = line.find_first_not_of("# ");
    if (line.empty()) {
      new_block = true;
    } else if (begin == std::string::npos) {
      in_first = false;
    } else {
      if (new_block) text.clear();
      in_first = in_first || new_block;
      new_block = false;
      if (in_first) text += (text.empty() ? "" : " ") + line.substr(begin);
    }
  }
  return text;
}

std::string first_sentence(const lang::Comments& comments) {
  const std::string text = first_paragraph(comments);
  for (std::size_t at = text.find(". "); at != std::string::npos; at = text.find(". ", at + 1))
    if (at + 2 < text.size() && text[at + 2] >= 'A' && text[at + 2] <= 'Z' && at > 1 &&
        text[at - 2] != ' ') // not "S. Saxena"
      return text.substr(0, at + 1);
  return text;
}

std::string summary(const lang::File& file, const lang::Declaration& scenario) {
  const std::string own = first_sentence(scenario.comments);
  return own.empty() && !file.declarations.empty()
             ? first_sentence(file.declarations.front().comments)
             : own;
}

std::string text_of(const std::vector<lang::With>& with) {
  std::string text;
  for (const lang::With& w : with)
    text += (text.empty() ? "" : ", ") + w.key + " = " + w.value.text;
  return text;
}

std::string text_of(const lang::Expect& expect) {
  return expect.with.empty() ? expect.kernel : expect.kernel + " with " + text_of(expect.with);
}

} // namespace ghostwalk::cli
