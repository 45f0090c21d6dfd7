// SPDX-License-Identifier: MIT
#include "sim/cli/search.hpp"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <thread>

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

namespace ghostwalk::cli {
namespace {

constexpr std::uint64_t any_number = ~0ULL;

volatile std::sig_atomic_t stop_asked = 0;

extern "C" void ask_to_stop(int) {
  if (stop_asked != 0) _exit(interrupted);
  stop_asked = 1;
}

// What this process may have: the machine's memory, a container's, a `ulimit -v`.
std::uint64_t memory_there_is() {
  std::uint64_t least = ~0ULL;
  const auto pages = ::sysconf(_SC_PHYS_PAGES), size = ::sysconf(_SC_PAGESIZE);
  if (pages > 0 && size > 0)
    least = static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size);
  std::uint64_t limit = 0;
  if (std::ifstream("/sys/fs/cgroup/memory.max") >> limit) least = std::min(least, limit);
  rlimit allowed{};
  if (::getrlimit(RLIMIT_AS, &allowed) == 0 && allowed.rlim_cur != RLIM_INFINITY)
    least = std::min<std::uint64_t>(least, allowed.rlim_cur);
  return least;
}

std::uint64_t bound(const po::variables_map& values, const char* option) {
  if (values.count(option) == 0) return 0;
  return whole_number(fmt::format("--{}", option), values[option].as<std::string>(), 1,
                      any_number >> 20U);
}

} // namespace

void add_selection(po::options_description& options, bool several) {
  const auto list = [] { return po::value<Arguments>()->composing(); };
  auto add = options.add_options();
  add("kernel", list()->value_name("K"),
      several ? "under this kernel; may be repeated" : "under this kernel");
  if (several) {
    add("all", "under every kernel that an `expect` line without `with` names");
    add("ablations", "under every kernel and `with` of the `expect` lines");
  }
  add("option", list()->value_name("NAME=VALUE"), "set an option of the kernel");
  add("set", list()->value_name("KEY=VALUE"),
      "set a CPU parameter (see list parameters), or cpus, frames, reuse, per_cpu_frames, paging, "
      "memory");
  add("scenario", po::value<std::string>()->value_name("NAME"), "only this scenario of the files");
}

RunRequest read_selection(const std::string& command, const po::variables_map& values) {
  RunRequest request;
  request.files = words(values);
  if (request.files.empty())
    throw InputError(command + " needs at least one file",
                     fmt::format("see ghostwalk {} --help", command));
  request.kernels = several(values, "kernel");
  if (values.count("scenario") != 0) request.scenario = values["scenario"].as<std::string>();
  request.all = values.count("all") != 0;
  request.ablations = values.count("ablations") != 0;
  for (const std::string& text : several(values, "option"))
    request.options.push_back(setting("--option", text));
  for (const std::string& text : several(values, "set"))
    request.settings.push_back(setting("--set", text));
  return request;
}

std::string replay_line(const RunRequest& request, const std::string& file,
                        const lang::Library& library, const lang::Declaration& scenario,
                        const Case& c) {
  std::string line = program_word() + " replay " + shell_word(file);
  if (library.scenario_order.size() > 1) line += " --scenario " + shell_word(scenario.name);
  line += " --kernel " + shell_word(c.kernel);
  for (const auto& [option, value] : c.with)
    line += " --option " + shell_word(option + "=" + value);
  for (const auto& [key, value] : request.settings)
    line += " --set " + shell_word(key + "=" + value);
  return line;
}

void add_limits(po::options_description& options, bool threads_each) {
  const auto one = [] { return po::value<std::string>()->value_name("N"); };
  auto add = options.add_options();
  add("threads", one(),
      threads_each ? "of each search; by default one per processor"
                   : "searches at a time; by default one per processor");
  add("max-states", one(), "give up a search that has seen more states");
  add("max-memory", one(),
      "MiB; give up a search that needs more (by default three quarters of the machine's)");
  add("max-seconds", one(), "give up a search that takes longer");
  add("plain",
      "without reductions (order of steps, names of frames and CPUs): same verdicts, more states");
}

Limits read_limits(const po::variables_map& values) {
  Limits limits;
  limits.threads = static_cast<unsigned>(
      values.count("threads") != 0
          ? whole_number("--threads", values["threads"].as<std::string>(), 1, 1024)
          : std::max(1U, std::thread::hardware_concurrency()));
  limits.reduce = values.count("plain") == 0;
  limits.max_states = bound(values, "max-states");
  limits.max_bytes = bound(values, "max-memory") << 20U;
  if (limits.max_bytes == 0) limits.max_bytes = memory_there_is() / 4 * 3;
  limits.max_seconds = bound(values, "max-seconds");
  return limits;
}

StopOnSignal::StopOnSignal()
    : before_int_(std::signal(SIGINT, ask_to_stop)),
      before_term_(std::signal(SIGTERM, ask_to_stop)) {}

StopOnSignal::~StopOnSignal() {
  std::signal(SIGINT, before_int_);
  std::signal(SIGTERM, before_term_);
}

bool StopOnSignal::asked() { return stop_asked != 0; }

Exploration search(const Program& program, const Limits& limits,
                   const std::function<void(const ExploreProgress&)>& progress) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  bool late = false;
  ExploreSettings settings;
  settings.threads = limits.threads;
  settings.reduce = limits.reduce;
  if (limits.compact) settings.hash_bits = 64;
  settings.max_states = limits.max_states;
  settings.max_bytes = limits.max_bytes;
  settings.progress = progress;
  settings.give_up = [&] {
    late =
        limits.max_seconds != 0 && Clock::now() - start >= std::chrono::seconds(limits.max_seconds);
    return late || StopOnSignal::asked();
  };
  settings.interrupted = StopOnSignal::asked;
  try {
    Exploration result = explore(Machine(program), settings);
    if (result.verdict != Verdict::gave_up) return result;
    if (StopOnSignal::asked())
      result.gave_up_because = "an interruption";
    else if (late)
      result.gave_up_because = fmt::format("the bound of {} s", limits.max_seconds);
    return result;
  } catch (const ModelError& error) {
    throw located(error, program);
  } catch (const std::bad_alloc&) {
    Exploration result; // What it held is free again.
    result.gave_up_because = "the end of memory";
    return result;
  }
}

InputError located(const ModelError& error, const Program& program) {
  Location at;
  if (error.insn < program.code.size()) at = program.origins[program.code[error.insn].origin].at;
  return InputError(at, error.what(),
                    fmt::format("on cpu {}, in scenario {} under {}", error.cpu, program.scenario,
                                program.kernel));
}

int worse(int status, int other) {
  const auto weight = [](int s) {
    switch (s) {
    case wrong_input: return 4;
    case interrupted: return 3;
    case not_as_expected: return 2;
    case gave_up: return 1;
    default: return 0;
    }
  };
  return weight(other) > weight(status) ? other : status;
}

} // namespace ghostwalk::cli
