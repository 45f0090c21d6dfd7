// SPDX-License-Identifier: MIT
// ghostwalk explore, replay and test, as typed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/program.hpp"

namespace ghostwalk::cli::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string race = "scenarios/linux-2.4/munmap_same_cpu.race",
                  late = "scenarios/basics/late_flush.race",
                  protocol = "scenarios/protocol/teardown.race";

json document(const Outcome& o) { return json::parse(o.out); }

std::string schedule_of(const std::string& file) {
  return document(ghostwalk({"explore", file, "--json"}))["searches"][0]["witness"]["schedule"];
}

TEST(Explore, FindsTheBugAndProvesTheFix) {
  const Outcome o = ghostwalk({"explore", race});
  EXPECT_EQ(o.status, 0);
  EXPECT_THAT(o.err, "") << "no progress line but on a terminal";
  for (const char* part :
       {"linux-2.4.18", "linux-2.4.19", "found \u2713", "absent \u2713", "bounds: 2 CPUs",
        "no way back after step", "replay: ./ghostwalk replay"})
    EXPECT_THAT(o.out, HasSubstr(part));
}

TEST(Explore, GivesTheSameBytesToPrograms) {
  const Outcome one = ghostwalk({"explore", race, "--json", "--threads", "1"}),
                two = ghostwalk({"explore", race, "--json", "--threads", "2"});
  EXPECT_EQ(one.status, 0);
  EXPECT_EQ(one.out, two.out);
  const json first = document(one)["searches"][0];
  EXPECT_EQ(first["verdict"], "found");
  EXPECT_EQ(document(one)["schema"], "ghostwalk-explore/1");
  const json reduced = document(ghostwalk({"explore", race, "--json"})),
             plain = document(ghostwalk({"explore", race, "--json", "--plain"}));
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(plain["searches"][i]["verdict"], reduced["searches"][i]["verdict"]);
    EXPECT_GE(plain["searches"][i]["states"], reduced["searches"][i]["states"]);
  }
}

TEST(Explore, GivesUpWithStatus3) {
  const Outcome o = ghostwalk({"explore", race, "--kernel", "linux-2.4.19", "--max-states", "10"});
  EXPECT_EQ(o.status, 3);
  EXPECT_THAT(o.out, HasSubstr("gave up"));
  EXPECT_THAT(o.out, HasSubstr("not decided"));
  EXPECT_THAT(o.out, Not(HasSubstr("\u2717")));
}

TEST(Explore, FailsWithStatus1WhenItIsNotAsExpected) {
  const Outcome o = ghostwalk({"explore", "tests/scenarios/canary/canary.race"});
  EXPECT_EQ(o.status, 1);
  EXPECT_THAT(o.out, HasSubstr("late-flush: expected absent, but found"));
}

// An absence in which the `sometimes` never happens shows nothing.
TEST(Explore, CallsAnIdleAbsenceAFailure) {
  const Folder folder;
  const std::string file = folder.file(
      "idle.race", "kernel k\n  paging i386\n  var a: 0 .. 1\nscenario idle\n  cpu pentium4 * 1\n"
                   "  on cpu 0\n    a = 1\n    if a == 0\n      reach here\n  never poisoned\n"
                   "  sometimes event here\n  expect k absent\n");
  const Outcome o = ghostwalk({"explore", file});
  EXPECT_EQ(o.status, 1);
  EXPECT_THAT(o.out, HasSubstr("absent, but idle: `sometimes event here` never happens"));
  const Outcome tested = ghostwalk({"test", file});
  EXPECT_EQ(tested.status, 1);
  EXPECT_THAT(tested.out, HasSubstr("not ok 1"));
}

TEST(Explore, RefusesWhatItDoesNotKnow) {
  for (const Words& words :
       {Words{"explore"}, Words{"explore", "nowhere.race"},
        Words{"explore", late, "--threads", "0"}, Words{"explore", late, "--max-states", "many"},
        Words{"explore", late, "--kernel", "linux-9"},
        Words{"explore", late, "--scenario", "late_flash"},
        Words{"explore", late, "--set", "walkers=99"}}) {
    const Outcome o = ghostwalk(words);
    EXPECT_EQ(o.status, 2);
    EXPECT_THAT(o.err, HasSubstr("error: "));
  }
}

// A full disk is an error, never a verdict.
TEST(Explore, FailsOnAFullDisk) {
  EXPECT_EQ(ghostwalk({"explore", late}, {}, "/dev/full").status, 2);
  EXPECT_EQ(ghostwalk({"explore", late, "--json"}, {}, "/dev/full").status, 2);
  EXPECT_EQ(ghostwalk({"test", late}, {}, "/dev/full").status, 2);
  EXPECT_EQ(ghostwalk({"test", late, "--junit", "/dev/full"}).status, 2);
}

