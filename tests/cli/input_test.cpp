// SPDX-License-Identifier: MIT
// Is every wrong command or file answered with exit status 2 and a sentence that helps?
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/program.hpp"

namespace ghostwalk::cli::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string scenario = "scenarios/linux-2.4/munmap_same_cpu.race";

void expect_refused(const Outcome& outcome, const std::string& sentence) {
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr(sentence));
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_LT(outcome.err.size(), 2000U);
}

TEST(Command, NoneIsAnsweredWithTheHelp) {
  expect_refused(ghostwalk({}), "Usage: ghostwalk COMMAND");
}

TEST(Command, AMisspeltOneGetsTheNearName) {
  expect_refused(ghostwalk({"rum"}), "did you mean 'run'?");
}

TEST(Command, AMisspeltOptionGetsTheNearName) {
  expect_refused(ghostwalk({"run", scenario, "--kernl", "linux-2.4.18"}),
                 "did you mean '--kernel'?");
}

TEST(Command, OptionsAreNotGuessedFromTheirBeginning) {
  expect_refused(ghostwalk({"run", scenario, "--ker", "linux-2.4.18"}), "--ker");
}

TEST(Command, EveryCommandHasHelp) {
  for (const char* command : {"run", "list", "show", "fmt"}) {
    const Outcome help = ghostwalk({command, "--help"});
    EXPECT_EQ(help.status, 0);
    EXPECT_THAT(help.out, HasSubstr(std::string("Usage: ghostwalk ") + command));
    EXPECT_EQ(ghostwalk({"help", command}).out, help.out);
  }
}

TEST(Command, VersionSaysWhichBuild) {
  const Outcome version = ghostwalk({"--version"});
  EXPECT_EQ(version.status, 0);
  EXPECT_THAT(version.out, HasSubstr("ghostwalk 0."));
}

TEST(Run, NeedsAFile) { expect_refused(ghostwalk({"run"}), "at least one file"); }

TEST(Run, AMissingFile) { expect_refused(ghostwalk({"run", "no/such.race"}), "no/such.race"); }

TEST(Run, AFolder) { expect_refused(ghostwalk({"run", "scenarios"}), "directory"); }

TEST(Run, AnEmptyFile) {
  const Folder folder;
  expect_refused(ghostwalk({"run", folder.file("empty.race", "")}), "empty.race");
}

TEST(Run, ABinaryFile) {
  const Folder folder;
  expect_refused(ghostwalk({"run", folder.file("binary.race", std::string("\x7f"
                                                                          "ELF\0\1\2\xff",
                                                                          8))}),
                 "binary.race:1:1");
}

TEST(Run, AFileCutShortAnywhereIsAnErrorOrAScenario) {
  const Folder folder;
  const std::string whole = contents(repository(scenario));
  for (std::size_t size = 0; size < whole.size(); size += 97) {
    const Outcome cut = ghostwalk({"run", folder.file("cut.race", whole.substr(0, size))});
    EXPECT_LE(cut.status, 2) << size << "\n" << cut.err;
  }
}

TEST(Run, ALineOfTenMillionBytes) {
  const Folder folder;
  expect_refused(ghostwalk({"run", folder.file("long.race", std::string(10'000'000, 'x'))}),
                 "long.race");
}

TEST(Run, AnUnknownKernelGetsTheNearName) {
  expect_refused(ghostwalk({"run", scenario, "--kernel", "linux-2.4.81"}), "linux-2.4.18");
}

TEST(Run, AnUnknownKernelOptionGetsTheNearName) {
  expect_refused(
      ghostwalk({"run", scenario, "--kernel", "linux-2.4.18", "--option", "pte_fre=buddy"}),
      "pte_free");
}

TEST(Run, AnUnknownValueOfAnOption) {
  expect_refused(
      ghostwalk({"run", scenario, "--kernel", "linux-2.4.18", "--option", "pte_free=bud"}),
      "buddy");
}

