// SPDX-License-Identifier: MIT
// What a study says, and every mistake that only shows when its names and values are looked up.
#include <gtest/gtest.h>

#include "sim/lang/study.hpp"
#include "tests/lang/support.hpp"

namespace ghostwalk::lang {
namespace {

const std::string around = R"(cpu c
  load = 4
kernel k
  paging i386
  option order = free_first | flush_first
  option depth = 1 in 1 .. 9
kernel fixed = k with order = flush_first
scenario s
  cpu c * 2
  frames 4
)";

// The library of a text, which must outlive it.
struct Read {
  explicit Read(const std::string& study) {
    const std::uint32_t source = library.sources.add("t.race", study + around);
    library.files.push_back(std::make_unique<File>(parse(library.sources, source)));
    for (const Declaration& d : library.files[0]->declarations) {
      if (d.kind == Declaration::Kind::cpu) library.cpus[d.name] = &d;
      if (d.kind == Declaration::Kind::kernel) library.kernels[d.name] = &d;
      if (d.kind == Declaration::Kind::study) library.study_order.push_back(&d);
    }
  }
  Study study() const { return resolve_study(library, *library.study_order.at(0)); }
  Library library;
};

const std::string heading = "study y\n  scenario s\n  kernel k\n  trials 10\n";

std::vector<std::string> values_of(const std::string& vary) {
  const Read read(heading + "  vary " + vary + "\n");
  return read.study().axes.at(0).parts.at(0).values;
}

std::string error_of(const std::string& study) {
  const Read read(study);
  try {
    read.study();
  } catch (const InputError& error) {
    return render(error, read.library.sources);
  }
  return "no error";
}
std::string error_in(const std::string& line) { return error_of(heading + line + "\n"); }

using Texts = std::vector<std::string>;

TEST(Study, ARangeEndsAtItsEndOrBeforeIt) {
  EXPECT_EQ(values_of("load = 1 .. 7 step 3"), (Texts{"1", "4", "7"}));
  EXPECT_EQ(values_of("load = 1 .. 6 step 3"), (Texts{"1", "4"}));
  EXPECT_EQ(values_of("load = 5 .. 5 step 3"), (Texts{"5"}));
  EXPECT_EQ(values_of("load = 250 .. 4000 times 2"), (Texts{"250", "500", "1000", "2000", "4000"}));
  EXPECT_EQ(values_of("load = 250 .. 3999 times 2"), (Texts{"250", "500", "1000", "2000"}));
}

TEST(Study, AListMixesNumbersRangesAndNames) {
  EXPECT_EQ(values_of("load = 1, 3 .. 5 step 1, 10 .. 20, (2 * 50)"),
            (Texts{"1", "3", "4", "5", "10 .. 20", "100"}));
  EXPECT_EQ(values_of("reuse = lifo, any"), (Texts{"lifo", "any"}));
  EXPECT_EQ(values_of("option order = flush_first, free_first"),
            (Texts{"flush_first", "free_first"}));
}

TEST(Study, OnlyTimesMakesAnAxisLogarithmic) {
  const Read read(heading + "  vary load = 1 .. 8 times 2\n  vary store = 1 .. 8 step 1\n");
  EXPECT_TRUE(read.study().axes[0].parts[0].geometric);
  EXPECT_FALSE(read.study().axes[1].parts[0].geometric);
}

TEST(Study, KeepsWhatItFixes) {
  const Read read("study y\n  scenario s\n  kernel k with order = flush_first\n  kernel fixed\n"
                  "  trials 1_000\n  set load = 60 * 1 .. 2, 40 * 7\n  set cpus = 3\n"
                  "  option depth = 5\n  measure poisoned, event e\n");
  const Study study = read.study();
  EXPECT_EQ(study.trials, 1000U);
  ASSERT_EQ(study.kernels.size(), 2U);
  EXPECT_EQ(study.kernels[0].options, (Pairs{{"order", "flush_first"}}));
  EXPECT_EQ(study.kernels[1].name, "fixed");
  EXPECT_EQ(study.settings, (Pairs{{"load", "60 * 1 .. 2, 40 * 7"}, {"cpus", "3"}}));
  EXPECT_EQ(study.options, (Pairs{{"depth", "5"}}));
  EXPECT_EQ(study.measures.at(1).text, "event e");
}

TEST(Study, TogetherIsOneAxis) {
  const Read read(heading + "  vary together\n    load = 1, 2\n    option depth = 3, 4\n");
  const Study study = read.study();
  ASSERT_EQ(study.axes.size(), 1U);
  EXPECT_EQ(study.axes[0].size(), 2U);
  EXPECT_EQ(study.axes[0].parts[1].values, (Texts{"3", "4"}));
}

TEST(Study, AMillionPointsAreTheMost) {
  EXPECT_EQ(values_of("load = 1 .. 1_000_000 step 1").size(), 1'000'000U);
  EXPECT_EQ(error_in("  vary load = 0 .. 1_000_000 step 1"),
            "t.race:5:15: error: this range has more than 1000000 values\n"
            "  vary load = 0 .. 1_000_000 step 1\n              ^");
  EXPECT_EQ(error_in("  vary load = 1 .. 1000 step 1\n  vary store = 1 .. 1001 step 1"),
            "t.race:1:7: error: study 'y' has more than 1000000 points\nstudy y\n      ^\n"
            "  vary fewer things at once, or in larger steps");
}

TEST(Study, ARangeThatNeverEndsIsAnError) {
  EXPECT_EQ(error_in("  vary load = 1 .. 5 step 0"),
            "t.race:5:27: error: a range goes on for ever in steps of 0\n"
            "  vary load = 1 .. 5 step 0\n                          ^\n"
            "  write `step 1` or more");
  EXPECT_EQ(error_in("  vary load = 1 .. 5 times 1"),
            "t.race:5:28: error: a range goes on for ever times 1\n"
            "  vary load = 1 .. 5 times 1\n                           ^\n"
            "  write `times 2` or more");
  EXPECT_EQ(error_in("  vary load = 0 .. 5 times 2"),
            "t.race:5:15: error: 0 times anything stays 0\n  vary load = 0 .. 5 times 2\n"
            "              ^\n  begin at 1 or more");
  EXPECT_EQ(error_in("  vary load = 6 .. 5 step 1"),
            "t.race:5:15: error: 6 .. 5 is empty: the lower number comes first\n"
            "  vary load = 6 .. 5 step 1\n              ^");
}

// 2^64 - 1 is the largest number: the next value after the last would not fit.
TEST(Study, ARangeUpToTheLargestNumberEnds) {
  const std::string largest = "18446744073709551615";
  EXPECT_EQ(error_in("  vary load = 1 .. " + largest + " times 2").find("t.race:5:8: error: load"),
            0U)
      << "ends, and then is too much for load";
  EXPECT_EQ(error_in("  vary load = 18446744073709551000 .. " + largest + " step 1000")
                .find("t.race:5:8"),
            0U);
}

TEST(Study, ValuesAreCheckedWhereTheyStand) {
  EXPECT_EQ(error_in("  vary walk_snop = 1"),
            "t.race:5:8: error: there is no setting 'walk_snop'; did you mean 'walk_snoop'?\n"
            "  vary walk_snop = 1\n       ^");
  EXPECT_EQ(error_in("  vary cpus = 2, 257"),
            "t.race:5:8: error: the number of CPUs is 257, which is not in 1 .. 256\n"
            "  vary cpus = 2, 257\n       ^");
  EXPECT_NE(error_in("  vary option depth = 9, 10"), "no error");
  EXPECT_EQ(error_in("  vary option depth = 1 .. 9 step 1"), "no error");
  EXPECT_NE(error_in("  vary option order = last"), "no error");
  EXPECT_NE(error_in("  vary option orde = free_first"), "no error");
  EXPECT_EQ(error_in("  vary load = 1, 2, 1"),
            "t.race:5:8: error: load takes the value 1 twice\n  vary load = 1, 2, 1\n       ^");
}

TEST(Study, NothingIsSaidTwice) {
  EXPECT_EQ(error_in("  set load = 1\n  vary load = 1, 2"),
            "t.race:6:8: error: a second line about load\n  vary load = 1, 2\n       ^");
  EXPECT_EQ(error_in("  trials 3"), "t.race:5:3: error: a second `trials` line\n  trials 3\n  ^");
  EXPECT_EQ(error_in("  kernel k"),
            "t.race:5:10: error: kernel 'k' a second time\n  kernel k\n         ^");
  EXPECT_EQ(error_in("  kernel k with order = flush_first\n  vary option order = free_first"),
            "t.race:5:10: error: option order has a line of its own in this study\n"
            "  kernel k with order = flush_first\n         ^");
}

TEST(Study, PairsNeedEquallyManyValues) {
  EXPECT_EQ(error_in("  vary together\n    load = 1, 2\n    store = 1"),
            "t.race:7:5: error: store has 1 values, load has 2\n    store = 1\n    ^\n"
            "  what varies together is taken in pairs: as many values in each line");
}

TEST(Study, NamesWhatItNeeds) {
  EXPECT_EQ(error_of("study y\n  kernel k\n  trials 1\n"),
            "t.race:1:7: error: study 'y' names no scenario\nstudy y\n      ^\n"
            "  add a line such as `scenario munmap_same_cpu`");
  EXPECT_EQ(error_of("study y\n  scenario s\n  kernel k\n"),
            "t.race:1:7: error: study 'y' names no number of trials\nstudy y\n      ^\n"
            "  add a line such as `trials 100_000`");
  EXPECT_EQ(error_of("study y\n  scenario t\n"), "t.race:2:12: error: there is no scenario 't'; "
                                                 "there is only s\n  scenario t\n           ^");
  EXPECT_EQ(error_of("study y\n  kernel kk\n"),
            "t.race:2:10: error: there is no kernel 'kk'; did you mean 'k'?\n  kernel kk\n"
            "         ^");
}

TEST(Study, HasNoBus) {
  EXPECT_NE(error_in("  vary bus_load = 0, 50").find("a study has no bus to share"),
            std::string::npos);
}

// What a point depends on: the scenario, the kernel and what it derives from, the processor.
TEST(Study, TextsBehindAPointLeaveCommentsOut) {
  const Read read(heading);
  const auto texts = texts_behind(read.library, *read.study().scenarios[0], "fixed");
  ASSERT_EQ(texts.size(), 4U);
  EXPECT_EQ(texts[1].name, "fixed");
  EXPECT_EQ(texts[1].code, "kernel fixed = k with order = flush_first\n");
  EXPECT_EQ(texts[2].name, "k");
  EXPECT_EQ(texts[3].kind, "cpu");

  const Read remarked(heading + "# a comment\n");
  EXPECT_EQ(texts_behind(remarked.library, *remarked.study().scenarios[0], "fixed")[3].code,
            texts[3].code);
  File commented = parsed("# a\nkernel k # b\n  # c\n  proc p() # d\n    stop # e\n    # f\n");
  EXPECT_EQ(code_text(commented.declarations[0]), "kernel k\n  proc p()\n    stop\n");
}

} // namespace
} // namespace ghostwalk::lang
