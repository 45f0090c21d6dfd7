// SPDX-License-Identifier: MIT
// The dice of one trial: draws from a CPU description's distributions. What is fixed costs no draw.
#pragma once

#include "models/hw/parameters.hpp"
#include "sim/core/random.hpp"

namespace ghostwalk {

class Dice {
public:
  explicit Dice(const hw::CpuDescription& cpu); // Keeps a reference.
  void throw_from(const Random& random) { random_ = random; }

  std::int64_t cycles(hw::Key key) {
    const Known& k = known_[static_cast<std::size_t>(key)];
    return k.weights == 0 ? k.only : draw(cpu_.of(key), k.weights);
  }
  // The sum of `times` draws.
  std::int64_t cycles(hw::Key key, std::uint32_t times);
  std::int64_t between(std::int64_t lowest, std::int64_t highest) {
    return lowest >= highest ? lowest : random_.between(lowest, highest);
  }
  // 0 .. count - 1. Requires count > 0.
  std::uint64_t below(std::uint64_t count) { return count == 1 ? 0 : random_.below(count); }

private:
  struct Known {
    std::uint64_t weights = 0; // Sum of the weights; 0: it is always `only`.
    std::int64_t only = 0;
  };
  std::int64_t draw(const hw::Distribution& from, std::uint64_t weights);

  const hw::CpuDescription& cpu_;
  Random random_{0, 0, 0};
  std::array<Known, static_cast<std::size_t>(hw::Key::count_)> known_;
};

} // namespace ghostwalk
