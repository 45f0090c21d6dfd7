// SPDX-License-Identifier: MIT
// Is each span drawn from where it began to where it ended? late_flush has the shortest witness, 8 steps:
//
//   step   1  2     3     4            5          6       7     8
//   cpu 0                 ends idling  clears PTE invlpg  free
//   cpu 1  walk starts, reads PDE, PTE                         writes through its TLB
#include <algorithm>

#include <gtest/gtest.h>

#include "sim/report/page/beside.hpp"
#include "sim/report/page/happens_before.hpp"
#include "sim/report/page/lanes.hpp"
#include "tests/page/shipped.hpp"

namespace ghostwalk::report::test {
namespace {

class LateFlush : public ::testing::Test {
protected:
  Shipped shipped{"basics/late_flush.race"};
  std::unique_ptr<Report> witness = shipped.witness("late-flush");
  Program fixed = shipped.compile("late-flush", {{"order", "flush_first"}});

  std::vector<Step> steps() const {
    std::vector<Step> all;
    for (const TimedStep& s : witness->run.steps) all.push_back(s.step);
    return all;
  }
  const Event& event(EventKind kind) const {
    const auto& events = witness->run.events;
    return *std::find_if(events.begin(), events.end(),
                         [&](const Event& e) { return e.kind == kind; });
  }
  Position step_of(EventKind kind) const {
    return position(*witness->history,
                    static_cast<EventId>(&event(kind) - witness->run.events.data()));
  }
};

TEST_F(LateFlush, TheWitnessHasEightSteps) { ASSERT_EQ(witness->run.steps.size(), 8U); }

TEST_F(LateFlush, TheFreedFrameChangesHandsAtItsFree) {
  const Pfn frame = event(EventKind::freed).frame;
  std::vector<std::tuple<Owner, Position, Position>> spans;
  for (const Owned& o : lanes(*witness).owned)
    if (o.frame == frame) spans.emplace_back(o.owner, o.from, o.to);
  const Position freed = step_of(EventKind::freed);
  EXPECT_EQ(freed, 7U);
  EXPECT_EQ(spans, (std::vector<std::tuple<Owner, Position, Position>>{{Owner::user, 0, freed},
                                                                       {Owner::free, freed, 8}}));
}

TEST_F(LateFlush, TheHarmfulAccessIsMarkedOnceAndWrong) {
  std::vector<std::pair<Touch::Kind, Position>> uses;
  for (const Touch& t : lanes(*witness).touches)
    if (t.kind >= Touch::Kind::use && t.kind <= Touch::Kind::wrong_use)
      uses.emplace_back(t.kind, t.at);
  EXPECT_EQ(uses, (std::vector<std::pair<Touch::Kind, Position>>{{Touch::Kind::wrong_use, 8}}));
}

TEST_F(LateFlush, AWalkHoldsOneTableAfterTheOther) {
  const std::vector<Hold> holds = lanes(*witness).holds;
  ASSERT_EQ(holds.size(), 2U); // the directory up to its read, then the table
  EXPECT_EQ(holds[0].to, holds[1].from);
  EXPECT_EQ(holds[0].from, step_of(EventKind::walk_started));
  EXPECT_EQ(holds[1].to, step_of(EventKind::tlb_filled));
}

// Segments of a CPU follow one another without a gap.
TEST_F(LateFlush, SegmentsCoverTheRun) {
  const Lanes all = lanes(*witness);
  for (CpuId cpu = 0; cpu < 2; ++cpu) {
    Position reached = 0;
    for (const Segment& s : all.segments)
      if (s.cpu == cpu) {
        EXPECT_EQ(s.from, reached);
        reached = s.to;
      }
    EXPECT_EQ(reached, 8U) << "cpu " << cpu;
  }
}

// Under the fix step 7 sets to_flush instead of freeing: all 8 words are possible, and nothing is broken.
TEST_F(LateFlush, TheFixFollowsEveryWordAndPartsAtTheFree) {
  Beside other = follow(witness->program, steps(), fixed);
  EXPECT_EQ(other.taken, 8U);
  EXPECT_EQ(other.left_out, 0U);
  EXPECT_GT(other.more, 0U);
  const auto report = shipped.run(std::move(fixed), std::move(other.run));
  EXPECT_TRUE(report->judgement.broken.empty());
  EXPECT_EQ(parting(*witness, *report), 7U);
}

// Its flush is one interrupt, sent and taken, and the lanes have both ends.
TEST_F(LateFlush, TheFixesInterruptHasTwoEnds) {
  auto run = follow(witness->program, steps(), fixed).run;
  const auto report = shipped.run(std::move(fixed), std::move(run));
  const Lanes all = lanes(*report);
  ASSERT_EQ(all.ipis.size(), 1U);
  EXPECT_EQ(all.ipis[0].from, 0);
  EXPECT_EQ(all.ipis[0].to, 1);
  EXPECT_NE(all.ipis[0].taken, no_position);
  EXPECT_GT(all.ipis[0].taken, all.ipis[0].sent);
}

TEST_F(LateFlush, AKernelBesideItselfDoesNotPart) {
  const auto again = shipped.witness("late-flush");
  EXPECT_EQ(parting(*witness, *again), std::nullopt);
}

// Frees before the flush under any order of words: a kernel that is as bad breaks on the same schedule.
TEST_F(LateFlush, ABadKernelBesideBreaksTheSameClaim) {
  const Beside other = follow(witness->program, steps(), witness->program);
  EXPECT_EQ(other.taken, 8U);
  EXPECT_EQ(other.more, 0U); // It ends where the claim breaks.
  EXPECT_NE(other.run.seen & happened(Oracle::use_after_free), 0U);
}

// ── What comes before what ──

int edges(const HappensBefore& graph, HappensBefore::Why why) {
  return static_cast<int>(std::count_if(graph.edges().begin(), graph.edges().end(),
                                        [&](const auto& e) { return e.why == why; }));
}

TEST_F(LateFlush, EveryEdgePointsForward) {
  const HappensBefore graph(*witness);
  for (const auto& e : graph.edges()) EXPECT_LT(e.from, e.to);
  EXPECT_EQ(edges(graph, HappensBefore::Why::walk), 2);  // start, PDE, PTE
  EXPECT_EQ(edges(graph, HappensBefore::Why::entry), 1); // filled, then used
  EXPECT_EQ(edges(graph, HappensBefore::Why::ipi), 0);   // none is sent in time
}

TEST_F(LateFlush, TheFixHasAnInterruptEdge) {
  auto run = follow(witness->program, steps(), fixed).run;
  const auto report = shipped.run(std::move(fixed), std::move(run));
  EXPECT_EQ(edges(HappensBefore(*report), HappensBefore::Why::ipi), 1);
}

// The ghost walk reads what cpu 1 wrote into the reused table: through its store buffer.
TEST(MunmapSameCpu, TheBogusWordReachesTheWalk) {
  const Shipped shipped("linux-2.4/munmap_same_cpu.race");
  const auto witness = shipped.witness("linux-2.4.18");
  const HappensBefore graph(*witness);
  const auto last = static_cast<std::uint32_t>(witness->run.steps.size() - 1);
  const auto word = std::find_if(graph.edges().begin(), graph.edges().end(), [&](const auto& e) {
    return e.to == last && e.why == HappensBefore::Why::word;
  });
  ASSERT_NE(word, graph.edges().end());
  EXPECT_EQ(witness->run.steps[word->from].step.kind, StepKind::drain);
  EXPECT_EQ(witness->run.steps[word->from].step.cpu, 1);
  const bool stored = std::any_of(graph.edges().begin(), graph.edges().end(), [&](const auto& e) {
    return e.to == word->from && e.why == HappensBefore::Why::buffered;
  });
  EXPECT_TRUE(stored);
}

} // namespace
} // namespace ghostwalk::report::test
