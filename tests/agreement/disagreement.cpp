// SPDX-License-Identifier: MIT
#include "tests/agreement/disagreement.hpp"

#include "sim/drivers/bare.hpp"
#include "sim/drivers/sample/sampler.hpp"
#include "sim/drivers/timed/timed.hpp"
#include "tests/agreement/checks.hpp"

namespace ghostwalk::test {
namespace {

constexpr Cycles limit{20'000};
constexpr std::uint64_t bare_trials = 5; // and one more on SimGrid

std::string searches_differ(const Machine& machine, const Exploration& plain,
                            const Reference& reference, unsigned threads) {
  const Exploration reduced = search(machine, true, 1, 0);
  const bool known = reference.complete && !reference.senseless;
  const std::pair<const char*, std::string> checks[] = {
      {"witness", witness_fails(machine, plain)},
      {"plain, again", differs(plain, search(machine, false, threads, 0))},
      {"plain, reduced", reduction_differs(plain, reduced)},
      {"witness of the reduced search", witness_fails(machine, reduced)},
      {"reduced, again", differs(reduced, search(machine, true, threads, 0))},
      {"plain, reference", known ? differs(plain, reference) : std::string()}};
  for (const auto& [what, wrong] : checks)
    if (!wrong.empty()) return std::string(what) + ": " + wrong;
  return "";
}

// A sampled trial counts what the run of that number does, and nothing that was proved absent.
std::string sample_differs(const Machine& machine, const std::vector<Run>& runs, Verdict verdict) {
  const Program& program = machine.program();
  Sampler sampler(machine, {.limit = limit});
  Tally tally(program);
  for (std::size_t n = 0; n < runs.size(); ++n)
    if (sampler.add(n, tally) != outcome_bits(program, runs[n]))
      return "the outcome of trial " + std::to_string(n);
  if (verdict == Verdict::absent && tally.found.count() != 0) return "found what was proved absent";
  const auto read = Tally::unpack(tally.pack());
  return read && *read == tally ? "" : "the tally is not read as it was written";
}

} // namespace

std::string disagreement(const Machine& machine, const Effort& effort) {
  Exploration plain;
  try {
    plain = search(machine, false, 1, effort.most_states);
  } catch (const ModelError&) {
    return "";
  }
  if (plain.verdict == Verdict::gave_up) return "";
  const Reference reference = reach(machine, 3 * effort.most_states);
  if (std::string wrong = searches_differ(machine, plain, reference, effort.threads ? 2 : 1);
      !wrong.empty())
    return wrong;
  std::vector<Run> runs;
  for (std::uint64_t n = 0; n <= bare_trials; ++n) {
    RunSettings settings;
    settings.trial = n;
    settings.limit = limit;
    const Run run = n < bare_trials || !effort.threads ? run_bare(machine, settings)
                                                       : run_timed(machine, settings);
    const std::string wrong =
        run_differs(machine, run, plain.verdict, reference.complete ? &reference : nullptr);
    if (!wrong.empty()) return "trial " + std::to_string(n) + ": " + wrong;
    runs.push_back(run);
  }
  const std::string wrong = sample_differs(machine, runs, plain.verdict);
  return wrong.empty() ? "" : "sampled: " + wrong;
}

} // namespace ghostwalk::test
