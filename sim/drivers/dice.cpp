// SPDX-License-Identifier: MIT
#include "sim/drivers/dice.hpp"

namespace ghostwalk {

Dice::Dice(const hw::CpuDescription& cpu, std::size_t cpus)
    : cpu_(cpu), streams_(cpus * purposes, Random(0, 0, 0)) {
  for (std::size_t i = 0; i < known_.size(); ++i) {
    const hw::Distribution& d = cpu.values[first_duration + i];
    if (d.fixed())
      known_[i].only = static_cast<std::int64_t>(d.lowest());
    else
      for (const auto& part : d.parts) known_[i].weights += part.weight;
  }
}

void Dice::throw_from(const Random& random) {
  for (std::size_t i = 0; i < streams_.size(); ++i) streams_[i] = random.stream(i);
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
