// SPDX-License-Identifier: MIT
// ghostwalk explore: every interleaving of every scenario of every file under every kernel asked for.
#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

#include "sim/cli/pictures.hpp"
#include "sim/cli/scenario_info.hpp"
#include "sim/cli/search.hpp"
#include "sim/report/explored.hpp"
#include "sim/report/units.hpp"

namespace ghostwalk::cli {
namespace {

using Clock = std::chrono::steady_clock;
using report::Explored;

const char* const text =
    "Tries every interleaving of each scenario: of instructions, page walks, speculation, "
    "evictions,\n"
    "interrupts and choices. By default under the last kernel expected to be found and the absent "
    "one\n"
    "after it. A shortest schedule that breaks a claim is told and replays; an absence is a proof\n"
    "within the bounds printed.\n\n"
    "  ghostwalk explore scenarios/linux-2.4/munmap_same_cpu.race\n"
    "  ghostwalk explore FILE --kernel linux-2.4.19 --option leave_mm_load_cr3=no\n"
    "  ghostwalk explore FILE --set memory=sc --max-seconds 60\n\n"
    "Exit status 1: a verdict was not what the scenario expects, or an absence is idle: a "
    "`sometimes`\n"
    "never happens. 3: gave up at a bound. 130: interrupted; what was covered is said.\n";

// One line on a terminal's standard error, now and then; gone at the end.
class ProgressLine {
public:
  ProgressLine() : shown_(is_terminal(STDERR_FILENO)) {}
  ~ProgressLine() {
    if (written_) std::fputs("\r\x1b[K", stderr);
  }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void operator()(const ExploreProgress& p) {
    if (!shown_) return;
    const auto now = Clock::now();
    if (now - last_ < std::chrono::milliseconds(200)) return;
    last_ = now;
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now - start_).count();
    const auto number = [](std::uint64_t n) {
      return report::grouped(static_cast<std::int64_t>(n));
    };
    const std::string line = fmt::format(
        "\r\x1b[K{} states, {} states/s, frontier {}, depth {}, {} MiB", number(p.states),
        number(ms <= 0 ? 0 : p.states * 1000 / static_cast<std::uint64_t>(ms)), number(p.frontier),
        p.depth, number(p.bytes >> 20U));
    std::fputs(line.c_str(), stderr); // Whether it can be written is nobody's problem.
    std::fflush(stderr);
    written_ = true;
  }

private:
  bool shown_, written_ = false;
  Clock::time_point start_ = Clock::now(), last_ = start_;
};

class Explorer {
public:
  Explorer(Context& context, const RunRequest& request, const Limits& limits)
      : context_(context), request_(request), limits_(limits) {}

  int run() {
    for (const std::string& file : request_.files)
      if (!StopOnSignal::asked()) take_file(file);
    if (request_.scenario && !scenario_seen_ && status_ != wrong_input) no_such_scenario();
    if (request_.json) print_json();
    context_.out.flush();
    pictures_.write();
    return status_;
  }

private:
  void take_file(const std::string& file) {
    libraries_.push_back(std::make_unique<lang::Library>());
    lang::Library& library = *libraries_.back();
    guarded(library, [&] {
      lang::read_library(library, context_.data, {file});
      if (library.scenario_order.empty())
        throw InputError(fmt::format("'{}' has no scenario to explore", file));
    });
    for (const lang::Declaration* scenario : library.scenario_order) {
      names_.push_back(scenario->name);
      if (request_.scenario && *request_.scenario != scenario->name) continue;
      scenario_seen_ = true;
      if (!StopOnSignal::asked())
        guarded(library, [&] { take_scenario(file, library, *scenario); });
    }
  }

