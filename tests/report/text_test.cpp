// SPDX-License-Identifier: MIT
// What people and programs read, word for word.
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "sim/report/json.hpp"
#include "sim/report/text.hpp"
#include "sim/report/trace_text.hpp"
#include "sim/report/units.hpp"
#include "tests/report/hand_made.hpp"

namespace ghostwalk::report::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const Sources& sources() {
  static const Sources made = small_sources();
  return made;
}

std::string golden(const std::string& name) {
  std::ifstream file(std::string(GHOSTWALK_SOURCE_DIR) + "/tests/report/" + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::unique_ptr<Report> report(Run run, const std::string& kernel, Expected expected) {
  Asked asked;
  asked.file = "scenarios/story.race";
  asked.scenario = "story";
  asked.kernel = kernel;
  asked.expected = expected;
  asked.replay = "./ghostwalk run scenarios/story.race --kernel " + kernel + " --seed 1";
  auto made = std::make_unique<Report>(std::move(asked), small_program(), sources());
  made->conclude(std::move(run));
  return made;
}

TEST(Units, GroupDigitsByThree) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(-1234567), "-1,234,567");
}

TEST(Units, RoundToTheNearestPicosecond) {
  EXPECT_EQ(picoseconds(Cycles{1}, 2400), 417); // 416.67
  EXPECT_EQ(picoseconds(Cycles{3}, 2400), 1250);
  EXPECT_EQ(nanoseconds(Cycles{3}, 2400), "1.3 ns");
  EXPECT_EQ(nanoseconds(Cycles{2399}, 2400), "999.6 ns");
  EXPECT_EQ(nanoseconds(Cycles{2400}, 2400), "1,000 ns");
}

TEST(Text, WrapsAtSpacesAndNeverInsideAWord) {
  EXPECT_EQ(wrapped("one two three", 7), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(wrapped("abcdefghij k", 4), (std::vector<std::string>{"abcdefghij", "k"}));
  EXPECT_EQ(wrapped("", 4), (std::vector<std::string>{""}));
}

TEST(Text, ControlCharactersOfAFileNameAreShownAsQuestionMarks) {
  EXPECT_EQ(safe("a\033[31mb\n"), "a?[31mb?");
}

TEST(Text, TwoKernelsSideBySide) {
  const auto before = report(poisoned_run(4000), "linux-2.4.18", Expected::found);
  const auto after = report(fixed_run(), "linux-2.4.19", Expected::absent);
  const std::string text =
      comparison({before.get(), after.get()}, "The walk outlives the table.", {});
  EXPECT_EQ(text, golden("two_kernels.txt"));
}

TEST(Text, NoLineIsWiderThanThePageOrEndsInSpaces) {
  const auto before = report(poisoned_run(0), "linux-2.4.18", Expected::absent);
  const auto after =
      report(fixed_run(), "linux-2.4.19 with leave_mm_load_cr3 = no", Expected::found);
  const std::string text = comparison({before.get(), after.get(), after.get()}, "", {});
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("replay:", 0) != 0) {
      EXPECT_LE(width_of(line), page_width) << line;
    }
    EXPECT_FALSE(!line.empty() && line.back() == ' ') << line;
  }
}

TEST(Text, ColourOnlyWhenAsked) {
  const auto run = report(poisoned_run(0), "linux-2.4.18", Expected::found);
  EXPECT_THAT(comparison({run.get()}, "", {}), Not(HasSubstr("\033[")));
  EXPECT_THAT(comparison({run.get()}, "", {true}), HasSubstr("\033["));
}

TEST(Text, AnOpenWindowSaysAtLeast) {
  const auto run = report(poisoned_run(0), "linux-2.4.18", Expected::found);
  EXPECT_THAT(comparison({run.get()}, "", {}), HasSubstr("\u2265 7,700 cycles (3,208 ns)"));
}

TEST(Text, AnUnexpectedVerdictIsExplained) {
  EXPECT_THAT(complaint(*report(poisoned_run(0), "k", Expected::absent)),
              HasSubstr("breaks `never poisoned`"));
  EXPECT_THAT(complaint(*report(fixed_run(), "k", Expected::found)),
              HasSubstr("one timing proves nothing"));
  EXPECT_EQ(complaint(*report(fixed_run(), "k", Expected::absent)), "");
  EXPECT_EQ(complaint(*report(fixed_run(), "k", Expected::nothing)), "");
}

TEST(Text, AnExpectedAbsenceThatWasIdleIsNoted) {
  EXPECT_THAT(comparison({report(fixed_run(), "k", Expected::absent).get()}, "", {}),
              HasSubstr("table freed in flight"));
}

TEST(Text, ATraceLineHasCycleCpuWordsAndSource) {
  const auto run = report(poisoned_run(0), "linux-2.4.18", Expected::found);
  EXPECT_EQ(trace_line(*run, 4),
            "     1,200  cpu 0   writes 0x00000000 to word 0x20 of frame 0x1001 (was 0x01002067)"
            "  clear_page_tables, kernel.race:10\n");
}

TEST(Json, IsVersionedAndWhole) {
  const auto run = report(poisoned_run(4000), "linux-2.4.18", Expected::found);
  const auto document = nlohmann::json::parse(json({run.get()}, true));
  EXPECT_EQ(document["schema"], "ghostwalk-run/1");
  const auto& first = document["runs"][0];
  EXPECT_EQ(first["verdict"], "found");
  EXPECT_EQ(first["poisoned"]["at"]["cycles"], 2000);
  EXPECT_EQ(first["windows"][0]["width"], (nlohmann::json{{"cycles", 2700}, {"ps", 1125000}}));
  EXPECT_EQ(first["windows"][0]["state"], "flushed late");
  EXPECT_EQ(first["story"]["steps"].size(), 10U);
  EXPECT_EQ(first["events"].size(), run->run.events.size());
}

TEST(Json, OfAFileNameThatIsNoTextIsStillJson) {
  const auto run = report(fixed_run(), "k", Expected::nothing);
  run->asked.file = "\xff\xfe.race";
  EXPECT_TRUE(nlohmann::json::accept(json({run.get()}, false)));
}

} // namespace
} // namespace ghostwalk::report::test
