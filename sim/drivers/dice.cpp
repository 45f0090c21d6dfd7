// SPDX-License-Identifier: MIT
#include "sim/drivers/dice.hpp"

#include <iterator>

namespace ghostwalk {
namespace {

// A purpose's own number, from its name: a new purpose leaves the others their dice. FNV-1a, folded to 24
// bits; a test holds that no two names share one.
std::uint64_t number_of(std::string_view name) {
  std::uint32_t hash = 2166136261U;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return (hash >> 24) ^ (hash & 0xffffffU);
}

std::uint64_t stream_number(std::string_view purpose, std::size_t cpu) {
  return number_of(purpose) << 8 | cpu; // 256 CPUs at most
}

} // namespace

Dice::Dice(const hw::CpuDescription& cpu, std::size_t cpus)
    : cpu_(cpu), streams_(cpus * purposes, Random(0, 0, 0)) {
  for (std::size_t n = 0; n < cpus; ++n)
    for (std::size_t i = 0; i < purposes; ++i) numbers_.push_back(stream_number(purpose(i), n));
  for (std::size_t i = 0; i < known_.size(); ++i) {
    const hw::Distribution& d = cpu.values[first_duration + i];
    if (d.fixed())
      known_[i].only = static_cast<std::int64_t>(d.lowest());
    else
      for (const auto& part : d.parts) known_[i].weights += part.weight;
  }
}

void Dice::throw_from(const Random& random) {
  for (std::size_t i = 0; i < streams_.size(); ++i) streams_[i] = random.stream(numbers_[i]);
}

std::string_view Dice::purpose(std::size_t number) {
  constexpr std::string_view choices[] = {"which work", "which alternative", "which victim",
                                          "which outside read"};
  static_assert(std::size(choices) == purposes - durations);
  if (number >= durations) return choices[number - durations];
  return hw::parameters()[first_duration + number].name;
}

std::int64_t Dice::OfCpu::cycles(hw::Key key, std::uint32_t times) {
  const Known& k = dice_.known(key);
  if (k.weights == 0) return k.only * times;
  std::int64_t sum = 0;
  for (std::uint32_t i = 0; i < times; ++i) sum += draw(key, k.weights);
  return sum;
}

std::int64_t Dice::OfCpu::draw(hw::Key key, std::uint64_t weights) {
  Random& random = streams_[number(key)];
  const hw::Distribution& from = dice_.cpu_.of(key);
  std::uint64_t at = from.parts.size() == 1 ? 0 : random.below(weights);
  for (const auto& part : from.parts) {
    if (at < part.weight)
      return random.between(static_cast<std::int64_t>(part.lowest),
                            static_cast<std::int64_t>(part.highest));
    at -= part.weight;
  }
  return static_cast<std::int64_t>(from.highest()); // Not reached: the weights add up.
}

} // namespace ghostwalk
