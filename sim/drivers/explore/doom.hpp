// SPDX-License-Identifier: MIT
// The point of no return of a witness s1 .. sn, which takes the states q0 .. qn; its last step breaks a claim.
//
// Inevitable after step k: from qk every continuation breaks a claim, and from q(k-1) one does not. A continuation
// avoids it when it breaks no claim and
//   - comes to an end: all that is possible is speculation or an eviction, which a processor may leave undone; or
//   - goes on for ever, fairly: a CPU whose next instruction, interrupt, walk's read or buffered store is
//     possible from some point on takes it some time. (A `forever` is no excuse for keeping the others waiting.)
// So waiting for luck counts as a way out; only the certain is inevitable. This is often the last step itself, and what
// could have gone first instead is told: mostly the flush that came too late.
//
// Luck alone after step j: from qj on, at each state of the witness, walks, evictions and buffered stores can break a
// claim without one more instruction or interrupt: nothing that the kernel could still do is sure to come in time.
//
// Exact within a bound on states: a depth-first search for strongly connected components (Tarjan 1972) over the
// states that break nothing, from the end of the witness backwards; it ends at the first way out.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "sim/machine/machine.hpp"

namespace ghostwalk {

struct DoomSettings {
  std::uint64_t max_states = 50'000;
  std::function<bool()> give_up; // Asked now and then; true: stop here.
};

struct Doom {
  bool determined = false; // else a bound came first, and only `luck_alone` may be known
  // Steps 1 .. : the step after which it is inevitable. 0: it was so from the start.
  std::size_t inevitable = 0;
  bool optional = false; // that step is speculation or an eviction: it might just not have happened
  // From the state before that step: the shortest way to a state in which it does no harm any more, or
  // is not possible. Its last step is the one that should have come first.
  // By instructions and interrupts if there is such a way, else by luck. Empty: none within the bound.
  std::vector<Step> way_out;
  // The step after which luck alone can break it; nothing: the last step is an instruction, or not determined.
  std::optional<std::size_t> luck_alone;
  std::uint64_t states = 0; // looked at
};

Doom point_of_no_return(const Machine& machine, const std::vector<Step>& witness,
                        const DoomSettings& settings = {});

} // namespace ghostwalk
