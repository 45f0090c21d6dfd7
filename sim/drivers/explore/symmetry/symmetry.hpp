// SPDX-License-Identifier: MIT
// Symmetry reduction: states that differ only in the names of what is interchangeable, frames and CPUs, are one state to
// the search. Each state found is put into its canonical form before it is looked up (Ip, Dill 1996).
//
// Together with the partial-order reduction it stays sound. Renaming maps steps to steps, and keeps what they make happen,
// what claims say and which instructions are private; so a reduced step taken in the canonical form stands for one that
// could be taken in the state itself, though perhaps not the one that would have been chosen there: any will do. And
// nobody is put off for ever: a private instruction only leads forwards in the code, whatever frames and CPUs are called.
#pragma once

#include "sim/drivers/explore/symmetry/cpus.hpp"
#include "sim/drivers/explore/symmetry/frames.hpp"

namespace ghostwalk {

class Symmetry {
public:
  struct Scratch { // One thread's.
    symmetry::Frames::Scratch frames;
    std::vector<std::byte> candidate, best, blocks;
    std::vector<symmetry::Cpus::Key> keys;
  };

  explicit Symmetry(const Program& program);
  Symmetry(const Program& program, symmetry::FrameTable frames, symmetry::CpuTable cpus);

  bool any() const { return frames_.loose().size() > 1 || cpus_.group().size() > 1; }
  const symmetry::Frames& frames() const { return frames_; }
  const symmetry::Cpus& cpus() const { return cpus_; }
  Scratch scratch() const;

  // True: whatever the interchangeable are called, these bytes come out.
  bool canonicalise(std::byte* state, Scratch& scratch) const {
    return cpus_.group().size() < 2 ? frames_.canonicalise(state, scratch.frames)
                                    : least(state, scratch);
  }

private:
  bool least(std::byte* state, Scratch& scratch) const;

  std::uint32_t bytes_;
  std::uint16_t cpu_count_;
  symmetry::Frames frames_;
  symmetry::Cpus cpus_;
};

} // namespace ghostwalk
