// SPDX-License-Identifier: MIT
// Is a timed run what it claims to be: a path of the machine, the same under both carriers, the
// same every time?

#include "sim/drivers/clockwork.hpp"
#include "tests/drivers/runs.hpp"

namespace ghostwalk::test {
namespace {

// All that time knows at once: speculation, shootdown, locks, reuse, choices, endless scripts.
const std::string busy_text = plain_text + R"(
scenario busy
  cpu pentium4 * 3
  frames 8 reuse any
  process app
    maps 0x08048000 .. 0x08049fff write
  on cpu 0 running(app)
    branch 0x08048010 to 0x08049800
    lock first
    table = frame(app.pgd[32])
    app.pgd[32] = 0
    branch at 0xc0048010
    free_page(table)
    either
      send ping to 6
    or
      invlpg 0x08048000
    unlock first
    cr3 = app.pgd
  on cpu 1 running(app)
    lock first
    page = alloc_page(kernel)
    page[72] = any of 0, 0x0badc163, 0x0badc063
    unlock first
    work 100 .. 900
    free_page(page)
  on cpu 2 running(app)
    forever
      read 0x08048000
      on fault
        flag = 2
      work 5 .. 50
  never poisoned
)";

RunSettings trial(std::uint64_t number) {
  RunSettings settings;
  settings.trial = number;
  settings.platform = GHOSTWALK_SOURCE_DIR "/models/platforms/smp-bus.xml";
  settings.limit = Cycles{50'000};
  return settings;
}

class Agreement : public testing::Test {
protected:
  const Texts texts_{busy_text};
  const Program program_ = texts_.compile("k");
  const Machine machine_{program_};
};

TEST_F(Agreement, BothCarriersGiveTheSameBytes) {
  for (std::uint64_t n = 0; n < 100; ++n)
    ASSERT_EQ(bytes(run_bare(machine_, trial(n))), bytes(run_timed(machine_, trial(n))))
        << "trial " << n;
}

TEST_F(Agreement, TheSameTrialGivesTheSameBytes) {
  BareQueue queue;
  Clockwork clockwork(machine_);
  std::vector<std::string> first;
  for (std::uint64_t n = 0; n < 20; ++n) {
    queue.clear();
    first.push_back(bytes(clockwork.run(trial(n), queue)));
  }
  for (std::uint64_t n = 20; n-- > 0;) EXPECT_EQ(bytes(run_bare(machine_, trial(n))), first[n]);
  EXPECT_NE(first[0], first[1]);
}

TEST_F(Agreement, ContentionDependsOnNothingThatRanBefore) {
  RunSettings loaded = trial(3);
  loaded.bus_load = 70;
  const std::string first = bytes(run_timed(machine_, loaded));
  run_timed(machine_, trial(4));
  loaded.trial = 5;
  run_timed(machine_, loaded);
  loaded.trial = 3;
  EXPECT_EQ(bytes(run_timed(machine_, loaded)), first);
}

TEST_F(Agreement, EveryStepIsOneThatTheMachineOffers) {
  for (std::uint64_t n = 0; n < 100; ++n) {
    expect_possible(machine_, run_bare(machine_, trial(n)));
    RunSettings loaded = trial(n);
    loaded.bus_load = static_cast<int>(n % 96);
    expect_possible(machine_, run_timed(machine_, loaded));
  }
}

// The mean over 100 trials of how long the walks of CPU 0 are in flight.
double mean_walk(const Machine& machine, int bus_load) {
  double sum = 0;
  int walks = 0;
  for (std::uint64_t n = 0; n < 100; ++n) {
    RunSettings settings = trial(n);
    settings.bus_load = bus_load;
    const auto run = run_timed(machine, settings);
    const auto started = dates(run, EventKind::walk_started, 0);
    const auto ended = dates(run, EventKind::walk_ended, 0);
    for (std::size_t i = 0; i < ended.size(); ++i, ++walks)
      sum += static_cast<double>(ended[i] - started[i]);
  }
  return sum / walks;
}

TEST_F(Agreement, ALoadedBusWidensTheWindow) {
  const double idle = mean_walk(machine_, 0), half = mean_walk(machine_, 50),
               full = mean_walk(machine_, 90);
  EXPECT_LT(idle, half);
  EXPECT_LT(half, full);
}

} // namespace
} // namespace ghostwalk::test
