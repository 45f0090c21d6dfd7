// SPDX-License-Identifier: MIT
#include "tests/docs/page.hpp"

#include <algorithm>
#include <filesystem>
#include <regex>
#include <sstream>

namespace ghostwalk::docs::test {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view fence = "```";

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// How long a search took differs each time.
std::string without_times(const std::string& output) {
  static const std::regex took("took +[0-9].*");
  return std::regex_replace(output, took, "took");
}

bool is_command(const std::string& line) {
  static const std::regex begins(
      R"((\./)?ghostwalk [a-z-].*|(\./check|results/regenerate|parallel|mpirun)\b.*)");
  return std::regex_match(line, begins);
}

std::string quoted(const std::string& path) { return "'" + path + "'"; }

} // namespace

std::vector<Piece> pieces_of(const std::string& page) {
  using Kind = Piece::Kind;
  std::vector<Piece> pieces;
  bool open = false;
  for (const std::string& line : lines_of(page)) {
    if (line.starts_with(fence)) {
      open = !open;
      if (open) pieces.push_back({Kind::fenced, line.substr(fence.size()), {}});
      continue;
    }
    const Kind kind = open ? Kind::fenced : line.starts_with("    ") ? Kind::indented : Kind::text;
    const bool after_fence = !open && !pieces.empty() && pieces.back().kind == Kind::fenced;
    if (pieces.empty() || pieces.back().kind != kind || after_fence)
      pieces.push_back({kind, {}, {}});
    pieces.back().text += line + '\n';
  }
  return pieces;
}

std::string page_of(const std::vector<Piece>& pieces) {
  std::string page;
  for (const Piece& piece : pieces) {
    if (piece.kind == Piece::Kind::fenced)
      page += "```" + piece.info + "\n" + piece.text + "```\n";
    else
      page += piece.text;
  }
  return page;
}

std::vector<std::string> commands_of(const Piece& piece) {
  std::vector<std::string> commands;
  if (piece.kind == Piece::Kind::text) {
    static const std::regex inline_code("`(\\./[^`]*)`");
    const std::string one_line = std::regex_replace(piece.text, std::regex("\n"), " ");
    for (auto at = std::sregex_iterator(one_line.begin(), one_line.end(), inline_code);
         at != std::sregex_iterator(); ++at)
      if (is_command((*at)[1])) commands.push_back((*at)[1]);
    return commands;
  }
  const std::string joined = std::regex_replace(piece.text, std::regex(R"(\\\n *)"), "");
  for (const std::string& line : lines_of(joined)) {
    const std::size_t begin = line.find_first_not_of(' ');
    if (begin != std::string::npos && is_command(line.substr(begin)))
      commands.push_back(line.substr(begin));
  }
  return commands;
}

int promised_status(const std::string& command) {
  static const std::string words = "# exits with ";
  const std::size_t at = command.find(words);
  return at == std::string::npos ? 0 : std::stoi(command.substr(at + words.size()));
}

Reader::Reader(Where where) {
  fs::create_symlink(GHOSTWALK_BINARY, path_.path() + "/ghostwalk");
  if (where == Where::empty) return;
  for (const auto& entry : fs::directory_iterator(GHOSTWALK_SOURCE_DIR))
    if (entry.path().filename() != "ghostwalk")
      fs::create_symlink(entry.path(), folder_.path() / entry.path().filename());
}

cli::test::Outcome Reader::runs(const std::string& command) const {
  return cli::test::shell("cd " + quoted(folder_.path()) + " && PATH=" + quoted(path_.path()) +
                          ":$PATH\n{ " + command + "\n} 2>&1");
}

std::string Reader::file(const std::string& name) const {
  return cli::test::contents(folder_.path() + "/" + name);
}

std::vector<std::string> Reader::race_files() const {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder_.path()))
    if (entry.path().extension() == ".race") names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

std::string Reader::does(Piece& piece) const {
  if (piece.kind != Piece::Kind::fenced) return {};
  std::istringstream words(piece.info);
  std::string kind, name;
  words >> kind >> name;
  if (kind == "console") return types(piece.text);
  if (name.empty()) return {};
  if (kind == "diff") return applies(name, piece.text);
  folder_.file(name, piece.text);
  return {};
}

// Without line numbers: what is ' ' or '-' stands in the file once, in a row, and becomes what is ' ' or '+'.
std::string Reader::applies(const std::string& name, const std::string& diff) const {
  std::string before, after, text = file(name);
  for (const std::string& line : lines_of(diff)) {
    const char mark = line.empty() ? ' ' : line[0];
    const std::string rest = (line.empty() ? line : line.substr(1)) + '\n';
    if (mark != '+') before += rest;
    if (mark != '-') after += rest;
  }
  const std::size_t at = text.find(before);
  if (at == std::string::npos || text.find(before, at + 1) != std::string::npos)
    return "this does not stand once in " + name + ":\n" + before;
  folder_.file(name, text.replace(at, before.size(), after));
  return {};
}

// Commands begin with "$ ". What was printed stays where only times differ.
std::string Reader::types(std::string& console) const {
  std::string page, problems;
  const std::vector<std::string> lines = lines_of(console);
  for (std::size_t i = 0; i < lines.size();) {
    if (!lines[i].starts_with("$ ")) return "a console block begins with '$ '";
    const std::string command = lines[i].substr(2);
    std::string shown;
    for (++i; i < lines.size() && !lines[i].starts_with("$ "); ++i) shown += lines[i] + '\n';
    const cli::test::Outcome seen = runs(command);
    if (seen.status != promised_status(command))
      problems += command + ": exits with " + std::to_string(seen.status) + "\n" + seen.out;
    page += "$ " + command + '\n';
    page += without_times(seen.out) == without_times(shown) ? shown : seen.out;
  }
  console = page;
  return problems;
}

} // namespace ghostwalk::docs::test
