// SPDX-License-Identifier: MIT
// Which linear pages and which words of a frame are part of the state: those that some step can reach. What the tables map is the
// start; what the code names is added until nothing new turns up.
#pragma once

#include <set>

#include "sim/lang/layout/tables.hpp"
#include "sim/lang/lower/builder.hpp"

namespace ghostwalk::lang {

struct Tracked {
  std::set<Address> pages;
  std::set<std::uint16_t> words;
  bool operator==(const Tracked&) const = default;

  void add_page(const hw::PagingMode& mode, Address va);
};

Tracked tracked_by(const Tables& tables, const hw::PagingMode& mode);

// Adds what live code accesses, branches to and stores. Requires a tidy draft.
void track_code(Tracked& tracked, const DraftCode& draft, const hw::PagingMode& mode);

// Program's pages, cover, next_page, words, word_slot, root_index.
void set_tracked(Program& program, const Tracked& tracked);

} // namespace ghostwalk::lang
