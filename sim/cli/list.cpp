// SPDX-License-Identifier: MIT
// ghostwalk list: what there is to run, and to say.
#include <algorithm>

#include <fmt/format.h>

#include "models/hw/parameters.hpp"
#include "sim/cli/command.hpp"
#include "sim/cli/scenario_info.hpp"
#include "sim/lang/compile.hpp"
#include "sim/lang/parse/read_file.hpp"
#include "sim/machine/oracles.hpp"
#include "sim/report/describe.hpp"

namespace ghostwalk::cli {
namespace fs = std::filesystem;
namespace {

using report::page_width;
using report::Style;

// "name   text", wrapped and indented below the text.
std::string entry(const Context& context, const std::string& name, const std::string& text,
                  std::size_t column) {
  std::string out = context.paint(Style::strong, name);
  const bool fits = report::width_of(name) + 2 <= column;
  if (fits) out.append(column - report::width_of(name), ' ');
  const auto lines = report::wrapped(report::safe(text), page_width - column);
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (!lines[i].empty()) {
      if (i > 0 || !fits) out += fmt::format("\n{:{}}", "", column);
      out += lines[i];
    }
  out.resize(out.find_last_not_of(' ') + 1);
  out += '\n';
  return out;
}

void read_models(const Context& context, lang::Library& library) {
  lang::read_library(library, context.data, {});
}

std::string option_text(const lang::Option& option) {
  std::string text;
  for (const lang::Name& value : option.values) text += (text.empty() ? "" : " | ") + value.text;
  if (option.number.size() == 3)
    text = fmt::format("{} in {} .. {}", option.number[0].text, option.number[1].text,
                       option.number[2].text);
  return text;
}

int list_kernels(Context& context) {
  constexpr std::size_t column = 30;
  lang::Library library;
  read_models(context, library);
  for (const auto& [name, kernel] : library.kernels) {
    if (!kernel->base.empty()) {
      context.out.write(entry(
          context, name,
          kernel->base + (kernel->with.empty() ? "" : " with " + text_of(kernel->with)), column));
      continue;
    }
    context.out.write(entry(context, name, "options, the default first:", column));
    for (const lang::Item& item : kernel->items)
      if (const auto* option = std::get_if<lang::Option>(&item))
        context.out.write(
            fmt::format("  {:<{}}{}\n", option->name, column - 2, option_text(*option)));
  }
  return as_expected;
}

int list_cpus(Context& context) {
  lang::Library library;
  read_models(context, library);
  for (const auto& [name, cpu] : library.cpus) {
    const std::string base = cpu->base.empty() ? "" : "as " + cpu->base + ". ";
    context.out.write(entry(context, name, base + first_sentence(cpu->comments), 22));
  }
  return as_expected;
}

int list_parameters(Context& context) {
  for (const hw::Parameter& p : hw::parameters()) {
    const std::string range =
        fmt::format("{} ({} .. {} {})", p.fallback, p.lowest, p.highest, p.unit);
    context.out.write(entry(context, std::string(p.name),
                            range + (p.distribution ? ", or weighted ranges" : ""), 24));
    for (const std::string& line : report::wrapped(p.meaning, page_width - 24))
      context.out.write(std::string(24, ' ') + line + "\n");
  }
  return as_expected;
}

std::vector<fs::path> scenario_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (auto entry = fs::recursive_directory_iterator(folder, error);
       !error && entry != fs::end(entry); entry.increment(error))
    if (entry->path().extension() == ".race") files.push_back(entry->path());
  if (error)
    throw InputError(fmt::format("cannot read '{}': {}", folder.string(), error.message()));
  std::sort(files.begin(), files.end());
  return files;
}

void list_scenario(Context& context, const lang::File& file, const lang::Declaration& scenario) {
  context.out.write(entry(context, "  " + scenario.name, summary(file, scenario), 6));
  for (const lang::Item& item : scenario.items)
    if (const auto* expect = std::get_if<lang::Expect>(&item))
      context.out.write(fmt::format("      {:<7} {}\n", expect->verdict, text_of(*expect)));
}

int list_scenarios(Context& context) {
  int status = as_expected;
  for (const fs::path& path : scenario_files(context.data / "scenarios")) {
    const std::string shown = path.lexically_relative(context.data).generic_string();
    Sources sources;
    try {
      const lang::File file =
          lang::parse(sources, sources.add(shown, lang::read_text(path, shown, {})));
      context.out.write(context.paint(Style::quiet, shown) + "\n");
      for (const lang::Declaration& declaration : file.declarations)
        if (declaration.kind == lang::Declaration::Kind::scenario)
          list_scenario(context, file, declaration);
    } catch (const InputError& error) {
      complain(error, sources);
      status = wrong_input;
    }
  }
  return status;
}

constexpr std::string_view claim_syntax = R"(Claims of a scenario:
  never CLAIM        what a schedule must not do; `never deadlock` and failed assertions always hold
  sometimes CLAIM    what has to happen in some schedule, so that an absence is not idle
CLAIM is one of the above, or
  event NAME         a `reach NAME` statement was executed
  EXPRESSION         over variables: owner[0] == 1 and owner[1] == 1
)";

int list_properties(Context& context) {
  for (const std::string& name : oracle_names())
    context.out.write(entry(context, name, std::string(report::meaning(*oracle_named(name))), 24));
  context.out.write("\n" + std::string(claim_syntax));
  return as_expected;
}

struct Topic {
  const char* name;
  int (*list)(Context&);
};
constexpr Topic topics[] = {{"kernels", list_kernels},
                            {"cpus", list_cpus},
                            {"parameters", list_parameters},
                            {"scenarios", list_scenarios},
                            {"properties", list_properties}};

} // namespace

int list_command(Context& context, const Arguments& arguments) {
  const Usage usage{"list", "kernels | cpus | parameters | scenarios | properties",
                    "kernels      with their options and the values these take\n"
                    "cpus         descriptions of processors\n"
                    "parameters   of a CPU description, for --set too: default, range, meaning\n"
                    "scenarios    with the verdicts they expect\n"
                    "properties   what a scenario can forbid or require\n"};
  po::variables_map values;
  if (!read_options(context, usage, {}, arguments, values)) return as_expected;
  const Arguments what = words(values);
  std::vector<std::string> names;
  for (const Topic& topic : topics) names.emplace_back(topic.name);
  if (what.size() != 1)
    throw InputError("list takes one word" + suggest("", names), "see ghostwalk list --help");
  for (const Topic& topic : topics)
    if (what.front() == topic.name) return topic.list(context);
  throw InputError(fmt::format("list knows no '{}'{}", what.front(), suggest(what.front(), names)));
}

} // namespace ghostwalk::cli
