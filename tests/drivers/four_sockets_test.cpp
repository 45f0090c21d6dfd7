// SPDX-License-Identifier: MIT
// 256 CPUs on four sockets that share buses. In a program of its own, since a process has one platform.
#include <gtest/gtest.h>

#include "tests/drivers/carriers.hpp"
#include "tests/drivers/runs.hpp"

namespace ghostwalk::test {
namespace {

// CPU n is in socket n % 4: CPUs 0 and 4 share a bus, 0 and 1 do not. A line takes 48 cycles of an idle bus.
TEST(FourSockets, HaveABusEach) {
  EXPECT_EQ(reads_back({0, 1, 2, 3}, 400, on_platform("four-sockets", 0)), 400);
  EXPECT_EQ(reads_back({0, 4}, 400, on_platform("four-sockets", 0)), 448);
  EXPECT_EQ(reads_back({251, 255}, 400, on_platform("four-sockets", 0)), 448);
}

// 255 IPIs through CPU 0's bus take longer than on a machine where nothing is shared; all arrive, and the purge ends.
TEST(FourSockets, TakeAFullPurge) {
  lang::Library library;
  lang::read_library(library, GHOSTWALK_SOURCE_DIR,
                     {GHOSTWALK_SOURCE_DIR "/scenarios/linux-4.19/purge_256_cpus.race"});
  lang::Selection selection;
  selection.scenario = library.scenario_order.front();
  selection.kernel = "linux-4.19";
  const Program program = lang::compile(library, selection);
  const Machine machine(program);
  const auto alone = run_bare(machine, {});
  const auto shared = run_timed(machine, on_platform("four-sockets", 0));
  EXPECT_EQ(shared.end, RunEnd::finished);
  EXPECT_EQ(shared.seen & happened(Oracle::assertion), 0U);
  EXPECT_EQ(dates(shared, EventKind::interrupt_taken).size(), 255U);
  EXPECT_EQ(dates(shared, EventKind::flush).size(), 512U);
  EXPECT_GT(count(shared.ended_at), count(alone.ended_at));
}

} // namespace
} // namespace ghostwalk::test
