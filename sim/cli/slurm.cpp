// SPDX-License-Identifier: MIT
// ghostwalk slurm: scripts that run a study as a Slurm job array, and what of it is still to be run.
#include <csignal>

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/cli/studies.hpp"
#include "sim/report/units.hpp"
#include "sim/sweep/slurm.hpp"

namespace ghostwalk::cli {
namespace {

namespace fs = std::filesystem;
using sweep::SlurmJob;

const char* const text =
    "Writes three scripts into a directory that all nodes see: submit.sh submits the parts of the\n"
    "study that are not whole yet, each as a task of a job array, and after them a merge into one\n"
    "results store. Whatever became of the jobs, submit.sh again takes what is missing, and no "
    "more.\n"
    "The scripts may be changed; they name this program, which must stay as it is meanwhile.\n\n"
    "  ghostwalk slurm walk_latency.race --tasks 200 --max-seconds 3000 --submit\n"
    "  walk_latency.slurm/submit.sh                 # once more, if anything failed\n"
    "  ghostwalk results walk_latency.slurm/walk_latency.results\n\n"
    "Exit status 1: with --missing, parts are not whole; with --submit, jobs are still queued.\n";

struct Wanted {
  SlurmJob job;
  std::optional<std::string> study;
  bool submit = false, missing = false;
};

po::options_description slurm_options() {
  const auto one = [](const char* name) { return po::value<std::string>()->value_name(name); };
  po::options_description options;
  auto add = options.add_options();
  add("tasks", one("N"), "into how many parts; needed");
  add("study", one("NAME"), "which, of a file with several");
  add("directory", one("D"), "where the scripts and results go; by default STUDY.slurm");
  add("max-seconds", one("N"), "each task begins nothing new after that time");
  add("cpus", one("N")->default_value("1"), "processors for each task");
  add("partition", one("P"), "by default the site's");
  add("seed", one("N")->default_value("1"), "of all that is drawn");
  add("trials", one("N"), "at each point, in place of what the study says");
  add("submit", "run submit.sh, too");
  add("missing", "only list the parts that are not whole");
  return options;
}

SlurmJob read_job(const po::variables_map& values) {
  const auto number = [&](const char* option, std::uint64_t lowest, std::uint64_t highest) {
    return values.count(option) == 0
               ? 0
               : whole_number(fmt::format("--{}", option), values[option].as<std::string>(), lowest,
                              highest);
  };
  constexpr std::uint64_t most_cpus = 1024, most_seconds = 100'000'000;
  SlurmJob job;
  job.tasks = number("tasks", 1, sweep::max_slurm_tasks);
  job.cpus = number("cpus", 1, most_cpus);
  job.max_seconds = number("max-seconds", 1, most_seconds);
  job.seed = number("seed", 0, ~std::uint64_t{0});
  job.trials = number("trials", 1, lang::max_study_trials);
  if (values.count("partition") != 0) job.partition = values["partition"].as<std::string>();
  if (job.tasks == 0)
    throw InputError("slurm needs --tasks N: into how many parts the study is cut",
                     "a part of some minutes to an hour is a good one");
  return job;
}

Wanted read_wanted(const po::variables_map& values) {
  const Arguments files = words(values);
  if (files.size() != 1)
    throw InputError("slurm takes one file with a study", "see ghostwalk slurm --help");
  Wanted wanted{read_job(values), {}, values.count("submit") != 0, values.count("missing") != 0};
  if (wanted.submit && wanted.missing)
    throw InputError("--missing only looks; without it --submit submits what is missing");
  wanted.job.file = files.front();
  if (values.count("study") != 0) wanted.study = values["study"].as<std::string>();
  if (values.count("directory") != 0) wanted.job.directory = values["directory"].as<std::string>();
  return wanted;
}

// Nodes share files, not the place where a user stands.
void place(Context& context, SlurmJob& job) {
  std::error_code error;
  job.where = fs::current_path();
  job.data = fs::absolute(context.data);
  job.program = fs::read_symlink("/proc/self/exe", error);
  if (error)
    throw InputError("cannot tell where this program is: " + error.message(), "is /proc mounted?");
  if (job.directory.empty()) job.directory = job.study + ".slurm";
  job.directory = fs::absolute(job.directory).lexically_normal();
  if (!job.directory.has_filename()) job.directory = job.directory.parent_path(); // "D/"
}

std::string grouped(std::uint64_t number) {
  return report::grouped(static_cast<std::int64_t>(number));
}

int print_missing(Context& context, const sweep::Plan& plan, const SlurmJob& job) {
  const auto left = sweep::parts_left(plan, sweep::this_build(), job.directory, job.tasks);
  for (const sweep::PartLeft& part : left)
    context.out.write(fmt::format("{}\t{} batches\t{} trials\n", sweep::text_of(part.shard),
                                  part.batches, part.trials));
  return left.empty() ? as_expected : not_as_expected;
}

// Its output is ours. Exit statuses pass, but a signal's.
int submit(Context& context, const SlurmJob& job) {
  context.out.flush();
  const std::string script = (job.directory / "submit.sh").string();
  std::string shell = "bash", path = script;
  char* const argv[] = {shell.data(), path.data(), nullptr};
  posix_spawnattr_t attributes;
  sigset_t defaults;
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE); // Ignored by this program, and so by what it starts.
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  pid_t child = 0;
  const int failed = posix_spawnp(&child, "bash", nullptr, &attributes, argv, environ);
  posix_spawnattr_destroy(&attributes);
  int status = 0;
  if (failed != 0 || ::waitpid(child, &status, 0) < 0)
    throw InputError(fmt::format("cannot run '{}'", script), "run it with bash");
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return as_expected;
  return WIFEXITED(status) && WEXITSTATUS(status) == 1 ? not_as_expected : wrong_input;
}

void check_tasks(const sweep::Plan& plan, std::uint64_t tasks) {
  const std::uint64_t batches = plan.batches();
  if (tasks > batches)
    throw InputError(fmt::format("the study {} has {} batches of trials, too few for {} tasks",
                                 plan.study, grouped(batches), grouped(tasks)),
                     fmt::format("--tasks takes up to {} for it", batches));
}

int run_slurm(Context& context, Wanted& wanted, const lang::Library& library) {
  SlurmJob& job = wanted.job;
  const lang::Study study =
      lang::resolve_study(library, chosen_study(library, job.file, wanted.study));
  sweep::Plan plan = sweep::plan_of(library, study, job.file);
  plan.seed = job.seed;
  if (job.trials != 0) plan.trials = job.trials;
  job.study = plan.study;
  place(context, job);
  check_tasks(plan, job.tasks);
  if (wanted.missing) return print_missing(context, plan, job);
  sweep::write_scripts(job, sweep::slurm_scripts(job, sweep::this_build()));
  const std::string script = shell_word((job.directory / "submit.sh").string());
  context.out.write(fmt::format("{}: {} for {} points of {} trials\n", report::safe(script),
                                report::plural(static_cast<std::int64_t>(job.tasks), "task"),
                                grouped(plan.points()), grouped(plan.trials)));
  return wanted.submit ? submit(context, job) : as_expected;
}

} // namespace

int slurm_command(Context& context, const Arguments& arguments) {
  po::variables_map values;
  if (!read_options(context, {"slurm", "FILE --tasks N [options]", text}, slurm_options(),
                    arguments, values))
    return as_expected;
  Wanted wanted = read_wanted(values);
  lang::Library library;
  try {
    lang::read_library(library, context.data, {wanted.job.file});
    return run_slurm(context, wanted, library);
  } catch (const InputError& error) {
    context.out.flush();
    complain(error, library.sources);
    return wrong_input;
  }
}

} // namespace ghostwalk::cli
