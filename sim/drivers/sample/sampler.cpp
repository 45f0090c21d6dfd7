// SPDX-License-Identifier: MIT
#include "sim/drivers/sample/sampler.hpp"

namespace ghostwalk {
namespace {

std::optional<Causes> causes_if(bool wanted, const Program& program) {
  return wanted ? std::optional<Causes>(program) : std::nullopt;
}

} // namespace

Sampler::Sampler(const Machine& machine, const SampleSettings& settings)
    : machine_(machine),
      clockwork_(machine),
      windows_(machine.program()),
      causes_(causes_if(settings.causes, machine.program())),
      counters_(machine.program(), causes_ ? &*causes_ : nullptr) {
  settings_.seed = settings.seed;
  settings_.point = settings.point;
  settings_.limit = settings.limit;
  settings_.max_steps = settings.max_steps;
  settings_.record = false;
  if (settings.stale) stale_.emplace(machine.program());
  clockwork_.watch(this);
}

std::uint64_t Sampler::add(std::uint64_t trial, Tally& tally) {
  settings_.trial = trial;
  queue_.clear();
  const Run& run = clockwork_.run_again(settings_, queue_);
  const WindowMeter::Result window = windows_.result(run.ended_at);
  last_ = {&run,
           window.widest,
           window.margin,
           window.open_at_end,
           &counters_.result(),
           causes_ ? &counters_.by_cause() : nullptr,
           {}};
  if (stale_) last_.stale = stale_->result(run.ended_at);
  return tally.add(machine_.program(), trial, last_);
}

void Sampler::begins(const View& state) {
  windows_.begin(state);
  counters_.begin(state);
  if (stale_) stale_->begin(state);
}

void Sampler::saw(const Taken& step) {
  windows_.see(step);
  counters_.see(step);
  if (stale_) stale_->see(step);
}

} // namespace ghostwalk
