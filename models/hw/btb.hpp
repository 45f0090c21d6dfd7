// SPDX-License-Identifier: MIT
// The branch target buffer of one CPU: sets, ways, partial tags, no mode bit, so that a kernel
// branch can hit what a user branch left (Linus Torvalds, 23 May 2002: facts section 2). Contents
// survive mode and context switches.
//
// Used by the timed drivers to decide *which* possible speculation happens; `explore` allows every
// target ever trained.
#pragma once

#include <optional>
#include <vector>

#include "sim/core/types.hpp"

namespace ghostwalk::hw {

struct BtbShape { // Requires: `sets` is a power of two, `ways` > 0, `index_from` < 64.
  std::uint32_t sets = 1024, ways = 4; // P4 front end: 4096 entries (facts section 6).
  std::uint8_t index_from = 4;         // Lowest address bit of the set index.
  std::uint8_t tag_bits = 8;           // Partial tag, above the index.
};

class Btb {
public:
  explicit Btb(BtbShape shape) : shape_(shape) {}
  void forget() { entries_.clear(); }
  // Replaces the entry that aliases, if any, and is then the newest in its set; a full set loses
  // the one trained longest ago.
  void train(Address branch, Address target);
  // The target of the entry that aliases: there is at most one.
  std::optional<Address> predict(Address branch) const;
  // Same set and same partial tag.
  bool aliases(Address a, Address b) const { return slot(a) == slot(b); }

private:
  struct Entry {
    Address branch, target;
  };
  std::uint64_t slot(Address branch) const; // Set index and partial tag.
  BtbShape shape_;
  std::vector<Entry> entries_; // Oldest first. Few: a scenario trains a handful of branches.
};

} // namespace ghostwalk::hw
