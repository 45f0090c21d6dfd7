// SPDX-License-Identifier: MIT
// What is judged: a study of 10,000 points starts within a second; 1,000 shards merge within ten.
// (Two shards against one: tests/sweep/two_shards.sh, because it is about processes.)
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <fstream>

#include "sim/sweep/merge.hpp"
#include "sim/sweep/sweep.hpp"

namespace ghostwalk::sweep {
namespace {

namespace fs = std::filesystem;

struct Bench {
  explicit Bench(const std::string& study) {
    folder = fs::temp_directory_path() / ("ghostwalk_bench." + std::to_string(getpid()));
    fs::remove_all(folder);
    fs::create_directories(folder);
    std::ofstream(folder / "study.race") << "include \"scenarios/linux-2.4/munmap_same_cpu.race\"\n"
                                         << study;
  }
  ~Bench() { fs::remove_all(folder); }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;
  fs::path folder;
};

const char* const large = R"(study large
  scenario munmap_same_cpu
  kernel linux-2.4.18
  kernel linux-2.4.19
  vary walk_snoop = 1 .. 5000 step 1
  trials 100_000
)";

// From the command's start to the first trial: reading, checking, the plan, the store, the first point.
void StartOfTenThousandPoints(benchmark::State& state) {
  const Bench bench(large);
  for (auto _ : state) {
    fs::remove(bench.folder / "store");
    lang::Library library;
    lang::read_library(library, GHOSTWALK_SOURCE_DIR, {bench.folder / "study.race"});
    const lang::Study study = lang::resolve_study(library, *library.study_order.at(0));
    const Plan plan = plan_of(library, study, "study.race");
    Store store(bench.folder / "store", Store::Use::write);
    store.begin(plan, this_build(), {}, false);
    SweepSettings settings;
    int looks = 0; // The second look is within the first batch.
    settings.stop = [&] {
      return ++looks > 1 ? SweepSettings::Stop::at_once : SweepSettings::Stop::no;
    };
    sweep(library, study, plan, store, settings);
  }
}
BENCHMARK(StartOfTenThousandPoints)->Unit(benchmark::kMillisecond);

// 1,000 shards of a study of 1,000 points and 10,000 trials: 10 batches each, made up.
void MergeOfAThousandShards(benchmark::State& state) {
  const Bench bench(R"(study shards
  scenario munmap_same_cpu
  kernel linux-2.4.18
  vary walk_snoop = 1 .. 1000 step 1
  trials 10_000
)");
  lang::Library library;
  lang::read_library(library, GHOSTWALK_SOURCE_DIR, {bench.folder / "study.race"});
  const Plan plan =
      plan_of(library, lang::resolve_study(library, *library.study_order.at(0)), "study.race");
  constexpr std::uint64_t shards = 1000;
  std::vector<fs::path> files;
  for (std::uint64_t s = 1; s <= shards; ++s) {
    files.push_back(bench.folder / std::to_string(s));
    Store store(files.back(), Store::Use::write);
    store.begin(plan, this_build(), {s, shards}, false);
    std::vector<Batch> batches;
    for (std::uint64_t ordinal = 0; ordinal < plan.points() * 10; ++ordinal) {
      if (!takes({s, shards}, ordinal)) continue;
      const TrialRange range = batch(ordinal % 10, plan.trials);
      Tally tally;
      tally.trials = range.size();
      for (std::uint64_t trial = range.first; trial < range.end; ++trial)
        tally.cycles.add(static_cast<std::int64_t>(ordinal * 1000 + trial));
      tally.cpus.resize(2);
      batches.push_back({point(plan, ordinal / 10).id, range, tally.pack(), 0, 0, 0});
    }
    store.add(batches);
    store.finish();
  }
  for (auto _ : state) {
    fs::remove(bench.folder / "out");
    merge(bench.folder / "out", files, {});
  }
}
BENCHMARK(MergeOfAThousandShards)->Unit(benchmark::kMillisecond)->Iterations(1);

} // namespace
} // namespace ghostwalk::sweep
