// SPDX-License-Identifier: MIT
// The same answers on any number of threads, reduced or not; each witness does what it says, with and
// without time.
#include "sim/drivers/bare.hpp"
#include "sim/drivers/replay.hpp"
#include "sim/drivers/timed/timed.hpp"
#include "tests/explore/tiny.hpp"
#include "tests/support/shipped.hpp"

namespace ghostwalk::test {
namespace {

std::vector<std::filesystem::path> small_files() {
  std::vector<std::filesystem::path> files;
  for (const char* folder : {"basics", "linux-2.4", "litmus"}) // Small enough for every build.
    for (auto& file : shipped_files(folder)) files.push_back(std::move(file));
  return files;
}

void expect_same(const Exploration& a, const Exploration& b) {
  EXPECT_EQ(a.verdict, b.verdict);
  EXPECT_EQ(a.states, b.states);
  EXPECT_EQ(a.transitions, b.transitions);
  EXPECT_EQ(a.depth, b.depth);
  EXPECT_EQ(a.seen, b.seen);
  EXPECT_EQ(a.claims_seen, b.claims_seen);
  EXPECT_EQ(a.broken, b.broken);
  EXPECT_EQ(a.witness, b.witness);
}

bool broken(const Program& program, const ghostwalk::Run& run) {
  if (run.broken_claim >= 0 || run.end == RunEnd::deadlock) return true;
  for (const Property& claim : program.properties) {
    if (!claim.never || claim.kind == Property::Kind::state) continue;
    const Happened bit = claim.kind == Property::Kind::oracle
                             ? happened(static_cast<Oracle>(claim.index))
                             : happened_event(claim.index);
    if ((run.seen & bit) != 0) return true;
  }
  return false;
}

std::vector<Step> steps_of(const ghostwalk::Run& run) {
  std::vector<Step> steps;
  for (const TimedStep& s : run.steps) steps.push_back(s.step);
  return steps;
}

// Bare queue and SimGrid: the same steps in the same order at the same cycles, and the claim is broken.
void expect_replays(const Program& program, const std::vector<Step>& witness) {
  const Machine machine(program);
  EXPECT_TRUE(broken(program, retrace(machine, witness)));
  RunSettings settings;
  BareQueue queue;
  const auto bare = retrace(machine, witness, settings, queue);
  ghostwalk::Run simgrid;
  with_simgrid(program, settings,
               [&](Carrier& carrier) { simgrid = retrace(machine, witness, settings, carrier); });
  EXPECT_TRUE(broken(program, bare));
  EXPECT_EQ(steps_of(bare), witness);
  ASSERT_EQ(steps_of(simgrid), witness);
  std::int64_t last = 0;
  for (std::size_t i = 0; i < witness.size(); ++i) {
    EXPECT_EQ(count(simgrid.steps[i].at), count(bare.steps[i].at)) << "step " << i + 1;
    EXPECT_LE(last, count(bare.steps[i].at));
    last = count(bare.steps[i].at);
  }
}

class Shipped : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(Shipped, IsExploredAlikeByAnyNumberOfThreads) {
  for (const ShippedCase& c : cases_of(GetParam())) {
    SCOPED_TRACE(c.name);
    const Exploration one = explored(c.program, 1), two = explored(c.program, 2);
    expect_same(one, two);
    EXPECT_EQ(one.verdict, explored_plainly(c.program, 2).verdict);
    if (one.verdict != Verdict::found) continue;
    EXPECT_EQ(one.witness.size(), explored_plainly(c.program).witness.size())
        << "no shorter without reduction";
    expect_replays(c.program, one.witness);
  }
}

INSTANTIATE_TEST_SUITE_P(All, Shipped, testing::ValuesIn(small_files()), folder_and_name);

} // namespace
} // namespace ghostwalk::test
