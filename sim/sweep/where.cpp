// SPDX-License-Identifier: MIT
#include "sim/sweep/where.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace ghostwalk::sweep {
namespace {

std::size_t place_of(const std::string& value, const std::vector<std::string>& all,
                     const std::string& key) {
  const auto found = std::find(all.begin(), all.end(), value);
  if (found == all.end())
    throw InputError(fmt::format("{} is never '{}'{}", key, value, suggest(value, all)));
  return static_cast<std::size_t>(found - all.begin());
}

} // namespace

Where::Where(const Plan& plan, const Pairs& wanted) : plan_(plan) {
  for (const auto& [key, value] : wanted) {
    wanted_.push_back(look_up(key, value));
    keys_.push_back(key);
  }
}

Where::Wanted Where::look_up(const std::string& key, const std::string& value) const {
  std::vector<std::string> names;
  if (key == "scenario") {
    for (const PlanScenario& scenario : plan_.scenarios) names.push_back(scenario.name);
    return {Wanted::Of::scenario, 0, place_of(value, names, key)};
  }
  if (key == "kernel") {
    for (const PlanKernel& kernel : plan_.kernels) names.push_back(label(kernel));
    return {Wanted::Of::kernel, 0, place_of(value, names, key)};
  }
  return on_axis(key, value);
}

Where::Wanted Where::on_axis(const std::string& key, const std::string& value) const {
  std::vector<std::string> names{"scenario", "kernel"};
  for (std::size_t a = 0; a < plan_.axes.size(); ++a)
    for (const PlanAxis::Part& part : plan_.axes[a].parts) {
      const std::string name = (part.option ? "option " : "") + part.key;
      if (name == key || part.key == key)
        return {Wanted::Of::axis, a, place_of(value, part.values, key)};
      names.push_back(name);
    }
  throw InputError(fmt::format("'{}' does not vary in this study{}", key, suggest(key, names)));
}

bool Where::has(const Point& point) const {
  std::map<std::string_view, bool> met; // By key.
  for (std::size_t i = 0; i < wanted_.size(); ++i) {
    const Wanted& w = wanted_[i];
    const std::size_t is = w.of == Wanted::Of::scenario ? point.scenario
                           : w.of == Wanted::Of::kernel ? point.kernel
                                                        : point.values[w.axis];
    bool& one = met[keys_[i]];
    one = one || is == w.value;
  }
  return std::all_of(met.begin(), met.end(), [](const auto& key) { return key.second; });
}

} // namespace ghostwalk::sweep
