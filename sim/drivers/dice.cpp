// SPDX-License-Identifier: MIT
#include "sim/drivers/dice.hpp"

namespace ghostwalk {

Dice::Dice(const hw::CpuDescription& cpu) : cpu_(cpu) {
  for (std::size_t i = 0; i < known_.size(); ++i) {
    const hw::Distribution& d = cpu.values[i];
    if (d.fixed())
      known_[i].only = static_cast<std::int64_t>(d.lowest());
    else
      for (const auto& part : d.parts) known_[i].weights += part.weight;
  }
}

std::int64_t Dice::cycles(hw::Key key, std::uint32_t times) {
  const Known& k = known_[static_cast<std::size_t>(key)];
  if (k.weights == 0) return k.only * times;
  std::int64_t sum = 0;
  for (std::uint32_t i = 0; i < times; ++i) sum += draw(cpu_.of(key), k.weights);
  return sum;
}

std::int64_t Dice::draw(const hw::Distribution& from, std::uint64_t weights) {
  std::uint64_t at = random_.below(weights);
  for (const auto& part : from.parts) {
    if (at < part.weight)
      return random_.between(static_cast<std::int64_t>(part.lowest),
                             static_cast<std::int64_t>(part.highest));
    at -= part.weight;
  }
  return static_cast<std::int64_t>(from.highest()); // Not reached: the weights add up.
}

} // namespace ghostwalk
