// SPDX-License-Identifier: MIT
// Trials per second on the flagship: the sampler with everything in its tally, beside the SimGrid
// driver, which keeps nothing. One run of this program gives both and their ratio.
//   bench_sample --benchmark_counters_tabular=true
#include <benchmark/benchmark.h>

#include "sim/drivers/sample/group.hpp"
#include "sim/drivers/timed/timed.hpp"
#include "sim/lang/compile.hpp"

namespace ghostwalk {
namespace {

Program flagship(const std::string& kernel) {
  lang::Library library;
  lang::read_library(library, GHOSTWALK_SOURCE_DIR,
                     {GHOSTWALK_SOURCE_DIR "/scenarios/linux-2.4/munmap_same_cpu.race"});
  lang::Selection selection;
  selection.scenario = library.scenario_order.front();
  selection.kernel = kernel;
  return lang::compile(library, selection);
}

const Program& bug() {
  static const Program program = flagship("linux-2.4.18");
  return program;
}
const Program& fix() {
  static const Program program = flagship("linux-2.4.19");
  return program;
}

void sampler(benchmark::State& state, const Program& (*program)()) {
  const Machine machine(program());
  Sampler sampler(machine);
  Tally tally(program());
  std::uint64_t trial = 0;
  for (auto _ : state) benchmark::DoNotOptimize(sampler.add(trial++, tally));
  state.SetItemsProcessed(state.iterations());
  state.counters["events/s"] = benchmark::Counter(
      static_cast<double>(tally.all_cpus()[Counter::steps]), benchmark::Counter::kIsRate);
}

void simgrid(benchmark::State& state, const Program& (*program)()) {
  const Machine machine(program());
  RunSettings settings;
  settings.record = false;
  for (auto _ : state) {
    benchmark::DoNotOptimize(run_timed(machine, settings).seen);
    ++settings.trial;
  }
  state.SetItemsProcessed(state.iterations());
}

// Both kernels in step, in threads; state.range(0) of them. Wall clock.
void in_threads(benchmark::State& state) {
  const Machine first(bug()), second(fix());
  GroupSettings settings;
  settings.trials = 20'000;
  settings.threads = static_cast<unsigned>(state.range(0));
  for (auto _ : state) {
    benchmark::DoNotOptimize(sample_group({&first, &second}, settings).tally.trials);
    settings.first += settings.trials;
  }
  state.SetItemsProcessed(state.iterations() * 40'000);
}

BENCHMARK_CAPTURE(sampler, linux_2_4_18, bug)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(simgrid, linux_2_4_18, bug)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(sampler, linux_2_4_19, fix)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(simgrid, linux_2_4_19, fix)->Unit(benchmark::kMicrosecond);
BENCHMARK(in_threads)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

} // namespace
} // namespace ghostwalk
