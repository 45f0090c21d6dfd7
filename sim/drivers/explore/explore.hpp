// SPDX-License-Identifier: MIT
// Explore: every interleaving of a scenario, breadth first: a proof, or the shortest witness.
//
//   level 0        level 1          level 2
//   initial ──┬──> new states ──┬──> new states ──> ...   until nothing is new (absent), a `never`
//             │                 │                          breaks (found, at the end of its level,
//             ╰─ threads share a level; the next one starts when all are done: so counts, verdicts
//                and witnesses do not depend on the number of threads.
//
// Nothing but the states is stored; a witness is found again from the levels (witness.hpp).
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
  bool reduce = true;           // partial-order reduction and symmetry; off: every state there is
  std::uint64_t max_states = 0; // 0: no bound
  std::uint64_t max_bytes = 0;
  std::function<bool()> give_up;     // Asked now and then; true: stop here.
  std::function<bool()> interrupted; // The same for what cannot wait; a bound on time can.
  std::function<void(const ExploreProgress&)> progress; // Told now and then.

  // Hash compaction: of a state only so many bits of a hash are kept. 0: states are kept whole.
  // Fewer than 64 bits and other seeds are for tests of the probability told.
  unsigned hash_bits = 0;
  std::uint64_t hash_seed = 0;
};

// After giving up the numbers are of the levels that were finished, so that they do not depend on threads.
struct Exploration {
  Verdict verdict = Verdict::gave_up;
  std::string gave_up_because;   // gave_up only
  std::uint64_t states = 0;      // distinct states
  std::uint64_t transitions = 0; // steps taken, into new states or old ones
  std::uint32_t depth = 0;       // steps from the start to the deepest level with a state
  std::uint64_t bytes = 0;       // of memory for states, and for what finds them
  // Above 0: states were told apart by a hash, and with this probability at most one or more was missed.
  double miss_probability = 0;
  Happened seen = 0;             // everything that happened anywhere
  std::vector<bool> claims_seen; // per property: Kind::state `sometimes` that held somewhere
  std::vector<Step> witness;     // found: a shortest schedule, its last step breaks the claim
  // False: a bound came before the plain search that looks for a shorter schedule than the reduced
  // one has found.
  bool shortest = true;
  bool told = true; // False: found, but a bound came before the schedule was known.
  int broken = -1;  // found: index into Program::properties
};

Exploration explore(const Machine& machine, const ExploreSettings& settings);

} // namespace ghostwalk
