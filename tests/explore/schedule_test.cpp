// SPDX-License-Identifier: MIT
// Steps to words and back.
#include "sim/drivers/schedule.hpp"

#include <set>

#include "sim/core/random.hpp"
#include "tests/explore/tiny.hpp"

namespace ghostwalk::test {
namespace {

std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> all;
  for (const ScheduleWord& w : read_schedule(text)) all.push_back(word_of(w.decision));
  return all;
}

std::string complaint(const std::string& text) {
  try {
    read_schedule(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "none";
}

TEST(Schedule, HasAWordForEveryStep) {
  const std::vector<std::string> all{"0",
                                     "0/2",
                                     "255",
                                     "1:irq@flush",
                                     "1:walk@0x08048000",
                                     "1:read",
                                     "1:read.1",
                                     "1:read.1/2",
                                     "1:walk@0x08048000/1",
                                     "1:evict@0x08048000",
                                     "1:drain",
                                     "1:evict@0x08048000#1",
                                     "1:forget@0xffffffff80000000",
                                     "2:irq@tlb-flush.2"};
  std::string text;
  for (const std::string& word : all) text += word + " ";
  EXPECT_EQ(words(text), all);
}

TEST(Schedule, ReadsRunsBlanksAndComments) {
  EXPECT_EQ(
      words("  0*3\t1 ; 2 2 2\n1:walk@8048000*2"),
      (std::vector<std::string>{"0", "0", "0", "1", "1:walk@0x08048000", "1:walk@0x08048000"}));
  EXPECT_TRUE(words("").empty());
  EXPECT_TRUE(words(" ; nothing").empty());
}

TEST(Schedule, SaysWhichWordIsWrongAndWhy) {
  EXPECT_EQ(complaint("0 1:wlak@3"), "schedule, word 2 ('1:wlak@3', at character 3): there is no "
                                     "step 'wlak'; did you mean 'walk'?");
  EXPECT_EQ(complaint("x"),
            "schedule, word 1 ('x', at character 1): expected the number of a CPU before 'x'");
  EXPECT_EQ(
      complaint("0/"),
      "schedule, word 1 ('0/', at character 1): expected the number of an alternative before ''");
  EXPECT_EQ(complaint("0 0 1:walk"),
            "schedule, word 3 ('1:walk', at character 5): expected '@' and the address of a page");
  EXPECT_EQ(complaint("0:irq@"),
            "schedule, word 1 ('0:irq@', at character 1): expected the name of an interrupt");
  EXPECT_EQ(complaint("0:drain!"), "schedule, word 1 ('0:drain!', at character 1): there is no "
                                   "step 'drain!'; did you mean 'drain'?");
  EXPECT_EQ(complaint("0*0"),
            "schedule, word 1 ('0*0', at character 1): expected how many times before '0'");
  EXPECT_EQ(
      complaint("0 65536"),
      "schedule, word 2 ('65536', at character 3): expected the number of a CPU before '65536'");
}

TEST(Schedule, TakesNoMemoryWithoutBound) {
  EXPECT_EQ(read_schedule("0*1000000").size(), 1'000'000U);
  EXPECT_EQ(
      complaint("0*1000001"),
      "schedule, word 1 ('0*1000001', at character 1): expected how many times before '1000001'");
  EXPECT_EQ(complaint("0*1000000 0"), "schedule, word 2: more than 1000000 decisions");
}

// Every step of every state on the way: its word means it and no other.
TEST(Schedule, NamesEachPossibleStep) {
  const Texts texts(
      "kernel k\n  paging i386\n  record mm for processes\n    fixed pgd: frame\n"
      "  proc running(mm)\n    cr3 = mm.pgd\n  interrupt kick\n    cr3 = cr3\n"
      "scenario steps\n  cpu pentium4 * 2\n  process app\n    maps 0x08048000 .. 0x08049fff write\n"
      "  on cpu 0 running(app)\n    either\n      write 0x08048000 = 1\n    or\n      read "
      "0x08049000\n    send kick to cpu 1\n"
      "  on cpu 1 running(app)\n    interrupts on\n    speculate 0x08049000\n    read "
      "0x08048000\n");
  const Program program = texts.compile("k", {}, {{"pde_cache", "4"}, {"walkers", "2"}});
  const Machine machine(program);
  Random random(7, 0, 0);
  std::set<StepKind> kinds;
  for (int run = 0; run < 50; ++run) {
    std::vector<std::byte> state = program.initial;
    std::vector<Step> possible, taken;
    for (int i = 0; i < 60; ++i) {
      possible.clear();
      machine.steps(state.data(), possible);
      if (possible.empty()) break;
      for (const Step s : possible) {
        const Decision d = decision_of(machine, state.data(), s);
        kinds.insert(s.kind);
        const auto again = read_schedule(word_of(d));
        ASSERT_EQ(again.size(), 1U);
        EXPECT_EQ(step_of(machine, state.data(), again.front().decision), s) << word_of(d);
      }
      taken.push_back(possible[random.below(possible.size())]);
      machine.apply(state.data(), taken.back());
    }
    std::vector<std::byte> other = program.initial;
    for (const ScheduleWord& word : read_schedule(schedule_of(machine, taken)))
      machine.apply(other.data(), step_of(machine, other.data(), word.decision).value());
    EXPECT_EQ(other, state);
  }
  EXPECT_EQ(kinds.size(), 7U) << "every kind of step was there";
}

} // namespace
} // namespace ghostwalk::test
