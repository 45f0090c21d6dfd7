// SPDX-License-Identifier: MIT
// The tutorial, done by somebody who types what it says in an empty folder.
// GHOSTWALK_PROMOTE=1 puts what the program prints now into the page, and the files into scenarios/tutorial.
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/docs/page.hpp"

namespace ghostwalk::docs::test {
namespace {

using cli::test::contents;
using cli::test::repository;

void promote(const std::string& path, const std::string& text) {
  if (std::getenv("GHOSTWALK_PROMOTE") != nullptr)
    std::ofstream(repository(path), std::ios::binary) << text;
}

// What the reader ends with is what is shipped, but for the line about the licence: with the files of
// scenarios/tutorial one can begin at the end.
TEST(Tutorial, ShowsWhatAReaderSeesAndEndsWithTheShippedFiles) {
  const std::string page = contents(repository("scenarios/tutorial.md"));
  std::vector<Piece> pieces = pieces_of(page);
  ASSERT_EQ(page_of(pieces), page);
  const Reader reader(Reader::Where::empty);
  for (Piece& piece : pieces) EXPECT_EQ(reader.does(piece), "");
  promote("scenarios/tutorial.md", page_of(pieces));
  EXPECT_EQ(page_of(pieces), page);
  EXPECT_THAT(reader.race_files(),
              ::testing::ElementsAre("own_walk.race", "pebble.race", "reuse.race", "study.race",
                                     "unmap.race"));
  for (const std::string& name : reader.race_files()) {
    const std::string shipped = "scenarios/tutorial/" + name,
                      text = "# SPDX-License-Identifier: MIT\n" + reader.file(name);
    promote(shipped, text);
    EXPECT_EQ(text, contents(repository(shipped)));
  }
}

// Every way in which the page and the program could differ is seen.
TEST(Tutorial, AReaderNoticesWhatIsWrong) {
  const Reader reader(Reader::Where::empty);
  const auto done = [&](const std::string& info, const std::string& text) {
    Piece piece{Piece::Kind::fenced, info, text};
    const std::string problem = reader.does(piece);
    return problem.empty() ? piece.text : problem;
  };
  EXPECT_EQ(done("race a.race", "one\ntwo\n"), "one\ntwo\n");
  EXPECT_EQ(done("console", "$ cat a.race\n1\n"), "$ cat a.race\none\ntwo\n");
  EXPECT_EQ(done("console", "$ echo took 3 ms\ntook 4 ms\n"), "$ echo took 3 ms\ntook 4 ms\n");
  EXPECT_EQ(done("console", "$ false\n"), "false: exits with 1\n");
  EXPECT_EQ(done("console", "$ false  # exits with 1\n"), "$ false  # exits with 1\n");
  EXPECT_EQ(done("console", "$ echo error >&2\n"), "$ echo error >&2\nerror\n");
  EXPECT_EQ(done("console", "false\n"), "a console block begins with '$ '");
  EXPECT_EQ(done("diff a.race", " one\n-three\n"),
            "this does not stand once in a.race:\none\nthree\n");
  EXPECT_EQ(done("diff a.race", " one\n-two\n+three\n"), " one\n-two\n+three\n");
  EXPECT_EQ(reader.file("a.race"), "one\nthree\n");
}

} // namespace
} // namespace ghostwalk::docs::test
