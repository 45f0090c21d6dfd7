// SPDX-License-Identifier: MIT
// Does `ghostwalk sample` count what `run` shows, and do its answers not depend on anything but the
// question?
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/program.hpp"

namespace ghostwalk::cli::test {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

const std::string lazy = repository("scenarios/linux-2.4/lazy_cpu.race");
const std::string barrier = "scenarios/basics/interrupt_is_no_barrier.race";

json sampled(Words words) {
  words.insert(words.begin(), "sample");
  words.insert(words.end(), {"--json", "-"});
  const Outcome outcome = ghostwalk(words);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  return json::parse(outcome.out).at("samples").at(0);
}

TEST(Sample, GoldenDocument) {
  EXPECT_EQ(shell("./ghostwalk sample " + barrier + " -n 20 --json -").out,
            contents(repository("tests/cli/interrupt_is_no_barrier.sample.json")))
      << "after a change that is meant: tests/cli/refresh.sh";
}

TEST(Sample, ThreadsChangeNothing) {
  const Words question{lazy, "-n", "5500"}, until{lazy, "--until", "width=0.03"},
      costs{lazy, "-n", "3500", "--costs"};
  for (Words words : {question, until, costs}) {
    const json one = sampled(words);
    words.insert(words.end(), {"--threads", "3"});
    EXPECT_EQ(sampled(words), one);
  }
}

TEST(Sample, NumbersAsPeopleTypeThem) {
  for (const char* number : {"2000", "2e3", "2_000", "2.0e3", "0.2e4"})
    EXPECT_EQ(sampled({lazy, "-n", number, "--kernel", "linux-2.4.19"}).at("trials"), 2000);
  for (const char* wrong :
       {"", "0", "1e", "e3", "1__0", "_1", "1.5", "1e99", "-1", "2e3 ", "1e13"}) {
    const Outcome outcome = ghostwalk({"sample", lazy, "-n", wrong});
    EXPECT_EQ(outcome.status, 2) << wrong;
    EXPECT_THAT(outcome.err, HasSubstr("--trials takes a whole number")) << wrong;
  }
}

// The first of the trials that found is found by `run` on both engines, and the one before it, where
// there is one, is not.
TEST(Sample, EveryHitReplaysByItsNumberOnBothEngines) {
  const json document = sampled({lazy, "-n", "300", "--seed", "9", "--kernel", "linux-2.4.19",
                                 "--option", "leave_mm_load_cr3=no"});
  const json& found = document.at("cases").at(0).at("outcomes").at(0);
  ASSERT_EQ(found.at("outcome"), "found");
  ASSERT_GT(found.at("hits"), 0);
  ASSERT_LT(found.at("hits"), 300);
  std::uint64_t next = 0;
  for (const json& trial : found.at("first_trials"))
    for (const std::string engine : {"bare", "simgrid"}) {
      const auto run = [&](std::uint64_t number) {
        const Outcome outcome = ghostwalk({"run", lazy, "--kernel", "linux-2.4.19", "--option",
                                           "leave_mm_load_cr3=no", "--seed", "9", "--trial",
                                           std::to_string(number), "--engine", engine, "--json"});
        return json::parse(outcome.out).at("runs").at(0).at("verdict").get<std::string>();
      };
      EXPECT_EQ(run(trial), "found") << engine << " " << trial;
      if (trial > next) {
        EXPECT_EQ(run(next), "not seen") << engine << " " << next;
      }
      if (engine == "simgrid") next = trial.get<std::uint64_t>() + 1;
    }
}

// Without contention the engines give the same run, to the byte.
TEST(Sample, TheEnginesGiveTheSameRun) {
  const auto run = [&](const std::string& engine) {
    json all = json::parse(
        ghostwalk({"run", lazy, "--trial", "77", "--engine", engine, "--trace", "--json"}).out);
    for (json& one : all.at("runs")) one.erase("replay"); // It names the engine.
    return all;
  };
  EXPECT_EQ(run("bare"), run("simgrid"));
  EXPECT_EQ(ghostwalk({"run", lazy, "--engine", "bare", "--contention", "on"}).status, 2);
  EXPECT_EQ(ghostwalk({"run", lazy, "--engine", "sim"}).status, 2);
}

// Exit statuses: expected absent and found, or expected found and not seen in all trials, is 1.
TEST(Sample, SaysWhetherItIsAsExpected) {
  const Folder folder;
  const std::string text = contents(repository("scenarios/basics/late_flush.race"));
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string changed = text;
    changed.replace(changed.find(from), from.size(), to);
    return ghostwalk({"sample", folder.file("changed.race", changed), "-n", "50", "--all"});
  };
  EXPECT_EQ(
      ghostwalk({"sample", repository("scenarios/basics/late_flush.race"), "-n", "50"}).status, 0);
  const Outcome absent = with("expect late-flush found", "expect late-flush absent");
  EXPECT_EQ(absent.status, 1);
  EXPECT_THAT(absent.out, HasSubstr("expected absent, but found"));
  const Outcome found = with("never     use after free", "never     scribble");
  EXPECT_EQ(found.status, 1);
  EXPECT_THAT(found.out, HasSubstr("expected found, but not seen in 50 trials"));
  EXPECT_THAT(found.out, HasSubstr("rule of three: 3/50"));
}

TEST(Sample, RefusesWhatItCannotDo) {
  const auto error = [](const Words& more) {
    Words words{"sample", lazy};
    words.insert(words.end(), more.begin(), more.end());
    const Outcome outcome = ghostwalk(words);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.out, "");
    return outcome.err;
  };
  EXPECT_THAT(error({"--until", "1e-3"}), HasSubstr("--until takes width=W"));
  EXPECT_THAT(error({"--until", "width=0"}), HasSubstr("a number above 0"));
  EXPECT_THAT(error({"--until", "width=nan"}), HasSubstr("a number above 0"));
  EXPECT_THAT(error({"--until", "width=0.1:poisond"}), HasSubstr("did you mean 'poisoned'?"));
  EXPECT_THAT(error({"--threads", "0"}), HasSubstr("--threads takes a whole number"));
  EXPECT_THAT(error({"-n", "10", "--json", "/nowhere/at/all.json"}),
              HasSubstr("/nowhere/at/all.json"));
  EXPECT_EQ(ghostwalk({"sample"}).status, 2);
}

// Interrupted, it prints the trials it has made, says so, and fails no expectation.
TEST(Sample, InterruptedSaysWhatWasDone) {
  const Outcome outcome =
      shell("timeout --signal=INT 4 ./ghostwalk sample " + lazy + " -n 1e12 --json -; echo $? >&2");
  EXPECT_THAT(outcome.err, HasSubstr("124")); // `timeout` had to.
  const json s = json::parse(outcome.out).at("samples").at(0);
  EXPECT_EQ(s.at("interrupted"), true);
  const std::uint64_t trials = s.at("trials");
  EXPECT_GT(trials, 0U);
  const json again = sampled({lazy, "-n", std::to_string(trials)});
  EXPECT_EQ(s.at("cases"), again.at("cases")); // No gap.
}

} // namespace
} // namespace ghostwalk::cli::test
