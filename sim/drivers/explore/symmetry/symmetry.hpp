// SPDX-License-Identifier: MIT
// Symmetry reduction: states that differ only in the names of what is interchangeable are one state to the search. Each
// state found is put into its canonical form before it is looked up.
//
// Together with the partial-order reduction it stays sound. Renaming maps steps to steps, keeps what they
// make happen, what claims say, which instructions are private and who has one; so what is private in a state is so
// in its canonical form, and a reduced step taken there stands for the same step here. The quotient has the
// cycles that it had: a private instruction only leads forwards in the code, whatever the frames are called.
#pragma once

#include "sim/drivers/explore/symmetry/frames.hpp"

namespace ghostwalk {

class Symmetry {
public:
  using Scratch = symmetry::Frames::Scratch; // One thread's.

  explicit Symmetry(const Program& program) : frames_(program, symmetry::find_frames(program)) {}

  bool any() const { return frames_.loose().size() > 1; }
  const symmetry::Frames& frames() const { return frames_; }
  Scratch scratch() const { return frames_.scratch(); }
  // True: whatever the interchangeable are called, these bytes come out.
  bool canonicalise(std::byte* state, Scratch& scratch) const {
    return frames_.canonicalise(state, scratch);
  }

private:
  symmetry::Frames frames_;
};

} // namespace ghostwalk
