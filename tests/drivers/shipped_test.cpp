// SPDX-License-Identifier: MIT
// The shipped scenarios under time: every run is a path of the machine, both carriers agree, and
// what a scenario expects to be absent is never found.
#include "tests/drivers/runs.hpp"
#include "tests/support/shipped.hpp"

namespace ghostwalk::test {
namespace {

Happened nevers(const Program& program) {
  Happened all = happened(Oracle::deadlock) | happened(Oracle::assertion);
  for (const Property& claim : program.properties) {
    if (!claim.never) continue;
    if (claim.kind == Property::Kind::oracle) all |= happened(static_cast<Oracle>(claim.index));
    if (claim.kind == Property::Kind::event) all |= happened_event(claim.index);
  }
  return all;
}

void check_trial(const Machine& machine, std::uint64_t trial, bool may_be_found) {
  RunSettings settings;
  settings.trial = trial;
  settings.limit = Cycles{200'000};
  const auto run = run_bare(machine, settings);
  const bool found = (run.seen & nevers(machine.program())) != 0 || run.broken_claim >= 0;
  EXPECT_TRUE(may_be_found || !found) << "trial " << trial;
  expect_possible(machine, run);
  if (trial >= 2) return;
  EXPECT_EQ(bytes(run_timed(machine, settings)), bytes(run)) << "trial " << trial;
}

class Shipped : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(Shipped, RunsAsTheMachineAllows) {
  for (const ShippedCase& c : cases_of(GetParam())) {
    SCOPED_TRACE(c.name);
    for (std::uint64_t trial = 0; trial < 30; ++trial)
      check_trial(Machine(c.program), trial, c.may_be_found);
  }
}

INSTANTIATE_TEST_SUITE_P(All, Shipped, testing::ValuesIn(shipped_files()), folder_and_name);

} // namespace
} // namespace ghostwalk::test
