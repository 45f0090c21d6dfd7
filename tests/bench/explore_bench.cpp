// SPDX-License-Identifier: MIT
// States per second of explore on the teardown protocol, and from a text to a verdict on the first scenario that
// anyone explores. Beside other checkers: against_others.sh. How it grows: growth.sh.
#include <benchmark/benchmark.h>

#include "sim/drivers/explore/explore.hpp"
#include "sim/lang/compile.hpp"

namespace ghostwalk {
namespace {

Program compiled(const char* file, const char* kernel) {
  lang::Library library;
  lang::read_library(library, GHOSTWALK_SOURCE_DIR,
                     {std::string(GHOSTWALK_SOURCE_DIR "/scenarios/") + file});
  return lang::compile(library, {library.scenario_order.front(), kernel, {}, {}});
}

// state.range(0): threads; (1): reduced or not; (2): bits of a hash, or 0.
void protocol(benchmark::State& state) {
  const Program program = compiled("protocol/teardown.race", "teardown");
  ExploreSettings settings;
  settings.threads = static_cast<unsigned>(state.range(0));
  settings.reduce = state.range(1) != 0;
  settings.hash_bits = static_cast<unsigned>(state.range(2));
  Exploration e;
  for (auto _ : state) e = explore(Machine(program), settings);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(e.states));
  state.counters["states"] = static_cast<double>(e.states);
  state.counters["bytes/state"] = static_cast<double>(e.bytes) / static_cast<double>(e.states);
}
BENCHMARK(protocol)
    ->ArgNames({"threads", "reduced", "hash"})
    ->Args({1, 0, 0})
    ->Args({2, 0, 0})
    ->Args({1, 1, 0})
    ->Args({2, 1, 0})
    ->Args({2, 0, 64})
    ->Iterations(1)
    ->UseRealTime()
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);

void text_to_found(benchmark::State& state) {
  for (auto _ : state) {
    const Program program = compiled("linux-2.4/munmap_same_cpu.race", "linux-2.4.18");
    benchmark::DoNotOptimize(explore(Machine(program), {}).witness.size());
  }
}
BENCHMARK(text_to_found)->Unit(benchmark::kMillisecond);

} // namespace
} // namespace ghostwalk
