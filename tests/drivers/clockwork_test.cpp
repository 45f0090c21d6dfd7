// SPDX-License-Identifier: MIT
// What happens when: instructions, interrupts and locks under time, each to the cycle.
#include <gmock/gmock.h>

#include "tests/drivers/runs.hpp"

namespace ghostwalk::test {
namespace {

using testing::ElementsAre;

TEST(Core, InstructionsHaveTheirEffectWhenTheirTimeIsOver) {
  const auto run =
      run_text(plain(1, "  on cpu 0\n    flag = 1\n    flag = 2\n"), {{"store", "30"}});
  EXPECT_THAT(dates(run, EventKind::write_var), ElementsAre(30, 60));
  EXPECT_EQ(run.end, RunEnd::finished);
  EXPECT_EQ(count(run.ended_at), 60);
}

TEST(Core, WorkComesBeforeTheInstructionBehindIt) {
  const auto run =
      run_text(plain(1, "  on cpu 0\n    work 100\n    flag = 1\n    work 10\n    flag = 2\n"));
  EXPECT_THAT(dates(run, EventKind::write_var), ElementsAre(101, 112));
}

// Both stores are done at 1: CPU 0's comes first.
TEST(Core, InOneCycleTheLowerCpuComesFirst) {
  const auto run = run_text(plain(2, "  on cpu 0\n    flag = 1\n  on cpu 1\n    flag = 2\n"));
  const auto writes = events(run, EventKind::write_var);
  ASSERT_EQ(writes.size(), 2U);
  EXPECT_THAT(dates(run, EventKind::write_var), ElementsAre(1, 1));
  EXPECT_EQ(writes[1].before, 1U);
  EXPECT_EQ(writes[1].after, 2U);
}

TEST(Core, WorkIsDrawnFromItsRange) {
  const std::string text =
      plain(1, "  on cpu 0\n    flag = 1\n    work 100 .. 200\n    flag = 2\n");
  std::int64_t lowest = 1000, highest = 0;
  for (std::uint64_t trial = 0; trial < 60; ++trial) {
    const auto at = dates(run_text(text, {}, {.trial = trial}), EventKind::write_var).back();
    lowest = std::min(lowest, at);
    highest = std::max(highest, at);
  }
  EXPECT_GE(lowest, 102);
  EXPECT_LE(highest, 202);
  EXPECT_GT(highest - lowest, 50);
}

// CPU 1 reads what CPU 0 wrote: the line comes over. Its second read has it.
TEST(Core, ALineThatAnotherWroteTakesLonger) {
  const auto run = run_text(plain(2, R"(
  on cpu 0
    flag = 1
  on cpu 1
    work 10
    x = flag
    y = flag
    flag = x + y
)"));
  EXPECT_THAT(dates(run, EventKind::read_var, 1), ElementsAre(61, 62));
  EXPECT_THAT(dates(run, EventKind::write_var, 1), ElementsAre(testing::Ge(63 + 50)));
}

// Each reader pays once after each write, the second as the first; what nobody wrote is in everyone's cache.
TEST(Core, EachReaderPaysForALineThatAnotherWrote) {
  const auto run = run_text(plain(3, R"(
  on cpu 0
    flag = 1
    work 300
    flag = 2
  on cpu 1
    work 10
    x = flag
  on cpu 2
    work 200
    x = flag
    y = flag
    work 200
    z = flag
)"));
  EXPECT_THAT(dates(run, EventKind::read_var, 1), ElementsAre(10 + 1 + 50));
  EXPECT_THAT(dates(run, EventKind::read_var, 2), ElementsAre(251, 252, 252 + 200 + 51));

  const auto unwritten = run_text(plain(2, R"(
  on cpu 0
    x = flag
  on cpu 1
    work 10
    x = flag
)"));
  EXPECT_THAT(dates(unwritten, EventKind::read_var, 1), ElementsAre(11));
}

// The lock is free at 102; the waiting CPU has its line 50 cycles later.
TEST(Core, WhoWaitsForALockGetsItWhenItIsFree) {
  const auto run = run_text(plain(2, R"(
  on cpu 0
    lock first
    work 100
    unlock first
  on cpu 1
    work 20
    lock first
    unlock first
)"));
  EXPECT_THAT(dates(run, EventKind::unlocked, 0), ElementsAre(102));
  EXPECT_THAT(dates(run, EventKind::locked, 1), ElementsAre(152));
}

// The interrupt arrives at 101. CPU 1 turns interrupts on at `work + 2`.
std::vector<std::int64_t> taken_at(int work) {
  return dates(run_text(plain(2, fmt::format(R"(
  on cpu 0
    send ping to cpu 1
  on cpu 1
    interrupts off
    work {}
    interrupts on
)",
                                             work))),
               EventKind::interrupt_taken);
}

// The variable is written at once and the table is empty later: it is the second that lets the CPU go on.
TEST(Core, WhoWaitsForAnEmptyTableGoesOnWhenItIs) {
  const auto run = run_text(plain(2, R"(  on cpu 0 running(app)
    wait until flag == 1 and empty(app.pgd)
    flag = 2
  on cpu 1 running(app)
    flag = 1
    work 100
    app.pgd[0x20] = 0
    app.pgd[0x300] = 0
)"));
  EXPECT_EQ(run.end, RunEnd::finished);
  const auto writes = events(run, EventKind::write_var);
  ASSERT_EQ(writes.size(), 2U);
  EXPECT_EQ(writes[1].after, 2U);
}

TEST(Interrupt, WaitsUntilInterruptsAreOn) {
  EXPECT_THAT(taken_at(98), ElementsAre(101)); // On at 100, before it arrives.
  EXPECT_THAT(taken_at(99), ElementsAre(101)); // On in the cycle of the arrival.
  EXPECT_THAT(taken_at(100), ElementsAre(102));
  EXPECT_THAT(taken_at(500), ElementsAre(502));
}

TEST(Interrupt, IsTakenAtTheEndOfTheInstructionInHand) {
  const std::string text = plain(2, R"(
  on cpu 0
    send ping to cpu 1
  on cpu 1
    flag = 2
    flag = 3
)");
  const auto run = run_text(text, {{"store", "70"}});
  EXPECT_THAT(dates(run, EventKind::interrupt_taken), ElementsAre(140));
}

TEST(Interrupt, IsTakenAtOnceByWhoWaits) {
  const auto run = run_text(plain(2, R"(
  on cpu 0
    send ping to cpu 1
  on cpu 1
    wait until flag == 1
)"));
  EXPECT_THAT(dates(run, EventKind::interrupt_taken), ElementsAre(101));
  EXPECT_EQ(run.end, RunEnd::finished);
}

// The interrupt arrives at 101, in the work that began at 1. Entry 7, the store 1, iret 9; then the
// 100 cycles of work that are left, and the store.
TEST(Interrupt, EntryAndReturnTakeTheirTime) {
  const auto run = run_text(plain(1, R"(
  on cpu 0
    send ping to cpu 0
    work 200
    flag = 2
)"),
                            {{"interrupt_entry", "7"}, {"iret", "9"}});
  EXPECT_THAT(dates(run, EventKind::interrupt_taken), ElementsAre(101));
  EXPECT_THAT(dates(run, EventKind::write_var), ElementsAre(109, 219));
  EXPECT_THAT(dates(run, EventKind::interrupt_done), ElementsAre(118));
}

// The store is in the buffer at 1 and in memory 20 cycles later; cpu 1 has the line 50 after that.
TEST(StoreBuffer, OthersSeeAStoreWhenItHasDrained) {
  const auto run = run_text(plain(2, R"(
  on cpu 0
    flag = 1
  on cpu 1
    wait until flag == 1
    flag = 2
)",
                                  "tso"));
  EXPECT_THAT(dates(run, EventKind::write_var), ElementsAre(1, 72));
  EXPECT_THAT(dates(run, EventKind::drained), ElementsAre(21, 72 + 20 + 50));
  EXPECT_EQ(run.end, RunEnd::finished);
  EXPECT_EQ(count(run.ended_at), 142);
}

TEST(StoreBuffer, SerialisingInstructionsWaitUntilItIsEmpty) {
  const auto loaded_at = [](const char* mov_cr3) {
    return dates(
        run_text(plain(1, "  on cpu 0 running(app)\n    flag = 1\n    cr3 = app.pgd\n", "tso"),
                 {{"mov_cr3", mov_cr3}}),
        EventKind::cr3_loaded);
  };
  EXPECT_THAT(loaded_at("1"), ElementsAre(22)); // At 2 it cannot; the buffer is empty at 21.
  EXPECT_THAT(loaded_at("19"), ElementsAre(22));
  EXPECT_THAT(loaded_at("20"), ElementsAre(21));
  EXPECT_THAT(loaded_at("300"), ElementsAre(301));
}

TEST(StoreBuffer, OfAnEndlessScriptKeepsNobodyFromEnding) {
  const auto run = run_text(
      plain(2, "  on cpu 0\n    forever\n      flag = 1\n  on cpu 1\n    work 300\n", "tso"));
  EXPECT_EQ(run.end, RunEnd::finished);
  EXPECT_EQ(count(run.ended_at), 300);
}

const std::string crossed_locks = R"(
  on cpu 0
    lock first
    work 100
    lock second
  on cpu 1
    lock second
    work 100
    lock first
)";

TEST(End, ADeadlockSaysWhoWaitsForWhat) {
  const auto run = run_text(plain(2, crossed_locks));
  EXPECT_EQ(run.end, RunEnd::deadlock);
  EXPECT_NE(run.seen & happened(Oracle::deadlock), 0U);
  ASSERT_EQ(run.waiting.size(), 2U);
  EXPECT_THAT(run.waiting[0], testing::StartsWith("cpu 0 waits for lock second, held by cpu 1"));
  EXPECT_THAT(run.waiting[1], testing::StartsWith("cpu 1 waits for lock first, held by cpu 0"));
}

TEST(End, EndlessScriptsRunUntilTheLimit) {
  const std::string text = plain(1, "  on cpu 0\n    forever\n      flag = 1\n  for 5000 cycles\n");
  const auto run = run_text(text);
  EXPECT_EQ(run.end, RunEnd::time_limit);
  EXPECT_EQ(count(run.ended_at), 5000);
  EXPECT_EQ(count(run.steps.back().at), 5000);
  EXPECT_EQ(count(run_text(text, {}, {.limit = Cycles{70}}).ended_at), 70);
  const auto few = run_text(text, {}, {.max_steps = 10});
  EXPECT_EQ(few.end, RunEnd::step_limit);
  EXPECT_EQ(few.steps.size(), 10U);
}

TEST(End, EndlessScriptsDoNotKeepTheOthersFromEnding) {
  const auto run = run_text(plain(
      2, "  on cpu 0\n    forever\n      flag = 1\n  on cpu 1\n    work 300\n    flag = 2\n"));
  EXPECT_EQ(run.end, RunEnd::finished);
  EXPECT_GE(count(run.ended_at), 301);
  EXPECT_LT(count(run.ended_at), 400);
}

TEST(End, WorkAtTheEndOfAScriptIsWaitedFor) {
  const auto run = run_text(plain(2, R"(
  on cpu 0
    send ping to cpu 0
    work 500
  on cpu 1
    flag = 2
)"));
  EXPECT_EQ(run.end, RunEnd::finished);
  EXPECT_THAT(dates(run, EventKind::interrupt_taken), ElementsAre(101));
  EXPECT_EQ(count(run.ended_at), 1 + 500 + 53); // the handler: 1 + 51 + 1, the line being cpu 1's
}

TEST(End, WhatIsNotRecordedIsTheSameRun) {
  const std::string text = plain(2, crossed_locks);
  const auto with = run_text(text), without = run_text(text, {}, {.record = false});
  EXPECT_TRUE(without.steps.empty() && without.events.empty());
  EXPECT_EQ(with.ended_at, without.ended_at);
  EXPECT_EQ(with.seen, without.seen);
}

TEST(Claims, AreCheckedAfterEveryStep) {
  const std::string text = plain(1, R"(
  on cpu 0
    flag = 1
    flag = 2
    flag = 0
  never flag == 2
  sometimes flag == 1
  sometimes flag == 3
)");
  const auto run = run_text(text);
  EXPECT_EQ(run.broken_claim, 0);
  EXPECT_EQ(count(run.broken_at), 2);
  ASSERT_GE(run.sometimes_seen.size(), 3U);
  EXPECT_TRUE(run.sometimes_seen[1]);
  EXPECT_FALSE(run.sometimes_seen[2]);
}

} // namespace
} // namespace ghostwalk::test
