// SPDX-License-Identifier: MIT
#include "sim/report/page/beside.hpp"

#include <algorithm>

#include "sim/drivers/replay.hpp"
#include "sim/drivers/schedule.hpp"
#include "sim/report/describe.hpp"

namespace ghostwalk::report {
namespace {

std::vector<Decision> decisions(const Machine& machine, const std::vector<Step>& steps) {
  std::vector<std::byte> state = machine.program().initial;
  std::vector<Decision> all;
  for (const Step step : steps) {
    all.push_back(decision_of(machine, state.data(), step));
    machine.apply(state.data(), step);
  }
  return all;
}

// What goes on by itself comes first, then the CPUs in turn; nothing that a processor may leave undone.
std::optional<Step> next_of(const Machine& machine, const std::byte* state, CpuId last) {
  std::vector<Step> possible;
  machine.steps(state, possible);
  if (deadlocked(machine, state, possible)) return std::nullopt;
  for (const StepKind kind : {StepKind::walk_read, StepKind::drain, StepKind::interrupt})
    for (const Step s : possible)
      if (s.kind == kind) return s;
  const std::size_t cpus = machine.program().cpus;
  for (std::size_t i = 1; i <= cpus; ++i)
    for (const Step s : possible)
      if (s.kind == StepKind::exec && s.cpu == (last + i) % cpus) return s;
  return std::nullopt;
}

// Every script that ends has ended, and no handler runs.
bool all_ended(const Machine& machine, const std::byte* state) {
  const Program& p = machine.program();
  for (CpuId cpu = 0; cpu < p.cpus; ++cpu)
    if (!p.scripts[cpu].endless && !machine.ended(state, cpu)) return false;
  return true;
}

bool alike(const Report& a, const Report& b, std::size_t n) {
  const TimedStep &x = a.run.steps[n], &y = b.run.steps[n];
  if (x.at != y.at || x.step.cpu != y.step.cpu || x.step.kind != y.step.kind ||
      x.events != y.events)
    return false;
  for (std::uint32_t i = 0; i < x.events; ++i)
    if (describe(a.program, a.run.events[x.first_event + i]) !=
        describe(b.program, b.run.events[y.first_event + i]))
      return false;
  return true;
}

} // namespace

Beside follow(const Program& model, const std::vector<Step>& steps, const Program& other) {
  const Machine machine(other);
  Retrace run(machine);
  Beside all;
  std::int64_t date = 0;
  for (const Decision& word : decisions(Machine(model), steps)) {
    ++date;
    if (run.broken()) break;
    const auto step = step_of(machine, run.state(), word);
    if (!step) {
      ++all.left_out;
      continue;
    }
    run.take(*step, Cycles{date});
    ++all.taken;
  }
  CpuId last = 0;
  while (!run.broken() && all.more < most_more && !all_ended(machine, run.state())) {
    const auto step = next_of(machine, run.state(), last);
    if (!step) break;
    run.take(*step, Cycles{++date});
    if (step->kind == StepKind::exec) last = step->cpu;
    ++all.more;
  }
  all.run = run.finish(false);
  return all;
}

std::optional<std::size_t> parting(const Report& a, const Report& b) {
  const std::size_t both = std::min(a.run.steps.size(), b.run.steps.size());
  for (std::size_t n = 0; n < both; ++n)
    if (!alike(a, b, n)) return n + 1;
  if (a.run.steps.size() != b.run.steps.size()) return both + 1;
  return std::nullopt;
}

} // namespace ghostwalk::report
