// SPDX-License-Identifier: MIT
// ghostwalk verify: the same question asked again, of other carriers and numbers of threads, has to be
// answered with the same bytes.
#include <algorithm>
#include <thread>

#include <fmt/format.h>

#include "sim/cli/expectations.hpp"
#include "sim/cli/number.hpp"
#include "sim/cli/scenario_walk.hpp"
#include "sim/drivers/bare.hpp"
#include "sim/drivers/timed/timed.hpp"
#include "sim/lang/parse/read_file.hpp"
#include "sim/report/difference.hpp"
#include "sim/report/explored.hpp"
#include "sim/report/json.hpp"
#include "sim/report/sampled.hpp"

namespace ghostwalk::cli {
namespace {

const char* const text =
    "Runs, explores and samples each scenario of the files, and of the *.race files below folders, "
    "under\n"
    "every kernel and `with` of its `expect` lines: each run twice on the bare queue and twice on "
    "SimGrid,\n"
    "each search and sample twice with one thread and twice with all. What comes out is compared "
    "byte for\n"
    "byte, every event of the runs too. Whether it is as expected is what `test` tells. A scenario "
    "without\n`expect` is named, and passed over.\n\n"
    "  ghostwalk verify scenarios\n"
    "  ghostwalk verify FILE --threads 8 -n 1e5\n\n"
    "Exit status 1: something differs; what and where is printed. 130: interrupted.\n";

struct Question {
  const lang::Library& library;
  const lang::Declaration& scenario;
  const Case& c;
  report::Asked asked;

  Program program(const RunRequest& which) const {
    return lang::compile(library, {&scenario, c.kernel, c.with, which.settings});
  }
};

class Verifier : private ScenarioWalk {
public:
  Verifier(Context& context, const RunRequest& request, const Limits& limits, std::uint64_t trials)
      : ScenarioWalk(context, request, "verify"), limits_(limits), trials_(trials) {}

  int run() {
    walk();
    if (asked_ == 0 && status() == as_expected && !stopped())
      throw InputError("no scenario there to verify");
    context_.out.write(fmt::format("{} of {} give the same bytes each time\n", same_, asked_));
    return status();
  }

private:
  bool stopped() const override { return StopOnSignal::asked(); }
  bool wants_scenarios() const override { return false; } // Of all files of a folder.

  void take_scenario(const std::string& file, const lang::Library& library,
                     const lang::Declaration& scenario) override {
    if (lang::expectations(library, scenario).empty()) { // As `test`, it has nothing to ask then.
      context_.out.write(fmt::format("no case  {} {}\n", file, scenario.name));
      return;
    }
    each_case(library, scenario, [&](const Case& c) {
      report::Asked asked;
      asked.file = file;
      asked.scenario = scenario.name;
      asked.kernel = case_name(c);
      asked.replay = replay_line(which_, file, library, scenario, c);
      asked.seed = which_.run.seed;
      asked.expected = c.expected;
      take({library, scenario, c, std::move(asked)});
    });
  }

  void take(const Question& q) {
    const std::string name =
        fmt::format("{} {}: {}", q.asked.file, q.asked.scenario, q.asked.kernel);
    std::optional<report::Disagreement> found = report::disagreement(runs(q));
    for (const auto& ask : {&Verifier::searched, &Verifier::sampled})
      if (!found && !stopped()) found = report::disagreement(by_threads(q, ask));
    if (stopped()) return; // The last answer was cut short.
    ++asked_;
    if (found) {
      raise(not_as_expected);
      context_.out.write(fmt::format("differs  {}\n{}", name, told(*found)));
    } else {
      ++same_;
      context_.out.write(fmt::format("same     {}\n", name));
    }
    context_.out.flush();
  }

  static std::string told(const report::Disagreement& d) {
    return fmt::format("    {}, and {}\n    line {}{}: {}, and {}\n", d.one, d.other,
                       d.difference.line,
                       d.difference.key.empty() ? "" : " (" + d.difference.key + ")",
                       d.difference.one, d.difference.other);
  }

  std::vector<report::Answer> runs(const Question& q) const {
    std::vector<report::Answer> answers;
    for (const bool bare : {true, false})
      for (const char* again : {"", ", again"})
        if (!stopped())
          answers.push_back({fmt::format("run on {}{}", bare ? "the bare queue" : "SimGrid", again),
                             ran(q, bare)});
    return answers;
  }