// The tables of an empty search are larger than 1 MiB: it gives up at once. With enough it ends.
TEST(Explore, GivesUpAtTheBoundOnMemory) {
  const Words asked{"explore", protocol, "--kernel", "teardown", "--plain", "--json"};
  const auto with = [&](const std::string& mib) {
    Words words = asked;
    words.insert(words.end(), {"--max-memory", mib});
    return ghostwalk(words);
  };
  const Outcome o = with("1");
  EXPECT_EQ(o.status, 3);
  EXPECT_EQ(document(o)["searches"][0]["verdict"], "gave up");
  EXPECT_EQ(document(o)["searches"][0]["gave_up_at"], "the bound of 1 MiB of memory");
}

// Levels are whole or not at all, so threads do not show. 20,000 states come in the midst of a level.
TEST(Explore, GivesUpAlikeOnAnyNumberOfThreads) {
  const auto with = [&](const std::string& threads) {
    return ghostwalk({"explore", protocol, "--kernel", "teardown", "--json", "--max-states",
                      "20000", "--threads", threads});
  };
  const Outcome one = with("1"), two = with("2");
  EXPECT_EQ(one.status, 3);
  EXPECT_EQ(one.out, two.out);
  const json search = document(one)["searches"][0];
  EXPECT_EQ(search["gave_up_at"], "the bound of 20000 states");
  EXPECT_LE(search["states"], 20000);
  EXPECT_GT(search["depth"], 0);
}

// n states: a chance of n (n + 1) / 2^65 at most that one was missed. Never called a proof.
TEST(Explore, SaysHowLikelyCompactionMissedAState) {
  const Words words{"explore", race, "--kernel", "linux-2.4.19", "--compact"};
  const Outcome o = ghostwalk(words);
  EXPECT_EQ(o.status, 0);
  EXPECT_THAT(o.out, HasSubstr("no proof"));
  EXPECT_THAT(o.out, Not(HasSubstr("in every interleaving\n")));
  Words as_json = words;
  as_json.emplace_back("--json");
  const json hashed = document(ghostwalk(as_json))["searches"][0];
  as_json.erase(as_json.end() - 2);
  const json exact = document(ghostwalk(as_json))["searches"][0];
  const double n = hashed["states"];
  EXPECT_EQ(hashed["states"], exact["states"]);
  EXPECT_DOUBLE_EQ(hashed["miss_probability"], n * (n + 1) / 36893488147419103232.0);
  EXPECT_EQ(exact["miss_probability"], nullptr);
}

// The kernel without a step, as ablate names it: the same verdict, and nothing is expected of it.
TEST(Explore, TriesAKernelWithoutAStep) {
  const std::string kernel = "linux-2.4.19";
  const json matrix = document(ghostwalk({"ablate", race, "--kernel", kernel, "--json"}));
  int tried = 0;
  for (const json& row : matrix["rows"])
    for (const json& trial : row["trials"]) {
      if (trial["change"] != "without" || trial["result"] != "found" || ++tried > 1) continue;
      const Outcome o =
          ghostwalk({"explore", race, "--kernel", kernel, "--without", row["key"], "--json"});
      EXPECT_EQ(o.status, 0);
      const json search = document(o)["searches"][0];
      EXPECT_EQ(search["verdict"], "found");
      EXPECT_EQ(search["expected"], nullptr);
      EXPECT_EQ(search["witness"]["schedule"], trial["schedule"]);
      EXPECT_THAT(std::string(search["witness"]["replay"]), HasSubstr(" --without "));
      EXPECT_EQ(shell(search["witness"]["replay"]).status, 0);
    }
  EXPECT_GT(tried, 0);
  EXPECT_EQ(ghostwalk({"explore", race, "--kernel", kernel, "--without", "nowhere:1"}).status, 2);
}

// Interrupted: what was covered is said, and nothing is claimed. Two seconds are enough for a slow
// machine to have begun, and not for a fast one to end.
TEST(Explore, SaysWhatItCoveredWhenInterrupted) {
  for (const char* signal : {"INT", "TERM"}) {
    const Outcome o = shell(std::string("./ghostwalk explore scenarios/protocol/teardown.race "
                                        "--kernel teardown --plain --set frames=6 & p=$!; "
                                        "sleep 2; kill -") +
                            signal + " $p; wait $p");
    EXPECT_EQ(o.status, 130) << o.out;
    EXPECT_THAT(o.out, HasSubstr("gave up"));
    EXPECT_THAT(o.out, HasSubstr("an interruption"));
  }
}

// ── replay ──

