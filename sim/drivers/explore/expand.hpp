// SPDX-License-Identifier: MIT
// From one state to all that can come next: shared by the search and by the way back from a violation.
#pragma once

#include "sim/drivers/explore/explore.hpp"
#include "sim/drivers/explore/packing.hpp"

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

// One thread's buffers.
class Expander {
public:
  // `alone`: instructions that may be taken first (private_instructions), empty: no reduction.
  Expander(const Machine& machine, const Claims& claims, const Packing& packing,
           std::vector<std::uint8_t> alone = {});

  const std::byte* state() const { return state_.data(); }
  void load_packed(const std::byte* packed) { packing_.unpack(packed, state_.data()); }
  void load_state(const std::byte* state, std::size_t bytes) {
    std::memcpy(state_.data(), state, bytes);
  }

  const std::vector<Step>& steps(); // Of the loaded state, in the machine's order.
  bool deadlocked() const; // Requires: steps() was called. Someone waits and nobody can go on.

  struct Next {
    Happened seen = 0;
    const std::byte* state = nullptr;
    const std::byte* packed = nullptr;
    std::size_t size = 0;
  };
  Next take(Step step); // The loaded state stays as it is.

private:
  bool one_is_enough();
  const Machine& machine_;
  const Claims& claims_;
  const Packing& packing_;
  std::vector<std::uint8_t> alone_;
  std::vector<std::byte> state_, next_, packed_;
  std::vector<Step> steps_;
};

} // namespace ghostwalk
