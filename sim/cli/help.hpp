// SPDX-License-Identifier: MIT
// What --help of the commands says, as tables: for the manual pages, and for shells that complete a line.
#pragma once

#include <string>
#include <vector>

#include "sim/cli/command.hpp"

namespace ghostwalk::cli {

struct OptionHelp {
  std::string name;       // "--trials"
  std::string short_name; // "-n", or empty
  std::string value;      // what it takes: "N", "on|off"; empty: nothing
  std::string fallback;   // "1"; empty: none
  std::string text;
};

struct CommandHelp {
  std::string summary; // of the command list
  Usage usage;
  std::vector<OptionHelp> options; // in the order of --help
};

OptionHelp option_help(const po::option_description& option);
std::vector<CommandHelp> all_help(const Context& context); // in the order of commands()

struct ExitStatus {
  int status;
  const char* meaning;
};
const std::vector<ExitStatus>& exit_statuses();
std::string about();        // Ghostwalk in a sentence
std::string general_help(); // ghostwalk --help

// Pages for man(7): ghostwalk(1), and ghostwalk-run(1) and so on.
std::string general_manual(const std::vector<CommandHelp>& commands);
std::string manual(const CommandHelp& command, const std::vector<CommandHelp>& commands);

// What could stand in place of the last of `words`, the words after `ghostwalk`; for the scripts in
// completion/. The first line says what the shell adds: "= words", nothing; "= files race", names of files
// that end so, and folders; "= files", any; "= folders". Each further line is a word, a tab, and what it means.
std::string candidates(const Context& context, const Arguments& words);

} // namespace ghostwalk::cli
