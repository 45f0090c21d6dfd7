// SPDX-License-Identifier: MIT
// An unfinished command line, taken apart as its command would: for completion.
#pragma once

#include "sim/cli/help.hpp"

namespace ghostwalk::cli {

struct CommandLine {
  const CommandHelp* command = nullptr;
  Arguments words;                                          // without a dash, before the last
  std::vector<std::pair<std::string, std::string>> options; // "--kernel", "linux-2.4.18"

  std::string typed;                // the last word, or what of it is the value in --option=value
  std::string before;               // "--option="
  const OptionHelp* open = nullptr; // the option whose value is typed
  bool dashes_are_words = false;    // behind a --
};

// `words`: behind the command's name, at least one.
CommandLine taken_apart(const CommandHelp& command, const Arguments& words);

// What the usage lines have where the next word without a dash stands, each with what comes before it:
// {"NAME", "kernel"} for `show kernel`; {"FILE", ""} for `run a.race`.
std::vector<std::pair<std::string, std::string>> wanted_words(const CommandLine& line);

} // namespace ghostwalk::cli
