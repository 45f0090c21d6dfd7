// SPDX-License-Identifier: MIT
// The drivers agree on kernels and scenarios that nobody wrote. On failure RapidCheck prints the shortest text
// it could find. Deterministic: other texts with RC_PARAMS="seed=7", more with RC_PARAMS="max_success=10000".
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>

#include "sim/core/random.hpp"
#include "sim/drivers/bare.hpp"
#include "sim/drivers/timed/timed.hpp"
#include "tests/agreement/checks.hpp"
#include "tests/agreement/generate.hpp"
#include "tests/support/compiled.hpp"

namespace ghostwalk::test {
namespace {

// Before RapidCheck looks, and only when nobody else has said anything.
const int fixed_seed = ::setenv("RC_PARAMS", "seed=20020522 max_success=300 max_size=60", 0);

constexpr std::uint64_t most_states = 20'000;

using Tape = std::vector<std::uint8_t>;

// Texts that came to something, so that the properties do not hold for want of any.
struct Tally {
  int found = 0, absent = 0, gave_up = 0, senseless = 0;
} tally;

void agree(const Machine& machine) {
  Exploration plain;
  try {
    plain = search(machine, false, 1, most_states);
  } catch (const ModelError&) {
    ++tally.senseless;
    return;
  }
  if (plain.verdict == Verdict::gave_up) {
    ++tally.gave_up;
    return;
  }
  ++(plain.verdict == Verdict::found ? tally.found : tally.absent);
  RC_ASSERT(witness_fails(machine, plain) == std::string());
  RC_ASSERT(differs(plain, search(machine, false, 2, 0)) == std::string());
  const Exploration reduced = search(machine, true, 1, 0);
  RC_ASSERT(reduction_differs(plain, reduced) == std::string());
  RC_ASSERT(witness_fails(machine, reduced) == std::string());
  RC_ASSERT(differs(reduced, search(machine, true, 2, 0)) == std::string());
  const Reference reference = reach(machine, 3 * most_states);
  if (reference.complete && !reference.senseless)
    RC_ASSERT(differs(plain, reference) == std::string());
  for (std::uint64_t n = 0; n < 6; ++n) {
    RunSettings settings;
    settings.trial = n;
    settings.limit = Cycles{20'000};
    const Run run = n < 5 ? run_bare(machine, settings) : run_timed(machine, settings);
    RC_ASSERT(run_differs(machine, run, plain.verdict, reference.complete ? &reference : nullptr) ==
              std::string());
  }
}

RC_GTEST_PROP(Random, AllDriversAgree, ()) {
  const Tape tape = *rc::gen::container<Tape>(rc::gen::arbitrary<std::uint8_t>());
  const std::string text = generated(tape);
  RC_LOG() << text;
  const Program program = Texts(text).compile("k");
  try {
    agree(Machine(program));
  } catch (const ModelError& error) {
    RC_FAIL(std::string("a ModelError that the plain search does not come to: ") + error.what());
  }
}

TEST(Random, TextsComeToSomething) {
  Random random(1, 0, 0);
  tally = {};
  for (int i = 0; i < 60; ++i) {
    Tape tape(60);
    for (auto& byte : tape) byte = static_cast<std::uint8_t>(random.below(256));
    const Program program = Texts(generated(tape)).compile("k");
    try {
      const Exploration e = search(Machine(program), false, 1, most_states);
      ++(e.verdict == Verdict::found    ? tally.found
         : e.verdict == Verdict::absent ? tally.absent
                                        : tally.gave_up);
    } catch (const ModelError&) {
      ++tally.senseless;
    }
  }
  RecordProperty("found", tally.found);
  RecordProperty("absent", tally.absent);
  EXPECT_GT(tally.found, 10);
  EXPECT_GT(tally.absent, 10);
  EXPECT_LT(tally.senseless, 20);
}

} // namespace
} // namespace ghostwalk::test
