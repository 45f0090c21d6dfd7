// SPDX-License-Identifier: MIT
// Does any order and grouping of merges give the same tally, and do its bytes bring it back?
#include "sim/drivers/sample/tally.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/drivers/sample/sampler.hpp"
#include "tests/drivers/runs.hpp"

namespace ghostwalk::test {
namespace {

// A race that chance decides: cpu 1 writes through its TLB while cpu 0 unmaps, frees and flushes.
const std::string race_text = plain_text + R"(
scenario race
  cpu plain * 2
  memory sc
  process app
    maps 0x08048000 write
  on cpu 0 running(app)
    work 1 .. 2000
    app.pgd[32] = 0
    flag = 1
    cr3 = app.pgd
  on cpu 1 running(app)
    work 1 .. 1000
    read 0x08048000
    on fault
      flag = 2
  never fault
  sometimes flag == 1
)";

class TallyOf : public testing::Test {
protected:
  Tally tally(std::uint64_t first, std::uint64_t trials) {
    Tally t(program_);
    for (std::uint64_t n = first; n < first + trials; ++n) sampler_.add(n, t);
    return t;
  }
  const Texts texts_{race_text};
  const Program program_ = texts_.compile("k");
  const Machine machine_{program_};
  Sampler sampler_{machine_};
};

TEST_F(TallyOf, CountsWhatHappened) {
  const Tally t = tally(0, 500);
  EXPECT_EQ(t.trials, 500U);
  EXPECT_EQ(t.cycles.count(), 500U);
  EXPECT_EQ(t.ends[0], 500U); // finished
  // Chance decides: cpu 0's work is the longer of the two in about three of four trials.
  EXPECT_GT(t.found.count(), 50U);
  EXPECT_LT(t.found.count(), 250U);
  EXPECT_EQ(t.claims[0], t.found); // `never fault` is the only `never`.
  EXPECT_EQ(t.happened[static_cast<std::size_t>(Oracle::fault)], t.found.count());
  EXPECT_EQ(t.claims[1].count(), 500U); // `sometimes flag == 1`: always, for a moment.
}

TEST_F(TallyOf, TheLowestTrialsAreKeptWhateverTheOrder) {
  LowestTrials forwards, backwards;
  for (std::uint64_t n = 0; n < 100; ++n) {
    forwards.add(3 * n + 7);
    backwards.add(3 * (99 - n) + 7);
  }
  EXPECT_EQ(forwards, backwards);
  ASSERT_EQ(forwards.size(), LowestTrials::kept);
  for (std::size_t i = 0; i < LowestTrials::kept; ++i) EXPECT_EQ(forwards[i], 3 * i + 7);
}

// Cut anywhere, merged in any grouping and order: the tally of all.
TEST_F(TallyOf, MergingIsAssociativeAndCommutative) {
  const Tally whole = tally(0, 60);
  EXPECT_TRUE(rc::check("three parts", [&] {
    const auto a = *rc::gen::inRange<std::uint64_t>(0, 61),
               b = *rc::gen::inRange<std::uint64_t>(a, 61);
    const Tally x = tally(0, a), y = tally(a, b - a), z = tally(b, 60 - b);
    Tally left = x, right = z, empty;
    left.merge(y);
    left.merge(z);
    right.merge(y);
    right.merge(x);
    empty.merge(left);
    RC_ASSERT(left == whole);
    RC_ASSERT(right == whole);
    RC_ASSERT(empty == whole);
  }));
}

TEST_F(TallyOf, BytesBringItBack) {
  for (const std::uint64_t trials : {0U, 1U, 200U}) {
    const Tally t = tally(1'000'000'000'000, trials);
    const std::string bytes = t.pack();
    const std::optional<Tally> back = Tally::unpack(bytes);
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, t);
    EXPECT_EQ(back->pack(), bytes);
  }
}

// Cut short, longer, or with any one bit turned: refused or another tally, never a crash, never the same.
TEST_F(TallyOf, DamagedBytesAreNotTheTally) {
  const Tally t = tally(0, 50);
  const std::string bytes = t.pack();
  for (std::size_t length = 0; length < bytes.size(); ++length)
    ASSERT_FALSE(Tally::unpack(std::string_view(bytes).substr(0, length))) << length;
  EXPECT_FALSE(Tally::unpack(bytes + '\0'));
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string damaged = bytes;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    const std::optional<Tally> read = Tally::unpack(damaged);
    ASSERT_FALSE(read && *read == t) << bit;
  }
}

// A checksum would not see it: 50 trials that took time, said to be 49.
TEST_F(TallyOf, MoreThanTheTrialsIsNoTally) {
  Tally t = tally(0, 50);
  ASSERT_EQ(t.cycles.count(), 50U);
  t.trials = 49;
  EXPECT_FALSE(Tally::unpack(t.pack()));
  t.trials = 50;
  EXPECT_TRUE(Tally::unpack(t.pack()));
}

// Trial n alone, after others, or by another sampler: the same.
TEST_F(TallyOf, ATrialIsTheSameInAnyCompany) {
  Tally alone(program_);
  Sampler(machine_).add(41, alone);
  tally(0, 41);
  EXPECT_EQ(tally(41, 1), alone);
  Tally other_seed(program_);
  Sampler(machine_, {.seed = 2}).add(41, other_seed);
  EXPECT_NE(other_seed, alone);
}

} // namespace
} // namespace ghostwalk::test
