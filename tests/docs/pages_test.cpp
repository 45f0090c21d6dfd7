// SPDX-License-Identifier: MIT
// Does every command of the documentation do what it says, and print what is shown? Each page is read from above, in a
// folder that has what a clone has; the tutorial has a test of its own.
// GHOSTWALK_PROMOTE=1 puts what the program prints now into the pages.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/docs/page.hpp"

namespace ghostwalk::docs::test {
namespace {

namespace fs = std::filesystem;
using cli::test::contents;
using cli::test::repository;

// Commands that are shown and not run here, each with the reason: those that begin so.
struct NotRun {
  std::string page, begins, why;
};
const std::vector<NotRun>& not_run() {
  static const std::vector<NotRun> all{
      {"README.md", "./check", "it runs this test"},
      {"README.md", "./ghostwalk slurm", "needs Slurm; tests/cluster/slurm.sh has one"},
      {"README.md", "parallel",
       "needs GNU parallel; tests/cluster/launchers.sh does it where there is one"},
      {"README.md", "mpirun",
       "needs Open MPI; tests/cluster/launchers.sh does it where there is one"},
      {"results/README.md", "results/regenerate", "minutes, and writes into the repository"},
  };
  return all;
}

const NotRun* excused(const std::string& page, const std::string& command) {
  for (const NotRun& one : not_run())
    if (one.page == page && command.starts_with(one.begins)) return &one;
  return nullptr;
}

class Page : public ::testing::TestWithParam<const char*> {};

TEST_P(Page, DoesWhatItSays) {
  const std::string name = GetParam(), page = contents(repository(name));
  std::vector<Piece> pieces = pieces_of(page);
  ASSERT_EQ(page_of(pieces), page);
  const Reader reader(Reader::Where::clone);
  for (Piece& piece : pieces) {
    for (const std::string& command : commands_of(piece)) {
      if (excused(name, command) != nullptr) continue;
      const cli::test::Outcome outcome = reader.runs(command);
      EXPECT_EQ(outcome.status, promised_status(command)) << command << "\n" << outcome.out;
    }
    EXPECT_EQ(reader.does(piece), "");
  }
  if (std::getenv("GHOSTWALK_PROMOTE") != nullptr)
    std::ofstream(repository(name), std::ios::binary) << page_of(pieces);
  EXPECT_EQ(page_of(pieces), page);
}

constexpr const char* pages[] = {
    "README.md",           "models/README.md",      "results/README.md",
    "scenarios/README.md", "scenarios/language.md", "sim/report/schema.md",
    "sim/sweep/schema.md", "tests/README.md",       "tests/fuzz/README.md"};

INSTANTIATE_TEST_SUITE_P(Files, Page, ::testing::ValuesIn(pages), [](const auto& file) {
  std::string name = file.param;
  for (char& c : name)
    if (c == '/' || c == '.') c = '_';
  return name;
});

TEST(Language, PageIsWhatTheProgramPrints) {
  const std::string name = "scenarios/language.md",
                    printed = cli::test::shell("./ghostwalk help language").out;
  if (std::getenv("GHOSTWALK_PROMOTE") != nullptr)
    std::ofstream(repository(name), std::ios::binary) << printed;
  EXPECT_EQ(printed, contents(repository(name)));
}

// Text such as `ghostwalk list properties` names a command that there is.
TEST(Pages, MentionedCommandsAreThere) {
  const std::string help = cli::test::shell("./ghostwalk --help").out;
  const std::regex mention("`ghostwalk (help )?([a-z]+)");
  std::vector<std::string> all(std::begin(pages), std::end(pages));
  all.emplace_back("scenarios/tutorial.md");
  for (const std::string& page : all) {
    const std::string text = contents(repository(page));
    for (auto at = std::sregex_iterator(text.begin(), text.end(), mention);
         at != std::sregex_iterator(); ++at)
      EXPECT_THAT(help, ::testing::ContainsRegex("(\n  | )" + (*at)[2].str() + " "))
          << page << ": " << at->str();
  }
}

// A new page is run from the day it is there.
TEST(Pages, AreAllThereAre) {
  const fs::path root = GHOSTWALK_SOURCE_DIR;
  std::set<std::string> found, known(std::begin(pages), std::end(pages));
  known.insert("scenarios/tutorial.md");
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::end(entry); ++entry) {
    const std::string name = entry->path().filename();
    if (entry->is_directory() &&
        (name.starts_with("build") || name[0] == '.' || name == "node_modules"))
      entry.disable_recursion_pending();
    else if (entry->path().extension() == ".md")
      found.insert(entry->path().lexically_relative(root).generic_string());
  }
  EXPECT_EQ(found, known);
}

// What is not run is counted, and no reason outlives its command.
TEST(Pages, CommandsThatAreNotRunAreFew) {
  std::size_t run = 0;
  std::multiset<std::string> excuses;
  for (const char* page : pages)
    for (const Piece& piece : pieces_of(contents(repository(page))))
      for (const std::string& command : commands_of(piece)) {
        const NotRun* one = excused(page, command);
        if (one == nullptr) ++run;
        if (one != nullptr) excuses.insert(one->begins);
      }
  EXPECT_GE(run, 30U);
  EXPECT_EQ(excuses.size(), not_run().size()) << "one command each";
  for (const NotRun& one : not_run())
    EXPECT_EQ(excuses.count(one.begins), 1U) << one.begins << ": " << one.why;
}

} // namespace
} // namespace ghostwalk::docs::test
