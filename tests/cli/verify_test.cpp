// SPDX-License-Identifier: MIT
// ghostwalk verify, as typed. That it sees a difference is shown with what it compares by: tests/report/difference_test.cpp.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/program.hpp"

namespace ghostwalk::cli::test {
namespace {

using testing::HasSubstr;

const std::string late = "scenarios/basics/late_flush.race";

// One line for each `expect` of the scenario, with its `with`, then their sum.
TEST(Verify, AsksOfEveryExpectation) {
  const Outcome o = ghostwalk({"verify", late, "-n", "20"});
  EXPECT_EQ(o.status, 0) << o.out;
  EXPECT_EQ(o.err, "");
  const std::string text = contents(repository(late));
  int expected = 0, same = 0;
  for (std::size_t at = text.find("\n  expect "); at != std::string::npos;
       at = text.find("\n  expect ", at + 1))
    ++expected;
  for (std::size_t at = o.out.find("same     "); at != std::string::npos;
       at = o.out.find("same     ", at + 1))
    ++same;
  EXPECT_GT(expected, 1);
  EXPECT_EQ(same, expected);
  const std::string n = std::to_string(expected);
  EXPECT_THAT(o.out, HasSubstr(n + " of " + n + " give the same bytes each time\n"));
}

// Of a folder, files without scenarios are passed over; with nothing to ask it is no success.
TEST(Verify, WantsAScenario) {
  const Folder folder;
  folder.file("kernel.race", "kernel k\n  paging i386\n");
  const Outcome none = ghostwalk({"verify", folder.path()});
  EXPECT_EQ(none.status, 2);
  EXPECT_THAT(none.err, HasSubstr("no scenario there to verify"));
  EXPECT_EQ(ghostwalk({"verify"}).status, 2);
  EXPECT_EQ(ghostwalk({"verify", "nowhere.race"}).status, 2);
  folder.file("late.race", contents(repository(late)));
  EXPECT_EQ(ghostwalk({"verify", folder.path(), "-n", "20"}).status, 0);
  // One that expects nothing beside it is named, and no error.
  folder.file(
      "plain.race",
      "kernel k\n  paging i386\n\nscenario plain\n  cpu pentium4\n  on cpu 0\n    work 1\n");
  const Outcome both = ghostwalk({"verify", folder.path(), "-n", "20"});
  EXPECT_EQ(both.status, 0) << both.err;
  EXPECT_THAT(both.out, HasSubstr("plain.race plain\n"));
  EXPECT_THAT(both.out, HasSubstr("no case  "));
}

// A scenario that does not compile is told, and is no "same".
TEST(Verify, TellsWhatItCannotAsk) {
  const Folder folder;
  std::string text = contents(repository(late));
  text.replace(text.find("use after free"), 14, "use after tea");
  const Outcome o = ghostwalk({"verify", folder.file("late.race", text)});
  EXPECT_EQ(o.status, 2);
  EXPECT_THAT(o.err, HasSubstr("late.race:"));
}

TEST(Verify, IsInterrupted) {
  const Outcome o = shell("./ghostwalk verify scenarios/protocol/teardown.race -n 1e9 & p=$!; "
                          "sleep 2; kill -TERM $p; wait $p");
  EXPECT_EQ(o.status, 130) << o.out;
  EXPECT_THAT(o.out, HasSubstr("0 of 0"));
}

} // namespace
} // namespace ghostwalk::cli::test
