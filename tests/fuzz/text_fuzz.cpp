// SPDX-License-Identifier: MIT
// Any bytes as a .race file beside the shipped models: read or refused at a place in the text, printed and read
// again; every scenario compiled for the kernels it names, walked through, explored a little, run, exported.
#include "sim/core/random.hpp"
#include "sim/drivers/bare.hpp"
#include "sim/drivers/explore/explore.hpp"
#include "sim/drivers/schedule.hpp"
#include "sim/export/murphi.hpp"
#include "sim/lang/resolve/resolve.hpp"
#include "sim/lang/study.hpp"
#include "tests/fuzz/shipped_models.hpp"
#include "tests/fuzz/target.hpp"

namespace ghostwalk::fuzz {
namespace {

constexpr std::size_t most_kernels = 2; // of each scenario
constexpr int most_steps = 100;
constexpr std::uint64_t most_states = 200;
constexpr std::uint64_t most_memory = 256U << 20U;
// Larger machines are compiled and no more: nothing is wrong with them, but a state has so many successors
// that one input would take minutes.
constexpr std::size_t most_speculation = 1'000; // pages times CPUs
constexpr std::size_t most_exported = 1'000;    // instructions

void check_print(const lang::File& file) {
  Sources sources;
  const std::string printed = lang::print(file);
  if (printed.size() > lang::max_file_bytes) return;
  const lang::File again = lang::parse(sources, sources.add("printed.race", printed));
  expect(lang::same(file, again), "what is printed says the same");
  expect(lang::print(again) == printed, "there is one format");
}

// Some path through the machine: which one depends on nothing but `seed`.
void walk(const Machine& machine, std::uint64_t seed) {
  Random random(seed, 0, 0);
  std::vector<std::byte> state = machine.program().initial;
  std::vector<Step> steps;
  for (int i = 0; i < most_steps; ++i) {
    steps.clear();
    machine.steps(state.data(), steps);
    if (steps.empty()) return;
    const Step step = steps[static_cast<std::size_t>(random.below(steps.size()))];
    expect(machine.possible(state.data(), step), "a step that is offered is possible");
    expect(step_of(machine, state.data(), decision_of(machine, state.data(), step)) == step,
           "a step has a word");
    machine.apply(state.data(), step);
  }
}

template <class Action>
void unless_senseless(const Action& action) {
  try {
    action();
  } catch (
      const ModelError&) { // The text does something that has no meaning; it says so when that happens.
  }
}

void drive(const Program& program) {
  if (program.pages.size() * program.cpus > most_speculation) return;
  const Machine machine(program);
  for (std::uint64_t seed = 0; seed < 2; ++seed) unless_senseless([&] { walk(machine, seed); });
  unless_senseless([&] {
    RunSettings settings;
    settings.limit = Cycles{20'000};
    settings.max_steps = most_steps;
    run_bare(machine, settings);
  });
  unless_senseless([&] {
    ExploreSettings settings;
    settings.threads = 1;
    settings.max_states = most_states;
    settings.max_bytes = most_memory;
    explore(machine, settings);
  });
  if (program.code.size() > most_exported) return;
  try {
    to_murphi(program);
  } catch (const InputError&) { // What Murphi's numbers cannot hold.
  }
}

void check_scenario(const lang::Library& library, const lang::Declaration& scenario) {
  std::size_t compiled = 0;
  for (const lang::Expectation& e : lang::expectations(library, scenario))
    if (++compiled <= most_kernels)
      drive(lang::compile(library, {&scenario, e.kernel, e.options, {}}));
  if (compiled > 0) return;
  for (const lang::Declaration& d : library.files[0]->declarations)
    if (d.kind == lang::Declaration::Kind::kernel && ++compiled <= most_kernels)
      drive(lang::compile(library, {&scenario, d.name, {}, {}}));
  if (compiled == 0) drive(lang::compile(library, {&scenario, "bare", {}, {}}));
}

// An error ends what it is about, not the rest.
template <class Action>
void tried(const lang::Library& library, const Action& action) {
  try {
    action();
  } catch (const InputError& error) {
    expect(error.at.file <= library.sources.count(), "an error is in a file that was read");
    expect(error.at.line <= library.sources.text(error.at.file == 0 ? 1 : error.at.file).size() + 2,
           "and in its lines");
    expect(!render(error, library.sources).empty(), "an error says something");
  }
}

void check(lang::Library& library, const std::string& text) {
  read_beside_models(library, text);
  check_print(*library.files[0]);
  for (const lang::Declaration& d : library.files[0]->declarations) {
    if (d.kind == lang::Declaration::Kind::cpu)
      tried(library, [&] { lang::cpu_description(library, d.name, d.at); });
    if (d.kind == lang::Declaration::Kind::kernel)
      tried(library, [&] { lang::resolve(lang::Symbols(lang::select_kernel(library, d))); });
  }
  for (const lang::Declaration* scenario : library.scenario_order)
    tried(library, [&] { check_scenario(library, *scenario); });
  for (const lang::Declaration* study : library.study_order)
    tried(library, [&] { lang::resolve_study(library, *study); });
}

} // namespace
} // namespace ghostwalk::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ghostwalk;
  lang::Library library;
  fuzz::tried(library, [&] { fuzz::check(library, fuzz::text_of(data, size)); });
  return 0;
}
