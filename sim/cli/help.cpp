// SPDX-License-Identifier: MIT
// ghostwalk help: what the commands say of themselves, for people, man and shells.
#include "sim/cli/help.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "sim/core/whole_file.hpp"
#include "sim/report/units.hpp"

namespace ghostwalk::cli {
namespace fs = std::filesystem;
namespace {

const char* const text =
    "What a command does and takes, as COMMAND --help says it; without a command, which there "
    "are;\nand every word of a .race file, with examples.\n\n"
    "  ghostwalk help explore\n"
    "  ghostwalk help language\n"
    "  ghostwalk help --man FOLDER\n\n"
    "Completion for bash, zsh and fish is installed with the program. The scripts call it with\n"
    "--candidates.\n";

void write_manual(const Context& context, const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    throw InputError(fmt::format("cannot make '{}': {}", folder.string(), error.message()));
  const std::vector<CommandHelp> all = all_help(context);
  write_whole((folder / "ghostwalk.1").string(), general_manual(all));
  for (const CommandHelp& command : all)
    write_whole((folder / fmt::format("ghostwalk-{}.1", command.usage.name)).string(),
                manual(command, all));
}

} // namespace

OptionHelp option_help(const po::option_description& option) {
  OptionHelp help;
  help.name = "--" + option.long_name();
  const std::string shortest =
      option.canonical_display_name(po::command_line_style::allow_dash_for_short);
  if (shortest.starts_with('-')) help.short_name = shortest;
  help.text = option.description();
  if (option.semantic()->max_tokens() == 0) return help;
  help.value = option.semantic()->name(); // "N (=1)"
  const std::string before = " (=";
  if (const std::size_t at = help.value.find(before); at != std::string::npos) {
    help.fallback = help.value.substr(at + before.size());
    help.fallback.pop_back();
    help.value.resize(at);
  }
  return help;
}

std::vector<CommandHelp> all_help(const Context& context) {
  std::vector<CommandHelp> all;
  for (const Command& command : commands()) {
    CommandHelp help;
    Context asking = context;
    asking.help = &help;
    command.run(asking, {"--help"});
    help.summary = command.summary;
    all.push_back(std::move(help));
  }
  return all;
}

const std::vector<ExitStatus>& exit_statuses() {
  static const std::vector<ExitStatus> all{{as_expected, "as expected"},
                                           {not_as_expected, "an expectation failed"},
                                           {wrong_input, "the command or the input is wrong"},
                                           {gave_up, "gave up at a bound"},
                                           {interrupted, "interrupted"}};
  return all;
}

std::string about() {
  return "Ghostwalk reproduces multicore races between page-table teardown, TLB flushes and the "
         "page "
         "walks that a processor starts on its own.";
}

std::string general_help() {
  std::string out;
  const auto add = [&](const std::string& paragraph) {
    for (const std::string& line : report::wrapped(paragraph, report::page_width))
      out += line + "\n";
  };
  add(about());
  out += "\nUsage: ghostwalk COMMAND ...\n\n";
  for (const Command& command : commands())
    out += fmt::format("  {:<8} {}\n", command.name, command.summary);
  out += "\n  ghostwalk COMMAND --help   its options\n"
         "  ghostwalk help language    every word of a .race file, with examples\n"
         "  ghostwalk --version\n\n";
  std::string statuses;
  for (const ExitStatus& e : exit_statuses())
    statuses +=
        fmt::format("{} {} {}", statuses.empty() ? "Exit status:" : ",", e.status, e.meaning);
  add(statuses + ".");
  return out;
}

int help_command(Context& context, const Arguments& arguments) {
  po::options_description options;
  auto add = options.add_options();
  add("man", po::value<std::string>()->value_name("FOLDER"),
      "write the manual pages there, one for each command");
  add("candidates", "what could stand in place of the last word of a command line, after --");
  po::variables_map values;
  if (!read_options(context, {"help", "[COMMAND] [options] | language", text}, options, arguments,
                    values))
    return as_expected;
  const Arguments given = words(values);
  if (values.count("candidates") != 0) {
    context.out.write(candidates(context, given));
  } else if (values.count("man") != 0) {
    write_manual(context, values["man"].as<std::string>());
  } else if (given == Arguments{"language"}) {
    print_language(context.out);
  } else if (given.size() > 1) {
    throw InputError("help takes one command", "see ghostwalk help --help");
  } else if (given.empty()) {
    context.out.write(general_help());
  } else {
    return command_named(given.front()).run(context, {"--help"});
  }
  return as_expected;
}

} // namespace ghostwalk::cli