TEST(Run, AnUnknownParameterGetsTheNearName) {
  expect_refused(ghostwalk({"run", scenario, "--set", "walk_memry=800"}), "walk_memory");
}

TEST(Run, AnUnknownScenarioGetsTheNearName) {
  expect_refused(ghostwalk({"run", scenario, "--scenario", "munmap_same_cpus"}), "munmap_same_cpu");
}

TEST(Run, AnUnknownPlatformGetsTheNearName) {
  expect_refused(ghostwalk({"run", scenario, "--contention", "on", "--platform", "smp-buss"}),
                 "smp-bus");
}

TEST(Run, NumbersAreWholeAndNotNegative) {
  for (const char* seed : {"-1", "1.5", "", "0x10", "99999999999999999999", "1e3"})
    expect_refused(ghostwalk({"run", scenario, std::string("--seed=") + seed}), "seed");
}

TEST(Run, ASettingWithoutAValue) {
  expect_refused(ghostwalk({"run", scenario, "--set", "walk_memory"}), "name=value");
}

TEST(Run, OneWrongFileDoesNotKeepTheOthersFromRunning) {
  const Outcome both = ghostwalk({"run", "no/such.race", scenario});
  EXPECT_EQ(both.status, 2);
  EXPECT_THAT(both.err, HasSubstr("no/such.race"));
  EXPECT_THAT(both.out, HasSubstr("munmap_same_cpu"));
}

TEST(Run, ADataDirectoryWithoutModels) {
  const Folder folder;
  const Outcome lost = ghostwalk({"list", "kernels"}, {"GHOSTWALK_DATA=" + folder.path()});
  expect_refused(lost, folder.path());
}

TEST(Output, AFullDiskIsAnError) {
  const Outcome full = ghostwalk({"list", "parameters"}, {}, "/dev/full");
  EXPECT_EQ(full.status, 2);
  EXPECT_THAT(full.err, HasSubstr("cannot write"));
}

TEST(Output, AReaderThatGoesAwayIsNone) {
  const Outcome piped = shell("./ghostwalk run " + scenario +
                              " --kernel linux-2.4.18 --trace | head -n 1; exit ${PIPESTATUS[0]}");
  EXPECT_EQ(piped.status, 0);
  EXPECT_THAT(piped.err, IsEmpty());
}

// A bug and its fix are two runs of one text.
TEST(Run, WhatIsWrongUnderEveryKernelIsToldOnce) {
  std::string text = contents(repository("scenarios/basics/late_flush.race"));
  text.replace(text.find("unmap_page(app"), 10, "unmap_pge");
  const Folder folder;
  const std::string file = folder.file("wrong.race", text), what = "did you mean 'unmap_page'?";
  for (const char* command : {"run", "explore"}) {
    const Outcome wrong = ghostwalk({command, file});
    expect_refused(wrong, what);
    EXPECT_EQ(wrong.err.find(what), wrong.err.rfind(what)) << wrong.err;
  }
}

// What is to be typed again is typed as the first time.
TEST(Output, CommandsToRepeatBeginAsTheProgramWasCalled) {
  const std::string run = " run " + scenario + " --kernel linux-2.4.18";
  EXPECT_THAT(shell("./ghostwalk" + run).out, HasSubstr("\nreplay: ./ghostwalk run "));
  const Folder folder;
  const Outcome found = shell("ln -s ./ghostwalk " + folder.path() + "/gw; PATH=" + folder.path() +
                              ":$PATH; gw" + run);
  EXPECT_THAT(found.out, HasSubstr("\nreplay: gw run ")) << found.err;
}

TEST(Output, AnErrorShowsTheLineAndACaret) {
  const Folder folder;
  const Outcome wrong =
      ghostwalk({"run", folder.file("wrong.race", "scenario s\n  cpu pentium4 *\n")});
  expect_refused(wrong, "wrong.race:2:");
  EXPECT_THAT(wrong.err, HasSubstr("  cpu pentium4 *\n"));
  EXPECT_THAT(wrong.err, HasSubstr("^"));
}

} // namespace
} // namespace ghostwalk::cli::test
