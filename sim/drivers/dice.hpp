// SPDX-License-Identifier: MIT
// The dice of one trial: draws from a CPU description's distributions. What is fixed costs no draw.
//
// Each CPU has dice of its own for each purpose. So two kernels in the same trial throw alike what
// both throw: the third walk of CPU 1 that goes to memory takes the same time under both, whatever
// else the one does and the other does not, and what differs between them is the kernel, not chance
// (common random numbers).
#pragma once

#include <string_view>
#include <vector>

#include "models/hw/parameters.hpp"
#include "sim/core/random.hpp"

namespace ghostwalk {

class Dice {
public:
  Dice(const hw::CpuDescription& cpu, std::size_t cpus); // Keeps a reference.
  void throw_from(const Random& random);

  // Purposes beyond the durations of the description.
  enum class Choice : std::uint8_t { work, alternative, victim, outside_read, count_ };

  class OfCpu { // Of one CPU.
  public:
    std::int64_t cycles(hw::Key key) {
      const Known& k = dice_.known(key);
      return k.weights == 0 ? k.only : draw(key, k.weights);
    }
    // The sum of `times` draws.
    std::int64_t cycles(hw::Key key, std::uint32_t times);
    std::int64_t between(Choice what, std::int64_t lowest, std::int64_t highest) {
      return lowest >= highest ? lowest : stream(what).between(lowest, highest);
    }
    // 0 .. count - 1. Requires count > 0.
    std::uint64_t below(Choice what, std::uint64_t count) {
      return count == 1 ? 0 : stream(what).below(count);
    }

  private:
    friend class Dice;
    OfCpu(Dice& dice, Random* streams) : dice_(dice), streams_(streams) {}
    Random& stream(Choice what) { return streams_[durations + static_cast<std::size_t>(what)]; }
    std::int64_t draw(hw::Key key, std::uint64_t weights);

    Dice& dice_;
    Random* streams_;
  };
  const std::vector<std::uint64_t>& stream_numbers() const { return numbers_; }
  OfCpu of(CpuId cpu) { return {*this, streams_.data() + std::size_t{cpu} * purposes}; }

private:
  struct Known {
    std::uint64_t weights = 0; // Sum of the weights; 0: it is always `only`.
    std::int64_t only = 0;
  };
  static constexpr std::size_t first_duration = static_cast<std::size_t>(hw::Key::local_op);
  static constexpr std::size_t durations =
      static_cast<std::size_t>(hw::Key::count_) - first_duration;
  static constexpr std::size_t purposes = durations + static_cast<std::size_t>(Choice::count_);
  static std::string_view purpose(std::size_t number);
  static constexpr std::size_t number(hw::Key key) {
    return static_cast<std::size_t>(key) - first_duration;
  }
  const Known& known(hw::Key key) const { return known_[number(key)]; }

  const hw::CpuDescription& cpu_;
  std::array<Known, durations> known_;
  std::vector<std::uint64_t> numbers_; // of the streams, in the order of streams_
  std::vector<Random> streams_;        // per CPU and purpose
};

} // namespace ghostwalk
