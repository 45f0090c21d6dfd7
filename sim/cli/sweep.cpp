// SPDX-License-Identifier: MIT
// ghostwalk sweep: the trials of a study, into a store.
#include <cstdio>
#include <thread>

#include <fmt/format.h>
#include <unistd.h>

#include "sim/cli/number.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/search.hpp"
#include "sim/cli/studies.hpp"
#include "sim/cli/study_page.hpp"
#include "sim/report/units.hpp"
#include "sim/sweep/sweep.hpp"

namespace ghostwalk::cli {
namespace {

using Clock = std::chrono::steady_clock; // Only for when to stop and what the progress line says.
using sweep::SweepProgress;

const char* const text =
    "Runs the trials that a study asks for, on all processors, and keeps what they add up to in a\n"
    "results store. It may be stopped, killed or unplugged at any moment: the same command goes "
    "on\n"
    "where it was. More values, kernels or trials in the study keep what is there.\n\n"
    "  ghostwalk sweep scenarios/studies/walk_latency.race\n"
    "  ghostwalk results walk_latency.results\n"
    "  ghostwalk sweep FILE --shard 3/8 --max-seconds 3000    # then: ghostwalk merge OUT IN...\n\n"
    "Exit status 3: --max-seconds came first. 130: interrupted. What was finished is in the "
    "store.\n";

struct Wanted {
  std::string file, store, report;
  std::optional<std::string> study;
  sweep::Shard shard;
  unsigned threads = 1;
  std::uint64_t seed = 1, trials = 0, max_seconds = 0;
  bool force = false;
};

po::options_description sweep_options() {
  const auto one = [](const char* name) { return po::value<std::string>()->value_name(name); };
  po::options_description options;
  auto add = options.add_options();
  add("study", one("NAME"), "which, of a file with several");
  add("store", one("FILE"), "the store; by default STUDY.results, or STUDY.I-of-N.results");
  add("threads", one("N"), "by default one per processor; the results are the same for any number");
  add("seed", one("N")->default_value("1"), "of all that is drawn");
  add("trials", one("N"), "at each point, in place of what the study says");
  add("shard", one("I/N"), "only the I-th of N equal parts");
  add("max-seconds", one("N"), "begin nothing new after that time");
  add("report", one("FILE"), "then write a page of what there is, as results --report does");
  add("force", "go on with a store of another build, or of texts that have changed");
  return options;
}

Wanted read_wanted(const po::variables_map& values) {
  const auto number = [&](const char* option, std::uint64_t highest) {
    return values.count(option) == 0 ? 0
                                     : whole_number(fmt::format("--{}", option),
                                                    values[option].as<std::string>(), 1, highest);
  };
  Wanted wanted;
  const Arguments files = words(values);
  if (files.size() != 1)
    throw InputError("sweep takes one file with a study", "see ghostwalk sweep --help");
  wanted.file = files.front();
  if (values.count("study") != 0) wanted.study = values["study"].as<std::string>();
  if (values.count("store") != 0) wanted.store = values["store"].as<std::string>();
  if (values.count("report") != 0) wanted.report = values["report"].as<std::string>();
  if (values.count("shard") != 0) {
    const std::string shard = values["shard"].as<std::string>();
    const auto read = sweep::read_shard(shard);
    if (!read)
      throw InputError(fmt::format("--shard takes a part such as 1/4 or 4/4, not '{}'", shard),
                       fmt::format("at most {} parts", sweep::max_shards));
    wanted.shard = *read;
  }
  constexpr std::uint64_t most_threads = 1024, most_seconds = 1'000'000'000;
  const std::uint64_t threads = number("threads", most_threads);
  wanted.threads = threads != 0 ? static_cast<unsigned>(threads)
                                : std::max(1U, std::thread::hardware_concurrency());
  wanted.seed = whole_number("--seed", values["seed"].as<std::string>(), 0, ~std::uint64_t{0});
  if (values.count("trials") != 0)
    wanted.trials =
        large_number("--trials", values["trials"].as<std::string>(), 1, lang::max_study_trials);
  wanted.max_seconds = number("max-seconds", most_seconds);
  wanted.force = values.count("force") != 0;
  return wanted;
}

std::string default_store(const sweep::Plan& plan, const sweep::Shard& shard) {
  if (shard.count == 1) return plan.study + ".results";
  return fmt::format("{}.{}-of-{}.results", plan.study, shard.index, shard.count);
}

std::string grouped(std::uint64_t number) {
  return report::grouped(static_cast<std::int64_t>(number));
}

// Batches that are done, and then what the trials of this run tell of the rate.
std::string progress_text(const SweepProgress& p, double seconds) {
  const std::uint64_t before = p.trials_done > p.trials_run ? p.trials_done - p.trials_run : 0;
  return fmt::format("{} of {} batches, {}", grouped(p.batches_done), grouped(p.batches),
                     rate_line(p.trials_run, p.trials - before, "trials", seconds));
}

sweep::SweepSettings settings_of(const Wanted& wanted, Progress& line) {
  using Stop = sweep::SweepSettings::Stop;
  sweep::SweepSettings settings;
  settings.threads = wanted.threads;
  settings.shard = wanted.shard;
  settings.progress = [&line](const SweepProgress& p) {
    line.show([&p](double seconds) { return progress_text(p, seconds); });
  };
  const auto start = Clock::now();
  const std::chrono::seconds most(wanted.max_seconds);
  settings.stop = [start, most] {
    if (StopOnSignal::asked()) return Stop::at_once;
    return most.count() != 0 && Clock::now() - start >= most ? Stop::soon : Stop::no;
  };
  return settings;
}

int conclude(Context& context, const SweepProgress& done, const std::string& store) {
  const bool whole = done.batches_done == done.batches;
  context.out.write(fmt::format("{}: {} of {} batches, {} of {} trials{}\n", report::safe(store),
                                grouped(done.batches_done), grouped(done.batches),
                                grouped(done.trials_done), grouped(done.trials),
                                whole ? "" : "; the same command goes on from here"));
  if (whole) return as_expected;
  return StopOnSignal::asked() ? interrupted : gave_up;
}

int run_sweep(Context& context, const Wanted& wanted, const lang::Library& library) {
  const lang::Study study =
      lang::resolve_study(library, chosen_study(library, wanted.file, wanted.study));
  sweep::Plan plan = sweep::plan_of(library, study, wanted.file);
  plan.seed = wanted.seed;
  if (wanted.trials != 0) plan.trials = wanted.trials;
  const std::string name = wanted.store.empty() ? default_store(plan, wanted.shard) : wanted.store;
  sweep::Store store(name, sweep::Store::Use::write);
  store.begin(plan, sweep::this_build(), wanted.shard, wanted.force);
  SweepProgress done;
  {
    Progress line;
    done = sweep::sweep(library, study, plan, store, settings_of(wanted, line));
  }
  const int status = conclude(context, done, name);
  context.out.flush();
  if (!wanted.report.empty())
    write_study_page(store, sweep::Where(store.plan(), {}), wanted.report);
  return status;
}

} // namespace

const lang::Declaration& chosen_study(const lang::Library& library, const std::string& file,
                                      const std::optional<std::string>& name) {
  std::vector<std::string> names;
  for (const lang::Declaration* study : library.study_order) {
    names.push_back(study->name);
    if (name && *name == study->name) return *study;
  }
  if (names.empty())
    throw InputError(fmt::format("'{}' has no study", file), "see scenarios/language.md");
  if (name) throw InputError(fmt::format("there is no study '{}'{}", *name, suggest(*name, names)));
  if (names.size() > 1)
    throw InputError(fmt::format("'{}' has more than one study{}", file, suggest("", names)),
                     "name one with --study");
  return *library.study_order.front();
}

int sweep_command(Context& context, const Arguments& arguments) {
  po::variables_map values;
  if (!read_options(context, {"sweep", "FILE [options]", text}, sweep_options(), arguments, values))
    return as_expected;
  const Wanted wanted = read_wanted(values);
  const StopOnSignal stop;
  lang::Library library;
  try {
    lang::read_library(library, context.data, {wanted.file});
    return run_sweep(context, wanted, library);
  } catch (const InputError& error) {
    context.out.flush();
    complain(error, library.sources);
    return wrong_input;
  }
}

} // namespace ghostwalk::cli
