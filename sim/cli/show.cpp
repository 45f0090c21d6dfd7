// SPDX-License-Identifier: MIT
// ghostwalk show: one kernel, the difference of two, a CPU description, a scenario, as text.
#include <fmt/format.h>

#include "sim/cli/command.hpp"
#include "sim/cli/diff.hpp"
#include "sim/lang/compile.hpp"
#include "sim/lang/parse/read_file.hpp"
#include "sim/lang/resolve/specialise.hpp"

namespace ghostwalk::cli {
namespace {

std::string printed(lang::Declaration declaration) {
  lang::File file;
  file.declarations.push_back(std::move(declaration));
  return lang::print(file);
}

// The kernel's text with every option at the value it has there.
std::string kernel_text(const lang::Library& library, const std::string& name,
                        const std::string& heading) {
  const auto found = library.kernels.find(name);
  if (found == library.kernels.end())
    throw InputError(fmt::format("there is no kernel '{}'{}", name,
                                 suggest(name, lang::names_of(library.kernels))));
  const lang::Selected selected = lang::select_kernel(library, *found->second);
  lang::Declaration kernel =
      lang::specialised(*selected.kernel, heading, lang::option_values(selected));
  kernel.comments.before.clear(); // About the file.
  return printed(std::move(kernel));
}

int show_difference(Context& context, const lang::Library& library, const std::string& a,
                    const std::string& b) {
  const std::string text =
      difference({a, kernel_text(library, a, "kernel")}, {b, kernel_text(library, b, "kernel")});
  if (text.empty()) {
    context.out.write(fmt::format("{} and {} are the same\n", a, b));
    return as_expected;
  }
  std::size_t begin = 0;
  for (std::size_t end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
    const std::string line = text.substr(begin, end - begin);
    const report::Style style = line[0] == '+'   ? report::Style::good
                                : line[0] == '-' ? report::Style::bad
                                : line[0] == '@' ? report::Style::quiet
                                                 : report::Style::plain;
    context.out.write(context.paint(style, line) + "\n");
  }
  return as_expected;
}

// `what`: kernel, its name, and the files to look for it in besides the models.
int show_kernel(Context& context, const Arguments& what, const po::variables_map& values) {
  lang::Library library;
  try {
    lang::read_library(library, context.data, {what.begin() + 2, what.end()});
    if (values.count("diff") != 0)
      return show_difference(context, library, what[1], values["diff"].as<std::string>());
    context.out.write(kernel_text(library, what[1], what[1]));
    return as_expected;
  } catch (const InputError& error) {
    complain(error, library.sources);
    return wrong_input;
  }
}

std::string distribution_text(const hw::Distribution& d) {
  std::string text;
  for (const auto& part : d.parts) {
    text += text.empty() ? "" : ", ";
    if (d.parts.size() > 1) text += fmt::format("{} * ", part.weight);
    text += part.lowest == part.highest ? std::to_string(part.lowest)
                                        : fmt::format("{} .. {}", part.lowest, part.highest);
  }
  return text;
}

// Every parameter, those of its base and the defaults too.
int show_cpu(Context& context, const std::string& name) {
  lang::Library library;
  lang::read_library(library, context.data, {});
  if (!library.cpus.contains(name))
    throw InputError(
        fmt::format("there is no cpu '{}'{}", name, suggest(name, lang::names_of(library.cpus))));
  const hw::CpuDescription cpu = lang::cpu_description(library, name, {});
  context.out.write("cpu " + name + "\n");
  for (const hw::Parameter& p : hw::parameters())
    context.out.write(fmt::format(
        "  {:<24}{}\n", fmt::format("{} = {}", p.name, distribution_text(cpu.of(p.key))),
        cpu.of(p.key).parts.empty() ? "" : fmt::format("  # {}, {}", p.unit, p.meaning)));
  return as_expected;
}

int show_scenario(Context& context, const std::string& path) {
  Sources sources;
  try {
    context.out.write(lang::print(lang::parse(
        sources,
        sources.add(path, lang::read_text(lang::place_of(path, context.data), path, {})))));
    return as_expected;
  } catch (const InputError& error) {
    complain(error, sources);
    return wrong_input;
  }
}

} // namespace

int show_command(Context& context, const Arguments& arguments) {
  const Usage usage{"show", "kernel NAME [FILE...] [--diff NAME] | cpu NAME | scenario FILE",
                    "kernel     its text with the options resolved; with --diff, what another has "
                    "instead. Of the\n"
                    "           models, of the files, or of what these include\n"
                    "cpu        every parameter of the description\n"
                    "scenario   the file in the one format\n\n"
                    "  ghostwalk show kernel linux-2.4.18 --diff linux-2.4.19\n"
                    "  ghostwalk show kernel late-flush scenarios/basics/late_flush.race\n"};
  po::options_description options;
  options.add_options()("diff", po::value<std::string>()->value_name("NAME"), "another kernel");
  po::variables_map values;
  if (!read_options(context, usage, options, arguments, values)) return as_expected;
  const Arguments what = words(values);
  const std::vector<std::string> topics{"kernel", "cpu", "scenario"};
  const bool kernel = !what.empty() && what[0] == "kernel";
  if (what.size() < 2 || (what.size() > 2 && !kernel))
    throw InputError("show takes kernel, cpu or scenario, and a name", "see ghostwalk show --help");
  if (kernel) return show_kernel(context, what, values);
  if (what[0] == "cpu") return show_cpu(context, what[1]);
  if (what[0] == "scenario") return show_scenario(context, what[1]);
  throw InputError(fmt::format("show knows no '{}'{}", what[0], suggest(what[0], topics)));
}

} // namespace ghostwalk::cli
