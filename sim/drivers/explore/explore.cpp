// SPDX-License-Identifier: MIT
// A search, and the schedule of what it found.
#include "sim/drivers/explore/explore.hpp"

#include <algorithm>

#include "sim/drivers/explore/compact.hpp"
#include "sim/drivers/explore/search.hpp"
#include "sim/drivers/explore/witness.hpp"

namespace ghostwalk {
namespace {

bool has_to_be_told(const Exploration& e) {
  return e.verdict == Verdict::found && e.transitions > 0; // Else it was so at the start.
}

// Every state, stored whole: what it finds is found by a shortest schedule. Memory: beside `held`.
bool tell_plainly(const Machine& machine, const ExploreSettings& settings, std::uint64_t held,
                  Exploration& result) {
  ExploreSettings plain = settings;
  plain.reduce = false;
  plain.hash_bits = 0;
  ExactSpace space(machine, plain);
  return search(space, plain, machine, held).verdict == Verdict::found &&
         find_witness(machine, space, plain.give_up, result);
}

Exploration explore_exactly(const Machine& machine, const ExploreSettings& settings) {
  ExactSpace space(machine, settings);
  Exploration result = search(space, settings, machine);
  if (!has_to_be_told(result)) return result;
  if (!settings.reduce) {
    result.told = find_witness(machine, space, settings.give_up, result);
    return result;
  }
  // What the reduction puts first may be steps that a shortest schedule does without.
  if (tell_plainly(machine, settings, space.bytes(), result)) return result;
  result.shortest = false;
  result.told = find_witness(machine, space, settings.interrupted, result);
  return result;
}

Exploration explore_hashed(const Machine& machine, const ExploreSettings& settings) {
  Exploration result;
  {
    CompactSpace space(machine, settings);
    result = search(space, settings, machine);
    result.miss_probability = miss_probability(result.states, settings.hash_bits);
  }
  if (!has_to_be_told(result) || tell_plainly(machine, settings, 0, result)) return result;
  result.shortest = false;
  result.told = find_hashed_witness(machine, settings, result);
  return result;
}

} // namespace

Exploration explore(const Machine& machine, const ExploreSettings& settings) {
  ExploreSettings s = settings;
  s.threads = std::clamp(s.threads, 1U, RecordTable::max_threads);
  return s.hash_bits == 0 ? explore_exactly(machine, s) : explore_hashed(machine, s);
}

} // namespace ghostwalk
