// SPDX-License-Identifier: MIT
// Do both carriers of time bring the same errands back at the same dates in the same order, and
// does a shared bus slow them down?
#include <csignal>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/core/error.hpp"
#include "tests/drivers/carriers.hpp"

namespace ghostwalk::test {
namespace {

RC_GTEST_PROP(Carriers, AgreeWithoutContention, (std::uint64_t seed)) {
  const auto cpus = static_cast<CpuId>(*rc::gen::inRange(1, 6));
  const auto longest = *rc::gen::element<std::int64_t>(1, 3, 50, 5000);
  RC_ASSERT(drive_bare(seed, cpus, 200, longest) == drive_simgrid(seed, cpus, 200, longest));
}

TEST(Carriers, BringTiesBackByCpuThenKindThenSequence) {
  BareQueue queue;
  std::vector<Errand> sent;
  const auto send = [&](CpuId cpu, Errand::Kind kind, std::uint64_t sequence) {
    queue.carry({.cpu = cpu, .kind = kind, .sequence = sequence, .cycles = 7});
  };
  send(1, Errand::Kind::interrupt, 0);
  send(0, Errand::Kind::speculation, 1);
  send(0, Errand::Kind::core, 2);
  send(0, Errand::Kind::walk_read, 4);
  send(0, Errand::Kind::walk_read, 3);
  send(0, Errand::Kind::interrupt, 5);
  std::vector<Errand> due;
  Cycles at{};
  ASSERT_TRUE(queue.next(at, due));
  std::vector<std::uint64_t> order;
  for (const Errand& e : due) order.push_back(e.sequence);
  EXPECT_EQ(count(at), 7);
  EXPECT_EQ(order, (std::vector<std::uint64_t>{5, 3, 4, 2, 1, 0}));
  EXPECT_FALSE(queue.next(at, due));
}

// The wheel has 4,096 cycles, what is longer goes another way: both bring what is due at one date together, and in order.
TEST(BareQueue, KeepsItsOrderAtTheWheelsEdge) {
  BareQueue queue;
  std::uint64_t sequence = 0;
  const auto send = [&](CpuId cpu, std::int64_t cycles) {
    queue.carry({.cpu = cpu, .sequence = sequence++, .cycles = cycles});
  };
  for (int round = 0; round < 2; ++round) { // The second begins at 0 again.
    for (const std::int64_t cycles : {4097, 4095, 1, 8192, 4096}) send(1, cycles);
    std::vector<std::pair<std::int64_t, int>> back; // date, CPU
    std::vector<Errand> due;
    Cycles at{};
    while (queue.next(at, due))
      for (const Errand& e : due) {
        back.emplace_back(count(at), e.cpu);
        if (e.cpu == 1 && count(at) == 1) send(0, 4095); // at 4096 too, on the wheel
      }
    EXPECT_EQ(back, (std::vector<std::pair<std::int64_t, int>>{
                        {1, 1}, {4095, 1}, {4096, 0}, {4096, 1}, {4097, 1}, {8192, 1}}));
    send(3, 10);
    send(3, 10'000);
    queue.clear();
    EXPECT_FALSE(queue.next(at, due));
  }
}

TEST(SimGrid, GivesTheSameWhateverRanBefore) {
  for (const int load : {-1, 0, 50, 90}) {
    const auto first = drive_simgrid(1, 3, 300, 900, load);
    drive_simgrid(2, 2, 77, 31, load);
    drive_simgrid(3, 2, 78, 333, 33);
    EXPECT_EQ(first, drive_simgrid(1, 3, 300, 900, load)) << "bus load " << load;
  }
}

// 3.2 GB/s at 2400 MHz: a line of 64 bytes is 48 cycles on an idle bus, which the 400 cycles
// contain.
TEST(Bus, IdleCostsNothingMore) {
  EXPECT_EQ(reads_back({0}, 400, on_platform("smp-bus", -1)), 400);
  EXPECT_EQ(reads_back({0}, 400, on_platform("smp-bus", 0)), 400);
}

TEST(Bus, TakenByOthersIsSlower) {
  EXPECT_EQ(reads_back({0}, 400, on_platform("smp-bus", 50)), 400 - 48 + 96);
  EXPECT_EQ(reads_back({0}, 400, on_platform("smp-bus", 90)), 400 - 48 + 480);
}

TEST(Bus, TwoAtOnceShareIt) {
  EXPECT_EQ(reads_back({0, 2}, 400, on_platform("smp-bus", -1)), 400);
  EXPECT_EQ(reads_back({0, 2}, 400, on_platform("smp-bus", 0)), 448);
}

void ours(int) {}

// SimGrid would print its actors and exit: whoever runs it keeps the last word on Ctrl-C.
TEST(SimGridDeathTest, LeavesTheHandlerOfInterruptionsAlone) {
  testing::GTEST_FLAG(death_test_style) = "threadsafe";
  const auto run_and_interrupt = [] {
    std::signal(SIGINT, ours);
    with_simgrid(Program{}, RunSettings{}, [](Carrier&) {});
    std::exit(std::signal(SIGINT, SIG_DFL) == ours ? 0 : 1);
  };
  EXPECT_EXIT(run_and_interrupt(), testing::ExitedWithCode(0), "");
}

// What follows exits: in processes of their own, since the first run's platform and configuration
// are a process's.
[[noreturn]] void try_settings(const RunSettings& settings) {
  try {
    with_simgrid(Program{}, settings, [](Carrier&) {});
    std::fprintf(stderr, "taken");
  } catch (const InputError& e) {
    std::fprintf(stderr, "refused: %s", e.what());
  }
  std::exit(0);
}

[[noreturn]] void try_platform(const std::string& file, int bus_load) {
  RunSettings settings;
  settings.platform = file;
  settings.bus_load = bus_load;
  try_settings(settings);
}

[[noreturn]] void try_configuration(const std::string& item) {
  RunSettings settings;
  settings.simgrid_cfg = {item};
  try_settings(settings);
}

const auto ends_well = testing::ExitedWithCode(0);

TEST(SimGridDeathTest, RefusesAPlatformThatItCannotRun) {
  testing::GTEST_FLAG(death_test_style) = "threadsafe";
  const std::string good = GHOSTWALK_SOURCE_DIR "/models/platforms/smp-bus.xml";
  EXPECT_EXIT(try_platform(good, 95), ends_well, "taken");
  EXPECT_EXIT(try_platform(good, 96), ends_well, "refused: .*0 .. 95");
  EXPECT_EXIT(try_platform("", 0), ends_well, "refused: .*needs a platform");
  EXPECT_EXIT(try_platform("no/such.xml", 0), ends_well, "refused: .*no/such.xml");
  EXPECT_EXIT(try_platform(GHOSTWALK_SOURCE_DIR "/CMakeLists.txt", 0), ends_well,
              "refused: SimGrid does not take");
}

TEST(SimGridDeathTest, RefusesAConfigurationThatItDoesNotKnow) {
  testing::GTEST_FLAG(death_test_style) = "threadsafe";
  EXPECT_EXIT(try_configuration("foo:bar"), ends_well, "refused: .*foo");
  EXPECT_EXIT(try_configuration("surf/precision:abc"), ends_well, "refused: .*");
  EXPECT_EXIT(try_configuration("network/model:foo"), ends_well, "refused: .*foo");
  EXPECT_EXIT(try_configuration("nonsense"), ends_well, "refused: .*nonsense");
  EXPECT_EXIT(try_configuration("network/optim:Full"), ends_well, "taken");
}

TEST(SimGrid, LetsExceptionsThrough) {
  const auto throws = [](Carrier&) { throw InputError("on purpose"); };
  EXPECT_THROW(with_simgrid(Program{}, on_platform("smp-bus", 0), throws), InputError);
  EXPECT_EQ(drive_bare(5, 2, 50, 9), drive_simgrid(5, 2, 50, 9)); // And can be used again.
}

} // namespace
} // namespace ghostwalk::test
