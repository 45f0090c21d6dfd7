// SPDX-License-Identifier: MIT
// Does a story name the right steps, in the right order, with the right people?
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/report/hand_made.hpp"

namespace ghostwalk::report::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Story story_of(const Run& run, Oracle oracle) {
  static const Program program = small_program();
  const History history(program, run);
  return tell(history, *first_time(history, oracle));
}

std::vector<Role> roles(const Story& story) {
  std::vector<Role> all;
  for (const StoryStep& step : story.steps) all.push_back(step.role);
  return all;
}

const StoryStep& step_of(const Story& story, Role role) {
  for (const StoryStep& step : story.steps)
    if (step.role == role) return step;
  throw std::runtime_error("no such step");
}

TEST(Provenance, APoisonedEntryHasItsWholeStory) {
  const Story story = story_of(poisoned_run(4000), Oracle::poisoned);
  EXPECT_THAT(roles(story), ElementsAre(Role::training, Role::walk_start, Role::walk_read,
                                        Role::unlink, Role::free, Role::reuse, Role::write,
                                        Role::walk_read, Role::fill, Role::late_flush));
  EXPECT_EQ(story.table, page_table);
  EXPECT_EQ(story.cpu, 0);
}

TEST(Provenance, EachStepSaysWhoAndWhereAndWhen) {
  const Story story = story_of(poisoned_run(4000), Oracle::poisoned);
  const StoryStep& unlink = step_of(story, Role::unlink);
  EXPECT_EQ(count(unlink.at), 1200);
  EXPECT_EQ(unlink.cpu, 0);
  EXPECT_EQ(unlink.where.line, 10U);
  EXPECT_THAT(unlink.procedures, ElementsAre("do_munmap", "clear_page_tables"));
  EXPECT_EQ(step_of(story, Role::reuse).cpu, 1);
  EXPECT_EQ(step_of(story, Role::write).where.line, 8U);
}

TEST(Provenance, TheWalkIsBlamedOnTheKernelBranchThatAliases) {
  const Story story = story_of(poisoned_run(4000), Oracle::poisoned);
  EXPECT_THAT(step_of(story, Role::training).text, HasSubstr("0x08048010"));
  const StoryStep& start = step_of(story, Role::walk_start);
  EXPECT_THAT(start.text, HasSubstr("kernel branch 0xc0048010"));
  EXPECT_EQ(start.where.line, 5U);
}

TEST(Provenance, TheFillIsDecoded) {
  const Story story = story_of(poisoned_run(4000), Oracle::poisoned);
  EXPECT_THAT(step_of(story, Role::fill).text, HasSubstr("0x08048000 -> frame 0xbadc"));
  EXPECT_THAT(step_of(story, Role::fill).text, HasSubstr("global"));
}

TEST(Provenance, ALateFlushSaysHowLateAndWhetherTheEntryStayed) {
  const Story story = story_of(poisoned_run(4000), Oracle::poisoned);
  EXPECT_EQ(
      step_of(story, Role::late_flush).text,
      "MOV CR3 comes 2,700 cycles (1,125 ns) after the free and keeps the entry: it is global");
}

TEST(Provenance, WithoutAFlushThatIsSaid) {
  const Story story = story_of(poisoned_run(0), Oracle::poisoned);
  EXPECT_THAT(story.notes, ElementsAre("no flush follows on cpu 0 in this run"));
}

TEST(Provenance, AKernelBranchThatDoesNotAliasIsNotBlamed) {
  Recorder r;
  r.step(100, {branch(0, 0x08048010, 0x08048800)})
      .step(900, {kernel_branch_at(0, 0xc0048020)})
      .step(1000, {walk_start(0, app_root)})
      .step(1100, {says(0, Oracle::ghost_walk), walk_read(0, 2, app_root, pde_index, 0),
                   walk_end(0, WalkEnd::not_present)});
  EXPECT_THAT(step_of(story_of(r.finish(2000), Oracle::ghost_walk), Role::walk_start).text,
              HasSubstr("speculation"));
}

TEST(Provenance, AUseAfterFreeTellsTheTranslationTheFreeAndTheAccess) {
  Recorder r;
  r.step(100, {walk_start(1, app_root, true)})
      .step(200, {walk_read(1, 2, app_root, pde_index, pde)})
      .step(300, {walk_read(1, 1, page_table, pte_index, pte), fill(1, text_page, false),
                  walk_end(1, WalkEnd::installed)})
      .step(400, {write_word(0, unlink_line, page_table, pte_index, pte, 0)})
      .step(500, {freed(0, text_page, Owner::user)})
      .step(600, {allocated(0, text_page, Owner::kernel)})
      .step(700,
            {says(1, Oracle::use_after_free, text_page), touch(1, text_page, hw::Access::write)})
      .step(900, {drop(1, text_page, false), flush(1, FlushKind::cr3, 1)});
  const Story story = story_of(r.finish(1000), Oracle::use_after_free);
  EXPECT_THAT(roles(story),
              ElementsAre(Role::walk_start, Role::walk_read, Role::walk_read, Role::fill,
                          Role::unlink, Role::free, Role::reuse, Role::use, Role::late_flush));
  EXPECT_THAT(step_of(story, Role::late_flush).text, HasSubstr("drops the entry"));
}

TEST(Provenance, ADeadlockTellsWhoWaitsForWhat) {
  ghostwalk::Run run = Recorder().step(10, {of(EventKind::interrupts, 0, unlink_line)}).finish(20);
  run.end = RunEnd::deadlock;
  run.waiting = {"cpu 0 waits for the lock mm.page_table_lock, held by cpu 1"};
  EXPECT_THAT(story_of(run, Oracle::deadlock).notes, ElementsAre(HasSubstr("held by cpu 1")));
}

TEST(Provenance, AStateClaimTellsWhoWroteItsVariablesLast) {
  Program program = small_program();
  Place place;
  place.name = "owner";
  program.places = {place};
  program.constants = {0, 1};
  program.expr = {
      {ExprOp::constant, 0}, {ExprOp::shared, 0}, {ExprOp::constant, 1}, {ExprOp::equal}};
  Property claim;
  claim.kind = Property::Kind::state;
  claim.condition = {0, 4};
  claim.text = "owner == 1";
  program.properties = {claim};
  Event write = of(EventKind::write_var, 1, write_line);
  write.place = 0;
  write.after = 1;
  ghostwalk::Run run =
      Recorder().step(10, {of(EventKind::interrupts, 0, unlink_line)}).step(15, {write}).finish(20);
  run.broken_claim = 0;
  run.broken_at = Cycles{15};
  const History history(program, run);
  const Judgement judgement = judge(history);
  ASSERT_EQ(judgement.verdict, Verdict::found);
  const Story story = tell(history, judgement.broken.front());
  ASSERT_EQ(story.steps.size(), 1U);
  EXPECT_EQ(story.steps[0].text, "sets owner = 1 (was 0)");
}

} // namespace
} // namespace ghostwalk::report::test
