// SPDX-License-Identifier: MIT
// The same answers on any number of threads, reduced or not; each witness does what it says, with and
// without time.
#include "sim/drivers/bare.hpp"
#include "sim/drivers/replay.hpp"
#include "sim/drivers/timed/timed.hpp"
#include "tests/explore/tiny.hpp"

namespace ghostwalk::test {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> shipped() {
  std::vector<fs::path> files;
  for (const char* folder : {"basics", "linux-2.4", "litmus"}) // Small enough for every build.
    for (const auto& entry :
         fs::directory_iterator(fs::path(GHOSTWALK_SOURCE_DIR "/scenarios") / folder))
      if (entry.path().extension() == ".race") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
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

class Shipped : public testing::TestWithParam<fs::path> {};

TEST_P(Shipped, IsExploredAlikeByAnyNumberOfThreads) {
  lang::Library library;
  lang::read_library(library, GHOSTWALK_SOURCE_DIR, {GetParam()});
  for (const auto* scenario : library.scenario_order)
    for (const auto& expected : lang::expectations(library, *scenario)) {
      const Program program =
          lang::compile(library, {scenario, expected.kernel, expected.options, {}});
      SCOPED_TRACE(program.scenario + " under " + program.kernel);
      const Exploration one = explored(program, 1), two = explored(program, 2);
      expect_same(one, two);
      EXPECT_EQ(one.verdict, explored_plainly(program, 2).verdict);
      if (one.verdict != Verdict::found) continue;
      EXPECT_EQ(one.witness.size(), explored_plainly(program).witness.size())
          << "no shorter without reduction";
      expect_replays(program, one.witness);
    }
}

std::string folder_and_name(const testing::TestParamInfo<fs::path>& file) {
  std::string name =
      file.param.parent_path().filename().string() + "_" + file.param.stem().string();
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, Shipped, testing::ValuesIn(shipped()), folder_and_name);

} // namespace
} // namespace ghostwalk::test
