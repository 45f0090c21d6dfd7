// SPDX-License-Identifier: MIT
// ghostwalk sample: many trials of every scenario of every file, under each kernel asked for with the
// same luck.
#include <algorithm>
#include <thread>

#include <fmt/format.h>

#include "sim/cli/number.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/scenario_walk.hpp"
#include "sim/core/whole_file.hpp"
#include "sim/report/sampled.hpp"

namespace ghostwalk::cli {
namespace {

using report::Sampled;
using report::SampledCase;

constexpr std::uint64_t most_trials = 1'000'000'000'000, usual_trials = 100'000,
                        trials_until_narrow = 1'000'000'000;

const char* const text =
    "Runs each scenario many times with time, each trial with other durations and choices, and "
    "tells\n"
    "how probable each outcome is, how wide the window, how long until the first hit, and what "
    "the\n"
    "flushes cost. By default under the last kernel expected to be found and the absent one after "
    "it;\n"
    "trial n has the same luck under all of them. A sample never proves an absence.\n\n"
    "  ghostwalk sample scenarios/linux-2.4/munmap_three_cpus.race -n 1e6\n"
    "  ghostwalk sample FILE --kernel linux-2.4.18 --until width=1e-3\n"
    "  ghostwalk sample FILE --until width=1e-3:poisoned --set walk_memory=800\n\n"
    "Exit status 1: seen where it should be absent, or, once all trials were made, not seen where "
    "it\n"
    "should be found. 3: trials ended at the step limit. 130: interrupted; what was done is "
    "printed.\n";

struct SampleRequest {
  RunRequest which;
  SampleSettings settings;
  std::uint64_t trials = usual_trials;
  unsigned threads = 1;
  std::optional<report::Until> until;
  std::string json; // file; "-": standard output; empty: for people
};

po::options_description sample_options() {
  const auto one = [] { return po::value<std::string>(); };
  po::options_description options;
  add_selection(options, true);
  auto add = options.add_options();
  add("trials,n", one()->value_name("N"),
      "of each kernel: 1e6, 1_000_000; by default 1e5, with --until at most 1e9");
  add("until", one()->value_name("width=W[:CLAIM]"),
      "stop when the 95 % interval of every outcome, or of this claim or `found`, is that narrow; "
      "looked at every 1,000 trials");
  add("seed", one()->value_name("N")->default_value("1"), "of all that is drawn");
  add("point", one()->value_name("N")->default_value("0"), "of a study with that seed");
  add("threads", one()->value_name("N"),
      "by default one per processor; the result is the same for any number");
  add("max-cycles", one()->value_name("N"), "stop each trial there");
  add("stale",
      "count stale translations too: TLB entries that give what the tables no longer do, or a "
      "freed frame");
  add("costs",
      "count what flushes, interrupts and walks cost by CPU and by the procedure that asked, too");
  add("json", one()->value_name("FILE"),
      "for programs, instead of the tables (- is standard output): schema ghostwalk-sample/1, see "
      "sim/report/schema.md");
  return options;
}

report::Until read_until(const std::string& given) {
  const std::string prefix = "width=";
  if (given.rfind(prefix, 0) != 0)
    throw InputError(fmt::format("--until takes width=W or width=W:CLAIM, not '{}'", given));
  const std::size_t colon = given.find(':');
  report::Until until;
  until.width =
      small_number("--until width", given.substr(prefix.size(), colon - prefix.size()), 1);
  if (colon != std::string::npos) until.outcome = given.substr(colon + 1);
  return until;
}

SampleRequest read(const po::variables_map& values) {
  constexpr std::uint64_t any = ~std::uint64_t{0};
  const auto word = [&](const char* option) { return values[option].as<std::string>(); };
  SampleRequest r;
  r.which = read_selection("sample", values);
  if (values.count("until") != 0) {
    r.until = read_until(word("until"));
    r.trials = trials_until_narrow;
  }
  if (values.count("trials") != 0)
    r.trials = large_number("--trials", word("trials"), 1, most_trials);
  r.settings.seed = r.which.run.seed = whole_number("--seed", word("seed"), 0, any);
  r.settings.point = r.which.run.point = whole_number("--point", word("point"), 0, any);
  r.settings.causes = values.count("costs") != 0;
  r.settings.stale = values.count("stale") != 0;
  if (values.count("max-cycles") != 0) {
    r.settings.limit = Cycles{static_cast<std::int64_t>(
        large_number("--max-cycles", word("max-cycles"), 1, std::uint64_t{1} << 53))};
    r.which.replay_options += " --max-cycles " + std::to_string(count(r.settings.limit));
  }
  r.threads = static_cast<unsigned>(values.count("threads") != 0
                                        ? whole_number("--threads", word("threads"), 1, 1024)
                                        : std::max(1U, std::thread::hardware_concurrency()));
  for (const auto& [key, value] : r.which.settings)
    r.which.replay_options += " --set " + shell_word(key + "=" + value);
  if (values.count("json") != 0) r.json = word("json");
  if (values.count("json") != 0 && r.json.empty()) throw InputError("--json needs a file, or -");
  return r;
}

class SampleRun : ScenarioWalk {
public:
  SampleRun(Context& context, const SampleRequest& request)
      : ScenarioWalk(context, request.which, "sample"), request_(request) {}

