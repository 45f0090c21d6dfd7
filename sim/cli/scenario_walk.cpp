// SPDX-License-Identifier: MIT
#include "sim/cli/scenario_walk.hpp"

#include <fmt/format.h>

#include "sim/cli/scenario_info.hpp"

namespace ghostwalk::cli {

// What is wrong with a scenario is so under each of its kernels: once is enough.
void ScenarioWalk::report(const InputError& error, const Sources& sources) {
  raise(wrong_input);
  if (!complaints_.insert(render(error, sources)).second) return;
  context_.out.flush();
  complain(error, sources);
}

void ScenarioWalk::walk() {
  for (const std::string& file : which_.files)
    if (!stopped()) take_file(file);
  if (which_.scenario && !scenario_seen_ && status_ != wrong_input)
    report(InputError(fmt::format("no scenario '{}'{}", *which_.scenario,
                                  suggest(*which_.scenario, names_))),
           Sources{});
}

void ScenarioWalk::take_file(const std::string& file) {
  libraries_.push_back(std::make_unique<lang::Library>());
  lang::Library& library = *libraries_.back();
  guarded(library, [&] {
    lang::read_library(library, context_.data, {file});
    if (library.scenario_order.empty() && wants_scenarios())
      throw InputError(fmt::format("'{}' has no scenario to {}", file, doing_));
  });
  for (const lang::Declaration* scenario : library.scenario_order) {
    names_.push_back(scenario->name);
    if (which_.scenario && *which_.scenario != scenario->name) continue;
    scenario_seen_ = true;
    if (!stopped()) guarded(library, [&] { take_scenario(file, library, *scenario); });
  }
}

std::string ScenarioWalk::summary_of(const lang::Library& library,
                                     const lang::Declaration& scenario) {
  for (const auto& file : library.files)
    if (file->source == scenario.at.file) return summary(*file, scenario);
  return "";
}

} // namespace ghostwalk::cli
