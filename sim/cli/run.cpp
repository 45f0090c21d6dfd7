// SPDX-License-Identifier: MIT
// ghostwalk run: every scenario of every file under every kernel asked for. What is wrong with one is
// reported, and the others still run.
#include <algorithm>

#include <fmt/format.h>

#include "sim/cli/pictures.hpp"
#include "sim/cli/request.hpp"
#include "sim/cli/scenario_walk.hpp"
#include "sim/drivers/bare.hpp"
#include "sim/drivers/counter_meter.hpp"
#include "sim/drivers/timed/timed.hpp"
#include "sim/report/costs.hpp"
#include "sim/report/json.hpp"
#include "sim/report/text.hpp"
#include "sim/report/trace_text.hpp"

namespace ghostwalk::cli {
namespace {

using Reports = std::vector<std::unique_ptr<report::Report>>;

// Counts a run while it goes on.
class Counted final : public Onlooker {
public:
  explicit Counted(const Program& program) : causes_(program), meter_(program, &causes_) {}
  void begins(const View& state) override { meter_.begin(state); }
  void saw(const Taken& step) override { meter_.see(step); }
  const CounterMeter& meter() const { return meter_; }

private:
  Causes causes_;
  CounterMeter meter_;
};

class Runner : private ScenarioWalk {
public:
  Runner(Context& context, const RunRequest& request)
      : ScenarioWalk(context, request, "run"), request_(request) {}

  int run() {
    walk();
    if (request_.json) print_json();
    context_.out.flush();
    pictures_.write();
    return status();
  }

private:
  void take_scenario(const std::string& file, const lang::Library& library,
                     const lang::Declaration& scenario) override {
    Reports reports;
    each_case(library, scenario,
              [&](const Case& c) { reports.push_back(run_case(file, library, scenario, c)); });
    for (const auto& report : reports) settle(*report);
    if (!request_.json && !reports.empty()) print(reports, summary_of(library, scenario));
    if (pictures_.wanted()) pictures_.add(library, scenario, views(reports));
    std::move(reports.begin(), reports.end(), std::back_inserter(all_));
    if (!request_.json) all_.clear(); // A run may be long.
  }

  std::unique_ptr<report::Report> run_case(const std::string& file, const lang::Library& library,
                                           const lang::Declaration& scenario, const Case& c) {
    report::Asked asked;
    asked.file = file;
    asked.scenario = scenario.name;
    asked.kernel = case_name(c);
    asked.replay = replay(request_, file, library, scenario, c);
    asked.seed = request_.run.seed;
    asked.point = request_.run.point;
    asked.trial = request_.run.trial;
    asked.expected = c.expected;
    Program program = lang::compile(library, {&scenario, c.kernel, c.with, request_.settings});
    auto report =
        std::make_unique<report::Report>(std::move(asked), std::move(program), library.sources);
    try {
      const Machine machine(report->program);
      Counted costs(report->program);
      report->conclude(request_.bare ? run_bare(machine, request_.run, &costs)
                                     : run_timed(machine, request_.run, &costs));
      report->counters = costs.meter().result();
      if (request_.costs) report->causes = costs.meter().by_cause();
    } catch (const ModelError& error) {
      throw located(error, report->program);
    }
    return report;
  }

  void settle(const report::Report& report) {
    if (report.judgement.verdict == report::Verdict::gave_up)
      raise(gave_up);
    else if (!report.as_expected())
      raise(not_as_expected);
  }

  static std::vector<const report::Report*> views(const Reports& reports) {
    std::vector<const report::Report*> all;
    for (const auto& report : reports) all.push_back(report.get());
    return all;
  }

  void print(const Reports& reports, const std::string& summary) {
    begin_text();
    context_.out.write(report::comparison(views(reports), summary, context_.paint));
    if (request_.costs) print_costs(reports);
    if (request_.trace)
      for (const auto& report : reports) print_trace(*report);
    context_.out.flush();
  }

  void print_costs(const Reports& reports) {
    std::vector<report::Costs> all;
    for (const auto& r : reports)
      all.push_back({r->asked.kernel, r->program, r->counters, r->causes});
    context_.out.write("\nCosts, all CPUs together\n" + report::costs_in_all(all, context_.paint));
    for (const report::Costs& costs : all)
      context_.out.write("\nCosts, by CPU and by who asked\n" +
                         report::costs_by_cause(costs, context_.paint));
  }

  void print_trace(const report::Report& report) {
    const std::string title = fmt::format("{}: every event", report.asked.kernel);
    context_.out.write(fmt::format("\n{}\n", context_.paint(report::Style::strong, title)));
    for (report::EventId id = 0; id < report.history->size(); ++id)
      context_.out.write(report::trace_line(report, id));
  }

  void print_json() { context_.out.write(report::json(views(all_), request_.trace)); }

  const RunRequest& request_;
  Pictures pictures_{request_.pictures};
  Reports all_;
};

} // namespace

int run_command(Context& context, const Arguments& arguments) {
  const auto request = read_request(context, arguments);
  return request ? Runner(context, *request).run() : static_cast<int>(as_expected);
}

} // namespace ghostwalk::cli
