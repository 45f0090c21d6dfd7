// SPDX-License-Identifier: MIT
// ghostwalk ablate: which of a safe kernel's maintenance steps a scenario needs.
#include <algorithm>
#include <array>
#include <limits>
#include <thread>

#include <fmt/format.h>

#include "sim/cli/ablate_view.hpp"
#include "sim/cli/command.hpp"
#include "sim/report/explored.hpp"

namespace ghostwalk::cli {
namespace {

constexpr std::uint64_t any_number = std::numeric_limits<std::uint64_t>::max();

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

struct ChangeOption {
  const char *name, *meaning;
};
// In the order of ablate::Change.
constexpr std::array<ChangeOption, 5> changes{
    {{"without", "take this step away, and tell what happens"},
     {"later", "do it past the following statement"},
     {"last", "do it at the end of its block"},
     {"earlier", "do it before the preceding statement"},
     {"first", "do it at the beginning of its block"}}};

po::options_description ablate_options() {
  const auto list = [] { return po::value<Arguments>()->composing(); };
  const auto one = [] { return po::value<std::string>(); };
  po::options_description options;
  auto add = options.add_options();
  add("kernel", one()->value_name("K"), "the first that the scenario expects absent by default");
  add("option", list()->value_name("NAME=VALUE"), "set an option of the kernel");
  add("set", list()->value_name("KEY=VALUE"), "set a CPU parameter, or cpus, frames, ...");
  add("scenario", one()->value_name("NAME"), "this one of the file's");
  for (const auto& [name, meaning] : changes) add(name, list()->value_name("KEY"), meaning);
  add("threads", one()->value_name("N"), "as many as there are cores by default");
  add("max-states", one()->value_name("N"), "give up an exploration there");
  add("json", "for programs: schema ghostwalk-ablate/1");
  return options;
}

using Settings = std::vector<std::pair<std::string, std::string>>;

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
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    settings_.threads = cores;
    if (values.count("threads") != 0)
      settings_.threads = static_cast<unsigned>(number("threads", 1, 1024));
    if (values.count("max-states") != 0) settings_.max_states = number("max-states", 1, any_number);
  }

  int run() {
    lang::Library library;
    try {
      lang::read_library(library, context_.data, {file_});
      choose(library);
      const std::vector<ablate::Edit> edits = read_edits(library);
      return edits.empty() ? matrix(library) : story(library, edits);
    } catch (const InputError& error) {
      complain(error, library.sources);
      return wrong_input;
    }
  }

private:
  std::uint64_t number(const std::string& option, std::uint64_t lowest, std::uint64_t highest) {
    return whole_number("--" + option, values_[option].as<std::string>(), lowest, highest);
  }

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

  std::vector<ablate::Edit> read_edits(const lang::Library& library) const {
    std::vector<ablate::Edit> edits;
    for (std::size_t i = 0; i < changes.size(); ++i)
      for (const std::string& key : several(values_, changes[i].name))
        edits.push_back(
            ablate::read_edit(library, selection_, static_cast<ablate::Change>(i), key));
    return edits;
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

  int matrix(const lang::Library& library) {
    try {
      const ablate::Ablation ablation = ablate::ablate(library, selection_, settings_);
      const AblationView view{library, ablation, file_,
                              kernel_text(selection_.kernel, selection_.options), arguments()};
      context_.out.write(values_.count("json") != 0 ? ablation_json(view)
                                                    : ablation_text(view, context_.paint));
      return status(ablation);
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

  static InputError located(const ModelError& error, const Program& program) {
    Location at;
    if (error.insn < program.code.size()) at = program.origins[program.code[error.insn].origin].at;
    return InputError(at, error.what(),
                      fmt::format("on cpu {}, in scenario {} under {}", error.cpu, program.scenario,
                                  program.kernel));
  }

  int story(const lang::Library& library, const std::vector<ablate::Edit>& edits) {
    report::Asked asked;
    asked.file = file_;
    asked.scenario = selection_.scenario->name;
    asked.kernel = kernel_text(selection_.kernel, selection_.options);
    asked.replay = "ghostwalk replay " + arguments();
    for (const ablate::Edit& edit : edits) {
      const std::string text =
          fmt::format(" --{} {}", ablate::word(edit.change), ablate::key(library.sources, edit.at));
      asked.kernel += text;
      asked.replay += text;
    }
    auto report = std::make_unique<report::Report>(
        std::move(asked), ablate::compile_edited(library, selection_, edits), library.sources);
    ExploreSettings settings;
    settings.threads = settings_.threads;
    settings.max_states = settings_.max_states;
    try {
      Exploration exploration = explore(Machine(report->program), settings);
      const report::Explored all = report::conclude(std::move(report), std::move(exploration), {});
      context_.out.write(values_.count("json") != 0
                             ? report::json({&all})
                             : report::comparison({&all}, "", context_.paint));
      return all.exploration.verdict == Verdict::gave_up ? gave_up : as_expected;
    } catch (const ModelError& error) {
      throw located(error, report->program);
    }
  }

  Context& context_;
  const po::variables_map& values_;
  std::string file_;
  lang::Selection selection_;
  ablate::Settings settings_;
};

} // namespace

int ablate_command(Context& context, const Arguments& arguments) {
  po::variables_map values;
  if (!read_options(context, usage, ablate_options(), arguments, values)) return as_expected;
  return Ablate(context, values).run();
}

} // namespace ghostwalk::cli