  int run() {
    walk();
    if (!request_.json.empty() && (request_.json == "-" || !all_.empty())) write_json();
    return status();
  }

private:
  void take_scenario(const std::string& file, const lang::Library& library,
                     const lang::Declaration& scenario) override {
    auto sampled = std::make_unique<Sampled>();
    sampled->summary = summary_of(library, scenario);
    sampled->sources = &library.sources;
    for (const Case& c : cases(request_.which, library, scenario))
      sampled->cases.push_back(compile_case(file, library, scenario, c));
    sampled->until = request_.until;
    check_until(sampled->cases.front()->program);
    sampled->asked_trials = request_.trials;
    sample(*sampled);
    settle(*sampled);
    if (request_.json.empty()) print(*sampled);
    if (!request_.json.empty()) all_.push_back(std::move(sampled));
  }

  bool stopped() const override { return StopOnSignal::asked(); }

  std::unique_ptr<SampledCase> compile_case(const std::string& file, const lang::Library& library,
                                            const lang::Declaration& scenario, const Case& c) {
    report::Asked asked;
    asked.file = file;
    asked.scenario = scenario.name;
    asked.kernel = case_name(c);
    asked.replay = replay(request_.which, file, library, scenario, c);
    asked.seed = request_.settings.seed;
    asked.point = request_.settings.point;
    asked.expected = c.expected;
    return std::make_unique<SampledCase>(SampledCase{
        std::move(asked),
        lang::compile(library, {&scenario, c.kernel, c.with, request_.which.settings})});
  }

  void check_until(const Program& program) const {
    if (!request_.until || request_.until->outcome.empty()) return;
    std::vector<std::string> names{"found"};
    for (const Property& p : program.properties) names.push_back(p.text);
    if (std::find(names.begin(), names.end(), request_.until->outcome) == names.end())
      throw InputError(fmt::format("scenario {} claims nothing about '{}'{}", program.scenario,
                                   request_.until->outcome,
                                   suggest(request_.until->outcome, names)));
  }

  void sample(Sampled& s) {
    std::vector<std::unique_ptr<Machine>> machines;
    std::vector<const Machine*> views;
    for (const auto& c : s.cases) {
      machines.push_back(std::make_unique<Machine>(c->program));
      views.push_back(machines.back().get());
    }
    const Program& program = s.cases.front()->program;
    GroupSettings settings;
    settings.sample = request_.settings;
    settings.trials = request_.trials;
    settings.threads = request_.threads;
    settings.stop = StopOnSignal::asked;
    if (s.until)
      settings.enough = [&](const GroupTally& t) {
        return report::narrow_enough(*s.until, program, t);
      };
    Progress progress;
    settings.progress = [&](std::uint64_t done) {
      if (done % 16 == 0)
        progress.show(
            [&](double seconds) { return rate_line(done, request_.trials, "trials", seconds); });
    };
    GroupResult result = sample_group(views, settings);
    if (result.problem) rethrow(result, s);
    s.tally = std::move(result.tally);
    s.interrupted = result.stopped;
  }

  [[noreturn]] static void rethrow(const GroupResult& result, const Sampled& s) {
    const SampledCase& c = *s.cases[result.problem_case];
    try {
      std::rethrow_exception(result.problem);
    } catch (const ModelError& error) {
      InputError told = located(error, c.program);
      told.hint +=
          fmt::format("; {} --trial {} shows the way there", c.asked.replay, result.problem_trial);
      throw told;
    }
  }

  void settle(const Sampled& s) {
    if (s.interrupted) raise(interrupted);
    for (std::size_t n = 0; n < s.cases.size(); ++n) {
      if (report::as_expected(s, n)) continue;
      const bool short_of_steps = report::verdict(s.of(n)) == report::Verdict::gave_up;
      raise(short_of_steps ? gave_up : not_as_expected);
    }
  }

  void print(const Sampled& sampled) {
    begin_text();
    context_.out.write(report::comparison(sampled, context_.paint));
    context_.out.flush();
  }

  void write_json() {
    std::vector<const Sampled*> views;
    for (const auto& s : all_) views.push_back(s.get());
    const std::string document = report::json(views);
    if (request_.json == "-")
      context_.out.write(document);
    else
      write_whole(request_.json, document);
  }

  const SampleRequest& request_;
  std::vector<std::unique_ptr<Sampled>> all_;
};

} // namespace

int sample_command(Context& context, const Arguments& arguments) {
  po::variables_map values;
  if (!read_options(context, {"sample", "FILE... [options]", text}, sample_options(), arguments,
                    values))
    return static_cast<int>(as_expected);
  const SampleRequest request = read(values);
  const StopOnSignal stop;
  const int status = SampleRun(context, request).run();
  return StopOnSignal::asked() ? worse(status, interrupted) : status;
}

} // namespace ghostwalk::cli