  using Ask = std::string (Verifier::*)(const Question&, unsigned) const;

  std::vector<report::Answer> by_threads(const Question& q, Ask ask) const {
    std::vector<report::Answer> answers;
    for (const unsigned threads : {1U, limits_.threads})
      for (const char* again : {"", ", again"})
        if (!stopped())
          answers.push_back({fmt::format("{} by {} thread{}{}",
                                         ask == &Verifier::searched ? "explored" : "sampled",
                                         threads, threads == 1 ? "" : "s", again),
                             (this->*ask)(q, threads)});
    return answers;
  }

  std::string ran(const Question& q, bool bare) const {
    report::Report report(q.asked, q.program(which_), q.library.sources);
    try {
      const Machine machine(report.program);
      report.conclude(bare ? run_bare(machine, which_.run) : run_timed(machine, which_.run));
    } catch (const ModelError& error) {
      throw located(error, report.program);
    }
    return report::json({&report}, true);
  }

  std::string searched(const Question& q, unsigned threads) const {
    auto report = std::make_unique<report::Report>(q.asked, q.program(which_), q.library.sources);
    Limits limits = limits_;
    limits.threads = threads;
    Exploration result = search(report->program, limits);
    DoomSettings doom;
    doom.give_up = StopOnSignal::asked;
    const report::Explored x = report::conclude(std::move(report), std::move(result), doom);
    return report::json({&x});
  }

  std::string sampled(const Question& q, unsigned threads) const {
    report::Sampled sampled;
    sampled.cases.push_back(
        std::make_unique<report::SampledCase>(report::SampledCase{q.asked, q.program(which_)}));
    sampled.asked_trials = trials_;
    const Program& program = sampled.cases.front()->program;
    const Machine machine(program);
    GroupSettings settings;
    settings.sample.seed = which_.run.seed;
    settings.trials = trials_;
    settings.threads = threads;
    settings.stop = StopOnSignal::asked;
    GroupResult result = sample_group({&machine}, settings);
    try {
      if (result.problem) std::rethrow_exception(result.problem);
    } catch (const ModelError& error) {
      throw located(error, program);
    }
    sampled.tally = std::move(result.tally);
    return report::json({&sampled});
  }

  const Limits& limits_;
  std::uint64_t trials_, asked_ = 0, same_ = 0;
};

po::options_description verify_options() {
  const auto one = [](const char* name) { return po::value<std::string>()->value_name(name); };
  po::options_description options;
  auto add = options.add_options();
  add("scenario", one("NAME"), "only this scenario of the files");
  add("set", po::value<Arguments>()->composing()->value_name("KEY=VALUE"),
      "another processor or machine");
  add("trials,n", one("N")->default_value("1_100"),
      "of each sample; threads share them by the thousand");
  add("seed", one("N")->default_value("1"), "of all that is drawn");
  add("threads", one("N"), "as many as `all` stands for; by default one per processor, at least 2");
  add("max-states", one("N"), "give up a search that has seen more states");
  add("max-memory", one("N"),
      "MiB; give up a search that needs more (by default three quarters of the machine's)");
  return options;
}

} // namespace

int verify_command(Context& context, const Arguments& arguments) {
  po::variables_map values;
  if (!read_options(context, {"verify", "PATHS... [options]", text}, verify_options(), arguments,
                    values))
    return as_expected;
  RunRequest request = read_selection("verify", values);
  Arguments files;
  for (const std::string& path : request.files)
    for (std::string& file : race_files_below(lang::place_of(path, context.data).string()))
      files.push_back(std::move(file));
  request.files = std::move(files);
  request.ablations = true;
  request.run.seed = whole_number("--seed", values["seed"].as<std::string>(), 0, ~std::uint64_t{0});
  constexpr std::uint64_t most_trials = 1'000'000'000;
  const std::uint64_t trials =
      large_number("--trials", values["trials"].as<std::string>(), 1, most_trials);
  Limits limits = read_limits(values);
  limits.threads = std::max(limits.threads, 2U);
  const StopOnSignal stop;
  const int status = Verifier(context, request, limits, trials).run();
  return StopOnSignal::asked() ? worse(status, interrupted) : status;
}

} // namespace ghostwalk::cli
