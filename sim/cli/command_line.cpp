// SPDX-License-Identifier: MIT
#include "sim/cli/command_line.hpp"

#include <cctype>
#include <regex>
#include <sstream>

namespace ghostwalk::cli {
namespace {

const OptionHelp* option_named(const CommandHelp& command, const std::string& name) {
  for (const OptionHelp& option : command.options)
    if (name == option.name || name == option.short_name) return &option;
  return nullptr;
}

std::size_t value_in(const std::string& word) { // Where it begins in --name=value; npos.
  const std::size_t equals = word.find('=');
  return word.starts_with("--") && equals != std::string::npos ? equals + 1 : std::string::npos;
}

void take(CommandLine& line, const std::string& word) {
  if (line.open != nullptr) {
    line.options.emplace_back(line.open->name, word);
    line.open = nullptr;
  } else if (line.dashes_are_words || word.size() < 2 || word[0] != '-') {
    line.words.push_back(word);
  } else if (word == "--") {
    line.dashes_are_words = true;
  } else if (const std::size_t value = value_in(word); value != std::string::npos) {
    line.options.emplace_back(word.substr(0, value - 1), word.substr(value));
  } else if (const OptionHelp* option = option_named(*line.command, word)) {
    if (!option->value.empty()) line.open = option;
  }
}

bool stands_for_others(const std::string& word) {
  return std::isupper(static_cast<unsigned char>(word[0])) != 0;
}

// "kernel NAME [--diff NAME] | cpu NAME": {kernel, NAME}, {cpu, NAME}. Without options.
std::vector<Arguments> alternatives(const Usage& usage) {
  static const std::regex options(R"(\[options\]|\[[^\]]*-[^\]]*\]|--\S+ \S+|\]|\[)");
  std::istringstream words(std::regex_replace(usage.lines, options, "") + " |");
  std::vector<Arguments> all;
  Arguments now;
  for (std::string word; words >> word;) {
    if (word != "|")
      now.push_back(word);
    else if (!now.empty())
      all.push_back(std::exchange(now, {}));
  }
  return all;
}

} // namespace

CommandLine taken_apart(const CommandHelp& command, const Arguments& words) {
  CommandLine line;
  line.command = &command;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) take(line, words[i]);
  line.typed = words.back();
  const std::size_t value = value_in(line.typed);
  if (line.open != nullptr || line.dashes_are_words || value == std::string::npos) return line;
  line.open = option_named(command, line.typed.substr(0, value - 1));
  line.before = line.typed.substr(0, value);
  line.typed.erase(0, value);
  return line;
}

std::vector<std::pair<std::string, std::string>> wanted_words(const CommandLine& line) {
  const std::string again = "...";
  std::vector<std::pair<std::string, std::string>> wanted;
  for (const Arguments& words : alternatives(line.command->usage)) {
    std::size_t at = line.words.size();
    if (words.back().ends_with(again)) at = std::min(at, words.size() - 1);
    bool fits = at < words.size();
    for (std::size_t i = 0; i < at && fits; ++i)
      fits = stands_for_others(words[i]) || words[i] == line.words[i];
    if (!fits) continue;
    std::string word = words[at];
    if (word.ends_with(again)) word.resize(word.size() - again.size());
    wanted.emplace_back(word, at == 0 ? "" : words[at - 1]);
  }
  return wanted;
}

} // namespace ghostwalk::cli
