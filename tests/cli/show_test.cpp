// SPDX-License-Identifier: MIT
// Do list, show and fmt tell the truth about the models?
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/program.hpp"

namespace ghostwalk::cli::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(List, KernelsWithTheirOptions) {
  const Outcome list = ghostwalk({"list", "kernels"});
  EXPECT_EQ(list.status, 0);
  EXPECT_THAT(list.out, AllOf(HasSubstr("linux-2.4.18"), HasSubstr("buddy | quicklist")));
}

TEST(List, ScenariosWithTheirVerdicts) {
  const Outcome list = ghostwalk({"list", "scenarios"});
  EXPECT_EQ(list.status, 0);
  EXPECT_THAT(list.out, AllOf(HasSubstr("munmap_same_cpu"), HasSubstr("absent  linux-2.4.19\n")));
}

TEST(List, EveryTopicFitsThePage) {
  for (const char* topic : {"kernels", "cpus", "parameters", "scenarios", "properties"}) {
    const Outcome list = ghostwalk({"list", topic});
    EXPECT_EQ(list.status, 0) << list.err;
    std::istringstream lines(list.out);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 110U) << line;
  }
}

TEST(List, AMisspeltTopicGetsTheNearName) {
  EXPECT_THAT(ghostwalk({"list", "kernel"}).err, HasSubstr("did you mean 'kernels'?"));
}

TEST(Show, AKernelsTextIsAKernelAgain) {
  const Folder folder;
  const Outcome shown = ghostwalk({"show", "kernel", "linux-2.4.18"});
  ASSERT_EQ(shown.status, 0) << shown.err;
  std::string text = shown.out;
  text.replace(text.find("linux-2.4.18"), 12, "shown");
  EXPECT_THAT(text, Not(HasSubstr("if pte_free ==")));
  std::string scenario = contents(repository("scenarios/linux-2.4/munmap_same_cpu.race"));
  scenario = scenario.substr(0, scenario.find("  expect")) + "  expect shown found\n";
  const std::string file = folder.file("shown.race", text + "\n" + scenario);
  EXPECT_EQ(ghostwalk({"fmt", "--check", file}).status, 0);
  const Outcome run = ghostwalk({"run", file});
  EXPECT_EQ(run.status, 0) << run.err << run.out;
}

TEST(Show, TheDifferenceOfTwoKernelsIsTheFix) {
  const Outcome diff = ghostwalk({"show", "kernel", "linux-2.4.18", "--diff", "linux-2.4.19"});
  EXPECT_EQ(diff.status, 0);
  EXPECT_THAT(diff.out,
              AllOf(HasSubstr("--- linux-2.4.18\n+++ linux-2.4.19\n"),
                    HasSubstr("@@ proc leave_mm(cpu)"), HasSubstr("+    cr3 = init_mm.pgd"),
                    HasSubstr("+    flush_tlb_pgtables(mm)")));
}

TEST(Show, AKernelDoesNotDifferFromItself) {
  EXPECT_EQ(ghostwalk({"show", "kernel", "linux-2.4.18", "--diff", "linux-2.4.18"}).out,
            "linux-2.4.18 and linux-2.4.18 are the same\n");
}

TEST(Show, KernelsOfOnesOwnFilesToo) {
  const std::string kernel = "kernel mine\n  paging i386\n  option order = first | last\n\n"
                             "  var n: 0 .. 3\n\n  proc go()\n    if order == last\n      n = 1\n"
                             "    else\n      n = 2\n\n";
  const Folder folder;
  folder.file("mine.race", kernel + "kernel late = mine with order = last\n");
  const std::string file = folder.file(
      "s.race", "include \"mine.race\"\n\nscenario s\n  cpu pentium4\n  on cpu 0\n    go()\n");
  const Outcome diff = ghostwalk({"show", "kernel", "mine", file, "--diff", "late"});
  EXPECT_EQ(diff.status, 0) << diff.err;
  EXPECT_THAT(diff.out,
              AllOf(HasSubstr("--- mine\n+++ late\n"), HasSubstr("-    n = 2\n+    n = 1\n")));
  EXPECT_EQ(ghostwalk({"show", "kernel", "mine"}).status, 2) << "not one of the models";
  const Outcome broken = ghostwalk({"show", "kernel", "x", folder.file("x.race", "kernl\n")});
  EXPECT_EQ(broken.status, 2);
  EXPECT_THAT(broken.err, HasSubstr("x.race:1:1: error: a file has no 'kernl'"));
}

TEST(Show, ACpuHasEveryParameter) {
  const Outcome shown = ghostwalk({"show", "cpu", "pentium4"});
  EXPECT_EQ(shown.status, 0);
  EXPECT_THAT(shown.out, AllOf(HasSubstr("clock_mhz = "), HasSubstr("walk_snoop = ")));
}

TEST(Show, UnknownNamesGetTheNearOne) {
  EXPECT_THAT(ghostwalk({"show", "kernel", "linux-2.4.81"}).err, HasSubstr("linux-2.4.18"));
  EXPECT_THAT(ghostwalk({"show", "cpu", "pentium5"}).err, HasSubstr("pentium"));
  EXPECT_EQ(ghostwalk({"show", "cpus", "pentium4"}).status, 2);
}

TEST(Fmt, RewritesInTheOneFormatAndIsThenContent) {
  const Folder folder;
  const std::string file = folder.file(
      "x.race", "scenario s   # why\n    cpu pentium4*2\n    on cpu 0\n        x   =  1\n");
  EXPECT_EQ(ghostwalk({"fmt", "--check", file}).status, 1);
  EXPECT_THAT(ghostwalk({"fmt", "--check", file}).out, HasSubstr("x.race"));
  EXPECT_EQ(ghostwalk({"fmt", file}).status, 0);
  EXPECT_EQ(ghostwalk({"fmt", "--check", file}).status, 0);
  EXPECT_THAT(contents(file), HasSubstr("\n  cpu pentium4 * 2\n"));
}

TEST(Fmt, AWrongFileIsLeftAlone) {
  const Folder folder;
  const std::string file = folder.file("x.race", "scenario\n");
  EXPECT_EQ(ghostwalk({"fmt", file}).status, 2);
  EXPECT_EQ(contents(file), "scenario\n");
  EXPECT_EQ(shell("ls " + folder.path()).out, "x.race\n");
}

TEST(Fmt, OurFilesAreInTheOneFormat) {
  const Outcome check = shell("./ghostwalk fmt --check $(find scenarios models -name '*.race')");
  EXPECT_EQ(check.status, 0) << check.out << check.err;
}

} // namespace
} // namespace ghostwalk::cli::test
