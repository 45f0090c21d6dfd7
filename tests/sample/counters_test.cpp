// SPDX-License-Identifier: MIT
// Counters of a scenario whose every duration is one known number.
#include "sim/drivers/sample/sampler.hpp"
#include "tests/drivers/runs.hpp"

namespace ghostwalk::test {
namespace {

struct Counted {
  explicit Counted(const std::string& scripts, int cpus = 2)
      : texts(plain(cpus, scripts)), program(texts.compile("k")), tally(program) {
    const Machine machine(program);
    Sampler(machine).add(0, tally);
  }
  std::uint64_t of(CpuId cpu, Counter c) const { return tally.cpus[cpu][c]; }
  Texts texts;
  Program program;
  Tally tally;
};

TEST(Counters, FlushesByWhatDoesThem) {
  const Counted c(R"(
  on cpu 0 running(app)
    read 0x08048000
    invlpg 0x08048000
    read 0x08048000
    cr3 = app.pgd
    cr3 = app.pgd
)",
                  1);
  EXPECT_EQ(c.of(0, Counter::flushes_invlpg), 1U);
  EXPECT_EQ(c.of(0, Counter::flush_invlpg_cycles), 1U); // invlpg = 1
  EXPECT_EQ(c.of(0, Counter::flushes_cr3), 2U);
  EXPECT_EQ(c.of(0, Counter::flush_cr3_cycles), 2U); // mov_cr3 = 1, twice
  EXPECT_EQ(c.of(0, Counter::entries_dropped), 2U);  // by INVLPG, and by the first MOV CR3
  EXPECT_EQ(c.of(0, Counter::refills), 2U);          // each read walks
  EXPECT_EQ(c.of(0, Counter::walks_demand), 2U);
  EXPECT_EQ(c.of(0, Counter::walk_reads), 4U); // two levels each
  // PDE and PTE from memory, 400 each; the second walk finds both lines in its own cache, 20 each.
  EXPECT_EQ(c.of(0, Counter::walk_demand_cycles), 840U);
  EXPECT_EQ(c.of(0, Counter::walks_speculative), 0U);
  EXPECT_EQ(c.of(0, Counter::faults), 0U);
}

// What they drop: all but global entries, those too, or one page.
TEST(Counters, FlushesByWhatTheyDrop) {
  const Counted c(R"(
  on cpu 0 running(app)
    invlpg 0x08048000
    cr3 = app.pgd
    cr4.pge = 0
    cr4.pge = 1
    va = 0x08048000
    while va < 0x0804b000
      invlpg va
      va = va + 0x1000
    n = 0
    while n < 4
      invlpg 0x08048000
      lock first
      unlock first
      n = n + 1
    while n > 0
      invlpg 0x08048000
      flag = n
      n = n - 2
)",
                  1);
  EXPECT_EQ(c.of(0, Counter::flushes_full), 1U);
  EXPECT_EQ(c.of(0, Counter::flush_full_cycles), 1U); // mov_cr3 = 1
  EXPECT_EQ(c.of(0, Counter::flushes_global), 2U);    // Either change of PGE is one.
  EXPECT_EQ(c.of(0, Counter::flush_global_cycles), 2U);
  EXPECT_EQ(c.of(0, Counter::flushes_single), 1U + 3U + 4U + 2U);
  // The loop with nothing else in it, and that with a plain write. Locks come between those of the other.
  EXPECT_EQ(c.of(0, Counter::flush_ranges), 2U);
  EXPECT_EQ(c.of(0, Counter::flushes_single), c.of(0, Counter::flushes_invlpg));
  EXPECT_EQ(c.of(0, Counter::flushes_global), c.of(0, Counter::flushes_pge));
}