  void take_scenario(const std::string& file, const lang::Library& library,
                     const lang::Declaration& scenario) {
    std::vector<Explored> searches;
    for (const Case& c : cases(request_, library, scenario)) {
      if (StopOnSignal::asked()) break;
      guarded(library, [&] { searches.push_back(take_case(file, library, scenario, c)); });
    }
    for (const Explored& x : searches) settle(x);
    if (!request_.json && !searches.empty()) print(searches, summary_of(library, scenario));
    if (pictures_.wanted()) pictures_.add(library, scenario, views(searches));
    if (request_.json) std::move(searches.begin(), searches.end(), std::back_inserter(all_));
  }

  Explored take_case(const std::string& file, const lang::Library& library,
                     const lang::Declaration& scenario, const Case& c) {
    report::Asked asked;
    asked.file = file;
    asked.scenario = scenario.name;
    asked.kernel = case_name(c);
    asked.replay = replay_line(request_, file, library, scenario, c);
    asked.expected = c.expected;
    auto made = std::make_unique<report::Report>(
        std::move(asked), lang::compile(library, {&scenario, c.kernel, c.with, request_.settings}),
        library.sources);
    const auto start = Clock::now();
    ProgressLine line;
    Exploration result = search(made->program, limits_, [&](const ExploreProgress& p) { line(p); });
    DoomSettings doom;
    doom.give_up = StopOnSignal::asked;
    Explored x = report::conclude(std::move(made), std::move(result), doom);
    x.took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
    return x;
  }

  void settle(const Explored& x) {
    if (x.exploration.verdict == Verdict::gave_up)
      status_ = worse(status_, StopOnSignal::asked() ? interrupted : gave_up);
    else if (!x.as_expected())
      status_ = worse(status_, not_as_expected);
  }

  template <class Body>
  void guarded(const lang::Library& library, Body body) {
    try {
      body();
    } catch (const InputError& error) {
      context_.out.flush();
      complain(error, library.sources);
      status_ = worse(status_, wrong_input);
    }
  }

  static std::string summary_of(const lang::Library& library, const lang::Declaration& scenario) {
    for (const auto& file : library.files)
      if (file->source == scenario.at.file) return summary(*file, scenario);
    return "";
  }

  static std::vector<const Explored*> views(const std::vector<Explored>& searches) {
    std::vector<const Explored*> all;
    all.reserve(searches.size());
    for (const Explored& x : searches) all.push_back(&x);
    return all;
  }

  void print(const std::vector<Explored>& searches, const std::string& summary) {
    if (printed_++ > 0) context_.out.write("\n\n");
    context_.out.write(report::comparison(views(searches), summary, context_.paint));
    context_.out.flush();
  }

  void print_json() { context_.out.write(report::json(views(all_))); }

  void no_such_scenario() {
    complain(InputError(fmt::format("no scenario '{}'{}", *request_.scenario,
                                    suggest(*request_.scenario, names_))),
             Sources{});
    status_ = wrong_input;
  }

  Context& context_;
  const RunRequest& request_;
  Pictures pictures_{request_.pictures};
  const Limits& limits_;
  std::vector<std::unique_ptr<lang::Library>> libraries_; // The reports point into their sources.
  std::vector<Explored> all_;
  std::vector<std::string> names_;
  bool scenario_seen_ = false;
  int printed_ = 0;
  int status_ = as_expected;
};

} // namespace

int explore_command(Context& context, const Arguments& arguments) {
  po::options_description options;
  add_selection(options, true);
  add_limits(options, true);
  options.add_options()("json",
                        "for programs: schema ghostwalk-explore/1, see sim/report/schema.md");
  add_pictures(options);
  po::variables_map values;
  if (!read_options(context, {"explore", "FILE... [options]", text}, options, arguments, values))
    return as_expected;
  RunRequest request = read_selection("explore", values);
  request.json = values.count("json") != 0;
  request.pictures = read_pictures(values);
  const Limits limits = read_limits(values);
  const StopOnSignal stop;
  const int status = Explorer(context, request, limits).run();
  return StopOnSignal::asked() ? worse(status, interrupted) : status;
}

} // namespace ghostwalk::cli
