// SPDX-License-Identifier: MIT
// Are windows measured right? Each boundary from both sides.
#include <gtest/gtest.h>

#include "tests/report/hand_made.hpp"

namespace ghostwalk::report::test {
namespace {

struct Measured {
  std::vector<Window> all;
  std::vector<std::int64_t> widths;
};

Measured measure(const Run& run) {
  const Program program = small_program();
  const History history(program, run);
  Measured m{windows(history), {}};
  for (const Window& w : m.all) m.widths.push_back(count(width(history, w)));
  return m;
}

// cpu 0's walk is in flight; unlink at 1000, free at 2000, flush at `flushed` (0: never).
Run munmap(std::int64_t flushed) {
  Recorder r;
  const auto flush_at = [&](std::int64_t from, std::int64_t to) {
    if (flushed >= from && flushed < to) r.step(flushed, {flush(0, FlushKind::cr3)});
  };
  flush_at(1, 1000);
  r.step(1000, {write_word(0, unlink_line, app_root, pde_index, pde, 0)});
  flush_at(1000, 2000);
  r.step(2000, {freed(0, page_table, Owner::table1)});
  flush_at(2000, 9000);
  return r.finish(9000);
}

TEST(Window, FlushOneCycleBeforeTheFreeClosesIt) {
  const Measured m = measure(munmap(1999));
  ASSERT_EQ(m.all.size(), 1U);
  EXPECT_TRUE(m.all[0].flushed_first());
  EXPECT_EQ(m.widths[0], 0);
}

TEST(Window, FlushOneCycleAfterTheFreeIsOneCycleLate) {
  const Measured m = measure(munmap(2001));
  ASSERT_EQ(m.all.size(), 1U);
  EXPECT_FALSE(m.all[0].flushed_first());
  EXPECT_EQ(m.all[0].cpu, 0);
  EXPECT_EQ(m.all[0].frame, page_table);
  EXPECT_EQ(m.widths[0], 1);
}

TEST(Window, WithinOneCycleTheOrderOfEventsDecides) {
  const Measured m = measure(munmap(2000));
  EXPECT_FALSE(m.all[0].flushed_first());
  EXPECT_EQ(m.widths[0], 0);
}

TEST(Window, AFlushBeforeTheUnlinkDoesNotCount) {
  const Measured m = measure(munmap(999));
  EXPECT_TRUE(m.all[0].open_at_end());
  EXPECT_EQ(m.widths[0], 7000);
}

TEST(Window, WithoutAFlushItIsOpenToTheEnd) {
  const Measured m = measure(munmap(0));
  EXPECT_TRUE(m.all[0].open_at_end());
  EXPECT_EQ(m.widths[0], 7000);
}

TEST(Window, OnlyCpusWhoseRootReachedTheTableAreExposed) {
  const Measured m = measure(munmap(0));
  ASSERT_EQ(m.all.size(), 1U); // cpu 1 runs init_mm.
  EXPECT_EQ(m.all[0].cpu, 0);
}

TEST(Window, ACpuThatHasNothingOfThePageInItsReachIsNotExposed) {
  Program program = small_program();
  program.initial[program.layout.cpu.reach] = std::byte{0};
  const ghostwalk::Run run = munmap(0);
  EXPECT_TRUE(windows(History(program, run)).empty());
}

TEST(Window, AnotherCpusFlushDoesNotClose) {
  Recorder r;
  r.step(1000, {write_word(0, unlink_line, app_root, pde_index, pde, 0)})
      .step(2000, {freed(0, page_table, Owner::table1)})
      .step(3000, {flush(1, FlushKind::pge)});
  EXPECT_TRUE(measure(r.finish(9000)).all[0].open_at_end());
}

TEST(Window, TwoExposedCpusHaveOneEach) {
  Event other_root = of(EventKind::cr3_loaded, 1);
  other_root.frame = app_root;
  Recorder r;
  r.step(500, {other_root, flush(1, FlushKind::cr3)})
      .step(1000, {write_word(0, unlink_line, app_root, pde_index, pde, 0)})
      .step(2000, {freed(0, page_table, Owner::table1)})
      .step(2100, {flush(0, FlushKind::cr3)})
      .step(2500, {flush(1, FlushKind::cr3)});
  EXPECT_EQ(measure(r.finish(9000)).widths, (std::vector<std::int64_t>{100, 500}));
}

TEST(Window, AFlushThatLeavesAWalkOfTheTableBehindDoesNotClose) {
  Recorder
      r; // INVLPG of another page, on a processor whose INVLPG ends only the walks of its page.
  r.step(900, {walk_start(0, app_root)})
      .step(950, {walk_read(0, 2, app_root, pde_index, pde)})
      .step(1000, {write_word(0, unlink_line, app_root, pde_index, pde, 0)})
      .step(1500, {flush(0, FlushKind::invlpg)})
      .step(2000, {freed(0, page_table, Owner::table1)})
      .step(2600, {walk_end(0, WalkEnd::invalidated), flush(0, FlushKind::cr3)});
  const Measured m = measure(r.finish(9000));
  EXPECT_TRUE(m.all[0].held);
  EXPECT_EQ(m.widths, (std::vector<std::int64_t>{600}));
}

TEST(Window, AnUnlinkThatStillWaitsInTheStoreBufferIsNone) {
  Program program = small_program();
  program.layout.store_buffer_slots = 1;
  Event drained = of(EventKind::drained, 0);
  drained.index = program.layout.words + 4U * 2U * 1U; // the first word of app_root
  Recorder r;
  r.step(1000, {write_word(0, unlink_line, app_root, pde_index, pde, 0)})
      .step(1500, {flush(0, FlushKind::cr3)}) // Too early: walks still find the table.
      .step(1600, {drained})
      .step(2000, {freed(0, page_table, Owner::table1)});
  const ghostwalk::Run run = r.finish(9000);
  const History history(program, run);
  const auto all = windows(history);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_TRUE(all[0].open_at_end());
  EXPECT_EQ(count(history.at(all[0].unlinked)), 1600);
}

TEST(Window, FreedBeforeTheUnlinkItClosesOnlyWithAFlushAfterTheUnlink) {
  Recorder r;
  r.step(1000, {freed(0, page_table, Owner::table1)})
      .step(1100, {flush(0, FlushKind::cr3)})
      .step(1200, {write_word(0, unlink_line, app_root, pde_index, pde, 0)})
      .step(1500, {flush(0, FlushKind::cr3)});
  EXPECT_EQ(measure(r.finish(9000)).widths, (std::vector<std::int64_t>{500}));
}

TEST(Window, OnAQuicklistAndNeverFreedIsNoOpenWindow) {
  Recorder r;
  r.step(1000, {write_word(0, unlink_line, app_root, pde_index, pde, 0)})
      .step(1100, {marked(0, page_table, Owner::quicklist)})
      .step(1500, {flush(0, FlushKind::cr3)});
  const Measured m = measure(r.finish(9000));
  ASSERT_EQ(m.all.size(), 1U);
  EXPECT_EQ(m.all[0].freed, no_event);
  EXPECT_TRUE(m.all[0].flushed_first());
  EXPECT_FALSE(m.all[0].open_at_end());
}

TEST(Window, AFreedRootIsExposedUntilItsCpuLoadsAnother) {
  Event loads = of(EventKind::cr3_loaded, 0);
  loads.frame = init_root;
  Recorder r;
  r.step(1000, {freed(1, app_root, Owner::table2)}).step(1400, {loads, flush(0, FlushKind::cr3)});
  const Measured m = measure(r.finish(9000));
  ASSERT_EQ(m.all.size(), 1U);
  EXPECT_EQ(m.all[0].frame, app_root);
  EXPECT_EQ(m.widths[0], 400);
}

TEST(Window, ADataPageIsExposedWhileATranslationOfItIsThere) {
  Recorder r;
  r.step(500, {fill(1, text_page, false)})
      .step(1000, {freed(0, text_page, Owner::user)})
      .step(1700, {drop(1, text_page, false), flush(1, FlushKind::invlpg, 1)});
  const Measured m = measure(r.finish(9000));
  ASSERT_EQ(m.all.size(), 1U);
  EXPECT_FALSE(m.all[0].table);
  EXPECT_EQ(m.all[0].cpu, 1);
  EXPECT_EQ(m.widths[0], 700);
}

TEST(Window, ADataPageFlushedFirstIsClosed) {
  Recorder r;
  r.step(500, {fill(1, text_page, false)})
      .step(800, {drop(1, text_page, false), flush(1, FlushKind::invlpg, 1)})
      .step(1000, {freed(0, text_page, Owner::user)});
  const Measured m = measure(r.finish(9000));
  ASSERT_EQ(m.all.size(), 1U);
  EXPECT_TRUE(m.all[0].flushed_first());
}

TEST(Window, TheWidestOpenOneIsShown) {
  const Program program = small_program();
  Recorder r;
  r.step(500, {fill(1, text_page, false)})
      .step(1000, {write_word(0, unlink_line, app_root, pde_index, pde, 0)})
      .step(2000, {freed(0, page_table, Owner::table1)})
      .step(2000, {freed(0, text_page, Owner::user)})
      .step(2100, {flush(0, FlushKind::cr3)})
      .step(2500, {drop(1, text_page, false), flush(1, FlushKind::cr3, 1)});
  const ghostwalk::Run run = r.finish(9000);
  const History history(program, run);
  const auto all = windows(history);
  const int shown = most_telling(history, all);
  ASSERT_GE(shown, 0);
  EXPECT_FALSE(all[static_cast<std::size_t>(shown)].table);
}

} // namespace
} // namespace ghostwalk::report::test
