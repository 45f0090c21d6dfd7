// SPDX-License-Identifier: MIT
#include "sim/cli/command.hpp"

#include <charconv>
#include <sstream>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "sim/cli/help.hpp"

namespace ghostwalk::cli {
namespace {

std::string help(const Usage& usage, const po::options_description& options) {
  std::ostringstream text;
  text << options;
  return fmt::format("Usage: ghostwalk {} {}\n\n{}\n{}", usage.name, usage.lines, usage.text,
                     text.str());
}

CommandHelp tables(const Usage& usage, const po::options_description& options) {
  CommandHelp help;
  help.usage = usage;
  for (const auto& option : options.options()) help.options.push_back(option_help(*option));
  return help;
}

std::vector<std::string> long_names(const po::options_description& options) {
  std::vector<std::string> names;
  for (const auto& option : options.options()) names.push_back("--" + option->long_name());
  return names;
}

// Boost's own messages name its classes' ideas of an option; these name what was typed.
[[noreturn]] void refuse(const Usage& usage, const po::options_description& options,
                         const po::error& error) {
  const std::string hint = fmt::format("see ghostwalk {} --help", usage.name);
  if (const auto* unknown = dynamic_cast<const po::unknown_option*>(&error))
    throw InputError(fmt::format("'{}' has no option {}{}", usage.name, unknown->get_option_name(),
                                 suggest(unknown->get_option_name(), long_names(options))),
                     hint);
  throw InputError(fmt::format("{}: {}", usage.name, error.what()), hint);
}

} // namespace

bool read_options(Context& context, const Usage& usage, const po::options_description& options,
                  const Arguments& arguments, po::variables_map& values) {
  po::options_description all("Options", report::page_width);
  for (const auto& option : options.options()) all.add(option);
  all.add_options()("help", "this text");
  po::options_description with_words = all;
  with_words.add_options()("words", po::value<Arguments>());
  po::positional_options_description positions;
  positions.add("words", -1);
  try {
    constexpr int style =
        po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    po::store(po::command_line_parser(arguments)
                  .options(with_words)
                  .positional(positions)
                  .style(style)
                  .run(),
              values);
    po::notify(values);
  } catch (const po::error& error) {
    refuse(usage, all, error);
  }
  if (values.count("help") == 0) return true;
  if (context.help == nullptr)
    context.out.write(help(usage, all));
  else
    *context.help = tables(usage, all);
  return false;
}

Arguments words(const po::variables_map& values) { return several(values, "words"); }

Arguments several(const po::variables_map& values, const std::string& option) {
  return values.count(option) == 0 ? Arguments{} : values[option].as<Arguments>();
}

std::uint64_t whole_number(const std::string& option, const std::string& text, std::uint64_t lowest,
                           std::uint64_t highest) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < lowest ||
      number > highest)
    throw InputError(fmt::format("{} takes a whole number from {} to {}, not '{}'", option, lowest,
                                 highest, text));
  return number;
}

std::pair<std::string, std::string> setting(const std::string& option, const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
    throw InputError(fmt::format("{} takes name=value, not '{}'", option, text));
  return {text.substr(0, equals), text.substr(equals + 1)};
}

void complain(const InputError& error, const Sources& sources) {
  std::string text = render(error, sources);
  if (error.at.file == 0) text = "ghostwalk: " + text;
  while (!text.empty() && text.back() == '\n') text.pop_back();
  spdlog::error("{}", text);
}

void complain(const std::string& message) { complain(InputError(message), Sources{}); }

} // namespace ghostwalk::cli
