// SPDX-License-Identifier: MIT
// Explore: every interleaving of a scenario, breadth first: a proof, or the shortest witness.
//
//   level 0        level 1          level 2
//   initial ──┬──> new states ──┬──> new states ──> ...   until nothing is new (absent), a `never`
//             │                 │                          breaks (found, at the end of its level,
//             ╰─ threads share a level; the next one starts when all are done: so counts, verdicts
//                and witnesses do not depend on the number of threads.
//
// Nothing but the states is stored; a witness is found again from the levels (witness.cpp).
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "sim/machine/machine.hpp"

namespace ghostwalk {

enum class Verdict : std::uint8_t {
  found,   // A schedule breaks a `never`. It is printed and replays.
  absent,  // Every schedule was tried and none does.
  gave_up, // A bound came first. This says nothing either way.
};

struct ExploreProgress {
  std::uint64_t states = 0, frontier = 0, bytes = 0;
  std::uint32_t depth = 0;
};

struct ExploreSettings {
  unsigned threads = 1;
  bool reduce = true;           // partial order and symmetry; off: every state there is
  std::uint64_t max_states = 0; // 0: no bound
  std::uint64_t max_bytes = 0;
  std::function<bool()> give_up;                        // Asked now and then; true: stop here.
  std::function<void(const ExploreProgress&)> progress; // Told now and then.
};

struct Exploration {
  Verdict verdict = Verdict::gave_up;
  std::string gave_up_because;    // gave_up only
  std::uint64_t states = 0;       // distinct states
  std::uint64_t transitions = 0;  // steps taken, into new states or old ones
  std::uint32_t depth = 0;        // levels done
  std::uint64_t packed_bytes = 0; // of all states as stored
  std::uint64_t bytes = 0;        // with the table that finds them
  Happened seen = 0;              // everything that happened anywhere
  std::vector<bool> claims_seen;  // per property: Kind::state `sometimes` that held somewhere
  std::vector<Step> witness;      // found: a shortest schedule, its last step breaks the claim
  // False: a bound came before the plain search that looks for a shorter schedule than the reduced
  // one has found.
  bool shortest = true;
  int broken = -1; // found: index into Program::properties
};

Exploration explore(const Machine& machine, const ExploreSettings& settings);

} // namespace ghostwalk
