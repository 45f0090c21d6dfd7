// SPDX-License-Identifier: MIT
// ghostwalk: finds the command, runs it, and turns whatever goes wrong into a message and an exit status.
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <new>

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "sim/cli/command.hpp"
#include "sim/core/version.hpp"

namespace ghostwalk::cli {

const std::vector<Command>& commands() {
  static const std::vector<Command> all{
      {"run", "run scenarios once, with time, and tell what happened", run_command},
      {"sample", "many trials: how probable, how wide, how soon, at which cost", sample_command},
      {"explore", "every interleaving of scenarios: a proof, or a shortest schedule that fails",
       explore_command},
      {"ablate", "take a safe kernel's maintenance steps away in turn, and see what appears",
       ablate_command},
      {"replay", "take the steps of a schedule again, with or without time", replay_command},
      {"test", "explore every `expect` of every scenario of files and folders", test_command},
      {"verify", "ask everything again, with other numbers of threads: the same bytes?",
       verify_command},
      {"export", "a scenario as a model for another checker: Murphi, for Rumur", export_command},
      {"sweep", "the trials of a study, over all its points, into a results store", sweep_command},
      {"results", "what a results store holds: tables, CSV, NDJSON", results_command},
      {"plot", "a study as a picture: probability or window against a parameter", plot_command},
      {"merge", "the results stores of a study's shards into one", merge_command},
      {"slurm", "a study as a Slurm job array, and what of it is missing", slurm_command},
      {"list", "kernels, cpus, parameters, scenarios, properties", list_command},
      {"show", "a kernel with its options resolved, the difference of two, a cpu, a scenario",
       show_command},
      {"fmt", "write .race files in the one format", fmt_command},
  };
  return all;
}

namespace {

constexpr const char* usage =
    R"(Ghostwalk reproduces multicore races between page-table teardown, TLB flushes and the page walks
that a processor starts on its own.

Usage: ghostwalk COMMAND ...

{}
  ghostwalk COMMAND --help   its options
  ghostwalk help language    every word of a .race file, with examples
  ghostwalk --version

Exit status: 0 as expected, 1 an expectation failed, 2 the command or the input is wrong,
3 gave up at a bound, 130 interrupted.
)";

std::string general_help() {
  std::string list;
  for (const Command& command : commands())
    list += fmt::format("  {:<8} {}\n", command.name, command.summary);
  return fmt::format(usage, list);
}

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const Command& command : commands()) names.emplace_back(command.name);
  return names;
}

int dispatch(Context& context, Arguments arguments) {
  if (arguments.empty()) throw InputError("which command?", general_help());
  std::replace(arguments.begin(), arguments.end(), std::string("-h"), std::string("--help"));
  const std::string name = arguments.front();
  arguments.erase(arguments.begin());
  if (name == "--version") {
    context.out.write(
        fmt::format("ghostwalk {} ({}, {})\n", version(), build_commit(), build_compiler()));
    return as_expected;
  }
  if (name == "help" && arguments == Arguments{"language"}) {
    print_language(context.out);
    return as_expected;
  }
  if (name == "help" && !arguments.empty()) return dispatch(context, {arguments.front(), "--help"});
  if (name == "--help" || name == "help") {
    context.out.write(general_help());
    return as_expected;
  }
  for (const Command& command : commands())
    if (name == command.name) return command.run(context, arguments);
  throw InputError(fmt::format("there is no command '{}'{}", name, suggest(name, command_names())),
                   "see ghostwalk --help");
}

// Whatever happens becomes a message and a status; nothing leaves from here.
template <class Body>
int guarded(Body body) {
  try {
    return body();
  } catch (const InputError& error) {
    complain(error, Sources{});
  } catch (const std::bad_alloc&) {
    complain("not enough memory");
  } catch (const std::exception& error) {
    complain(error.what());
  }
  return wrong_input;
}

std::filesystem::path data_directory() {
  const char* named = std::getenv("GHOSTWALK_DATA");
  return named != nullptr && *named != '\0' ? named : GHOSTWALK_DATA_DIR;
}

bool wants_colour() {
  const char* refused = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return is_terminal(STDOUT_FILENO) && (refused == nullptr || *refused == '\0') &&
         (terminal == nullptr || std::string_view(terminal) != "dumb");
}

void set_up_log() {
  auto log = std::make_shared<spdlog::logger>("ghostwalk",
                                              std::make_shared<spdlog::sinks::stderr_sink_st>());
  log->set_pattern("%v");
  spdlog::set_default_logger(std::move(log));
}

// What was finished has been written: each scenario flushes.
extern "C" void stop_at_once(int) { _exit(interrupted); }

} // namespace
} // namespace ghostwalk::cli

int main(int argc, char** argv) {
  using namespace ghostwalk::cli;
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN); // A file that may not grow is an error to tell, no reason to die.
  std::signal(SIGINT, stop_at_once);
  std::signal(SIGTERM, stop_at_once);
  Output out(STDOUT_FILENO);
  if (argc > 0) ghostwalk::called_as(argv[0]);
  const int status = guarded([&] {
    set_up_log();
    Context context{out, data_directory(), {wants_colour()}};
    const int result = dispatch(context, {argv + (argc > 0 ? 1 : 0), argv + argc});
    out.flush();
    return result;
  });
  if (status != wrong_input) return status;
  const int flushed = guarded([&] { // What was said before the error.
    out.flush();
    return static_cast<int>(wrong_input);
  });
  return flushed;
}
