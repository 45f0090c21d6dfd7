// SPDX-License-Identifier: MIT
#include "sim/sweep/plan.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "sim/core/shell.hpp"
#include "sim/sweep/batches.hpp"
#include "sim/sweep/measures.hpp"

namespace ghostwalk::sweep {
namespace {

std::string joined(const Pairs& pairs) {
  std::string text;
  for (const auto& [key, value] : pairs)
    text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", key, value);
  return text;
}

// In the order of the keys, so that the order of lines in a study does not matter.
std::string sorted_lines(std::string_view what, Pairs pairs) {
  std::sort(pairs.begin(), pairs.end());
  std::string text;
  for (const auto& [key, value] : pairs) text += fmt::format("{} {} = {}\n", what, key, value);
  return text;
}

void set_values(const Plan& plan, Point& point) {
  point.options = plan.options;
  point.settings = plan.settings;
  for (std::size_t a = 0; a < plan.axes.size(); ++a)
    for (const PlanAxis::Part& part : plan.axes[a].parts)
      (part.option ? point.options : point.settings)
          .emplace_back(part.key, part.values[point.values[a]]);
}

void identify(const Plan& plan, Point& point) {
  const PlanKernel& kernel = plan.kernels[point.kernel];
  Pairs options = kernel.options;
  options.insert(options.end(), point.options.begin(), point.options.end());
  const std::string settings = sorted_lines("set", point.settings);
  // Trials in which stale translations were not counted are no part of what is asked then.
  point.id = hash_of(fmt::format(
      "ghostwalk point 1\n{}\n{}{}{}", hex(plan.program(point.scenario, point.kernel).texts),
      sorted_lines("option", options), settings, plan.stale ? "stale translations\n" : ""));
  const std::string common =
      fmt::format("ghostwalk stream 1\n{}\n{}", plan.scenarios[point.scenario].name, settings);
  point.stream = checksum_of(common) >> 11U;
}

// ── from the texts ──

Hash texts_hash(const std::vector<lang::CodeText>& texts) {
  std::string all;
  for (const lang::CodeText& text : texts)
    all += fmt::format("{} {} {}\n{}", text.kind, text.name, text.code.size(), text.code);
  return hash_of(all);
}

PlanAxis plan_axis(const lang::StudyAxis& axis) {
  PlanAxis made;
  for (const lang::Varied& part : axis.parts)
    made.parts.push_back({part.key, part.option, part.geometric, part.values});
  return made;
}

Program compile_first(const lang::Library& library, const lang::Study& study, const Plan& plan,
                      std::size_t scenario, std::size_t kernel) {
  Point first;
  first.values.resize(plan.axes.size());
  set_values(plan, first);
  lang::Selection selection{study.scenarios[scenario], plan.kernels[kernel].name,
                            plan.kernels[kernel].options, first.settings};
  selection.options.insert(selection.options.end(), first.options.begin(), first.options.end());
  return lang::compile(library, selection);
}

PlanProgram plan_program(const Program& program, const std::vector<lang::CodeText>& texts) {
  PlanProgram made{texts_hash(texts), {}, program.events};
  for (const Property& property : program.properties)
    made.claims.push_back({property.never, property.text});
  return made;
}

} // namespace

std::string label(const PlanKernel& kernel) {
  return kernel.options.empty() ? kernel.name
                                : fmt::format("{} with {}", kernel.name, joined(kernel.options));
}

std::uint64_t Plan::points() const {
  std::uint64_t count = scenarios.size() * kernels.size();
  for (const PlanAxis& axis : axes) count *= axis.parts.front().values.size();
  return count;
}

std::uint64_t Plan::batches() const {
  const std::uint64_t count = points() * batch_count(trials); // At most 10^6 times 10^8.
  if (count > lang::max_study_batches)
    throw InputError(fmt::format("study {} comes to {} batches of trials, and at most {} can be "
                                 "kept: {} points with {} trials each",
                                 study, count, lang::max_study_batches, points(), trials),
                     "vary fewer things at once, or make fewer trials at each point");
  return count;
}

Plan plan_of(const lang::Library& library, const lang::Study& study, const std::string& file) {
  Plan plan;
  plan.study = study.name;
  plan.file = file;
  plan.trials = study.trials;
  plan.options = study.options;
  plan.settings = study.settings;
  for (const lang::StudyKernel& kernel : study.kernels)
    plan.kernels.push_back({kernel.name, kernel.options});
  for (const lang::StudyAxis& axis : study.axes) plan.axes.push_back(plan_axis(axis));
  for (const lang::Name& measure : study.measures)
    plan.measures.push_back(name_of(measured(measure.text, measure.at)));
  plan.stale = counts_stale(plan);
  std::map<std::pair<std::string, std::string>, Hash> texts;
  for (std::size_t s = 0; s < study.scenarios.size(); ++s) {
    const lang::Declaration& scenario = *study.scenarios[s];
    plan.scenarios.push_back({scenario.name, std::string(library.sources.name(scenario.at.file))});
    for (std::size_t k = 0; k < plan.kernels.size(); ++k) {
      const auto behind = lang::texts_behind(library, scenario, plan.kernels[k].name);
      const Program program = compile_first(library, study, plan, s, k);
      plan.programs.push_back(plan_program(program, behind));
      for (const lang::CodeText& text : behind) texts[{text.kind, text.name}] = hash_of(text.code);
    }
  }
  for (const auto& [name, hash] : texts) plan.texts.push_back({name.first, name.second, hash});
  return plan;
}

Point point(const Plan& plan, std::uint64_t index) {
  Point point;
  point.index = index;
  point.values.resize(plan.axes.size());
  const auto take = [&index](std::size_t size) {
    const auto digit = static_cast<std::size_t>(index % size);
    index /= size;
    return digit;
  };
  point.kernel = take(plan.kernels.size());
  for (std::size_t a = plan.axes.size(); a-- > 0;)
    point.values[a] = take(plan.axes[a].parts.front().values.size());
  point.scenario = take(plan.scenarios.size());
  set_values(plan, point);
  identify(plan, point);
  return point;
}

std::string describe(const Plan& plan, const Point& point) {
  std::string text = plan.scenarios[point.scenario].name + ", " + label(plan.kernels[point.kernel]);
  for (const Pairs* pairs : {&point.options, &point.settings})
    if (!pairs->empty()) text += ", " + joined(*pairs);
  return text;
}

std::string replay_line(const Plan& plan, const Point& point, std::uint64_t trial) {
  const PlanScenario& scenario = plan.scenarios[point.scenario];
  const PlanKernel& kernel = plan.kernels[point.kernel];
  std::string line =
      fmt::format("{} run {} --scenario {} --kernel {}", program_word(), shell_word(scenario.file),
                  shell_word(scenario.name), shell_word(kernel.name));
  for (const Pairs* options : {&kernel.options, &point.options})
    for (const auto& [name, value] : *options)
      line += " --option " + shell_word(name + "=" + value);
  for (const auto& [key, value] : point.settings) line += " --set " + shell_word(key + "=" + value);
  return line + fmt::format(" --seed {} --point {} --trial {}", plan.seed, point.stream, trial);
}

} // namespace ghostwalk::sweep
