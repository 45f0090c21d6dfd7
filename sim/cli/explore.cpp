// SPDX-License-Identifier: MIT
// ghostwalk explore: every interleaving of every scenario of every file under every kernel asked for.
#include <fmt/format.h>

#include "sim/cli/changes.hpp"
#include "sim/cli/pictures.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/scenario_walk.hpp"
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
    "  ghostwalk explore FILE --set memory=sc --max-seconds 60\n"
    "  ghostwalk explore FILE --kernel K --without KEY     as ablate prints it\n\n"
    "Exit status 1: a verdict was not what the scenario expects, or an absence is idle: a "
    "`sometimes`\n"
    "never happens. 3: gave up at a bound. 130: interrupted; what was covered is said.\n";

std::string line_of(const ExploreProgress& p, double seconds) {
  const auto number = [](std::uint64_t n) { return report::grouped(static_cast<std::int64_t>(n)); };
  const double rate = seconds > 0 ? static_cast<double>(p.states) / seconds : 0;
  return fmt::format("{} states, {} states/s, frontier {}, depth {}, {} MiB", number(p.states),
                     number(static_cast<std::uint64_t>(rate)), number(p.frontier), p.depth,
                     number(p.bytes >> 20U));
}

class Explorer : private ScenarioWalk {
public:
  Explorer(Context& context, const RunRequest& request, const ChangeKeys& changes,
           const Limits& limits)
      : ScenarioWalk(context, request, "explore"),
        request_(request),
        changes_(changes),
        limits_(limits) {}

  int run() {
    walk();
    if (request_.json) context_.out.write(report::json(views(all_)));
    context_.out.flush();
    pictures_.write();
    return status();
  }

private:
  bool stopped() const override { return StopOnSignal::asked(); }

  void take_scenario(const std::string& file, const lang::Library& library,
                     const lang::Declaration& scenario) override {
    std::vector<Explored> searches;
    each_case(library, scenario,
              [&](const Case& c) { searches.push_back(take_case(file, library, scenario, c)); });
    for (const Explored& x : searches) settle(x);
    if (!request_.json && !searches.empty()) print(searches, summary_of(library, scenario));
    if (pictures_.wanted()) pictures_.add(library, scenario, views(searches));
    if (request_.json) std::move(searches.begin(), searches.end(), std::back_inserter(all_));
  }

  std::unique_ptr<report::Report> report_for(const std::string& file, const lang::Library& library,
                                             const lang::Declaration& scenario,
                                             const Case& c) const {
    report::Asked asked;
    asked.file = file;
    asked.scenario = scenario.name;
    asked.kernel = case_name(c) + changes_text(changes_);
    asked.replay = replay_line(request_, file, library, scenario, c) + changes_text(changes_);
    if (changes_.empty()) asked.expected = c.expected; // Of a changed kernel nothing is expected.
    return std::make_unique<report::Report>(
        std::move(asked),
        compile_changed(library, {&scenario, c.kernel, c.with, request_.settings}, changes_),
        library.sources);
  }

  Explored take_case(const std::string& file, const lang::Library& library,
                     const lang::Declaration& scenario, const Case& c) {
    auto made = report_for(file, library, scenario, c);
    const auto start = Clock::now();
    Progress progress;
    Exploration result = search(made->program, limits_, [&](const ExploreProgress& p) {
      progress.show([&](double seconds) { return line_of(p, seconds); });
    });
    DoomSettings doom;
    doom.give_up = StopOnSignal::asked;
    Explored x = report::conclude(std::move(made), std::move(result), doom);
    x.took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
    return x;
  }

  void settle(const Explored& x) {
    if (x.exploration.verdict == Verdict::gave_up)
      raise(StopOnSignal::asked() ? interrupted : gave_up);
    else if (!x.as_expected())
      raise(not_as_expected);
  }

  static std::vector<const Explored*> views(const std::vector<Explored>& searches) {
    std::vector<const Explored*> all;
    all.reserve(searches.size());
    for (const Explored& x : searches) all.push_back(&x);
    return all;
  }

  void print(const std::vector<Explored>& searches, const std::string& summary) {
    begin_text();
    context_.out.write(report::comparison(views(searches), summary, context_.paint));
    context_.out.flush();
  }

  const RunRequest& request_;
  const ChangeKeys& changes_;
  const Limits& limits_;
  Pictures pictures_{request_.pictures};
  std::vector<Explored> all_;
};

} // namespace

int explore_command(Context& context, const Arguments& arguments) {
  po::options_description options;
  add_selection(options, true);
  add_changes(options);
  add_limits(options, true);
  auto add = options.add_options();
  add("compact",
      "hash compaction: keep a 64-bit hash of each state; an absence then comes with the "
      "chance that a state was missed, and is no proof");
  add("json", "for programs: schema ghostwalk-explore/1, see sim/report/schema.md");
  add_pictures(options);
  po::variables_map values;
  if (!read_options(context, {"explore", "FILE... [options]", text}, options, arguments, values))
    return as_expected;
  RunRequest request = read_selection("explore", values);
  request.json = values.count("json") != 0;
  request.pictures = read_pictures(values);
  Limits limits = read_limits(values);
  limits.compact = values.count("compact") != 0;
  const ChangeKeys changes = read_changes(values);
  const StopOnSignal stop;
  const int status = Explorer(context, request, changes, limits).run();
  return StopOnSignal::asked() ? worse(status, interrupted) : status;
}

} // namespace ghostwalk::cli
