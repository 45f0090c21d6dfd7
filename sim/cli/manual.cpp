// SPDX-License-Identifier: MIT
// Manual pages from the texts of --help, in man(7)'s language.
#include <sstream>
#include <string_view>

#include <fmt/format.h>

#include "sim/cli/help.hpp"
#include "sim/core/version.hpp"

namespace ghostwalk::cli {
namespace {

// Characters that roff would take for something else. A minus is one that can be typed again.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text) switch (c) {
    case '\\': out += "\\e"; break;
    case '-': out += "\\-"; break;
    case '\'': out += "\\(aq"; break;
    case '`': out += "\\(ga"; break;
    case '^': out += "\\(ha"; break;
    case '~': out += "\\(ti"; break;
    default: out += c;
    }
  return out;
}

// A line of its own: a dot at its begin is no request.
std::string line_of(const std::string& text) {
  return (text.starts_with('.') ? "\\&" : "") + text + "\n";
}

std::string bold(std::string_view text) { return "\\fB" + plain(text) + "\\fR"; }

// Running text: what stands between backquotes is said of the language, and bold.
std::string prose(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t open = text.find('`', at), close = text.find('`', open + 1);
    if (open == std::string_view::npos || close == std::string_view::npos)
      return out + plain(text.substr(at));
    out += plain(text.substr(at, open - at)) + bold(text.substr(open + 1, close - open - 1));
    at = close + 1;
  }
  return out;
}

using Lines = std::vector<std::string>;

std::vector<Lines> paragraphs(const std::string& text) {
  std::vector<Lines> all(1);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty())
      all.back().push_back(line);
    else if (!all.back().empty())
      all.emplace_back();
  }
  if (all.back().empty()) all.pop_back();
  return all;
}

bool is_table(const Lines& lines) { // Or examples: what was set in columns stays so.
  for (const std::string& line : lines)
    if (line.find("  ") != std::string::npos) return true;
  return false;
}

std::string roff(const Lines& lines) {
  std::string out = ".PP\n";
  const bool table = is_table(lines);
  if (table) out += ".EX\n";
  for (const std::string& line : lines) out += line_of(table ? plain(line) : prose(line));
  if (table) out += ".EE\n";
  return out;
}

// The parts of a command's text, by the section where a manual has them.
struct Sections {
  std::string description, examples, exit_status;
};

Sections sections_of(const std::string& text) {
  Sections s;
  for (Lines lines : paragraphs(text)) {
    const std::string prefix = "Exit status";
    if (lines.front().starts_with("  ghostwalk ")) {
      s.examples += roff(lines);
    } else if (lines.front().starts_with(prefix)) {
      lines.front().erase(0, lines.front().find_first_not_of(": ", prefix.size()));
      s.exit_status += roff(lines);
    } else {
      s.description += roff(lines);
    }
  }
  return s;
}

std::string title(const std::string& name, const std::string& summary) {
  std::string upper;
  for (const char c : name) upper += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return fmt::format(".\\\" Written by ghostwalk help --man\n"
                     ".TH {} 1 {} \"ghostwalk {}\" Ghostwalk\n.SH NAME\n{} \\- {}\n",
                     plain(upper), release_date(), version(), plain(name), prose(summary));
}

std::string section(const std::string& name, std::string text) {
  const std::string paragraph = ".PP\n"; // A heading begins one.
  if (text.starts_with(paragraph)) text.erase(0, paragraph.size());
  return text.empty() ? "" : fmt::format(".SH {}\n{}", name, text);
}

std::string option_entry(const OptionHelp& o) {
  std::string names = bold(o.name);
  if (!o.short_name.empty()) names = bold(o.short_name) + ", " + names;
  if (!o.value.empty()) names += " \\fI" + plain(o.value) + "\\fR";
  std::string text = prose(o.text);
  if (!o.fallback.empty()) text += fmt::format("; {} by default", plain(o.fallback));
  return ".TP\n" + names + "\n" + line_of(text);
}

std::string page_name(const CommandHelp& command) { return "ghostwalk-" + command.usage.name; }

// "ghostwalk-run(1), ghostwalk-sample(1)": all but one.
std::string see_also(const std::vector<CommandHelp>& commands, const CommandHelp* but) {
  std::string out = but == nullptr ? "" : ".BR ghostwalk (1)";
  for (const CommandHelp& command : commands)
    if (&command != but)
      out += fmt::format("{}.BR {} (1)", out.empty() ? "" : ",\n", plain(page_name(command)));
  return out + "\n";
}

std::string statuses() {
  std::string out;
  for (const ExitStatus& e : exit_statuses())
    out += fmt::format(".TP\n.B {}\n{}\n", e.status, e.meaning);
  return out;
}

const char* const environment = R"(.TP
.B GHOSTWALK_DATA
the folder with models/ and scenarios/; by default ../share/ghostwalk beside the program's folder
.TP
.B NO_COLOR
if it is set and not empty, no colours on terminals
)";

const char* const files =
    R"(A file that is not where a path says is looked for in the data folder, so that the paths that
.B ghostwalk list scenarios
prints work everywhere. The language of
.I .race
files is described in
.IR scenarios/language.md ,
among the documents of the package.
)";

} // namespace

std::string general_manual(const std::vector<CommandHelp>& commands) {
  std::string list;
  for (const CommandHelp& command : commands)
    list +=
        fmt::format(".TP\n.B {}\n{}", plain(command.usage.name), line_of(prose(command.summary)));
  return title("ghostwalk", "reproduces races between page tables, TLB flushes and page walks") +
         section("SYNOPSIS", ".B ghostwalk\n.I COMMAND\n\\&...\n.br\n.B ghostwalk\n.I COMMAND\n"
                             ".B \\-\\-help\n.br\n.B ghostwalk \\-\\-version\n") +
         section("DESCRIPTION", line_of(prose(about()))) + section("COMMANDS", list) +
         section("EXIT STATUS", statuses()) + section("ENVIRONMENT", environment) +
         section("FILES", files) + section("SEE ALSO", see_also(commands, nullptr));
}

std::string manual(const CommandHelp& command, const std::vector<CommandHelp>& commands) {
  const Sections s = sections_of(command.usage.text);
  std::string options;
  for (const OptionHelp& option : command.options) options += option_entry(option);
  return title(page_name(command), command.summary) +
         section("SYNOPSIS", fmt::format(".B ghostwalk {}\n{}", plain(command.usage.name),
                                         line_of(plain(command.usage.lines)))) +
         section("DESCRIPTION", s.description) + section("OPTIONS", options) +
         section("EXAMPLES", s.examples) +
         section("EXIT STATUS", s.exit_status.empty() ? statuses() : s.exit_status) +
         section("SEE ALSO", see_also(commands, &command));
}

} // namespace ghostwalk::cli
