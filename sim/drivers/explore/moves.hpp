// SPDX-License-Identifier: MIT
// What one CPU can do next, remembered. Most steps look at nothing but their own CPU's block and what
// is shared, and few different pairs of these make many states: such a step is taken once per pair,
// and all states that have the pair are told what came of it.
//
//   cpu 1's block 17, shared 230   ──>   17, 231    7, 230    9, 230    and 1 step that looks elsewhere
//
// A step that gets at another CPU's block (a send, a free of a frame that others may name) is taken anew in each state. The
// machine itself tells which are which, each time, so nothing is assumed about any instruction.
#pragma once

#include <vector>

#include "sim/drivers/explore/state_set.hpp"
#include "sim/machine/machine.hpp"

namespace ghostwalk {

class Moves {
public:
  struct Target {
    StateSet::Id block, shared;
  };
  struct Entry {
    Happened seen = 0, exec_seen = 0; // in the steps to the targets
    std::uint32_t first_target = 0, targets = 0;
    std::uint32_t first_elsewhere = 0, elsewhere = 0;   // steps to be taken anew
    std::uint32_t exec_targets = 0, exec_elsewhere = 0; // of these come first: the next instruction
    bool foreign =
        false; // Even which steps there are depends on other CPUs: nothing else is known.
    bool goes_on = false; // A step is more than speculation or an eviction.
    bool ended = false;
    std::uint16_t next_insn = 0;
  };

  Moves(const Machine& machine, StateSet& states, unsigned thread, std::uint64_t most_bytes);

  // `state` has the parts of `tree`; it is only looked at when the pair is new. Valid until the next call.
  const Entry* known(const StateSet::Tree& tree, CpuId cpu) const;
  const Entry& learn(const StateSet::Tree& tree, CpuId cpu, const std::byte* state);

  const Target* targets(const Entry& e) const { return targets_.data() + e.first_target; }
  const Step* elsewhere(const Entry& e) const { return &steps_[e.first_elsewhere]; }
  std::uint64_t bytes() const;

private:
  using Key = std::uint64_t; // block 32 | shared 32
  struct Slot {
    Key key = 0;
    std::uint32_t entry = 0; // 0: empty
  };
  static Key key_of(StateSet::Id block, StateSet::Id shared) {
    return (Key{block} << 32U) | shared;
  }
  std::size_t slot_of(CpuId cpu, Key key) const;
  void add(CpuId cpu, Key key);
  void try_steps(const std::byte* state, CpuId cpu, Entry& entry);
  void forget();

  const Machine& machine_;
  StateSet& states_;
  unsigned thread_;
  std::uint64_t most_bytes_;
  std::vector<std::vector<Slot>> slots_; // per CPU; a power of two, half full at most
  std::vector<std::size_t> used_;        // of them
  std::vector<Entry> entries_;           // [0] stands for none
  std::vector<Target> targets_;
  std::vector<Step> steps_;
  std::vector<Step> possible_;
  std::vector<std::byte> next_;
};

// Not what a processor does only when it feels like it: speculation and evictions.
inline bool is_progress(StepKind kind) {
  return kind == StepKind::exec || kind == StepKind::interrupt || kind == StepKind::walk_read ||
         kind == StepKind::drain;
}

} // namespace ghostwalk
