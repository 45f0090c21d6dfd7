// SPDX-License-Identifier: MIT
// ghostwalk run: every scenario of every file under every kernel asked for. What is wrong with one is
// reported, and the others still run.
#include <algorithm>

#include <fmt/format.h>

#include "sim/cli/pictures.hpp"
#include "sim/cli/request.hpp"
#include "sim/cli/scenario_info.hpp"
#include "sim/drivers/bare.hpp"
#include "sim/drivers/timed/timed.hpp"
#include "sim/report/json.hpp"
#include "sim/report/text.hpp"
#include "sim/report/trace_text.hpp"

namespace ghostwalk::cli {
namespace {

using Reports = std::vector<std::unique_ptr<report::Report>>;

// The place in the text of what has no meaning there.
InputError located(const ModelError& error, const Program& program) {
  Location at;
  if (error.insn < program.code.size()) at = program.origins[program.code[error.insn].origin].at;
  return InputError(at, error.what(),
                    fmt::format("on cpu {}, in scenario {} under {}", error.cpu, program.scenario,
                                program.kernel));
}

class Runner {
public:
  Runner(Context& context, const RunRequest& request) : context_(context), request_(request) {}

  int run() {
    for (const std::string& file : request_.files) take_file(file);
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
        throw InputError(fmt::format("'{}' has no scenario to run", file));
    });
    for (const lang::Declaration* scenario : library.scenario_order) {
      names_.push_back(scenario->name);
      if (request_.scenario && *request_.scenario != scenario->name) continue;
      scenario_seen_ = true;
      guarded(library, [&] { take_scenario(file, library, *scenario); });
    }
  }

  void take_scenario(const std::string& file, const lang::Library& library,
                     const lang::Declaration& scenario) {
    Reports reports;
    for (const Case& c : cases(request_, library, scenario))
      guarded(library, [&] { reports.push_back(run_case(file, library, scenario, c)); });
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
      report->conclude(request_.bare ? run_bare(machine, request_.run)
                                     : run_timed(machine, request_.run));
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

  // Wrong input weighs most, then a failed expectation, then giving up.
  void raise(Status status) {
    const auto weight = [](int s) {
      return s == wrong_input ? 3 : s == not_as_expected ? 2 : s == gave_up ? 1 : 0;
    };
    if (weight(status) > weight(status_)) status_ = status;
  }

  template <class Body>
  void guarded(const lang::Library& library, Body body) {
    try {
      body();
    } catch (const InputError& error) {
      context_.out.flush();
      complain(error, library.sources);
      raise(wrong_input);
    }
  }

  static std::string summary_of(const lang::Library& library, const lang::Declaration& scenario) {
    for (const auto& file : library.files)
      if (file->source == scenario.at.file) return summary(*file, scenario);
    return "";
  }

  static std::vector<const report::Report*> views(const Reports& reports) {
    std::vector<const report::Report*> all;
    for (const auto& report : reports) all.push_back(report.get());
    return all;
  }

  void print(const Reports& reports, const std::string& summary) {
    if (printed_++ > 0) context_.out.write("\n\n");
    context_.out.write(report::comparison(views(reports), summary, context_.paint));
    if (request_.trace)
      for (const auto& report : reports) print_trace(*report);
    context_.out.flush();
  }

  void print_trace(const report::Report& report) {
    const std::string title = fmt::format("{}: every event", report.asked.kernel);
    context_.out.write(fmt::format("\n{}\n", context_.paint(report::Style::strong, title)));
    for (report::EventId id = 0; id < report.history->size(); ++id)
      context_.out.write(report::trace_line(report, id));
  }

  void print_json() {
    context_.out.write(report::json(views(all_), request_.trace));
  }

  void no_such_scenario() {
    complain(InputError(fmt::format("no scenario '{}'{}", *request_.scenario,
                                    suggest(*request_.scenario, names_))),
             Sources{});
    raise(wrong_input);
  }

  Context& context_;
  const RunRequest& request_;
  Pictures pictures_{request_.pictures};
  std::vector<std::unique_ptr<lang::Library>> libraries_; // The reports point into their sources.
  Reports all_;
  std::vector<std::string> names_;
  bool scenario_seen_ = false;
  int printed_ = 0;
  int status_ = as_expected;
};

} // namespace

int run_command(Context& context, const Arguments& arguments) {
  const auto request = read_request(context, arguments);
  return request ? Runner(context, *request).run() : static_cast<int>(as_expected);
}

} // namespace ghostwalk::cli
