// SPDX-License-Identifier: MIT
// Steps per second of the machine on its own, and of whole timed runs, on the first scenario that
// anyone runs.
#include <benchmark/benchmark.h>

#include "sim/core/random.hpp"
#include "sim/drivers/bare.hpp"
#include "sim/drivers/clockwork.hpp"
#include "sim/drivers/timed/timed.hpp"
#include "sim/lang/compile.hpp"

namespace ghostwalk {
namespace {

const Program& flagship() {
  static const Program program = [] {
    lang::Library library;
    lang::read_library(library, GHOSTWALK_SOURCE_DIR,
                       {GHOSTWALK_SOURCE_DIR "/scenarios/linux-2.4/munmap_same_cpu.race"});
    lang::Selection selection;
    selection.scenario = library.scenario_order.front();
    selection.kernel = "linux-2.4.18";
    return lang::compile(library, selection);
  }();
  return program;
}

// A walk through the state graph: any of the possible steps, from the start again where there are
// none.
void random_walk(benchmark::State& state) {
  const Machine machine(flagship());
  std::vector<std::byte> now = flagship().initial;
  std::vector<Step> possible;
  Random random(1, 0, 0);
  std::int64_t steps = 0;
  for (auto _ : state) {
    possible.clear();
    machine.steps(now.data(), possible);
    if (possible.empty()) {
      now = flagship().initial;
      continue;
    }
    machine.apply(now.data(), possible[random.below(possible.size())]);
    ++steps;
  }
  state.SetItemsProcessed(steps);
}
BENCHMARK(random_walk);

// One trial of a sampler: no record, the same queue and clockwork for all.
void bare_trials(benchmark::State& state) {
  const Machine machine(flagship());
  Clockwork clockwork(machine);
  BareQueue queue;
  RunSettings settings;
  settings.record = false;
  for (auto _ : state) {
    ++settings.trial;
    queue.clear();
    benchmark::DoNotOptimize(clockwork.run(settings, queue).seen);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(bare_trials)->Unit(benchmark::kMicrosecond);

void simgrid_trials(benchmark::State& state) {
  const Machine machine(flagship());
  RunSettings settings;
  settings.record = false;
  for (auto _ : state) {
    ++settings.trial;
    benchmark::DoNotOptimize(run_timed(machine, settings).seen);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(simgrid_trials)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace ghostwalk
