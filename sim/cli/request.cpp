// SPDX-License-Identifier: MIT
#include "sim/cli/request.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

namespace ghostwalk::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t any_number = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t longest_run = std::uint64_t{1} << 53; // Cycles that SimGrid keeps apart.

const char* const text =
    "Runs each scenario of the files once under each kernel asked for and shows the runs side by\n"
    "side: by default the last kernel that its `expect` lines call found and the absent one after\n"
    "it, the bug and its fix. The same seed gives the same run.\n\n"
    "  ghostwalk run scenarios/linux-2.4/munmap_same_cpu.race\n"
    "  ghostwalk run FILE --kernel linux-2.4.19 --option leave_mm_load_cr3=no\n"
    "  ghostwalk run FILE --set walk_memory=800 --seed 7\n\n"
    "Exit status 1: a run was not what the scenario expects. With --set (bus_load aside), or with\n"
    "options that no `expect` line has, nothing is expected.\n";

po::options_description run_options() {
  const auto list = [] { return po::value<Arguments>()->composing(); };
  const auto one = [] { return po::value<std::string>(); };
  po::options_description options;
  auto add = options.add_options();
  add("kernel", list()->value_name("K"), "run under this kernel; may be repeated");
  add("all", "under every kernel that an `expect` line without `with` names");
  add("ablations", "under every kernel and `with` of the `expect` lines");
  add("option", list()->value_name("NAME=VALUE"), "set an option of the kernel");
  add("set", list()->value_name("KEY=VALUE"),
      "set a CPU parameter (see list parameters), or cpus, frames, reuse, per_cpu_frames, paging, "
      "bus_load");
  add("scenario", one()->value_name("NAME"), "only this scenario of the files");
  add("seed", one()->value_name("N")->default_value("1"), "of all that is drawn");
  add("trial", one()->value_name("N")->default_value("0"), "of a sample with that seed");
  add("point", one()->value_name("N")->default_value("0"), "of a study with that seed");
  add("max-cycles", one()->value_name("N"), "stop each run there");
  add("engine", one()->value_name("simgrid|bare")->default_value("simgrid"),
      "what carries time; without contention both give the same run");
  add("contention", one()->value_name("on|off")->default_value("off"),
      "walks and interrupts share the platform's bus");
  add("platform", one()->value_name("NAME"),
      "of models/platforms, for contention; smp-bus by default");
  add("simgrid-cfg", list()->value_name("KEY:VALUE"), "handed to SimGrid");
  add("trace", "every event of each run");
  add("costs", "what flushes, interrupts and walks cost, per CPU and by the procedure that asked");
  add("json", "for programs: schema ghostwalk-run/1, see sim/report/schema.md");
  add_pictures(options);
  return options;
}

bool on_or_off(const std::string& option, const std::string& value) {
  if (value != "on" && value != "off")
    throw InputError(fmt::format("{} is on or off, not '{}'", option, value));
  return value == "on";
}

// bus_load looks like a parameter and is a property of the run.
void take_bus_load(RunRequest& request, const std::string& value) {
  request.run.bus_load = static_cast<int>(whole_number("bus_load", value, 0, 95));
}

std::string platform_file(const Context& context, const std::string& name) {
  const fs::path folder = context.data / "models" / "platforms";
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (entry.path().extension() == ".xml") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  if (std::find(names.begin(), names.end(), name) != names.end())
    return (folder / (name + ".xml")).string();
  throw InputError(fmt::format("there is no platform '{}'{}", name, suggest(name, names)));
}

void read_machine(const Context& context, RunRequest& request, const po::variables_map& values) {
  for (const std::string& text_of_option : several(values, "option"))
    request.options.push_back(setting("--option", text_of_option));
  if (on_or_off("--contention", values["contention"].as<std::string>())) request.run.bus_load = 0;
  for (const std::string& text_of_setting : several(values, "set")) {
    const auto [key, value] = setting("--set", text_of_setting);
    if (key == "bus_load")
      take_bus_load(request, value);
    else
      request.settings.emplace_back(key, value);
  }
  const bool named = values.count("platform") != 0;
  if (named || request.run.bus_load >= 0)
    request.run.platform =
        platform_file(context, named ? values["platform"].as<std::string>() : "smp-bus");
  if (named && request.run.bus_load < 0)
    throw InputError("--platform says who shares a bus, and nothing does", "add --contention on");
}

void read_engine(RunRequest& request, const po::variables_map& values) {
  const std::string engine = values["engine"].as<std::string>();
  if (engine != "simgrid" && engine != "bare")
    throw InputError(fmt::format("--engine is simgrid or bare, not '{}'", engine));
  request.bare = engine == "bare";
  if (request.bare && (request.run.bus_load >= 0 || !request.run.simgrid_cfg.empty()))
    throw InputError("--engine bare has no contention and no SimGrid to configure",
                     "leave --engine out");
}

std::string as_typed(const po::variables_map& values) {
  std::string typed;
  for (const char* option : {"set", "simgrid-cfg"})
    for (const std::string& value : several(values, option))
      typed += fmt::format(" --{} {}", option, shell_word(value));
  if (values["contention"].as<std::string>() == "on") typed += " --contention on";
  if (values["engine"].as<std::string>() != "simgrid")
    typed += " --engine " + values["engine"].as<std::string>();
  for (const char* option : {"platform", "max-cycles"})
    if (values.count(option) != 0)
      typed += fmt::format(" --{} {}", option, shell_word(values[option].as<std::string>()));
  return typed;
}

