// SPDX-License-Identifier: MIT
// From one state to all that can come next: shared by the search and by the way back from a
// violation.
#pragma once

#include "sim/drivers/explore/explore.hpp"
#include "sim/drivers/explore/state_set.hpp"
#include "sim/drivers/explore/symmetry/symmetry.hpp"

namespace ghostwalk {

// Which things break a claim, which only have to happen somewhere.
struct Claims {
  explicit Claims(const Program& program);
  Happened never = 0;                                      // oracles and events
  std::vector<std::uint16_t> never_state, sometimes_state; // indices into properties
  const Program& program;

  // Index of the first `never` broken by what happened or by the state it led to; -1: none.
  int broken(const Machine& machine, Happened seen, const std::byte* state) const;
};

// One thread's buffers: a state, and what can come next.
class Expander {
public:
  // `symmetry`: states that a step leads to are stored in its canonical form; null: as they are.
  // `alone`: instructions that may be taken first (private_instructions); empty: no reduction.
  Expander(const Machine& machine, const Claims& claims, StateSet& states, unsigned thread,
           const Symmetry* symmetry = nullptr, std::vector<std::uint8_t> alone = {});

  const std::byte* state() const { return state_.data(); }
  void load_initial();
  void load(unsigned thread, std::uint32_t index) {
    states_.load(thread, index, state_.data(), key_);
  }

  // Of the loaded state, in the machine's order.
  const std::vector<Step>& steps();
  bool deadlocked() const; // Requires: steps() was called. Someone waits and nobody can go on.

  struct Next {
    Happened seen = 0;
    int broken = -1; // the claim that this step breaks
    StateSet::Key key;
  };
  // Takes every step of steps(), each from the loaded state. next()[i] is what steps()[i] led to.
  const std::vector<Next>& take_all();
  std::size_t count() const { return steps_.size(); }
  void go(Step step); // The loaded state becomes the one that the step leads to, as it is.
  // Per property: Kind::state `sometimes` that held in a state that take_all() came to.
  std::vector<bool> claims_seen;

private:
  bool one_is_enough();
  const Machine& machine_;
  const Claims& claims_;
  StateSet& states_;
  unsigned thread_;
  const Symmetry* symmetry_;
  Symmetry::Scratch scratch_;
  std::vector<std::uint8_t> alone_;
  std::vector<std::byte> state_, next_state_;
  StateSet::Key key_;
  std::vector<Step> steps_;
  std::vector<Next> next_; // At least as many as steps: its keys are used again and again.
};

} // namespace ghostwalk
