// SPDX-License-Identifier: MIT
// Frames of the pool are interchangeable, but for those that the text names: a state in which two frames have changed
// places, everywhere, goes on just as the state before did. Explore needs one of all states that differ
// in the names of frames only: the canonical one.
//
//   cr3 ──> 0x1003 ──> 0x1001            cr3 ──> 0x1001 ──> 0x1002
//   TLB: 0x1002                   is     TLB: 0x1003                 0x1000 is named in the text
//   free: 0x1004                         free: 0x1004
//
// Frames are numbered in the order in which a fixed scan meets them: registers, walks, TLBs, caches, buffers, locals and
// variables, then the words of frames met, then the free list where it has an order. The rest, which nobody
// names, go by their contents. States of which two frames of the rest look alike to this, but hang together in a
// different way, may be kept apart: that costs states, never a verdict.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/machine/view.hpp"

namespace ghostwalk::symmetry {

enum class Holds : std::uint8_t { nothing, frame, word };
struct FrameField {
  std::uint32_t offset = 0;
  std::uint8_t width = 0;
  Holds holds = Holds::nothing;
};

// Where a state names frames, besides what the machine itself keeps.
struct FrameTable {
  std::string why_not; // Not empty: no frame may be renamed.
  std::vector<bool> pinned;
  std::optional<Pfn> direct_base; // The direct map begins at this frame number.
  std::vector<std::vector<FrameField>>
      live;                                // Locals by instruction that is next, in a CPU's block.
  std::vector<FrameField> per_cpu, global; // Variables; per_cpu: in a CPU's block.
};
FrameTable find_frames(const Program& program);

class Frames {
public:
  Frames(const Program& program, FrameTable table);

  // The frames that change names; fewer than two: none.
  const std::vector<std::uint16_t>& loose() const { return loose_; }

  struct Scratch { // One thread's. Nothing is allocated once it has been used.
    std::vector<std::uint16_t> to, queue;
    std::vector<std::uint8_t> listed;
    std::vector<std::byte> words, owners;
  };
  Scratch scratch() const;

  // Frame i becomes frame to[i], everywhere. `to` is a permutation that keeps all but loose().
  void rename(std::byte* state, const std::vector<std::uint16_t>& to, Scratch& scratch) const;
  // True: every renaming of this state gives these bytes.
  bool canonicalise(std::byte* state, Scratch& scratch) const;

private:
  class Meeting;
  class Renaming;
  template <class Visitor>
  void visit(std::byte* state, Visitor& visitor) const;
  template <class Visitor>
  void visit_cpu(std::byte* block, Visitor& visitor) const;
  template <class Visitor>
  void visit_caches(std::byte* block, Visitor& visitor) const;
  template <class Visitor>
  void visit_locals(std::byte* block, Visitor& visitor) const;
  template <class Visitor>
  void visit_words(std::byte* state, int frame, Visitor& visitor) const;
  Holds held_at(std::uint32_t offset) const;
  void move_frames(std::byte* state, const std::vector<std::uint16_t>& to, Scratch& scratch) const;
  void rename_list(std::byte* list, bool sorted, const std::vector<std::uint16_t>& to) const;

  const Program& p_;
  FrameTable table_;
  std::vector<std::uint16_t> loose_;
  std::uint32_t frame_stride_; // bytes of a frame's words
  Word frame_bits_;            // of an entry
};

} // namespace ghostwalk::symmetry
