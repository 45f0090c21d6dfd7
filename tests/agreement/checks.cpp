// SPDX-License-Identifier: MIT
#include "tests/agreement/checks.hpp"

#include <fmt/format.h>

namespace ghostwalk::test {
namespace {

std::string unequal(const char* what, std::uint64_t a, std::uint64_t b) {
  return a == b ? "" : fmt::format("{}: {} and {}; ", what, a, b);
}

std::uint64_t number(Verdict v) { return static_cast<std::uint64_t>(v); }

bool is(const Property& claim, Oracle oracle) {
  return claim.kind == Property::Kind::oracle && claim.index == static_cast<std::uint8_t>(oracle);
}

bool breaks_this(const Machine& machine, const Property& claim, Happened seen,
                 const std::byte* state) {
  if (claim.kind == Property::Kind::state) return machine.evaluate(state, 0, claim.condition) != 0;
  if (claim.kind == Property::Kind::event) return (seen & happened_event(claim.index)) != 0;
  if (claim.index != static_cast<std::uint8_t>(Oracle::deadlock))
    return (seen & happened(static_cast<Oracle>(claim.index))) != 0;
  std::vector<Step> steps;
  machine.steps(state, steps);
  return nobody_goes_on(machine, state, steps);
}

} // namespace

Exploration search(const Machine& machine, bool reduce, unsigned threads,
                   std::uint64_t max_states) {
  ExploreSettings settings;
  settings.reduce = reduce;
  settings.threads = threads;
  settings.max_states = max_states;
  return explore(machine, settings);
}

std::string differs(const Exploration& plain, const Reference& reference) {
  const bool violated = reference.violated_after >= 0;
  std::string wrong = unequal("verdict", number(plain.verdict),
                              number(violated ? Verdict::found : Verdict::absent));
  if (!wrong.empty()) return wrong;
  if (violated)
    return unequal("length of the witness", plain.witness.size(),
                   static_cast<std::uint64_t>(reference.violated_after));
  return unequal("states", plain.states, reference.all.size()) +
         unequal("what happened", plain.seen, reference.seen);
}

std::string differs(const Exploration& one, const Exploration& two) {
  std::string wrong = unequal("verdict", number(one.verdict), number(two.verdict)) +
                      unequal("states", one.states, two.states) +
                      unequal("transitions", one.transitions, two.transitions) +
                      unequal("depth", one.depth, two.depth) +
                      unequal("what happened", one.seen, two.seen);
  if (one.broken != two.broken) wrong += "claim broken; ";
  if (one.witness != two.witness) wrong += "witness; ";
  if (one.claims_seen != two.claims_seen) wrong += "claims seen; ";
  return wrong;
}

std::string reduction_differs(const Exploration& plain, const Exploration& reduced) {
  std::string wrong = unequal("verdict", number(plain.verdict), number(reduced.verdict));
  if (!wrong.empty()) return wrong;
  // States whose frames look alike may be kept apart (symmetry/frames.hpp), also where the plain search meets
  // one of them only: that may cost some states, not many times as many.
  if (reduced.states > 2 * plain.states && plain.verdict == Verdict::absent)
    wrong += unequal("more states reduced", plain.states, reduced.states);
  if (plain.verdict == Verdict::absent) wrong += unequal("what happened", plain.seen, reduced.seen);
  return wrong;
}

std::string witness_fails(const Machine& machine, const Exploration& e) {
  if (e.verdict != Verdict::found) return "";
  const Property& claim = machine.program().properties.at(static_cast<std::size_t>(e.broken));
  std::vector<std::byte> state = machine.program().initial;
  Happened seen = 0;
  for (std::size_t i = 0; i < e.witness.size(); ++i) {
    if (breaks(machine, seen, state.data()))
      return fmt::format("a claim breaks after {} of {} steps already", i, e.witness.size());
    if (!machine.possible(state.data(), e.witness[i]))
      return fmt::format("step {} of {} of the witness is not possible", i + 1, e.witness.size());
    seen = machine.apply(state.data(), e.witness[i]);
  }
  if (is(claim, Oracle::deadlock) && breaks(machine, seen, state.data()))
    return "the witness of a deadlock breaks another claim";
  if (!breaks_this(machine, claim, seen, state.data()))
    return fmt::format("the witness does not break `never {}`", claim.text);
  return "";
}

std::string run_differs(const Machine& machine, const Run& run, Verdict verdict,
                        const Reference* reference) {
  const Program& p = machine.program();
  std::vector<std::byte> state = p.initial;
  bool broken = breaks(machine, 0, state.data());
  for (std::size_t i = 0; i < run.steps.size(); ++i) {
    if (!machine.possible(state.data(), run.steps[i].step))
      return fmt::format("step {} of a run is not possible", i + 1);
    broken |= breaks(machine, machine.apply(state.data(), run.steps[i].step), state.data());
    if (reference != nullptr && !reference->has(state.data(), state.size()))
      return fmt::format("step {} of a run leads to a state that no search reaches", i + 1);
  }
  const Happened never = forbidden(p);
  if (run.end == RunEnd::deadlock) {
    std::vector<Step> steps;
    machine.steps(state.data(), steps);
    if (!nobody_goes_on(machine, state.data(), steps)) return "a run calls a deadlock what is none";
    broken |= (never & happened(Oracle::deadlock)) != 0;
  }
  if (((run.seen & never) != 0 || run.broken_claim >= 0) != broken)
    return "a run and its steps do not break the same";
  if (broken && verdict == Verdict::absent) return "a run finds what was proved absent";
  return "";
}

} // namespace ghostwalk::test
