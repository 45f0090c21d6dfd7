// SPDX-License-Identifier: MIT
// What kind of value a local, a variable or a word of a frame may hold, as far as renaming frames goes:
//
//   constant   known values of the text; a frame that one of them names stands still (it is pinned)
//   small      unknown, below 4096: neither the number of a pool frame nor a word that names one
//   number     unknown, says nothing about frames
//   frame      a frame's number           word    an entry: frame << 12 | bits
//   direct     base + (frame << 12), the address of a frame in the kernel's direct map
//   far        that taken for an entry: the frame number of such an address, which is outside the pool
//
// Renaming has a meaning for values of one kind, and commutes with those operations only that treat
// all frames alike. Whatever else a text does with a frame (`<`, arithmetic, a frame as an index)
// is found here and said in words: the program's frames are then not interchangeable.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/machine/program.hpp"

namespace ghostwalk::symmetry {

struct Kinds {
  static constexpr std::uint8_t small = 1, number = 2, frame = 4, word = 8, direct = 16, far = 32;
  std::uint8_t mask = 0;                // of those above
  std::uint16_t low = 0;                // small, word: which of the lowest 12 bits may be set
  std::vector<std::uint64_t> constants; // ascending

  bool has(std::uint8_t kinds) const { return (mask & kinds) != 0; }
  bool join(const Kinds& more); // True when that changed anything.
};
Kinds constant(std::uint64_t value);
Kinds of_kind(std::uint8_t kind, std::uint16_t low = 0);

// What the operations do to kinds. Notes what they pin, and the first thing that treats frames differently.
class Rules {
public:
  explicit Rules(const Program& program) : p_(program), pinned_(program.frames) {}

  Kinds unary(ExprOp op, const Kinds& a);
  Kinds binary(ExprOp op, const Kinds& a, const Kinds& b);

  // The ways to use a value.
  void as_frame(const Kinds& k);
  void as_root(const Kinds& k);                     // of a page table
  void as_number(const Kinds& k, const char* what); // an index, an address, a mask
  void as_entry(const Kinds& k);                    // written where a walk may read it

  // Values of all these kinds share a place: constants that look like them are pinned.
  void share(const Kinds& k, const std::string& where);

  void refuse(const std::string& why) {
    if (why_not_.empty()) why_not_ = why;
  }
  const std::string& why_not() const { return why_not_; } // Empty: nothing is wrong.
  const std::vector<bool>& pinned() const { return pinned_; }
  void pin_frame(std::uint64_t pfn);
  void pin_word(std::uint64_t word);
  std::optional<Pfn> direct_base() const { return direct_base_; } // As a frame number.

private:
  struct Named { // A kind of value that names a frame.
    std::uint8_t kind;
    std::uint16_t low;
  };
  Kinds with_constant(ExprOp op, const Named& n, std::uint64_t c, bool constant_first);
  Kinds added(std::uint64_t c);
  Kinds bits_of_entry(ExprOp op, std::uint16_t low, std::uint64_t c);
  Kinds with_small(ExprOp op, unsigned kinds, std::uint16_t x, std::uint16_t y);
  Kinds frame_of(const Kinds& a);
  void compare(const Kinds& a, const Kinds& b);
  void pin_frames(const Kinds& k);
  Kinds refused(const std::string& why);
  bool covers_pool(std::uint64_t word) const;
  std::uint64_t frame_bits() const; // of an entry

  const Program& p_;
  std::vector<bool> pinned_;
  std::string why_not_;
  std::optional<Pfn> direct_base_;
};

} // namespace ghostwalk::symmetry
