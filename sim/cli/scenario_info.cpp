// SPDX-License-Identifier: MIT
#include "sim/cli/scenario_info.hpp"

namespace ghostwalk::cli {

std::string first_sentence(const lang::Comments& comments) {
  std::string text;
  for (const std::string& line : comments.before) {
    if (line.empty()) text.clear(); // A blank line: what came before is about something else.
    if (line.find("SPDX") != std::string::npos) continue;
    const std::size_t begin = line.find_first_not_of("# ");
    if (begin != std::string::npos) text += (text.empty() ? "" : " ") + line.substr(begin);
  }
  for (std::size_t at = text.find('.'); at != std::string::npos; at = text.find('.', at + 1))
    if (at + 1 == text.size() ||
        (text[at + 1] == ' ' && at + 2 < text.size() && (text[at + 2] < 'a' || text[at + 2] > 'z')))
      return text.substr(0, at + 1);
  return text;
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
