// SPDX-License-Identifier: MIT
// ghostwalk ablate: which of a safe kernel's maintenance steps a scenario needs.
#include <algorithm>

#include <fmt/format.h>

#include "sim/cli/ablate_view.hpp"
#include "sim/cli/changes.hpp"
#include "sim/cli/search.hpp"
#include "sim/report/explored.hpp"

namespace ghostwalk::cli {
namespace {

const Usage usage{
    "ablate", "FILE [--kernel K] [options]",
    "Takes each maintenance step of a safe kernel away in turn (flushes, fences, interrupts that\n"
    "are sent and waited for, locks, locked instructions), then does it later, and explores the\n"
    "scenario each time: what appears, and which steps the scenario does not need.\n\n"
    "  ghostwalk ablate scenarios/linux-2.4/munmap_same_cpu.race --kernel linux-2.4.19\n\n"
    "With --without, --later, ... KEY (FILE:LINE of a statement of the kernel) only that change "
    "is\n"
    "made, and the whole story told.\n\n"
    "Exit status 1: the kernel is not safe as it is. 3: it, or one of the changed ones, was given "
    "up\n"
    "at a bound.\n"};

po::options_description ablate_options() {
  const auto list = [] { return po::value<Arguments>()->composing(); };
  const auto one = [] { return po::value<std::string>(); };
  po::options_description options;
  auto add = options.add_options();
  add("kernel", one()->value_name("K"), "the first that the scenario expects absent by default");
  add("option", list()->value_name("NAME=VALUE"), "set an option of the kernel");
  add("set", list()->value_name("KEY=VALUE"), "set a CPU parameter, or cpus, frames, ...");
  add("scenario", one()->value_name("NAME"), "this one of the file's");
  add("json", "for programs: schema ghostwalk-ablate/1");
  add_changes(options);
  add_limits(options, false);
  return options;
}

std::string kernel_text(const std::string& kernel, const Settings& options) {
  std::string text = kernel;
  for (const auto& [name, value] : options)
    text += (text == kernel ? " with " : ", ") + fmt::format("{} = {}", name, value);
  return text;
}

const lang::Declaration& chosen_scenario(const lang::Library& library, const std::string& file,
                                         const po::variables_map& values) {
  if (library.scenario_order.empty()) throw InputError(fmt::format("'{}' has no scenario", file));
  std::vector<std::string> names;
  for (const lang::Declaration* scenario : library.scenario_order) {
    if (values.count("scenario") != 0 && values["scenario"].as<std::string>() == scenario->name)
      return *scenario;
    names.push_back(scenario->name);
  }
  if (values.count("scenario") != 0)
    throw InputError(fmt::format("no scenario '{}'{}", values["scenario"].as<std::string>(),
                                 suggest(values["scenario"].as<std::string>(), names)));
  if (names.size() > 1)
    throw InputError(fmt::format("'{}' has {} scenarios", file, names.size()),
                     fmt::format("add --scenario {}", names.front()));
  return *library.scenario_order.front();
}

class Ablate {
public:
  Ablate(Context& context, const po::variables_map& values) : context_(context), values_(values) {
    const Arguments files = cli::words(values);
    if (files.size() != 1) throw InputError("ablate takes one file", "see ghostwalk ablate --help");
    file_ = files.front();
    changes_ = read_changes(values);
    limits_ = read_limits(values);
  }

  int run() {
    lang::Library library;
    try {
      lang::read_library(library, context_.data, {file_});
      choose(library);
      return changes_.empty() ? matrix(library) : story(library);
    } catch (const InputError& error) {
      complain(error, library.sources);
      return wrong_input;
    }
  }

private:
  // The kernel asked for, else the first expected absent, with its options.
  void choose(const lang::Library& library) {
    const lang::Declaration& scenario = chosen_scenario(library, file_, values_);
    selection_.scenario = &scenario;
    if (values_.count("kernel") != 0) {
      selection_.kernel = values_["kernel"].as<std::string>();
    } else {
      const auto expected = lang::expectations(library, scenario);
      const auto safe = std::find_if(expected.begin(), expected.end(),
                                     [](const lang::Expectation& e) { return !e.found; });
      if (safe == expected.end())
        throw InputError(scenario.at,
                         fmt::format("scenario {} expects no kernel to be safe", scenario.name),
                         "name one with --kernel");
      selection_.kernel = safe->kernel;
      selection_.options = safe->options;
    }
    for (const std::string& text : several(values_, "option"))
      selection_.options.push_back(setting("--option", text));
    for (const std::string& text : several(values_, "set"))
      selection_.settings.push_back(setting("--set", text));
  }

