// SPDX-License-Identifier: MIT
// ghostwalk: finds the command, runs it, and turns whatever goes wrong into a message and an exit status.
#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <new>

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "sim/cli/help.hpp"
#include "sim/core/version.hpp"

namespace ghostwalk::cli {
namespace fs = std::filesystem;

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
      {"help", "what a command takes; the manual pages", help_command},
  };
  return all;
}

const Command& command_named(const std::string& name) {
  std::vector<std::string> names;
  for (const Command& command : commands()) {
    if (name == command.name) return command;
    names.emplace_back(command.name);
  }
  throw InputError(fmt::format("there is no command '{}'{}", name, suggest(name, names)),
                   "see ghostwalk --help");
}

namespace {

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
  if (name == "--help") {
    context.out.write(general_help());
    return as_expected;
  }
  return command_named(name).run(context, arguments);
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

// Beside the program: an installed tree may be moved, and a build tree looks like one. A link there names the clone.
fs::path own_directory() {
  std::error_code error;
  fs::path self = fs::canonical("/proc/self/exe", error);
  if (error) // A chroot without /proc.
    self = fs::weakly_canonical(reinterpret_cast<const char*>(::getauxval(AT_EXECFN)), error);
  return fs::weakly_canonical(self.parent_path() / ".." / "share" / "ghostwalk", error);
}

fs::path data_directory(const fs::path& own) {
  const char* named = std::getenv("GHOSTWALK_DATA");
  return named != nullptr && *named != '\0' ? named : own;
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

// A stack grows when it is needed. Where address space is bounded (ulimit -v) and used up, that is no
// bad_alloc but a crash: so it grows first.
[[gnu::noinline]] void grow_stack() {
  std::array<volatile char, std::size_t{512} << 10U> deep;
  for (std::size_t at = 0; at < deep.size(); at += 4096) deep[at] = 0;
}

} // namespace
} // namespace ghostwalk::cli

int main(int argc, char** argv) {
  using namespace ghostwalk::cli;
  grow_stack();
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN); // A file that may not grow is an error to tell, no reason to die.
  std::signal(SIGINT, stop_at_once);
  std::signal(SIGTERM, stop_at_once);
  Output out(STDOUT_FILENO);
  if (argc > 0) ghostwalk::called_as(argv[0]);
  const int status = guarded([&] {
    set_up_log();
    const std::filesystem::path own = own_directory();
    if (!std::filesystem::exists(own / "ghostwalk")) // No clone, in which the wrapper would be.
      ghostwalk::called_as("ghostwalk");
    Context context{out, data_directory(own), {wants_colour()}};
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
