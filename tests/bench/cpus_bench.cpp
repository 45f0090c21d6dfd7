// SPDX-License-Identifier: MIT
// Is an event as cheap on 256 CPUs as on 4? Whole runs of a purge with its IPIs, on machines of more
// and more CPUs: time per event, which should not depend on how many others there are.
#include <benchmark/benchmark.h>

#include "sim/drivers/bare.hpp"
#include "sim/drivers/clockwork.hpp"
#include "sim/drivers/timed/timed.hpp"
#include "sim/lang/compile.hpp"

namespace ghostwalk::test {
namespace {

// Passes all on, and counts what is done.
class Counted final : public Carrier {
public:
  explicit Counted(Carrier& carrier) : carrier_(carrier) {}
  void carry(const Errand& errand) override { carrier_.carry(errand); }
  bool next(Cycles& at, std::vector<Errand>& due) override {
    const bool more = carrier_.next(at, due);
    events += static_cast<double>(due.size());
    return more;
  }
  double events = 0;

private:
  Carrier& carrier_;
};

Program purge(std::int64_t cpus) {
  lang::Library library;
  lang::read_library(library, GHOSTWALK_SOURCE_DIR,
                     {GHOSTWALK_SOURCE_DIR "/scenarios/linux-4.19/purge_256_cpus.race"});
  lang::Selection selection;
  selection.scenario = library.scenario_order.front();
  selection.kernel = "linux-4.19";
  selection.settings = {{"cpus", std::to_string(cpus)}};
  return lang::compile(library, selection);
}

// `again`: before each run after the first.
void run_on(benchmark::State& state, const Program& program, Carrier& carrier,
            const std::function<void()>& again) {
  const Machine machine(program);
  Clockwork clockwork(machine);
  Counted counted(carrier);
  RunSettings settings;
  settings.record = false;
  settings.limit = Cycles{1'000'000'000'000}; // SimGrid's clock goes on from run to run.
  for (auto _ : state) {
    again();
    benchmark::DoNotOptimize(clockwork.run_again(settings, counted).ended_at);
    ++settings.trial;
  }
  using benchmark::Counter;
  state.counters["events"] = Counter(counted.events, Counter::kAvgIterations);
  state.counters["per_event"] = Counter(counted.events, Counter::kIsRate | Counter::kInvert);
}

void purge_bare(benchmark::State& state) {
  const Program program = purge(state.range(0));
  BareQueue queue;
  run_on(state, program, queue, [&] { queue.clear(); });
}

void purge_simgrid(benchmark::State& state) {
  const Program program = purge(state.range(0));
  with_simgrid(program, {}, [&](Carrier& carrier) { run_on(state, program, carrier, [] {}); });
}

BENCHMARK(purge_bare)->ArgName("cpus")->Arg(4)->Arg(16)->Arg(64)->Arg(256);
BENCHMARK(purge_simgrid)->ArgName("cpus")->Arg(4)->Arg(16)->Arg(64)->Arg(256);

} // namespace
} // namespace ghostwalk::test
