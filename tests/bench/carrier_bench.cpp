// SPDX-License-Identifier: MIT
// Events per second of the carriers of time, with nothing to do at each.
#include <benchmark/benchmark.h>

#include "tests/drivers/carriers.hpp"

namespace ghostwalk::test {
namespace {

constexpr int events = 100'000;

// state.range(0): number of CPUs, five errands under way for each.
void bare_queue(benchmark::State& state) {
  const auto cpus = static_cast<CpuId>(state.range(0));
  BareQueue queue;
  for (auto _ : state) {
    Random random(1, 0, 0);
    std::uint64_t sequence = 0;
    const auto send = [&](Errand e) {
      e.sequence = sequence++;
      e.cycles = random.between(1, 500);
      queue.carry(e);
    };
    queue.clear();
    for (CpuId cpu = 0; cpu < cpus; ++cpu)
      for (int i = 0; i < 5; ++i) send({.cpu = cpu});
    std::vector<Errand> due;
    Cycles at{};
    for (int i = 0; i < events;) {
      queue.next(at, due);
      for (const Errand& e : due) send(e);
      i += static_cast<int>(due.size());
    }
  }
  state.SetItemsProcessed(state.iterations() * events);
}
BENCHMARK(bare_queue)->Arg(2)->Arg(4)->Arg(64)->Unit(benchmark::kMillisecond);

void simgrid(benchmark::State& state) {
  for (auto _ : state)
    drive_simgrid(1, static_cast<CpuId>(state.range(0)), events, 500,
                  static_cast<int>(state.range(1)));
  state.SetItemsProcessed(state.iterations() * events);
}
BENCHMARK(simgrid)
    ->ArgNames({"cpus", "bus_load"})
    ->Args({2, -1})
    ->Args({4, -1})
    ->Args({64, -1})
    ->Args({2, 0})
    ->Args({2, 50})
    ->Unit(benchmark::kMillisecond);

} // namespace
} // namespace ghostwalk::test
