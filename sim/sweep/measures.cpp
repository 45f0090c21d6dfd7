// SPDX-License-Identifier: MIT
#include "sim/sweep/measures.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/machine/machine.hpp"

namespace ghostwalk::sweep {
namespace {

constexpr std::string_view event_word = "event ";

std::uint64_t at_bit(const Tally& tally, std::size_t bit) {
  return bit < tally.happened.size() ? tally.happened[bit] : 0;
}

} // namespace

Measured measured(const std::string& name, Location at) {
  Measured found;
  if (name == "broken") return found;
  if (name == "window") {
    found.kind = Measured::Kind::window;
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
  switch (measured.kind) {
  case Measured::Kind::broken: return "broken";
  case Measured::Kind::oracle: return std::string(words(measured.oracle));
  case Measured::Kind::event: return std::string(event_word) + measured.event;
  case Measured::Kind::window: return "window";
  case Measured::Kind::counter: break;
  }
  return std::string(counter_names()[static_cast<std::size_t>(measured.counter)].name);
}

std::vector<std::string> measure_names() {
  std::vector<std::string> names{"broken", "window"};
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

} // namespace ghostwalk::sweep