bool same_settings(Settings a, Settings b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return a == b;
}

report::Expected expected_of(const RunRequest& request, const std::vector<lang::Expectation>& all,
                             const Case& c) {
  if (!request.settings.empty()) return report::Expected::nothing;
  for (const lang::Expectation& e : all)
    if (e.kernel == c.kernel && same_settings(e.options, c.with))
      return e.found ? report::Expected::found : report::Expected::absent;
  return report::Expected::nothing;
}

using Expectations = std::vector<lang::Expectation>;

Expectations only(const Expectations& all, bool plain) {
  Expectations kept;
  std::copy_if(all.begin(), all.end(), std::back_inserter(kept),
               [&](const lang::Expectation& e) { return !plain || e.options.empty(); });
  return kept;
}

// A bug and its fix: the first that is expected absent after one expected found, and the last found
// before it. Empty when there is no such pair.
Expectations bug_and_fix(const Expectations& all) {
  for (std::size_t i = 1; i < all.size(); ++i)
    if (all[i - 1].found && !all[i].found) return {all[i - 1], all[i]};
  return {};
}

// Versions are told apart first, then what `with` makes of them.
Expectations chosen(const RunRequest& request, const Expectations& expected) {
  if (request.ablations) return expected;
  Expectations plain = only(expected, true);
  if (request.all) return plain;
  for (const Expectations& candidates : {plain, expected})
    if (Expectations pair = bug_and_fix(candidates); !pair.empty()) return pair;
  return plain.size() > 1 ? plain : expected;
}

// Later ones win: a name given twice is kept once.
Settings joined(Settings first, const Settings& then) {
  for (const auto& setting : then) {
    const auto known = std::find_if(first.begin(), first.end(),
                                    [&](const auto& s) { return s.first == setting.first; });
    if (known == first.end())
      first.push_back(setting);
    else
      known->second = setting.second;
  }
  return first;
}

} // namespace

std::optional<RunRequest> read_request(Context& context, const Arguments& arguments) {
  po::variables_map values;
  if (!read_options(context, {"run", "FILE... [options]", text}, run_options(), arguments, values))
    return std::nullopt;
  RunRequest request;
  request.files = words(values);
  if (request.files.empty())
    throw InputError("run needs at least one file", "see ghostwalk run --help");
  request.kernels = several(values, "kernel");
  if (values.count("scenario") != 0) request.scenario = values["scenario"].as<std::string>();
  request.all = values.count("all") != 0;
  request.ablations = values.count("ablations") != 0;
  request.trace = values.count("trace") != 0;
  request.costs = values.count("costs") != 0;
  request.json = values.count("json") != 0;
  request.run.seed = whole_number("--seed", values["seed"].as<std::string>(), 0, any_number);
  request.run.trial = whole_number("--trial", values["trial"].as<std::string>(), 0, any_number);
  request.run.point = whole_number("--point", values["point"].as<std::string>(), 0, any_number);
  if (values.count("max-cycles") != 0)
    request.run.limit = Cycles{static_cast<std::int64_t>(
        whole_number("--max-cycles", values["max-cycles"].as<std::string>(), 1, longest_run))};
  request.run.simgrid_cfg = several(values, "simgrid-cfg");
  read_machine(context, request, values);
  read_engine(request, values);
  request.replay_options = as_typed(values);
  request.pictures = read_pictures(values);
  return request;
}

std::vector<Case> cases(const RunRequest& request, const lang::Library& library,
                        const lang::Declaration& scenario) {
  const std::vector<lang::Expectation> expected = lang::expectations(library, scenario);
  std::vector<Case> all;
  const auto add = [&](const std::string& kernel, const Settings& with) {
    Case c{kernel, joined(with, request.options), report::Expected::nothing};
    c.expected = expected_of(request, expected, c);
    const bool known = std::any_of(all.begin(), all.end(), [&](const Case& other) {
      return other.kernel == c.kernel && same_settings(other.with, c.with);
    });
    if (!known) all.push_back(std::move(c));
  };
  for (const std::string& kernel : request.kernels) add(kernel, {});
  if (request.kernels.empty())
    for (const lang::Expectation& e : chosen(request, expected)) add(e.kernel, e.options);
  if (all.empty())
    throw InputError(scenario.at,
                     fmt::format("scenario {} expects nothing of any kernel", scenario.name),
                     "name one with --kernel");
  return all;
}

std::string case_name(const Case& c) {
  std::string name = c.kernel;
  for (const auto& [option, value] : c.with)
    name += (name == c.kernel ? " with " : ", ") + option + " = " + value;
  return name;
}

std::string replay(const RunRequest& request, const std::string& file, const lang::Library& library,
                   const lang::Declaration& scenario, const Case& c) {
  std::string line = program_word() + " run " + shell_word(file);
  if (library.scenario_order.size() > 1) line += " --scenario " + shell_word(scenario.name);
  line += " --kernel " + shell_word(c.kernel);
  for (const auto& [option, value] : c.with)
    line += fmt::format(" --option {}", shell_word(option + "=" + value));
  line += fmt::format("{} --seed {}", request.replay_options, request.run.seed);
  if (request.run.point != 0) line += fmt::format(" --point {}", request.run.point);
  if (request.run.trial != 0) line += fmt::format(" --trial {}", request.run.trial);
  return line;
}

} // namespace ghostwalk::cli
