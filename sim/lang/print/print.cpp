// SPDX-License-Identifier: MIT
// Lines, and the comments around them.
#include <algorithm>

#include "sim/lang/print/printer.hpp"

namespace ghostwalk::lang {

std::string Printer::file(const File& file) {
  for (const Declaration& each : file.declarations) declaration(each);
  trailing(file.trailing);
  return joined();
}

std::string Printer::code(const Declaration& only) {
  comments_ = false;
  declaration(only);
  return joined();
}

void Printer::line(const std::string& text, const Comments& comments) {
  if (!comments_) return lines_.push_back({std::string(indent_, ' ') + text, ""});
  if (comments.spaced) lines_.emplace_back();
  for (const std::string& comment : comments.before) own_line(comment);
  lines_.push_back({std::string(indent_, ' ') + text, comments.after});
}

void Printer::own_line(const std::string& comment) {
  lines_.push_back({comment.empty() ? "" : std::string(indent_, ' ') + comment, ""});
}

void Printer::trailing(const std::vector<std::string>& comments) {
  if (!comments_) return;
  for (const std::string& comment : comments) own_line(comment);
}

// Comments at the end of adjacent lines stand in one column, two spaces after the longest, until
// one is indented less than the line before it.
std::string Printer::joined() const {
  const auto indent = [this](std::size_t i) { return lines_[i].text.find_first_not_of(' '); };
  std::string text;
  for (std::size_t first = 0; first < lines_.size();) {
    std::size_t end = first, widest = 0;
    for (; end < lines_.size() && !lines_[end].after.empty(); ++end) {
      if (end > first && indent(end) < indent(end - 1)) break;
      widest = std::max(widest, lines_[end].text.size());
    }
    for (; first < end; ++first)
      text += lines_[first].text + std::string(widest + 2 - lines_[first].text.size(), ' ') +
              lines_[first].after + '\n';
    if (first < lines_.size() && lines_[first].after.empty()) text += lines_[first++].text + '\n';
  }
  return text;
}

std::string print(const File& file) { return Printer().file(file); }

std::string code_text(const Declaration& declaration) { return Printer().code(declaration); }

} // namespace ghostwalk::lang
