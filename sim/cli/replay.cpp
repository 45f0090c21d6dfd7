// SPDX-License-Identifier: MIT
// ghostwalk replay: takes the steps of a schedule, and says where it no longer can.
#include <algorithm>

#include <fmt/format.h>

#include "sim/cli/changes.hpp"
#include "sim/cli/pictures.hpp"
#include "sim/cli/replay_text.hpp"
#include "sim/cli/scenario_info.hpp"
#include "sim/cli/search.hpp"
#include "sim/core/random.hpp"
#include "sim/drivers/bare.hpp"
#include "sim/drivers/replay.hpp"
#include "sim/drivers/timed/timed.hpp"
#include "sim/lang/parse/read_file.hpp"

namespace ghostwalk::cli {
namespace {

const char* const text =
    "Takes the steps of a schedule, as `explore` prints it: a word a decision.\n\n"
    "  0                     cpu 0's next instruction; 0/2: its alternative 2; 0*12: twelve times\n"
    "  1:irq@NAME            cpu 1 takes that interrupt\n"
    "  1:walk@0x08048000     speculation starts a walk for that page; /1: one level skipped\n"
    "  1:read                a walk of cpu 1 reads its next level; 1:read.1: the one in slot 1\n"
    "  1:evict@0x08048000    the TLB loses that entry; 1:forget@...: the paging-structure cache "
    "does\n"
    "  1:drain               the oldest buffered store of cpu 1 reaches memory\n\n"
    "With --engine bare or simgrid the steps come in the same order, each as early as its time "
    "allows.\n\n"
    "Exit status 1: a step is not possible, since the file or the kernel has changed, or what "
    "happens is\n"
    "not what the scenario expects of the kernel.\n";

enum class Engine : std::uint8_t { explore, bare, simgrid };
enum class Then : std::uint8_t { stop, random, first };

struct Request {
  RunRequest selection;
  ChangeKeys changes;
  std::vector<ScheduleWord> schedule;
  Engine engine = Engine::explore;
  Then then = Then::stop;
  std::uint64_t seed = 1, max_steps = 10'000;
  bool trace = false, json = false;
  PictureFiles pictures;
  std::string beside; // a kernel
};

template <class Value, std::size_t n>
Value one_of(const std::string& option, const std::string& word,
             const std::pair<const char*, Value> (&choices)[n]) {
  std::vector<std::string> names;
  for (const auto& [name, value] : choices) {
    if (word == name) return value;
    names.emplace_back(name);
  }
  throw InputError(fmt::format("{} knows no '{}'{}", option, word, suggest(word, names)));
}

std::string schedule_text(const std::string& given) {
  if (given.empty() || given.front() != '@') return given;
  return lang::read_text(given.substr(1), given.substr(1), {});
}

po::options_description replay_options() {
  const auto one = [] { return po::value<std::string>(); };
  po::options_description options;
  add_selection(options, false);
  add_changes(options);
  auto add = options.add_options();
  add("schedule", one()->value_name("WORDS|@FILE"), "the steps to take");
  add("engine", one()->value_name("explore|bare|simgrid")->default_value("explore"),
      "without time, or with time on a bare queue or SimGrid");
  add("then", one()->value_name("stop|random|first")->default_value("stop"),
      "how to go on at the end or where it diverges, until a claim breaks");
  add("seed", one()->value_name("N")->default_value("1"), "of --then random and of durations");
  add("max-steps", one()->value_name("N")->default_value("10000"), "that --then adds at most");
  add("trace", "every step with its word and every event");
  add("json", "for programs: schema ghostwalk-replay/1, see sim/report/schema.md");
  add_pictures(options);
  add("beside", one()->value_name("K"),
      "in the page, the same schedule under this kernel too, as far as it goes");
  return options;
}

Request read_replay(const po::variables_map& values) {
  const auto word = [&](const char* option) { return values[option].as<std::string>(); };
  Request r;
  r.selection = read_selection("replay", values);
  r.changes = read_changes(values);
  if (values.count("schedule") == 0)
    throw InputError("replay needs a --schedule", "explore prints one for every found verdict");
  r.schedule = read_schedule(schedule_text(word("schedule")));
  r.engine = one_of<Engine, 3>(
      "--engine", word("engine"),
      {{"explore", Engine::explore}, {"bare", Engine::bare}, {"simgrid", Engine::simgrid}});
  r.then =
      one_of<Then, 3>("--then", word("then"),
                      {{"stop", Then::stop}, {"random", Then::random}, {"first", Then::first}});
  r.seed = whole_number("--seed", word("seed"), 0, ~0ULL);
  r.max_steps = whole_number("--max-steps", word("max-steps"), 0, 1'000'000);
  r.trace = values.count("trace") != 0;
  r.json = values.count("json") != 0;
  r.pictures = read_pictures(values);
  if (values.count("beside") != 0) r.beside = word("beside");
  if (!r.beside.empty() && (r.pictures.report.empty() || r.engine != Engine::explore))
    throw InputError("--beside is for the page of a schedule without time",
                     "add --report FILE, and leave --engine out");
  return r;
}

// Without time: which steps are taken.
Replayed follow(const Machine& machine, const Request& r) {
  Replayed done;
  Retrace run(machine);
  const auto take = [&](Step step) {
    done.steps.push_back(step);
    done.words.push_back(word_of(decision_of(machine, run.state(), step)));
    run.take(step, Cycles{static_cast<std::int64_t>(done.steps.size())});
  };
  for (const ScheduleWord& word : r.schedule) {
    const auto step = step_of(machine, run.state(), word.decision);
    if (!step) {
      done.divergence = divergence(machine, run.state(), done.steps.size() + 1, word);
      break;
    }
    take(*step);
  }
  done.scheduled = done.steps.size();
  Random random(r.seed, 0, 0);
  std::vector<Step> possible;
  while (r.then != Then::stop && !run.broken() &&
         done.steps.size() < done.scheduled + r.max_steps) {
    possible.clear();
    machine.steps(run.state(), possible);
    if (possible.empty() || deadlocked(machine, run.state(), possible)) break;
    take(possible[r.then == Then::first ? 0 : random.below(possible.size())]);
  }
  return done;
}

Run with_engine(const Machine& machine, const Request& r, const std::vector<Step>& steps) {
  if (r.engine == Engine::explore) return retrace(machine, steps);
  RunSettings settings;
  settings.seed = r.seed;
  BareQueue queue;
  if (r.engine == Engine::bare) return retrace(machine, steps, settings, queue);
  Run run;
  with_simgrid(machine.program(), settings,
               [&](Carrier& carrier) { run = retrace(machine, steps, settings, carrier); });
  return run;
}

const lang::Declaration& scenario_of(const lang::Library& library, const RunRequest& selection) {
  std::vector<std::string> names;
  for (const lang::Declaration* scenario : library.scenario_order) {
    names.push_back(scenario->name);
    if (selection.scenario ? *selection.scenario == scenario->name
                           : library.scenario_order.size() == 1)
      return *scenario;
  }
  if (names.empty())
    throw InputError(fmt::format("'{}' has no scenario to replay", selection.files.front()));
  if (!selection.scenario)
    throw InputError(fmt::format("'{}' has {} scenarios", selection.files.front(), names.size()),
                     "name one with --scenario");
  throw InputError(
      fmt::format("no scenario '{}'{}", *selection.scenario, suggest(*selection.scenario, names)));
}

Case case_of(const RunRequest& selection, const lang::Library& library,
             const lang::Declaration& scenario) {
  RunRequest one = selection;
  const std::vector<Case> all = cases(one, library, scenario);
  if (all.size() == 1) return all.front();
  if (!selection.kernels.empty()) throw InputError("replay takes one --kernel");
  for (const Case& c : all) // The schedule of a bug, rather than of its fix.
    if (c.expected == report::Expected::found) return c;
  return all.front();
}

void draw(const Request& r, const lang::Library& library, const lang::Declaration& scenario,
          const Case& c, const report::Report& report) {
  Pictures pictures(r.pictures);
  if (!pictures.wanted()) return;
  if (r.beside.empty()) {
    pictures.add(library, scenario, std::vector<const report::Report*>{&report});
  } else {
    report::Asked other = report.asked;
    other.kernel = r.beside;
    other.replay =
        replay_line(r.selection, report.asked.file, library, scenario, {r.beside, c.with});
    other.expected = report::Expected::nothing;
    pictures.add(library, scenario, report, std::move(other),
                 lang::compile(library, {&scenario, r.beside, c.with, r.selection.settings}));
  }
  pictures.write();
}

int replay(Context& context, const Request& r, lang::Library& library) {
  if (r.selection.files.size() != 1) throw InputError("replay takes one file");
  const std::string& file = r.selection.files.front();
  lang::read_library(library, context.data, {file});
  const lang::Declaration& scenario = scenario_of(library, r.selection);
  const Case c = case_of(r.selection, library, scenario);
  report::Asked asked;
  asked.file = file;
  asked.scenario = scenario.name;
  asked.kernel = case_name(c) + changes_text(r.changes);
  asked.replay = replay_line(r.selection, file, library, scenario, c) + changes_text(r.changes);
  asked.seed = r.seed;
  if (r.changes.empty()) asked.expected = c.expected;
  report::Report report(
      std::move(asked),
      compile_changed(library, {&scenario, c.kernel, c.with, r.selection.settings}, r.changes),
      library.sources);
  Replayed done;
  try {
    const Machine machine(report.program);
    done = follow(machine, r);
    report.conclude(with_engine(machine, r, done.steps));
  } catch (const ModelError& error) {
    throw located(error, report.program);
  }
  context.out.write(r.json ? replay_json(report, done)
                           : replay_text(report, done, r.trace, context.paint));
  context.out.flush();
  draw(r, library, scenario, c, report);
  return done.divergence || !report.as_expected() ? not_as_expected : as_expected;
}

} // namespace

int replay_command(Context& context, const Arguments& arguments) {
  po::variables_map values;
  if (!read_options(context, {"replay", "FILE --schedule WORDS [options]", text}, replay_options(),
                    arguments, values))
    return as_expected;
  const Request request = read_replay(values);
  lang::Library library;
  try {
    return replay(context, request, library);
  } catch (const InputError& error) {
    complain(error, library.sources);
    return wrong_input;
  }
}

} // namespace ghostwalk::cli
