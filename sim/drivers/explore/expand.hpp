// SPDX-License-Identifier: MIT
// From one state to all that can come next: shared by the search and by the way back from a
// violation.
#pragma once

#include "sim/drivers/explore/claims.hpp"
#include "sim/drivers/explore/moves.hpp"
#include "sim/drivers/explore/symmetry/symmetry.hpp"

namespace ghostwalk {

// One thread's buffers: a state, and what can come next.
class Expander {
public:
  struct Settings {
    const Symmetry* symmetry =
        nullptr;                     // States are stored in its canonical form; null: as they are.
    std::vector<std::uint8_t> alone; // Instructions that may be taken first (private_instructions).
    std::uint64_t most_bytes = std::uint64_t{1} << 26U; // for what steps led to before
  };
  Expander(const Machine& machine, const Claims& claims, StateSet& states, unsigned thread,
           Settings settings);

  // ── All successors at once, for the search ──
  struct Spread {
    std::vector<StateSet::Root> roots; // spread() appends, and asks for their places in the set.
    std::uint64_t transitions = 0;
    Happened seen = 0; // on any of these steps, and in the state itself: deadlock
  };
  void spread(StateSet::Root root, Spread& out);
  // Which `never` over the state breaks there, or -1. Notes the `sometimes` that hold.
  int broken_state(StateSet::Root root);
  std::vector<bool>
      claims_seen; // Per property: Kind::state `sometimes` that held in a state judged.

  // ── One by one, for a schedule ──
  void load_initial() { state_ = machine_.program().initial; }
  void load(StateSet::Root root);
  const std::vector<Step>& steps(); // Of the loaded state, in the machine's order: all of them.
  bool deadlocked() const; // Requires: steps() was called. Someone waits and nobody can go on.

  struct Next {
    Happened seen = 0;
    int broken = -1; // the claim that this step breaks
    StateSet::Root root = 0;
  };
  // Takes every step of steps(), each from the loaded state. next()[i] is what steps()[i] led to.
  const std::vector<Next>& take_all();
  void go(Step step) { machine_.apply(state_.data(), step); } // As it is: not in canonical form.

  std::uint64_t bytes() const { return moves_.bytes(); }

private:
  const Moves::Entry& entry(CpuId cpu);
  bool one_is_enough(Spread& out);
  bool may_go_first(const Moves::Entry& e, CpuId cpu);
  enum class Which : std::uint8_t { exec, all };
  void take(const Moves::Entry& e, CpuId cpu, Which which, Spread& out);
  void take_foreign(CpuId cpu, Which which, Spread& out);
  void take_anew(Step step, Spread& out);
  void reached(StateSet::Root root, Spread& out);
  StateSet::Root root_of_next();
  const std::byte* current();

  const Machine& machine_;
  const Claims& claims_;
  StateSet& states_;
  unsigned thread_;
  Settings settings_;
  Symmetry::Scratch scratch_;
  Moves moves_;
  StateSet::Tree tree_, next_tree_;
  std::vector<std::byte> state_, next_state_;
  bool loaded_ = false; // spread(): state_ holds the state of tree_.
  bool goes_on_ = false, all_ended_ = false;
  std::vector<Step> steps_;
  std::vector<Next> next_;
};

} // namespace ghostwalk