TEST(Replay, TakesTheScheduleThatExploreFound) {
  const std::string schedule = schedule_of(race);
  const Folder folder;
  for (const std::string& given : {schedule, "@" + folder.file("schedule", schedule + "\n")})
    for (const char* engine : {"explore", "bare", "simgrid"}) {
      const Outcome o = ghostwalk(
          {"replay", race, "--kernel", "linux-2.4.18", "--engine", engine, "--schedule", given});
      EXPECT_EQ(o.status, 0) << engine;
      EXPECT_THAT(o.out, HasSubstr("poisoned"));
      EXPECT_THAT(o.out, HasSubstr("verdict of this schedule: found"));
    }
}

TEST(Replay, NamesTheFirstDivergence) {
  const Outcome o =
      ghostwalk({"replay", race, "--kernel", "linux-2.4.19", "--schedule", schedule_of(race)});
  EXPECT_EQ(o.status, 1);
  EXPECT_THAT(o.out, HasSubstr("diverged at step "));
  EXPECT_THAT(o.out, HasSubstr("possible instead: "));
  const json d =
      document(ghostwalk({"replay", late, "--schedule", "0 1:drain", "--json"}))["divergence"];
  EXPECT_EQ(d["step"], 2);
  EXPECT_EQ(d["word"], "1:drain");
  EXPECT_EQ(d["character"], 3);
}

TEST(Replay, GoesOnWhenAsked) {
  for (const char* how : {"random", "first"}) {
    const Outcome o = ghostwalk({"replay", late, "--kernel", "late-flush", "--schedule", "1",
                                 "--then", how, "--max-steps", "5", "--json"});
    const json all = document(o);
    EXPECT_EQ(all["scheduled_steps"], 1);
    EXPECT_GT(all["steps"].size(), 1U);
    EXPECT_LE(all["steps"].size(), 6U);
  }
  const Words random{"replay", late,     "--schedule", "1",      "--then",
                     "random", "--seed", "7",          "--trace"};
  EXPECT_EQ(ghostwalk(random).out, ghostwalk(random).out);
}

TEST(Replay, RefusesAScheduleThatIsNone) {
  const Outcome o = ghostwalk({"replay", late, "--schedule", "0 wlak"});
  EXPECT_EQ(o.status, 2);
  EXPECT_THAT(o.err, HasSubstr("schedule, word 2"));
  EXPECT_EQ(ghostwalk({"replay", late}).status, 2);
  EXPECT_EQ(ghostwalk({"replay", late, "--schedule", "@/nowhere"}).status, 2);
  EXPECT_EQ(ghostwalk({"replay", late, "--schedule", "0", "--engine", "steam"}).status, 2);
}

// ── test ──

TEST(Test, PrintsTapInOrderWhateverTheThreads) {
  const Outcome one = ghostwalk({"test", "scenarios/basics", "--threads", "1"}),
                four = ghostwalk({"test", "scenarios/basics", "--threads", "4"});
  EXPECT_EQ(one.status, 0);
  EXPECT_EQ(one.out, four.out);
  EXPECT_THAT(one.out, StartsWith("TAP version 14\n1.."));
}

TEST(Test, WritesJUnitWholeOrNotAtAll) {
  const Folder folder;
  const std::string file = folder.path() + "/junit.xml";
  EXPECT_EQ(ghostwalk({"test", "tests/scenarios/canary", "--junit", file}).status, 1);
  EXPECT_THAT(contents(file), HasSubstr("failures=\"2\" errors=\"0\""));
  EXPECT_EQ(ghostwalk({"test", late, "--junit", folder.path() + "/nowhere/junit.xml"}).status, 2);
}

TEST(Test, ComparesAndPromotesGoldenCounts) {
  const Folder folder;
  const std::string file = folder.path() + "/states";
  EXPECT_EQ(ghostwalk({"test", late, "--golden", file}).status, 2) << "there is none";
  EXPECT_EQ(ghostwalk({"test", late, "--golden", file, "--promote"}).status, 0);
  const std::string golden = contents(file);
  EXPECT_EQ(ghostwalk({"test", late, "--golden", file}).status, 0);
  EXPECT_EQ(ghostwalk({"test", "scenarios/basics", "--golden", file}).status, 1)
      << "others are not in it";
  std::string other = golden;
  other.replace(other.find("found "), 6, "absent");
  const Outcome changed = ghostwalk({"test", late, "--golden", folder.file("other", other)});
  EXPECT_EQ(changed.status, 1);
  EXPECT_THAT(changed.out, HasSubstr("golden counts: absent with"));
  const Outcome gone = ghostwalk(
      {"test", late, "--golden", folder.file("more", golden + "found 1 1  nowhere.race x: y\n")});
  EXPECT_EQ(gone.status, 1);
  EXPECT_EQ(ghostwalk({"test", "tests/scenarios/canary", "--golden", folder.path() + "/canary",
                       "--promote"})
                .status,
            2)
      << "what fails is not promoted";
}

} // namespace
} // namespace ghostwalk::cli::test
