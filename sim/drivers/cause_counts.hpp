// SPDX-License-Identifier: MIT
// Counters per cause and CPU. Few of the causes that there can be come up in a run: only those have a
// block.
#pragma once

#include <vector>

#include "sim/drivers/causes.hpp"
#include "sim/drivers/counters.hpp"

namespace ghostwalk {

class CauseCounts {
public:
  CauseCounts() = default; // Of no causes: for whoever does not count them.
  CauseCounts(std::size_t causes, std::size_t cpus) : cpus_(cpus), block_of_(causes * cpus, none) {}

  // Valid until the next call.
  CounterBlock& at(CauseId cause, CpuId cpu) { return block(cause * cpus_ + cpu); }
  // All zero where nothing was counted.
  CounterBlock get(CauseId cause, CpuId cpu) const {
    const std::size_t key = cause * cpus_ + cpu;
    return key < block_of_.size() && block_of_[key] != none ? blocks_[block_of_[key]]
                                                            : CounterBlock{};
  }
  std::size_t causes() const { return cpus_ == 0 ? 0 : block_of_.size() / cpus_; }
  bool empty() const { return blocks_.empty(); }

  void clear() {
    for (const std::size_t key : used_) block_of_[key] = none;
    used_.clear();
    blocks_.clear();
  }
  void merge(const CauseCounts& other) { // Requires the same causes, or none on one side.
    if (other.block_of_.empty()) return;
    if (block_of_.empty()) *this = CauseCounts(other.causes(), other.cpus_);
    for (std::size_t i = 0; i < other.used_.size(); ++i)
      block(other.used_[i]).merge(other.blocks_[i]);
  }
  bool operator==(const CauseCounts& other) const { // Whatever came up first.
    if (block_of_.size() != other.block_of_.size() || used_.size() != other.used_.size())
      return false;
    for (std::size_t i = 0; i < used_.size(); ++i) {
      const std::uint32_t there = other.block_of_[used_[i]];
      if (there == none || other.blocks_[there] != blocks_[i]) return false;
    }
    return true;
  }

private:
  static constexpr std::uint32_t none = 0xffffffff;
  CounterBlock& block(std::size_t key) {
    if (block_of_[key] == none) {
      block_of_[key] = static_cast<std::uint32_t>(blocks_.size());
      used_.push_back(key);
      blocks_.emplace_back();
    }
    return blocks_[block_of_[key]];
  }

  std::size_t cpus_ = 0;
  std::vector<std::uint32_t> block_of_; // per cause and CPU
  std::vector<std::size_t> used_;       // per block: its cause and CPU
  std::vector<CounterBlock> blocks_;
};

} // namespace ghostwalk
