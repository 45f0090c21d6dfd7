// SPDX-License-Identifier: MIT
// Comments and blank lines: kept, and with the thing they speak of.
#include <gtest/gtest.h>

#include "tests/lang/support.hpp"

namespace ghostwalk::lang {
namespace {

TEST(Comments, StayWhereTheyAre) {
  const std::string text = R"(# What this file is.

# What this kernel is.

kernel k  # after the kernel
  # before the mode
  paging i386  # after it

  # before a procedure
  # in two lines
  proc p()
    # before the first statement
    if a   # after if
      b()  # after b
      # at the end of the block
    # before else
    else  # after else
      c()

      # at its end, after a blank line

      # and after another
      # at the end of the procedure
  # at the end of the kernel

# before the next
cpu c
  # before a setting
  load = 4
# at the end of the file
)";
  EXPECT_EQ(formatted(text), text);
}

TEST(Comments, OfABlockEndAreTheBlocksThatTheyAreIndentedLike) {
  const File file = parsed("kernel k\n"
                           "  proc p()\n"
                           "    if a\n"
                           "      b()\n"
                           "       # deeper than b\n"
                           "      # b's\n"
                           "     # p's, as it is less than b\n"
                           "   # k's\n"
                           "  # before q\n"
                           "  proc q()\n"
                           "    c()\n"
                           "# file's\n");
  const auto& p = std::get<Procedure>(file.declarations[0].items[0]);
  EXPECT_EQ(p.body.statements[0].blocks[0].trailing,
            (std::vector<std::string>{"# deeper than b", "# b's"}));
  EXPECT_EQ(p.body.trailing, (std::vector<std::string>{"# p's, as it is less than b"}));
  const auto& q = std::get<Procedure>(file.declarations[0].items[1]);
  EXPECT_EQ(q.comments.before, (std::vector<std::string>{"# k's", "# before q"}));
  EXPECT_EQ(file.trailing, (std::vector<std::string>{"# file's"}));
}

TEST(Comments, AtMostOneBlankLineIsKept) {
  EXPECT_EQ(formatted("\n\nkernel k\n\n\n  paging pae\n \n\n\n  var a: bool\n\n\n"),
            "kernel k\n  paging pae\n\n  var a: bool\n");
}

TEST(Comments, WithinParenthesesMoveBeforeTheLine) {
  EXPECT_EQ(formatted(in_proc("# one\nf(a,  # two\n  # three\n  b)  # four\n")),
            in_proc("# one\n# two\n# three\nf(a, b)  # four\n"));
}

TEST(Comments, OfAdjacentLinesStandInOneColumn) {
  EXPECT_EQ(formatted(in_proc("a()#1\nlonger()   # 2\nif b # 3\n  c() #4\nd() # 5\n\ne() # 6\n")),
            in_proc("a()       #1\nlonger()  # 2\nif b      # 3\n  c()     #4\nd()  # 5\n\n"
                    "e()  # 6\n"));
}

TEST(Comments, MayHoldAnyText) {
  EXPECT_EQ(formatted("# \xc3\xa9 \xe2\x80\xa6 \xf0\x9f\x91\xbb \t \"(\ncpu c = d #\n"),
            "# \xc3\xa9 \xe2\x80\xa6 \xf0\x9f\x91\xbb \t \"(\ncpu c = d  #\n");
}

TEST(Comments, OfEveryKindOfLine) {
  for (const char* text : {
           "scenario s\n  # 1\n  process p  # 2\n    # 3\n    maps 4 read  # 5\n    # 6\n",
           "kernel k\n  # 1\n  record r 2  # 2\n    # 3\n    a: bool  # 4\n    # 5\n",
           "kernel k\n  proc p()\n    either  # 1\n      a()\n      # 2\n    # 3\n    or  # 4\n"
           "      b()\n",
           "kernel k\n  proc p()\n    read a  # 1\n    # 2\n    on fault  # 3\n      # 4\n"
           "      b()\n      # 5\n",
           "scenario s\n  # 1\n  never     fault       # 2\n  expect k found        # 3\n"
           "  cpu c                 # 4\n  outside reads 0       # 5\n  option a = b          # 6\n"
           "  on cpu 0 idle         # 7\n  const x = 1           # 8\n  percpu much_longer: lock  "
           "# 9\n",
           "kernel k\n  # 1\n  interrupt i  # 2\n    stop\n  # 3\n  option o = a | b  # 4\n",
       }) {
    const std::string once = formatted(text);
    EXPECT_EQ(std::count(once.begin(), once.end(), '#'),
              std::count(text, text + std::string_view(text).size(), '#'));
    EXPECT_EQ(formatted(once), once);
    EXPECT_TRUE(same(parsed(text), parsed(once)));
  }
}

} // namespace
} // namespace ghostwalk::lang
