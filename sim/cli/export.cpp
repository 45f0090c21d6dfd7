// SPDX-License-Identifier: MIT
// ghostwalk export: a compiled scenario in the language of another checker.
#include <fmt/format.h>

#include "sim/cli/search.hpp"
#include "sim/core/whole_file.hpp"
#include "sim/export/murphi.hpp"

namespace ghostwalk::cli {
namespace {

const char* const text =
    "Writes a scenario as a model for another checker, for an outside opinion. Murphi, for Rumur: "
    "the\n"
    "model restates the hardware and the kernel's code. Its verdict has to be the one of explore, "
    "and\n"
    "its number of states that of `explore --plain`.\n\n"
    "  ghostwalk export scenarios/basics/late_flush.race --murphi model.m\n"
    "  rumur --deadlock-detection off --symmetry-reduction off --output model.c model.m\n"
    "  cc -std=c11 -O2 -mcx16 -o model model.c -lpthread && ./model\n\n"
    "`--murphi -` writes to standard output. --no-claims leaves the claims out: then every state "
    "is\n"
    "visited.\n";

const lang::Declaration& chosen(const lang::Library& library, const RunRequest& request) {
  std::vector<std::string> names;
  for (const lang::Declaration* scenario : library.scenario_order) {
    if (!request.scenario || *request.scenario == scenario->name) return *scenario;
    names.push_back(scenario->name);
  }
  if (names.empty())
    throw InputError(fmt::format("'{}' has no scenario to export", request.files.front()));
  throw InputError(
      fmt::format("no scenario '{}'{}", *request.scenario, suggest(*request.scenario, names)));
}

void write(Context& context, const std::string& file, const std::string& model) {
  if (file == "-") return context.out.write(model);
  write_whole(file, model);
}

int export_murphi(Context& context, const RunRequest& request, const std::string& file,
                  const MurphiSettings& settings) {
  lang::Library library;
  try {
    lang::read_library(library, context.data, {request.files.front()});
    const lang::Declaration& scenario = chosen(library, request);
    const std::vector<Case> all = cases(request, library, scenario);
    if (all.empty()) throw InputError("under which kernel? give --kernel");
    const Program program =
        lang::compile(library, {&scenario, all.front().kernel, all.front().with, request.settings});
    write(context, file, to_murphi(program, settings));
  } catch (const InputError& error) {
    context.out.flush();
    complain(error, library.sources);
    return wrong_input;
  }
  return as_expected;
}

} // namespace

int export_command(Context& context, const Arguments& arguments) {
  po::options_description options;
  add_selection(options, false);
  auto add = options.add_options();
  add("murphi", po::value<std::string>()->value_name("FILE"), "write a Murphi model to this file");
  add("no-claims", "without what the scenario claims");
  po::variables_map values;
  if (!read_options(context, {"export", "FILE --murphi FILE [options]", text}, options, arguments,
                    values))
    return as_expected;
  const RunRequest request = read_selection("export", values);
  if (request.files.size() > 1) throw InputError("export takes one file at a time");
  if (values.count("murphi") == 0)
    throw InputError("export to what? give --murphi FILE", "see ghostwalk export --help");
  return export_murphi(context, request, values["murphi"].as<std::string>(),
                       {.claims = values.count("no-claims") == 0});
}

} // namespace ghostwalk::cli
