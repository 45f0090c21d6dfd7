// SPDX-License-Identifier: MIT
// Does `run` say and return what design section 5 promises?
#include <algorithm>
#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/program.hpp"

namespace ghostwalk::cli::test {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string scenario = "scenarios/linux-2.4/munmap_same_cpu.race";

Outcome both(Words more = {}) {
  Words words{"run", scenario, "--kernel", "linux-2.4.18", "--kernel", "linux-2.4.19"};
  words.insert(words.end(), more.begin(), more.end());
  return ghostwalk(words);
}

TEST(Run, ShowsTheBugBesideItsFix) {
  const Outcome outcome = both();
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  for (const char* part :
       {"linux-2.4.18  ", "linux-2.4.19\n", "found", "not seen", "global user entry", "window",
        "closed: flushed before the free", "trains the BTB", "page walk", "free_one_pgd", "global"})
    EXPECT_THAT(outcome.out, HasSubstr(part));
}

TEST(Run, NeverClaimsAnAbsence) { EXPECT_THAT(both().out, HasSubstr("proves no absence")); }

TEST(Run, TheReplayLineGivesTheSameBytes) {
  const Outcome first = ghostwalk({"run", scenario, "--kernel", "linux-2.4.18", "--seed", "3",
                                   "--set", "walk_memory=300 .. 500"});
  const std::size_t at = first.out.find("replay: ");
  ASSERT_NE(at, std::string::npos);
  const std::string line = first.out.substr(at + 8, first.out.find('\n', at) - at - 8);
  EXPECT_THAT(line, HasSubstr("'walk_memory=300 .. 500'"));
  EXPECT_EQ(shell(line).out, first.out);
}

TEST(Run, TheSameSeedGivesTheSameTrace) { EXPECT_EQ(both({"--trace"}).out, both({"--trace"}).out); }

TEST(Run, AnotherSeedGivesAnotherRun) {
  EXPECT_NE(both({"--trace"}).out, both({"--trace", "--seed", "2"}).out);
}

// Of the causes that name the procedure, on that CPU.
std::uint64_t sum_in(const nlohmann::json& run, const std::string& procedure, int cpu,
                     const std::string& counter) {
  std::uint64_t sum = 0;
  for (const auto& cause : run["causes"]) {
    const auto path = cause["procedures"].get<Words>();
    if (std::find(path.begin(), path.end(), procedure) == path.end()) continue;
    for (const auto& on : cause["cpus"])
      if (on["cpu"] == cpu) sum += on["counters"].value(counter, std::uint64_t{0});
  }
  return sum;
}

// 33 pages: 33 INVLPG on each of two CPUs, of which the second does it for the first; one IPI.
TEST(Run, CostsArePerCpuAndByWhoAsked) {
  const Words words{"run", "scenarios/linux-4.19/purge_33_pages.race", "--kernel", "linux-4.19",
                    "--costs"};
  const Outcome text = ghostwalk(words);
  EXPECT_EQ(text.status, 0) << text.err;
  EXPECT_THAT(text.out, ContainsRegex("cpu 0 +33 +1 .*\n *cpu 1 +33 +1 "));
  EXPECT_THAT(text.out, ContainsRegex("flush_tlb_kernel_range > on_each_cpu +66 +2 "));
  Words for_programs = words;
  for_programs.emplace_back("--json");
  const auto run = nlohmann::json::parse(ghostwalk(for_programs).out)["runs"][0];
  for (const int cpu : {0, 1})
    EXPECT_EQ(sum_in(run, "flush_tlb_kernel_range", cpu, "flushes_single"), 33U);
  EXPECT_EQ(sum_in(run, "call_function_interrupt", 1, "flushes_single"), 33U);
  EXPECT_EQ(sum_in(run, "smp_call_function_many", 0, "ipis_sent"), 1U);
  EXPECT_EQ(run["counters"][1]["flushes_single"], 33);
}

TEST(Run, CausesAreToldOnlyWhenAskedFor) {
  const auto run = nlohmann::json::parse(both({"--json"}).out)["runs"][0];
  EXPECT_EQ(run["counters"].size(), 2U); // two CPUs
  EXPECT_FALSE(run.contains("causes"));
  EXPECT_THAT(both().out, Not(HasSubstr("by who asked")));
}

TEST(Run, AFailedExpectationIsExitStatusOne) {
  const Folder folder;
  std::string text = contents(repository(scenario));
  const std::string expect = "expect linux-2.4.19 absent";
  ASSERT_NE(text.find(expect), std::string::npos);
  text.replace(text.find(expect), expect.size(), "expect linux-2.4.19 found");
  const Outcome wrong =
      ghostwalk({"run", folder.file("wrong.race", text), "--kernel", "linux-2.4.19"});
  EXPECT_EQ(wrong.status, 1);
  EXPECT_THAT(wrong.out, HasSubstr("one timing proves nothing"));
}

TEST(Run, AnUnexpectedFindingIsExitStatusOne) {
  const Folder folder;
  std::string text = contents(repository(scenario));
  const std::string expect = "expect linux-2.4.18 found";
  ASSERT_NE(text.find(expect), std::string::npos);
  text.replace(text.find(expect), expect.size(), "expect linux-2.4.18 absent");
  const Outcome wrong =
      ghostwalk({"run", folder.file("wrong.race", text), "--kernel", "linux-2.4.18"});
  EXPECT_EQ(wrong.status, 1);
  EXPECT_THAT(wrong.out, HasSubstr("expected absent, but this run breaks `never poisoned`"));
}

TEST(Run, WhatTheScenarioSaysNothingOfIsNotExpected) {
  EXPECT_EQ(
      ghostwalk({"run", scenario, "--kernel", "linux-2.4.19", "--option", "zap=at_once"}).status,
      0);
}

// One timing need not show what is expected found; it must never show what is expected absent.
TEST(Run, NoScenarioShowsWhatItExpectsAbsent) {
  const Outcome files = shell("grep -rl --include='*.race' '^ *expect ' scenarios | sort");
  Words words{"run", "--ablations", "--json"};
  std::istringstream lines(files.out);
  for (std::string line; std::getline(lines, line);) words.push_back(line);
  const Outcome outcome = ghostwalk(words);
  EXPECT_LE(outcome.status, 1) << outcome.err;
  const auto document = nlohmann::json::parse(outcome.out);
  EXPECT_GE(document["runs"].size(), words.size() - 3);
  for (const auto& run : document["runs"])
    EXPECT_FALSE(run["expected"] == "absent" && run["verdict"] == "found") << run["replay"];
}

TEST(Run, JsonNamesItsSchemaAndHoldsTheRuns) {
  const Outcome outcome = both({"--json"});
  const auto document = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(document["schema"], "ghostwalk-run/1");
  ASSERT_EQ(document["runs"].size(), 2U);
  EXPECT_EQ(document["runs"][0]["verdict"], "found");
  EXPECT_EQ(document["runs"][1]["verdict"], "not seen");
}

TEST(Run, JsonIsTheSameToTheByte) {
  const Outcome outcome = both({"--json"});
  EXPECT_EQ(outcome.out, contents(repository("tests/cli/munmap_same_cpu.json")));
}

TEST(Run, NoColourWithoutATerminal) { EXPECT_THAT(both().out, Not(HasSubstr("\033"))); }

TEST(Run, ASecondScenarioInAFileCanBeNamed) {
  const Folder folder;
  std::string text = contents(repository("scenarios/basics/two_locks.race"));
  const std::size_t at = text.find("scenario two_locks");
  std::string second = text.substr(at);
  second.replace(0, 18, "scenario other_one");
  const std::string file = folder.file("two.race", text + "\n" + second);
  const Outcome one = ghostwalk({"run", file, "--scenario", "other_one"});
  EXPECT_THAT(one.out, HasSubstr("other_one"));
  EXPECT_THAT(one.out, Not(HasSubstr("two_locks  ")));
  EXPECT_THAT(one.out, HasSubstr("--scenario other_one"));
}

TEST(Run, AnInterruptKeepsWhatIsFinished) {
  const Outcome outcome =
      shell("out=$(mktemp); ./ghostwalk run scenarios/basics/two_locks.race "
            "scenarios/protocol/teardown.race --max-cycles 1000000000000 >$out & "
            "for i in {1..600}; do grep -q replay $out && break; sleep 0.05; done; "
            "kill -INT $!; wait $!; status=$?; cat $out; rm $out; exit $status");
  EXPECT_EQ(outcome.status, 130);
  EXPECT_THAT(outcome.out, HasSubstr("two_locks"));
}

// From nothing: models read, compiled, run, told. Generous: machines are shared.
TEST(Run, IsQuick) {
  const auto begin = std::chrono::steady_clock::now();
  ghostwalk({"run", scenario, "--kernel", "linux-2.4.18"});
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

} // namespace
} // namespace ghostwalk::cli::test
