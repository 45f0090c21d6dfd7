// SPDX-License-Identifier: MIT
// The drivers agree on every shipped scenario under every kernel that it names.
#include "sim/drivers/bare.hpp"
#include "sim/drivers/timed/timed.hpp"
#include "tests/agreement/checks.hpp"
#include "tests/support/shipped.hpp"

namespace ghostwalk::test {
namespace {

constexpr std::size_t most_states = 150'000; // Beyond, runs are only checked to be paths.
constexpr std::uint64_t bare_runs = 20, simgrid_runs = 1;

RunSettings trial(std::uint64_t number) {
  RunSettings settings;
  settings.seed = 8; // Others than the other tests'.
  settings.trial = number;
  settings.limit = Cycles{100'000};
  return settings;
}

void check(const Program& program) {
  const Machine machine(program);
  const Exploration reduced = search(machine, true, 1, 0);
  if (reduced.states <= most_states) {
    EXPECT_EQ(differs(reduced, search(machine, true, 2, 0)), "") << "1 thread, 2 threads";
  }
  EXPECT_EQ(witness_fails(machine, reduced), "");
  const Reference reference = reach(machine, most_states);
  if (reference.complete && !reference.senseless) {
    const Exploration plain = search(machine, false, 1, 0);
    EXPECT_EQ(differs(plain, reference), "") << "plain, reference";
    EXPECT_EQ(differs(plain, search(machine, false, 2, 0)), "") << "1 thread, 2 threads, plain";
    EXPECT_EQ(reduction_differs(plain, reduced), "") << "plain, reduced";
    EXPECT_EQ(witness_fails(machine, plain), "") << "plain";
  }
  const Reference* states = reference.complete ? &reference : nullptr;
  for (std::uint64_t n = 0; n < bare_runs; ++n)
    EXPECT_EQ(run_differs(machine, run_bare(machine, trial(n)), reduced.verdict, states), "")
        << "trial " << n;
  for (std::uint64_t n = 0; n < simgrid_runs; ++n)
    EXPECT_EQ(run_differs(machine, run_timed(machine, trial(n)), reduced.verdict, states), "")
        << "trial " << n << " on SimGrid";
}

class Shipped : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(Shipped, IsTheSameForEveryDriver) {
  for (const ShippedCase& c : cases_of(GetParam())) {
    SCOPED_TRACE(c.name);
    check(c.program);
  }
}

INSTANTIATE_TEST_SUITE_P(All, Shipped, testing::ValuesIn(shipped_files()), folder_and_name);

} // namespace
} // namespace ghostwalk::test
