// SPDX-License-Identifier: MIT
// Any bytes as a schedule: read or refused with an InputError; each word comes back as it went; and what is
// possible of it is done, on a shipped scenario that the first byte chooses, with and without time.
#include <array>
#include <filesystem>

#include "sim/drivers/bare.hpp"
#include "sim/drivers/replay.hpp"
#include "sim/drivers/schedule.hpp"
#include "tests/fuzz/shipped_models.hpp"
#include "tests/fuzz/target.hpp"

namespace ghostwalk::fuzz {
namespace {

constexpr std::size_t most_steps = 500;

struct Shipped {
  const char *file, *kernel;
};
// Between them every kind of step there is.
constexpr std::array shipped{
    Shipped{"scenarios/linux-2.4/munmap_same_cpu.race", "linux-2.4.18"},
    Shipped{"scenarios/litmus/sb_page_walk.race", "bare"},
    Shipped{"scenarios/basics/interrupt_is_no_barrier.race", "no-barrier"},
    Shipped{"scenarios/linux-4.19/pti_other_asid.race", "linux-4.19"},
};

const Program& program(std::size_t which) {
  static const std::vector<Program> programs = [] {
    std::vector<Program> all;
    for (const auto& [file, kernel] : shipped) {
      lang::Library library;
      lang::read_library(library, GHOSTWALK_SOURCE_DIR,
                         {std::filesystem::path(GHOSTWALK_SOURCE_DIR) / file});
      all.push_back(lang::compile(library, {library.scenario_order.front(), kernel, {}, {}}));
    }
    return all;
  }();
  return programs[which % programs.size()];
}

void check_words(const std::vector<ScheduleWord>& words) {
  for (std::size_t i = 0; i < words.size() && i < most_steps; ++i) {
    const auto again = read_schedule(word_of(words[i].decision));
    expect(again.size() == 1 && again[0].decision == words[i].decision,
           "a word reads as it is written");
  }
}

// The steps that the words stand for, as far as they are possible.
std::vector<Step> follow(const Machine& machine, const std::vector<ScheduleWord>& words) {
  Retrace run(machine);
  std::vector<Step> steps;
  for (const ScheduleWord& word : words) {
    if (steps.size() == most_steps) break;
    const auto step = step_of(machine, run.state(), word.decision);
    if (!step) break;
    expect(decision_of(machine, run.state(), *step) == word.decision,
           "a step is known by its word");
    run.take(*step, Cycles{static_cast<std::int64_t>(steps.size()) + 1});
    steps.push_back(*step);
  }
  return steps;
}

void replay(const Machine& machine, const std::vector<ScheduleWord>& words) {
  const std::vector<Step> steps = follow(machine, words);
  const Run untimed = retrace(machine, steps);
  BareQueue queue;
  const Run timed = retrace(machine, steps, {}, queue);
  expect(untimed.steps.size() == steps.size() && timed.steps.size() == steps.size(),
         "each step is taken");
  expect(untimed.seen == timed.seen, "the same happens with and without time");
  const auto written = read_schedule(schedule_of(machine, steps));
  expect(written.size() == steps.size(), "a run has as many words as steps");
  for (std::size_t i = 0; i < steps.size(); ++i)
    expect(written[i].decision == words[i].decision,
           "a run is written with the words that made it");
}

} // namespace
} // namespace ghostwalk::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ghostwalk;
  if (size == 0) return 0;
  try {
    const auto words = read_schedule(fuzz::text_of(data + 1, size - 1));
    fuzz::check_words(words);
    const Machine machine(fuzz::program(data[0] - '0'));
    fuzz::replay(machine, words);
  } catch (const InputError& error) {
    fuzz::expect(!render(error, Sources()).empty(), "an error says something");
  }
  return 0;
}