  // What was asked, for a command line.
  std::string arguments() const {
    std::string text = shell_word(file_);
    if (values_.count("scenario") != 0)
      text += " --scenario " + shell_word(values_["scenario"].as<std::string>());
    text += " --kernel " + shell_word(selection_.kernel);
    for (const auto& [name, value] : selection_.options)
      text += " --option " + shell_word(name + "=" + value);
    for (const auto& [name, value] : selection_.settings)
      text += " --set " + shell_word(name + "=" + value);
    return text;
  }

  // Each search has these limits to itself; a signal ends all of them.
  ablate::Settings settings() const {
    ablate::Settings s;
    s.threads = limits_.threads;
    s.reduce = limits_.reduce;
    s.max_states = limits_.max_states;
    s.max_bytes = limits_.max_bytes / std::max(1U, limits_.threads);
    s.max_seconds = limits_.max_seconds;
    s.give_up = [] { return StopOnSignal::asked(); };
    return s;
  }

  int matrix(const lang::Library& library) {
    const StopOnSignal stop;
    try {
      ablate::Ablation ablation = ablate::ablate(library, selection_, settings());
      if (StopOnSignal::asked()) ablation.baseline.gave_up_because = "an interruption";
      const AblationView view{library, ablation, file_,
                              kernel_text(selection_.kernel, selection_.options), arguments()};
      context_.out.write(values_.count("json") != 0 ? ablation_json(view)
                                                    : ablation_text(view, context_.paint));
      context_.out.flush();
      return StopOnSignal::asked() ? static_cast<int>(interrupted) : status(ablation);
    } catch (const ModelError& error) {
      throw located(error, lang::compile(library, selection_));
    }
  }

  static int status(const ablate::Ablation& ablation) {
    if (ablation.baseline.verdict == Verdict::found) return not_as_expected;
    if (ablation.baseline.verdict == Verdict::gave_up) return gave_up;
    for (const ablate::Row& row : ablation.rows)
      for (const ablate::Trial& trial : row.trials)
        if (trial.result == ablate::Trial::Result::gave_up) return gave_up;
    return as_expected;
  }

  int story(const lang::Library& library) {
    report::Asked asked;
    asked.file = file_;
    asked.scenario = selection_.scenario->name;
    asked.kernel = kernel_text(selection_.kernel, selection_.options) + changes_text(changes_);
    asked.replay = program_word() + " replay " + arguments() + changes_text(changes_);
    auto report = std::make_unique<report::Report>(
        std::move(asked), compile_changed(library, selection_, changes_), library.sources);
    const StopOnSignal stop;
    Exploration exploration = search(report->program, limits_);
    const report::Explored all = report::conclude(std::move(report), std::move(exploration), {});
    context_.out.write(values_.count("json") != 0 ? report::json({&all})
                                                  : report::comparison({&all}, "", context_.paint));
    context_.out.flush();
    if (StopOnSignal::asked()) return interrupted;
    return all.exploration.verdict == Verdict::gave_up ? gave_up : as_expected;
  }

  Context& context_;
  const po::variables_map& values_;
  std::string file_;
  lang::Selection selection_;
  ChangeKeys changes_;
  Limits limits_;
};

} // namespace

int ablate_command(Context& context, const Arguments& arguments) {
  po::variables_map values;
  if (!read_options(context, usage, ablate_options(), arguments, values)) return as_expected;
  return Ablate(context, values).run();
}

} // namespace ghostwalk::cli
