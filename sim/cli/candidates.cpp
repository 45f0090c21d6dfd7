// SPDX-License-Identifier: MIT
// What could stand next on a command line. Nothing here fails: where a file or a word on the way is wrong,
// there are fewer candidates.
#include <algorithm>
#include <sstream>

#include <fmt/format.h>

#include "models/hw/parameters.hpp"
#include "sim/cli/command_line.hpp"
#include "sim/lang/compile.hpp"
#include "sim/lang/resolve/select.hpp"
#include "sim/sweep/measures.hpp"

namespace ghostwalk::cli {
namespace fs = std::filesystem;
namespace {

class Candidates {
public:
  Candidates(const Context& context, const CommandLine& line) : context_(context), line_(line) {}

  std::string text() {
    if (line_.open != nullptr)
      add_value(*line_.open);
    else if (line_.typed.starts_with('-') && !line_.dashes_are_words)
      add_options();
    else
      for (const auto& [kind, previous] : wanted_words(line_)) add_word(kind, previous);
    return "= " + kind_ + "\n" + words_;
  }

private:
  void add(const std::string& word, std::string_view meaning = {}) {
    if (word.starts_with(line_.typed))
      words_ += fmt::format("{}{}\t{}\n", line_.before, word, meaning);
  }

  void add_options() {
    for (const OptionHelp& option : line_.command->options) {
      add(option.name, option.text);
      if (!option.short_name.empty()) add(option.short_name, option.text);
    }
  }

  void add_value(const OptionHelp& option) {
    const auto is = [&](auto... names) { return ((option.name == names) || ...); };
    if (is("--kernel", "--diff", "--beside"))
      add_names(library().kernels);
    else if (is("--scenario"))
      add_names(library().scenarios);
    else if (is("--study"))
      add_names(library().studies);
    else if (is("--option"))
      add_kernel_options();
    else if (is("--set"))
      add_settings();
    else if (is("--platform"))
      add_platforms();
    else if (is("--measure"))
      for (const std::string& name : sweep::measure_names()) add(name);
    else if (option.value == "FILE")
      kind_ = "files";
    else if (option.value == "FOLDER" || option.value == "D")
      kind_ = "folders";
    else
      add_choices(option.value);
  }

  // What a word of the usage stands for, or the word itself.
  void add_word(const std::string& kind, const std::string& previous) {
    if (kind == "FILE" || kind == "PATHS") {
      kind_ = "files race";
      add_shipped();
    } else if (kind == "STORE" || kind == "IN" || kind == "OUT") {
      kind_ = "files results";
    } else if (kind == "COMMAND") {
      for (const Command& command : commands()) add(command.name, command.summary);
    } else if (kind == "NAME" && previous == "kernel") {
      add_names(library().kernels);
    } else if (kind == "NAME" && previous == "cpu") {
      add_names(library().cpus);
    } else if (kind != "NAME") {
      add(kind);
    }
  }

  // The models, and what the files on the line declare if they can be read.
  const lang::Library& library() {
    std::vector<fs::path> files;
    for (const std::string& word : line_.words)
      if (word.ends_with(".race")) files.emplace_back(word);
    for (const auto& wanted : {files, {}}) try {
        library_ = {};
        lang::read_library(library_, context_.data, wanted);
        break;
      } catch (const InputError&) { // Then without them.
      }
    return library_;
  }

  void add_names(const std::map<std::string, const lang::Declaration*>& names) {
    for (const auto& [name, declaration] : names) add(name);
  }

  // Of the kernels on the line, or of all; once a name is there, its values.
  void add_kernel_options() {
    const lang::Library& all = library();
    std::vector<std::string> kernels;
    for (const auto& [option, value] : line_.options)
      if (option == "--kernel" && all.kernels.contains(value)) kernels.push_back(value);
    if (kernels.empty()) kernels = lang::names_of(all.kernels);
    std::map<std::string, const lang::Option*> options; // Derived kernels have those of their base.
    for (const std::string& kernel : kernels) try {
        for (const lang::Item& item : lang::kernel_chain(all, kernel, {}).back()->items)
          if (const auto* option = std::get_if<lang::Option>(&item))
            options.try_emplace(option->name, option);
      } catch (const InputError&) { // A base that is not there.
      }
    for (const auto& [name, option] : options) {
      if (!line_.typed.starts_with(name + "=")) add(name + "=");
      for (const lang::Name& value : option->values)
        if (line_.typed.starts_with(name + "=")) add(name + "=" + value.text);
    }
  }

  void add_settings() {
    for (const std::string& name : lang::setting_names()) {
      const hw::Parameter* parameter = hw::find_parameter(name);
      add(name + "=", parameter == nullptr ? "" : parameter->meaning);
    }
  }

  void add_platforms() {
    std::error_code error;
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(context_.data / "models" / "platforms", error))
      if (entry.path().extension() == ".xml") names.push_back(entry.path().stem().string());
    std::sort(names.begin(), names.end());
    for (const std::string& name : names) add(name);
  }

  // "on|off": the words to choose from; nothing where one of them stands for others.
  void add_choices(const std::string& value) {
    if (value.find('|') == std::string::npos ||
        value.find_first_not_of("abcdefghijklmnopqrstuvwxyz-|") != std::string::npos)
      return;
    std::istringstream parts(value);
    for (std::string word; std::getline(parts, word, '|');) add(word);
  }

  // What comes with Ghostwalk, by the name that it has everywhere; a shell finds what is here.
  void add_shipped() {
    std::error_code error;
    if (line_.typed.empty() || fs::exists("scenarios", error)) return;
    std::vector<std::string> names;
    for (auto entry = fs::recursive_directory_iterator(context_.data / "scenarios", error);
         !error && entry != fs::end(entry); entry.increment(error))
      if (entry->path().extension() == ".race")
        names.push_back(entry->path().lexically_relative(context_.data).generic_string());
    std::sort(names.begin(), names.end());
    for (const std::string& name : names) add(name);
  }

  const Context& context_;
  const CommandLine& line_;
  lang::Library library_;
  std::string kind_ = "words", words_;
};

} // namespace

std::string candidates(const Context& context, const Arguments& words) {
  const std::vector<CommandHelp> all = all_help(context);
  const auto named = std::find_if(all.begin(), all.end(), [&](const CommandHelp& command) {
    return words.size() > 1 && command.usage.name == words.front();
  });
  if (named != all.end())
    return Candidates(context, taken_apart(*named, {words.begin() + 1, words.end()})).text();
  std::string out = "= words\n";
  if (words.size() > 1) return out; // Of a command that there is not.
  const std::string typed = words.empty() ? "" : words.front();
  const auto add = [&](const std::string& word, const std::string& meaning) {
    if (word.starts_with(typed)) out += fmt::format("{}\t{}\n", word, meaning);
  };
  for (const CommandHelp& command : all) add(command.usage.name, command.summary);
  if (typed.starts_with('-')) {
    add("--help", "which commands there are");
    add("--version", "which Ghostwalk this is");
  }
  return out;
}

} // namespace ghostwalk::cli
