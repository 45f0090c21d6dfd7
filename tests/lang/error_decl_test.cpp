// SPDX-License-Identifier: MIT
// Each mistake in a declaration, and all that a person is told about it.
#include <gtest/gtest.h>

#include "tests/lang/support.hpp"

namespace ghostwalk::lang {
namespace {

struct Case {
  std::string text, error;
};

void expect_all(const std::vector<Case>& cases) {
  for (const Case& one : cases) EXPECT_EQ(rendered(one.text), "t.race:" + one.error) << one.text;
}

TEST(DeclError, OfFiles) {
  expect_all({
      {"kernl x\n", "1:1: error: a file has no 'kernl'; did you mean 'kernel'?\nkernl x\n^"},
      {"banana\n", "1:1: error: a file has no 'banana'; there are kernel, scenario, cpu, study, "
                   "include\n"
                   "banana\n^"},
      {"= 5\n", "1:1: error: expected kernel, scenario, cpu, study or include, found '='\n= 5\n^"},
      {"kernel\n", "1:7: error: expected the name of the kernel, found the end of the line\n"
                   "kernel\n      ^"},
      {"kernel x\n", "1:1: error: 'kernel x' needs at least one line in its block\nkernel x\n^\n"
                     "  the block is the lines below that are indented by 2"},
      {"cpu p\nkernel k\n", "1:1: error: 'cpu p' needs at least one line in its block\ncpu p\n^\n"
                            "  the block is the lines below that are indented by 2"},
      {"proc f()\n  stop\n",
       "1:1: error: 'proc' stands in a kernel or a scenario, indented\nproc f()\n^"},
      {"  kernel x\n", "1:3: error: this line is indented by 2, but nothing opens a block before it"
                       "\n  kernel x\n  ^"},
      {"scenario s = t\n",
       "1:12: error: a scenario is not derived from another\nscenario s = t\n           ^"},
      {"include x\n", "1:9: error: expected the path of a file in quotes, found 'x'\ninclude x\n"
                      "        ^\n  include \"relative/path.race\""},
      {"include \"\"\n", "1:9: error: an include without a path\ninclude \"\"\n        ^"},
      {"cpu p * 2\n", "1:7: error: a number of CPUs stands in a scenario, indented\ncpu p * 2\n"
                      "      ^\n  here, 'cpu NAME' begins the description of a processor"},
      {"cpu p = q with load\n",
       "1:20: error: expected '=' and a value, found the end of the line\ncpu p = q with load\n"
       "                   ^"},
      {"kernel a = b with c = 1 + 2\n", "1:25: error: expected the end of the line, found '+'\n"
                                        "kernel a = b with c = 1 + 2\n                        ^"},
      {"kernel k\n  paging pae\n include \"x\"\n",
       "3:2: error: this line is indented by 1; the block before it has 2, what is around that 0\n"
       " include \"x\"\n ^"},
  });
}

TEST(DeclError, OfStudies) {
  expect_all({
      {"study a = b\n", "1:9: error: a study is not derived from another\nstudy a = b\n        ^"},
      {"vary load = 1\n", "1:1: error: 'vary' stands in a study, indented\nvary load = 1\n^"},
      {"study s\n", "1:1: error: 'study s' needs at least one line in its block\nstudy s\n^\n"
                    "  the block is the lines below that are indented by 2"},
      {"study s\n  vry load = 1\n",
       "2:3: error: a study has no 'vry'; did you mean 'vary'?\n  vry load = 1\n  ^"},
      {"study s\n  frames 4\n",
       "2:3: error: 'frames' stands in a scenario, not in a study\n  frames 4\n  ^"},
      {"scenario s\n  trials 4\n",
       "2:3: error: 'trials' stands in a study, not in a scenario\n  trials 4\n  ^"},
      {"study s\n  vary load\n", "2:12: error: expected '=' and the values to take, found the end "
                                 "of the line\n  vary load\n           ^"},
      {"study s\n  vary load = 1 .. 9 stop 2\n",
       "2:22: error: expected the end of the line, found 'stop'\n  vary load = 1 .. 9 stop 2\n"
       "                     ^"},
      {"study s\n  vary load = 1 step 2\n",
       "2:17: error: expected the end of the line, found 'step'\n  vary load = 1 step 2\n"
       "                ^"},
      {"study s\n  vary together\n  trials 2\n",
       "2:3: error: 'vary together' needs at least one line in its block\n  vary together\n  ^\n"
       "  the block is the lines below that are indented by 4"},
      {"study s\n  measure poisoned,\n",
       "2:20: error: expected what to measure, found the end of the line\n  measure poisoned,\n"
       "                   ^"},
  });
}

TEST(DeclError, OfKernels) {
  expect_all({
      {"kernel k\n  paging i387\n", "2:10: error: 'i387' is not a paging mode; did you mean 'i386'?"
                                    "\n  paging i387\n         ^"},
      {"kernel k\n  frames 4\n",
       "2:3: error: 'frames' stands in a scenario, not in a kernel\n  frames 4\n  ^"},
      {"kernel k\n  lock l\n",
       "2:3: error: 'lock' is a statement; it stands in a procedure or a script\n  lock l\n  ^"},
      {"kernel k\n  opton a = b\n",
       "2:3: error: a kernel has no 'opton'; did you mean 'option'?\n  opton a = b\n  ^"},
      {"kernel k\n  5\n", "2:3: error: expected a declaration of a kernel, found '5'\n  5\n  ^"},
      {"kernel k\n  option a = 5\n",
       "2:15: error: expected 'in' and the range of the number, found the end of the line\n"
       "  option a = 5\n              ^\n  option NAME = DEFAULT in A .. B"},
      {"kernel k\n  option a = b |\n",
       "2:17: error: expected a value of the option, found the end of the line\n"
       "  option a = b |\n                ^"},
      {"kernel k\n  option a-b = c\n",
       "2:10: error: 'a-b' has a '-', so it cannot be the name of an option\n  option a-b = c\n"
       "         ^\n  names with a '-' are for kernels, CPUs, scenarios and option values"},
      {"kernel k\n  record r\n    x: bool\n", "2:11: error: expected 'for processes' or the number "
                                              "of instances, found the end of the line\n"
                                              "  record r\n          ^"},
      {"kernel k\n  record r 4\n",
       "2:3: error: 'record r' needs at least one line in its block\n  record r 4\n  ^\n"
       "  the block is the lines below that are indented by 4"},
      {"kernel k\n  record lock 4\n    x: bool\n",
       "2:10: error: 'lock' is a type already\n  record lock 4\n         ^"},
      {"kernel k\n  record r 4\n    x[3]: bool\n",
       "3:5: error: a field of a record cannot be an array\n    x[3]: bool\n    ^"},
      {"kernel k\n  percpu x[3]: bool\n", "2:10: error: a percpu variable cannot be an array\n"
                                          "  percpu x[3]: bool\n         ^\n"
                                          "  it has one value per CPU"},
      {"kernel k\n  var x\n",
       "2:8: error: expected ':' and a type, found the end of the line\n  var x\n       ^"},
      {"kernel k\n  var x: = 3\n",
       "2:10: error: expected a type, found '='\n  var x: = 3\n         ^\n"
       "  A .. B, bool, cpumask, frame, word, address, lock, or a record's name"},
      {"kernel k\n  var x: 5\n", "2:11: error: expected '..' and the largest value, found the end "
                                 "of the line\n  var x: 5\n          ^"},
      {"kernel k\n  var and: bool\n",
       "2:7: error: 'and' is a word of the language, so it cannot be the name of a variable\n"
       "  var and: bool\n      ^"},
      {"kernel k\n  proc p\n", "2:9: error: expected '(' after the name of a procedure, found the "
                               "end of the line\n  proc p\n        ^"},
      {"kernel k\n  proc p()\n",
       "2:3: error: 'proc p' needs at least one line in its block\n  proc p()\n  ^\n"
       "  the block is the lines below that are indented by 4; to do nothing, write 'return'"},
      {"kernel k\n  interrupt i\n",
       "2:3: error: 'interrupt i' needs at least one line in its block\n  interrupt i\n  ^\n"
       "  the block is the lines below that are indented by 4; to do nothing, write 'return'"},
      {"kernel k\n  proc lock()\n    stop\n", "2:8: error: 'lock' starts a statement, so it cannot "
                                              "be a procedure\n  proc lock()\n       ^"},
      {"kernel k\n  proc p(a b)\n    stop\n", "2:12: error: expected ',' or ')' after a parameter, "
                                              "found 'b'\n  proc p(a b)\n           ^"},
      {"kernel k\n  process p\n    map 5\n",
       "3:5: error: expected 'maps', found 'map'\n    map 5\n    ^\n  did you mean 'maps'?"},
      {"kernel k\n  process p\n    maps 5 raed\n",
       "3:12: error: 'raed' is not a property of a mapping; did you mean 'read'?\n"
       "    maps 5 raed\n           ^"},
  });
}

TEST(DeclError, OfScenarios) {
  const std::string oracles =
      "there are poisoned, ghost walk, quicklist walk, stale use, use after "
      "free, scribble, memory type conflict, torn instruction, table freed "
      "in flight, fault, deadlock, translation left";
  expect_all({
      {"scenario s\n  never ghost wlak\n",
       "2:9: error: there is no oracle 'ghost wlak'; did you mean 'ghost walk'?\n"
       "  never ghost wlak\n        ^\n  or 'event NAME', or a condition over variables"},
      {"scenario s\n  never foo bar\n",
       "2:9: error: there is no oracle 'foo bar'; " + oracles +
           "\n  never foo bar\n        ^\n  or 'event NAME', or a condition over variables"},
      {"scenario s\n  sometimes event\n",
       "2:18: error: expected the name of an event, found the end of the line\n"
       "  sometimes event\n                 ^"},
      {"scenario s\n  never x = 5\n",
       "2:11: error: '=' assigns; to compare, write '=='\n  never x = 5\n          ^"},
      {"scenario s\n  expect linux fund\n", "2:16: error: 'fund' is not a verdict; did you mean "
                                            "'found'?\n  expect linux fund\n               ^"},
      {"scenario s\n  expect linux\n",
       "2:15: error: expected a verdict: found or absent, found the end of the line\n"
       "  expect linux\n              ^"},
      {"scenario s\n  expect found\n",
       "2:10: error: expected the name of a kernel, found 'found'\n  expect found\n         ^\n"
       "  expect KERNEL found"},
      {"scenario s\n  expect l with a found\n",
       "2:19: error: expected '=' and the option's value, found 'found'\n"
       "  expect l with a found\n                  ^"},
      {"scenario s\n  expcet linux found\n",
       "2:3: error: a scenario has no 'expcet'; did you mean 'expect'?\n  expcet linux found\n  ^"},
      {"scenario s\n  interrupt i\n",
       "2:3: error: 'interrupt' stands in a kernel, not in a scenario\n  interrupt i\n  ^"},
      {"scenario s\n  frames 8 reuse lif\n",
       "2:18: error: 'lif' is not a reuse policy; did you mean 'lifo'?\n  frames 8 reuse lif\n"
       "                 ^"},
      {"scenario s\n  frames lifo 8\n",
       "2:15: error: expected the end of the line, found '8'\n  frames lifo 8\n              ^"},
      {"scenario s\n  on 0\n", "2:6: error: expected 'cpu', found '0'\n  on 0\n     ^"},
      {"scenario s\n  on cpu 0\n",
       "2:3: error: 'on cpu' needs at least one line in its block\n  on cpu 0\n  ^\n"
       "  the block is the lines below that are indented by 4"},
      {"scenario s\n  outside 5\n",
       "2:11: error: expected 'reads', found '5'\n  outside 5\n          ^"},
      {"scenario s\n  for 5\n",
       "2:8: error: expected 'cycles', found the end of the line\n  for 5\n       ^"},
  });
}

TEST(DeclError, OfTexts) {
  expect_all({
      {std::string("kernel\0k\n", 9),
       "1:7: error: control character 0x00\nkernel?k\n      ^\n  a .race file is plain text"},
      {"# \x1b[31m\n",
       "1:3: error: control character 0x1b\n# ?[31m\n  ^\n  a .race file is plain text"},
      {"# \xc2\x85\n",
       "1:3: error: control character 0x85\n# ?\n  ^\n  a .race file is plain text"},
      {"# a\rb\n", "1:4: error: control character 0x0d\n# a?b\n   ^\n  a .race file is plain text"},
      {"\n# \xff\n",
       "2:3: error: byte 0xff is not UTF-8 text\n# ?\n  ^\n  a .race file is plain text in UTF-8"},
      {"# \xe2\x82\n",
       "1:3: error: byte 0xe2 is not UTF-8 text\n# ??\n  ^\n  a .race file is plain text in UTF-8"},
  });
  for (const char* wrong : {"\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe0\x9f\xbf", "\x80"})
    EXPECT_NE(rendered(std::string("# ") + wrong).find("is not UTF-8"), std::string::npos);
  for (const char* right : {"\xc2\xa0", "\xed\x9f\xbf", "\xf4\x8f\xbf\xbf", "\xe0\xa0\x80"})
    EXPECT_EQ(formatted(std::string("# ") + right), std::string("# ") + right + '\n');
}

} // namespace
} // namespace ghostwalk::lang
