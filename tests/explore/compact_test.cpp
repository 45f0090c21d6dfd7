// SPDX-License-Identifier: MIT
// Hash compaction: the same answers from a hash of each state, and how likely it is that they are not.
#include <cmath>

#include "tests/explore/tiny.hpp"

namespace ghostwalk::test {
namespace {

namespace fs = std::filesystem;

Exploration hashed(const Program& program, unsigned bits = 64, std::uint64_t seed = 0,
                   bool reduce = false) {
  ExploreSettings settings;
  settings.reduce = reduce;
  settings.hash_bits = bits;
  settings.hash_seed = seed;
  return explore(Machine(program), settings);
}

// Each step is possible, and the last one breaks what the search says.
void expect_replays(const Program& program, const Exploration& e) {
  const Machine machine(program);
  std::vector<std::byte> state = program.initial;
  Happened seen = 0;
  for (const Step step : e.witness) {
    ASSERT_TRUE(machine.possible(state.data(), step));
    seen = machine.apply(state.data(), step);
  }
  const Property& claim = program.properties.at(static_cast<std::size_t>(e.broken));
  if (claim.kind == Property::Kind::state) {
    EXPECT_NE(machine.evaluate(state.data(), 0, claim.condition), 0U);
  } else if (claim.index != static_cast<std::uint8_t>(Oracle::deadlock)) {
    EXPECT_NE(seen & happened(static_cast<Oracle>(claim.index)), 0U);
  }
}

TEST(Compact, CountsAsExactlyOnShippedScenarios) {
  for (const char* folder : {"basics", "litmus"})
    for (const auto& file :
         fs::directory_iterator(fs::path(GHOSTWALK_SOURCE_DIR "/scenarios") / folder)) {
      if (file.path().extension() != ".race") continue;
      lang::Library library;
      lang::read_library(library, GHOSTWALK_SOURCE_DIR, {file.path()});
      for (const auto* scenario : library.scenario_order)
        for (const auto& expected : lang::expectations(library, *scenario)) {
          const Program program =
              lang::compile(library, {scenario, expected.kernel, expected.options, {}});
          SCOPED_TRACE(program.scenario + " under " + program.kernel);
          const Exploration exact = explored_plainly(program), e = hashed(program);
          EXPECT_EQ(e.verdict, exact.verdict);
          EXPECT_EQ(e.states, exact.states);
          EXPECT_EQ(e.transitions, exact.transitions);
          EXPECT_EQ(e.claims_seen, exact.claims_seen);
          EXPECT_EQ(hashed(program, 64, 0, true).states, explored(program).states) << "reduced";
          if (e.verdict == Verdict::found) expect_replays(program, e);
        }
    }
}

// Two CPUs that store 1 .. n to variables of their own: a grid of (n+1)^2 states.
std::string grid(int n, const std::string& claims = "") {
  std::string stores[2];
  for (int i = 1; i <= n; ++i) {
    stores[0] += "    a = " + std::to_string(i) + "\n";
    stores[1] += "    b = " + std::to_string(i) + "\n";
  }
  return tiny("  var a: 0 .. 99\n  var b: 0 .. 99\n",
              "  on cpu 0\n" + stores[0] + "  on cpu 1\n" + stores[1] + claims);
}

// 100 states in 2^16 hashes: P(any two alike) <= 100 * 101 / 2^17 = 0.0771 is told. Of 400 seeds 30.8 may then
// miss something, with a standard deviation of 5.3. Two states with one hash are always one less.
TEST(Compact, MissesNoMoreOftenThanItSays) {
  const Texts texts(grid(9));
  const Program program = texts.compile("k", {}, one_order);
  const double told = 100 * 101 / std::ldexp(1, 17);
  int missed = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const Exploration e = hashed(program, 16, seed);
    ASSERT_LE(e.states, 100U);
    if (e.states < 100)
      ++missed;
    else
      ASSERT_DOUBLE_EQ(e.miss_probability, told);
  }
  EXPECT_GT(missed, 0) << "16 bits are few enough to see it";
  EXPECT_LE(missed, 400 * told + 3 * 5.3);
  EXPECT_DOUBLE_EQ(hashed(program).miss_probability, 100 * 101 / std::ldexp(1, 65));
  EXPECT_EQ(explored_plainly(program).miss_probability, 0);
}

// The memory is enough for hashes and one level, not for states: the schedule then comes from a search that keeps
// where each state came from.
TEST(Compact, TellsAScheduleWithoutRoomForStates) {
  const Texts texts(grid(9, "  never a == 5 and b == 9\n"));
  const Program program = texts.compile("k", {}, one_order);
  ExploreSettings settings;
  settings.max_bytes = 400'000;
  settings.reduce = false;
  EXPECT_EQ(explore(Machine(program), settings).verdict, Verdict::gave_up);
  settings.hash_bits = 64;
  const Exploration e = explore(Machine(program), settings);
  ASSERT_EQ(e.verdict, Verdict::found);
  EXPECT_TRUE(e.told);
  EXPECT_FALSE(e.shortest) << "nobody looked for fewer context switches";
  EXPECT_EQ(e.witness.size(), 5U + 9U);
  expect_replays(program, e);
}

// ── Bounds on the way back ──

// 41 * 41 states, the last of which breaks a claim. Asked when it looks back, it stops there.
TEST(Witness, StaysFoundWhenToldToStopOnTheWayBack) {
  const Texts texts(grid(40, "  never a == 40 and b == 40\n"));
  const Program program = texts.compile("k", {}, one_order);
  ExploreSettings settings;
  settings.reduce = false;
  int asked = 0, enough = 1'000'000;
  settings.give_up = [&] { return ++asked >= enough; };
  EXPECT_EQ(explore(Machine(program), settings).witness.size(), 80U);
  enough = asked; // The last question is one of the way back.
  asked = 0;
  const Exploration e = explore(Machine(program), settings);
  EXPECT_EQ(e.verdict, Verdict::found);
  EXPECT_FALSE(e.told);
  EXPECT_TRUE(e.witness.empty());
  EXPECT_EQ(e.broken, 0) << "which claim is known";
}

// The plain search that would make sure does not get through: the schedule is the reduced search's.
TEST(Witness, IsTheReducedSearchsWhenThePlainOneGivesUp) {
  const Texts texts(tiny("  var a: 0 .. 9\n  var b: 0 .. 9\n",
                         "  on cpu 0\n    x = a\n    x = a\n    b = 1\n  on cpu 1\n    y = a\n"
                         "    y = a\n    y = b\n    b = 2\n  never b == 2\n"));
  const Program program = texts.compile("k", {}, one_order);
  ExploreSettings settings;
  const Exploration whole = explore(Machine(program), settings);
  ASSERT_TRUE(whole.shortest);
  ASSERT_LT(whole.states, explored_plainly(program).states);
  settings.max_states = whole.states;
  const Exploration e = explore(Machine(program), settings);
  EXPECT_EQ(e.verdict, Verdict::found);
  EXPECT_TRUE(e.told);
  EXPECT_FALSE(e.shortest);
  expect_replays(program, e);
}

// Levels of some ten thousand states, in which threads come to the bound at different moments.
TEST(Bounds, GiveTheSameNumbersOnAnyNumberOfThreads) {
  lang::Library library;
  lang::read_library(library, GHOSTWALK_SOURCE_DIR,
                     {GHOSTWALK_SOURCE_DIR "/scenarios/protocol/teardown.race"});
  const Program program =
      lang::compile(library, {library.scenario_order.front(), "teardown", {}, {}});
  for (const std::uint64_t most : {50'000U, 60'000U, 70'000U}) {
    ExploreSettings settings;
    settings.reduce = false;
    settings.max_states = most;
    const Exploration one = explore(Machine(program), settings);
    settings.threads = 2;
    const Exploration two = explore(Machine(program), settings);
    EXPECT_EQ(one.verdict, Verdict::gave_up);
    EXPECT_EQ(two.verdict, Verdict::gave_up);
    EXPECT_LE(one.states, most);
    EXPECT_EQ(one.states, two.states);
    EXPECT_EQ(one.transitions, two.transitions);
    EXPECT_EQ(one.depth, two.depth);
    EXPECT_EQ(one.seen, two.seen);
  }
}

} // namespace
} // namespace ghostwalk::test
