// SPDX-License-Identifier: MIT
// What the commands that search share: which scenarios and kernels, how far, and how they are stopped.
#pragma once

#include <chrono>
#include <functional>

#include "sim/cli/request.hpp"
#include "sim/drivers/explore/explore.hpp"

namespace ghostwalk::cli {

// ── Which: --kernel, --option, --set, --scenario, and of `several` --all and --ablations, as `run` has them ──
void add_selection(po::options_description& options, bool several);
// The files and the above. Throws InputError when there are none.
RunRequest read_selection(const std::string& command, const po::variables_map& values);
// "ghostwalk replay FILE --kernel K ...", to be followed by --schedule.
std::string replay_line(const RunRequest& request, const std::string& file,
                        const lang::Library& library, const lang::Declaration& scenario,
                        const Case& c);

// ── How far: --threads, --max-states, --max-memory, --max-seconds, --plain ──
struct Limits {
  unsigned threads = 1;
  bool reduce = true, compact = false;
  std::uint64_t max_states = 0, max_bytes = 0, max_seconds = 0; // 0: no bound
};
void add_limits(po::options_description& options, bool threads_each);
Limits read_limits(const po::variables_map& values);

// While one lives, SIGINT and SIGTERM only ask to stop; the second one stops at once.
class StopOnSignal {
public:
  StopOnSignal();
  ~StopOnSignal();
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;
  static bool asked();

private:
  void (*before_int_)(int);
  void (*before_term_)(int);
};

// One search within the limits. A signal, too, makes it give up. ModelErrors come out with their place in the text.
Exploration search(const Program& program, const Limits& limits,
                   const std::function<void(const ExploreProgress&)>& progress = {});

// The place in the text of what has no meaning there.
InputError located(const ModelError& error, const Program& program);

// Wrong input weighs most, then an interruption, then a failed expectation, then giving up.
int worse(int status, int other);

} // namespace ghostwalk::cli