// Two pages are in the TLB; MOV CR3 drops both. One is read again, the other never. INVLPG of a page
// that is not there drops nothing, so the read after it is no refill after a flush.
TEST(Counters, WalksForWhatAFlushDropped) {
  const Counted c(R"(
  on cpu 0 running(app)
    read 0x08048000
    read 0x08049000
    cr3 = app.pgd
    read 0x08048000
    read 0x08048000
)",
                  1);
  EXPECT_EQ(c.of(0, Counter::entries_dropped), 2U);
  EXPECT_EQ(c.of(0, Counter::walks_demand), 3U);
  EXPECT_EQ(c.of(0, Counter::walks_after_flush), 1U);
  EXPECT_EQ(c.of(0, Counter::walk_after_flush_cycles),
            40U); // PDE and PTE from its own cache, 20 each
  EXPECT_EQ(c.of(0, Counter::refills), 3U);
  EXPECT_EQ(c.of(0, Counter::refills_after_flush), 1U);
  EXPECT_EQ(c.of(0, Counter::refill_after_flush_cycles), 40U);
}

// The page is gone when the walk comes: it was the flush that made it necessary, and it fills nothing.
// The next read walks again, for a page that the TLB has not had since.
TEST(Counters, AWalkForAPageThatIsGoneRefillsNothing) {
  const Counted c(R"(
  on cpu 0 running(app)
    read 0x08048000
    table = frame(app.pgd[32])
    table[72] = 0
    invlpg 0x08048000
    read 0x08048000
    on fault
      flag = 1
    read 0x08048000
    on fault
      flag = 2
)",
                  1);
  EXPECT_EQ(c.of(0, Counter::walks_demand), 3U);
  EXPECT_EQ(c.of(0, Counter::walks_after_flush), 1U);
  EXPECT_EQ(c.of(0, Counter::refills_after_flush), 0U);
  EXPECT_EQ(c.of(0, Counter::faults), 2U);
}

// cpu 0 sends at 1 (ipi_send = 1); it arrives at 101, in the middle of cpu 1's work, and is taken at
// once: entry 1, store 1, iret 1 make 3. Its store is done at 103, and the line is with cpu 0 50 later.
TEST(Counters, InterruptsSentTakenAndWaitedFor) {
  const Counted c(R"(
  on cpu 0 running(app)
    send ping to 2
    wait until flag == 1
    wait until flag == 1
  on cpu 1 running(app)
    work 10000
)");
  EXPECT_EQ(c.of(0, Counter::ipis_sent), 1U);
  EXPECT_EQ(c.of(0, Counter::ipi_send_cycles), 1U);
  EXPECT_EQ(c.of(1, Counter::ipis_sent), 0U);
  EXPECT_EQ(c.of(1, Counter::ipis_taken), 1U);
  EXPECT_EQ(c.of(1, Counter::ipi_flight_cycles), 100U); // ipi_delivery = 100
  EXPECT_EQ(c.of(1, Counter::handler_cycles), 3U);
  EXPECT_EQ(c.of(0, Counter::ipi_waits), 1U);         // The second wait is for no IPI.
  EXPECT_EQ(c.of(0, Counter::ipi_wait_cycles), 152U); // from 1 to 103 + 50
  EXPECT_EQ(c.tally.all_cpus()[Counter::ipis_sent], 1U);
}

// The second to come waits until the first has left; both take the lock once.
TEST(Counters, LocksCountTheWait) {
  const Counted c(R"(
  on cpu 0 running(app)
    lock first
    work 500
    unlock first
  on cpu 1 running(app)
    work 100
    lock first
    unlock first
)");
  EXPECT_EQ(c.of(0, Counter::locks), 1U);
  EXPECT_EQ(c.of(0, Counter::lock_cycles), 1U); // atomic = 1, its own line
  EXPECT_EQ(c.of(1, Counter::locks), 1U);
  // It begins at 100. The other unlocks at 502 (1 + 500 + 1); then the line comes over: 50.
  EXPECT_EQ(c.of(1, Counter::lock_cycles), 502U + 50U - 100U);
}

TEST(Counters, TheTableIsInTheOrderOfTheEnumeration) {
  for (std::size_t i = 0; i < counters; ++i) {
    EXPECT_EQ(static_cast<std::size_t>(counter_names()[i].counter), i);
    EXPECT_LE(counter_names()[i].words.size(), 19U);
  }
}

} // namespace
} // namespace ghostwalk::test
