// SPDX-License-Identifier: MIT
// Masks of more than 64 CPUs, and machines that need them. The edges are 64 | 65, 128 | 129 and 256 CPUs: another word begins.
#include "tests/drivers/runs.hpp"

namespace ghostwalk::test {
namespace {

const std::string vars = "  var m: cpumask\n  var n: 0 .. 10000\n  var old: cpumask\n";

// Runs the script on CPU 0; asserts are its own. Returns the numbers of loads, stores and locked steps, and of IPIs.
struct Steps {
  std::size_t reads, writes, sent;
  auto operator<=>(const Steps&) const = default;
};
Steps steps_of(int cpus, const std::string& script, const std::string& others = "") {
  const auto run = run_text(plain(cpus, vars + "  on cpu 0\n" + script + others));
  EXPECT_EQ(run.end, RunEnd::finished) << cpus;
  EXPECT_EQ(run.seen & happened(Oracle::assertion), 0U) << cpus;
  return {events(run, EventKind::read_var).size(), events(run, EventKind::write_var).size(),
          events(run, EventKind::sent).size()};
}

class ManyCpus : public testing::TestWithParam<int> {
protected:
  int cpus() const { return GetParam(); }
  std::size_t words() const { return static_cast<std::size_t>(cpus() + 63) / 64; }
};
INSTANTIATE_TEST_SUITE_P(Edges, ManyCpus, testing::Values(63, 64, 65, 128, 129, 256));

// A store of a mask is one for each word, a look at it a load for each.
TEST_P(ManyCpus, AMaskHoldsThemAll) {
  const Steps steps = steps_of(cpus(), R"(
    m = all_cpus
    x = m
    assert count(x) == cpus
    assert fls(x) == cpus
    assert x == all_cpus
    y = x & ~bit(cpus - 1)
    assert fls(y) == cpus - 1
    assert count(y ^ x) == 1
    assert (y | bit(cpus - 1)) == x
    assert x != y and not (x & ~x)
    assert (y & bit(cpus - 1)) == 0
)");
  EXPECT_EQ(steps, (Steps{words(), words(), 0}));
}

// One bit: one locked step, or one load and one store, whichever word it is in.
TEST_P(ManyCpus, OneBitIsOneWord) {
  EXPECT_EQ(steps_of(cpus(), "    atomic m |= bit(cpus - 1)\n"), (Steps{0, 1, 0}));
  EXPECT_EQ(steps_of(cpus(), "    m |= bit(cpus - 1)\n"), (Steps{1, 1, 0}));
  EXPECT_EQ(steps_of(cpus(), "    atomic m &= ~bit(cpus - 1)\n"), (Steps{0, 1, 0}));
  // A number that is not known before: the code looks which word. n and m are read, 1 + words.
  EXPECT_EQ(steps_of(cpus(), "    n = cpus - 1\n    c = n\n    atomic m |= bit(c)\n"
                             "    x = m\n    assert x == bit(cpus - 1)\n"),
            (Steps{1 + words(), 2, 0}));
}

TEST_P(ManyCpus, AnExchangeTakesEveryWord) {
  EXPECT_EQ(steps_of(cpus(), R"(
    m = all_cpus
    x = atomic exchange(m, bit(cpus - 1))
    assert x == all_cpus
    y = m
    assert y == bit(cpus - 1)
)"),
            (Steps{words(), 2 * words(), 0}));
}

// for: a turn for each CPU, lowest first; known when compiling or not.
TEST_P(ManyCpus, ALoopGoesOverThemInOrder) {
  EXPECT_EQ(steps_of(cpus(), R"(
    next = 0
    for c in mask(all_cpus)
      assert c == next
      next = next + 1
    assert next == cpus
    m = all_cpus & ~bit(1)
    x = m
    sum = 0
    for c in mask(x)
      sum = sum + c
    assert sum == cpus * (cpus - 1) / 2 - 1
)"),
            (Steps{words(), words(), 0}));
}

// A parameter, a result, a branch.
TEST_P(ManyCpus, AMaskGoesThroughProcedures) {
  const std::string procs = R"(
  proc without(mask, cpu)
    if cpu == 0
      return mask
    return mask & ~bit(cpu)
)";
  const auto run = run_text(plain(cpus(), vars + procs + R"(
  on cpu 0
    n = cpus - 1
    c = n
    x = without(all_cpus, c)
    assert count(x) == cpus - 1
    assert fls(x) == cpus - 1
    y = without(x, 0)
    assert x == y
    if x
      x = 0
    assert x == 0
)"));
  EXPECT_EQ(run.seen & happened(Oracle::assertion), 0U);
}

// Everybody is interrupted once and takes itself out; the wait ends with the last of them.
TEST_P(ManyCpus, SendReachesThemAllAndTheWaitEnds) {
  std::string text = plain(cpus(), "  var n: 0 .. 1"
                                   R"(
  on cpu 0
    m = all_cpus & ~bit(self)
    send ping to all_cpus & ~bit(self)
    wait until m == 0
    n = 1
)");
  const std::string ping = "  interrupt ping\n    flag = 1\n";
  text.replace(text.find(ping), ping.size(),
               "  var m: cpumask\n  interrupt ping\n    atomic m &= ~bit(self)\n");
  const auto run = run_text(text);
  EXPECT_EQ(run.end, RunEnd::finished);
  const auto others = static_cast<std::size_t>(cpus() - 1);
  EXPECT_EQ(events(run, EventKind::sent).size(), others);
  EXPECT_EQ(events(run, EventKind::interrupt_taken).size(), others);
  EXPECT_EQ(events(run, EventKind::write_var).size(), words() + others + 1);
  // The last write is the waiting CPU's, behind all the others'.
  EXPECT_EQ(events(run, EventKind::write_var).back().cpu, 0);
}

TEST_P(ManyCpus, ClaimsLookAtEveryWord) {
  const std::string script = "  on cpu 0\n    atomic m |= bit(cpus - 1)\n";
  EXPECT_GE(run_text(plain(cpus(), vars + script + "  never m != 0\n")).broken_claim, 0);
  EXPECT_EQ(run_text(plain(cpus(), vars + script + "  never fls(m) > cpus\n")).broken_claim, -1);
}

// All but one wait for a lock: each unlock lets them all look, and one of them has it.
TEST_P(ManyCpus, EveryWaiterOfALockGetsIt) {
  const auto run = run_text(plain(cpus(), vars + R"(
  on cpu 0 .. cpus - 1
    lock first
    n += 1
    unlock first
)"));
  EXPECT_EQ(run.end, RunEnd::finished);
  EXPECT_EQ(events(run, EventKind::write_var).back().after, static_cast<std::uint64_t>(cpus()));
}

// A scenario with a lock, a mask, IPIs and walks on 256 CPUs: 256 full flushes, each CR4.PGE off and on.
TEST(Purge, IsTheSameOnBothCarriers) {
  lang::Library library;
  lang::read_library(library, GHOSTWALK_SOURCE_DIR,
                     {GHOSTWALK_SOURCE_DIR "/scenarios/linux-4.19/purge_256_cpus.race"});
  lang::Selection selection;
  selection.scenario = library.scenario_order.front();
  selection.kernel = "linux-4.19";
  for (const int cpus : {4, 64, 65, 256}) {
    selection.settings = {{"cpus", std::to_string(cpus)}};
    const Program program = lang::compile(library, selection);
    const Machine machine(program);
    const auto run = run_bare(machine, {});
    EXPECT_EQ(run.end, RunEnd::finished);
    EXPECT_EQ(run.seen & happened(Oracle::assertion), 0U);
    EXPECT_EQ(dates(run, EventKind::interrupt_taken).size(), static_cast<std::size_t>(cpus - 1));
    EXPECT_EQ(dates(run, EventKind::flush).size(), static_cast<std::size_t>(2 * cpus));
    EXPECT_EQ(bytes(run_timed(machine, {})), bytes(run)) << cpus;
    if (cpus == 65) expect_possible(machine, run);
  }
}

} // namespace
} // namespace ghostwalk::test
