// SPDX-License-Identifier: MIT
#include "sim/sweep/measures.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/machine/machine.hpp"

namespace ghostwalk::sweep {
namespace {

struct Plain {
  std::string_view name;
  Measured::Kind kind;
};
constexpr std::array plain_names{
    Plain{"broken", Measured::Kind::broken}, Plain{"window", Measured::Kind::window},
    Plain{"cycles", Measured::Kind::cycles}, Plain{"stale_most", Measured::Kind::stale_most},
    Plain{"stale_mean", Measured::Kind::stale_mean}};

constexpr std::string_view event_word = "event ";

std::uint64_t at_bit(const Tally& tally, std::size_t bit) {
  return bit < tally.happened.size() ? tally.happened[bit] : 0;
}

} // namespace

Measured measured(const std::string& name, Location at) {
  Measured found;
  for (const Plain& plain : plain_names)
    if (name == plain.name) {
      found.kind = plain.kind;
      return found;
    }
  if (name.starts_with(event_word)) {
    found.kind = Measured::Kind::event;
    found.event = name.substr(event_word.size());
    return found;
  }
  if (const auto oracle = oracle_named(name)) {
    found.kind = Measured::Kind::oracle;
    found.oracle = *oracle;
    return found;
  }
  for (const CounterName& counter : counter_names())
    if (counter.name == name) {
      found.kind = Measured::Kind::counter;
      found.counter = counter.counter;
      return found;
    }
  throw InputError(
      at, fmt::format("nothing to measure is called '{}'{}", name, suggest(name, measure_names())),
      "or 'event NAME'; all names: ghostwalk results --help");
}

std::string name_of(const Measured& measured) {
  for (const Plain& plain : plain_names)
    if (plain.kind == measured.kind) return std::string(plain.name);
  if (measured.kind == Measured::Kind::oracle) return std::string(words(measured.oracle));
  if (measured.kind == Measured::Kind::event) return std::string(event_word) + measured.event;
  return std::string(counter_names()[static_cast<std::size_t>(measured.counter)].name);
}

std::vector<std::string> measure_names() {
  std::vector<std::string> names;
  for (const Plain& plain : plain_names) names.emplace_back(plain.name);
  names.insert(names.end(), oracle_names().begin(), oracle_names().end());
  for (const CounterName& counter : counter_names()) names.emplace_back(counter.name);
  return names;
}

std::optional<std::uint64_t> hits(const Measured& measured, const PlanProgram& program,
                                  const Tally& tally) {
  if (measured.kind == Measured::Kind::broken) return tally.found.count();
  if (measured.kind == Measured::Kind::oracle)
    return at_bit(tally, static_cast<std::size_t>(measured.oracle));
  if (measured.kind != Measured::Kind::event) return std::nullopt;
  const auto event = std::find(program.events.begin(), program.events.end(), measured.event);
  if (event == program.events.end()) return std::nullopt;
  return at_bit(tally, static_cast<std::size_t>(Oracle::count_) +
                           static_cast<std::size_t>(event - program.events.begin()));
}

bool is_probability(const Measured& measured) {
  return measured.kind == Measured::Kind::broken || measured.kind == Measured::Kind::oracle ||
         measured.kind == Measured::Kind::event;
}

std::optional<Histogram> spread(const Measured& measured, const Tally& tally) {
  switch (measured.kind) {
  case Measured::Kind::window: return tally.window();
  case Measured::Kind::cycles: return tally.cycles;
  case Measured::Kind::stale_most: return tally.stale_most;
  default: return std::nullopt;
  }
}

std::optional<double> mean(const Measured& measured, const Tally& tally) {
  const auto ratio = [](std::uint64_t sum, std::uint64_t count) {
    return count == 0 ? std::nullopt
                      : std::optional(static_cast<double>(sum) / static_cast<double>(count));
  };
  if (is_probability(measured)) return std::nullopt;
  if (const auto all = spread(measured, tally)) return ratio(all->sum(), all->count());
  if (measured.kind == Measured::Kind::stale_mean)
    return ratio(tally.stale_cycles, tally.stale_most.count() == 0 ? 0 : tally.cycles.sum());
  return ratio(tally.all_cpus()[measured.counter], tally.trials);
}

bool needs_stale(const Measured& measured) {
  return measured.kind == Measured::Kind::stale_most || measured.kind == Measured::Kind::stale_mean;
}

bool counts_stale(const Plan& plan) {
  return std::any_of(plan.measures.begin(), plan.measures.end(),
                     [](const std::string& name) { return needs_stale(measured(name)); });
}

} // namespace ghostwalk::sweep
