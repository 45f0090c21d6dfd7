// SPDX-License-Identifier: MIT
// Each mistake in an expression or statement, and all that a person is told about it.
#include <gtest/gtest.h>

#include "tests/lang/support.hpp"

namespace ghostwalk::lang {
namespace {

struct Case {
  std::string_view statements, error;
};

// The place is that in the statements: line 1 is the first of them, column 1 where they start.
std::string told(std::string_view statements) {
  Sources sources;
  try {
    return "no error:\n" + print(parse(sources, sources.add("t.race", in_proc(statements))));
  } catch (InputError& error) {
    const std::string line(sources.line(error.at).substr(4));
    const std::string caret = std::string(error.at.column - 5, ' ') + '^';
    return std::to_string(error.at.line - 2) + ": " + error.what() + '\n' + line + '\n' + caret +
           (error.hint.empty() ? "" : '\n' + error.hint);
  }
}

void expect_all(std::initializer_list<Case> cases) {
  for (const Case& one : cases) EXPECT_EQ(told(one.statements), one.error);
}

TEST(StmtError, Rendered) {
  EXPECT_EQ(rendered(in_proc("x = 1\nunlok mm.l\n")),
            "t.race:4:5: error: unknown statement 'unlok'; did you mean 'unlock'?\n"
            "    unlok mm.l\n"
            "    ^");
  EXPECT_EQ(rendered(in_proc("for i in first .. nr-1\n  stop\n")),
            "t.race:3:23: error: unknown name 'nr-1'\n"
            "    for i in first .. nr-1\n"
            "                      ^\n"
            "  write 'nr - 1' to subtract; without spaces, '-' is part of a name");
}

TEST(StmtError, Conditions) {
  expect_all({
      {"if x = 1\n  stop\n", "1: '=' assigns; to compare, write '=='\nif x = 1\n     ^"},
      {"while x = 1\n  stop\n", "1: '=' assigns; to compare, write '=='\nwhile x = 1\n        ^"},
      {"wait until x = 1\n",
       "1: '=' assigns; to compare, write '=='\nwait until x = 1\n             ^"},
      {"assert x = 1\n", "1: '=' assigns; to compare, write '=='\nassert x = 1\n         ^"},
      {"x == 1\n", "1: '==' compares; to assign, write '='\nx == 1\n  ^"},
      {"x = a < b < c\n",
       "1: comparisons cannot be chained\nx = a < b < c\n          ^\nwrite 'a < b and b < c'"},
      {"x = a == not b\n", "1: 'not' binds looser than what is before it\nx = a == not b\n"
                           "         ^\nput it in parentheses: (not x)"},
      {"if\n  stop\n", "1: expected a value, found the end of the line\nif\n  ^"},
      {"if x:\n  stop\n", "1: expected the end of the line, found ':'\nif x:\n    ^\n"
                          "a block is what is indented more; there is no ':' before it"},
      {"if x then\n  stop\n", "1: expected the end of the line, found 'then'\nif x then\n     ^\n"
                              "a block is what is indented more"},
  });
}

TEST(StmtError, Blocks) {
  expect_all({
      {"else\n  stop\n",
       "1: 'else' without 'if'\nelse\n^\nan 'else' stands below its 'if', indented as that is"},
      {"if a\n  stop\nx = 1\nelse\n  stop\n",
       "4: 'else' without 'if'\nelse\n^\nan 'else' stands below its 'if', indented as that is"},
      {"if a\n  stop\nelse\n  stop\nelse\n  stop\n",
       "5: 'else' without 'if'\nelse\n^\nan 'else' stands below its 'if', indented as that is"},
      {"or\n  stop\n", "1: 'or' without 'either'\nor\n^\nan 'or' stands below its 'either', "
                       "indented as that is"},
      {"either\n  stop\n",
       "1: 'either' without 'or'\neither\n^\na choice has two or more blocks: either, or, or"},
      {"if a\nstop\n", "1: 'if' needs at least one line in its block\nif a\n^\n"
                       "the block is the lines below that are indented by 6"},
      {"if a\n  stop\nelse\n", "3: 'else' needs at least one line in its block\nelse\n^\n"
                               "the block is the lines below that are indented by 6"},
      {"forever\n  # nothing\n", "1: 'forever' needs at least one line in its block\nforever\n^\n"
                                 "the block is the lines below that are indented by 6"},
      {"read a\non fault\nstop\n", "2: 'on fault' needs at least one line in its block\non fault\n"
                                   "^\nthe block is the lines below that are indented by 6"},
      {"x = 1\non fault\n  stop\n",
       "2: 'on fault' stands only below read, write, execute or a branch to somewhere\non fault\n^"
       "\ndirectly below, indented as that is"},
      {"for i in 4\n  stop\n",
       "1: a loop goes over A .. B, or over the CPUs of mask(E)\nfor i in 4\n         ^"},
      {"for i in mask(a, b)\n  stop\n", "1: a loop goes over A .. B, or over the CPUs of mask(E)\n"
                                        "for i in mask(a, b)\n         ^"},
      {"for i of a\n  stop\n", "1: expected 'in', found 'of'\nfor i of a\n      ^"},
  });
}

TEST(StmtError, Indentation) {
  expect_all({
      {"x = 1\n  y = 2\n", "2: this line is indented by 6; the line before it has 4 and opens no "
                           "block\n  y = 2\n  ^"},
      {"if a\n    stop\n  stop\n", "3: this line is indented by 6; the block before it has 8, what "
                                   "is around that 4\n  stop\n  ^"},
      {"if a\n  stop\n    stop\n", "3: this line is indented by 8; the line before it has 6 and "
                                   "opens no block\n    stop\n    ^"},
      {"if a\n\tstop\n",
       "2: there is a tab here\n\tstop\n^\nuse spaces: 2 for each level of blocks"},
      {"x =\t1\n", "1: there is a tab here\nx =\t1\n   ^\nuse spaces: 2 for each level of blocks"},
  });
}

TEST(StmtError, Parentheses) {
  expect_all({
      {"x = (1 + 2\ny = 3\n", "1: this '(' is never closed\nx = (1 + 2\n    ^\n"
                              "line 4 starts something new"},
      {"f(a,\n", "1: this '(' is never closed\nf(a,\n ^\nthe file ends before it is"},
      {"x = y[1\n", "1: this '[' is never closed\nx = y[1\n     ^\nthe file ends before it is"},
      {"x = 1)\n", "1: this ')' closes nothing\nx = 1)\n     ^"},
      {"x = (y[1)]\n", "1: expected ']', found ')'\nx = (y[1)]\n        ^\n"
                       "the '[' in column 11 of line 3 is still open"},
      {"x = ()\n", "1: expected a value, found ')'\nx = ()\n     ^"},
      {"x = f(a,)\n", "1: expected a value, found ')'\nx = f(a,)\n        ^"},
      {"x = f(a b)\n",
       "1: expected ')' or ',' after an argument, found 'b'\nx = f(a b)\n        ^"},
      {"x = (a, b)\n", "1: a list is no value\nx = (a, b)\n      ^\n"
                       "parentheses with ',' stand only after a procedure's name"},
      {"x = mm.f(a)\n", "1: only a procedure's name can be called\nx = mm.f(a)\n        ^"},
  });
}

TEST(StmtError, Words) {
  expect_all({
      {"foo\n", "1: unknown statement 'foo'; did you mean 'for'?\nfoo\n^\n"
                "to call a procedure, write foo()"},
      {"flush_all\n", "1: 'flush_all' alone is no statement\nflush_all\n^\nto call a procedure, "
                      "write flush_all()"},
      {"brunch a to b\n",
       "1: unknown statement 'brunch'; did you mean 'branch'?\nbrunch a to b\n^"},
      {"increment x\n", "1: unknown statement 'increment'\nincrement x\n^\n"
                        "a statement is an assignment, a call NAME(...), or starts with a keyword "
                        "such as lock, if, for, read, write, send"},
      {"var x: bool\n", "1: 'var' is a declaration, not a statement\nvar x: bool\n^\ndeclarations "
                        "stand in the kernel or scenario itself, not in a block of statements"},
      {"5 = x\n", "1: expected a statement, found '5'\n5 = x\n^"},
      {"interrupts onn\n",
       "1: 'onn' is not 'on' or 'off'; did you mean 'on'?\ninterrupts onn\n           ^"},
      {"mark f as quicklst\n",
       "1: 'quicklst' is not an owner of frames; did you mean 'quicklist'?\n"
       "mark f as quicklst\n          ^"},
      {"mark f as free\n",
       "1: no frame is marked as free\nmark f as free\n          ^\nwrite free_page(FRAME)"},
      {"send v too cpu 3\n",
       "1: expected 'to', found 'too'\nsend v too cpu 3\n       ^\ndid you mean 'to'?"},
      {"branch a\n", "1: expected 'to', found the end of the line\nbranch a\n        ^"},
      {"wait a\n", "1: expected 'until', found 'a'\nwait a\n     ^"},
      {"write a\n",
       "1: expected '=' and the value to write, found the end of the line\nwrite a\n       ^"},
      {"work 1 ..\n", "1: expected a value, found the end of the line\nwork 1 ..\n         ^"},
      {"return 1 2\n", "1: expected the end of the line, found '2'\nreturn 1 2\n         ^"},
      {"x = if\n", "1: expected a value, found 'if'\nx = if\n    ^"},
      {"x.5 = 1\n", "1: expected a field's name, found '5'\nx.5 = 1\n  ^"},
      {"reach\n", "1: expected the name of an event, found the end of the line\nreach\n     ^"},
      {"reach a-\n", "1: expected the end of the line, found '-'\nreach a-\n       ^"},
  });
}

TEST(StmtError, Assignments) {
  expect_all({
      {"x = y = z\n",
       "1: expected the end of the line, found '='\nx = y = z\n      ^\nwrite '==' to compare"},
      {"f() = 3\n", "1: cannot assign to what a procedure returns\nf() = 3\n    ^"},
      {"x *= 3\n", "1: there is no '*='; there are = |= &= ^= += -=\nx *= 3\n  ^"},
      {"x[1]\n", "1: expected '=', found the end of the line\nx[1]\n    ^"},
      {"x |= any of 1, 2\n",
       "1: 'any of' cannot stand within an expression\nx |= any of 1, 2\n"
       "     ^\nit is the whole right side of '=', or the whole value of a write"},
      {"x = 1 + read y\n",
       "1: 'read' cannot stand within an expression\nx = 1 + read y\n        ^\n"
       "give it a name first: x = read VA"},
      {"x = 1 + atomic exchange(y, 1)\n",
       "1: 'atomic' cannot stand within an expression\nx = 1 + atomic exchange(y, 1)\n        ^\n"
       "give it a name first: old = atomic exchange(x, VALUE)"},
      {"x = atomic y\n", "1: expected 'exchange(PLACE, VALUE)' after 'atomic', found 'y'\n"
                         "x = atomic y\n           ^\nor put 'atomic' first: atomic x |= VALUE"},
      {"x = atomic exchange(y)\n", "1: exchange takes a place and a value, not 1 arguments\n"
                                   "x = atomic exchange(y)\n    ^"},
      {"atomic x = 3\n", "1: an atomic statement is |=, &=, ^=, += or -=\natomic x = 3\n^\n"
                         "to exchange: old = atomic exchange(PLACE, VALUE)"},
      {"atomic f(x)\n", "1: only an assignment can be atomic\natomic f(x)\n^\nsuch as 'atomic x |= "
                        "VALUE', or 'old = atomic exchange(PLACE, VALUE)'"},
      {"a-b = 3\n", "1: unknown name 'a-b'\na-b = 3\n^\nwrite 'a - b' to subtract; without spaces, "
                    "'-' is part of a name"},
      {"x = nr-1\n", "1: unknown name 'nr-1'\nx = nr-1\n    ^\nwrite 'nr - 1' to subtract; without "
                     "spaces, '-' is part of a name"},
      {"x = a == nr-1 + b\n",
       "1: unknown name 'nr-1'\nx = a == nr-1 + b\n         ^\nwrite 'nr - 1' "
       "to subtract; without spaces, '-' is part of a name"},
  });
}

TEST(StmtError, Characters) {
  expect_all({
      {"x = 1;\n", "1: there is no ';' in this language\nx = 1;\n     ^\n"
                   "a line is a statement; nothing ends it"},
      {"x++\n", "1: there is no '++' in this language\nx++\n ^\nwrite '+= 1'"},
      {"x--\n", "1: there is no '--' in this language\nx--\n ^\nwrite '-= 1'"},
      {"x = a && b\n", "1: there is no '&&' in this language\nx = a && b\n      ^\nwrite 'and'"},
      {"x = a || b\n", "1: there is no '||' in this language\nx = a || b\n      ^\nwrite 'or'"},
      {"x = !a\n", "1: there is no '!' in this language\nx = !a\n    ^\nwrite 'not', or '!='"},
      {"a->b = 1\n", "1: there is no '->' in this language\na->b = 1\n ^\nwrite '.'"},
      {"f() // x\n", "1: there is no '//' in this language\nf() // x\n    ^\n"
                     "a comment starts with '#'"},
      {"if a {\n", "1: there is no '{' in this language\nif a {\n     ^\n"
                   "a block is what is indented more, by 2 spaces"},
      {"x = @\n", "1: '@' cannot stand here\nx = @\n    ^"},
      {"x = \xc3\xa9\n", "1: '\xc3\xa9' cannot stand here\nx = \xc3\xa9\n    ^\noutside comments, "
                         "everything is ASCII"},
      {"x = \"a\"\n", "1: expected a value, found \"a\"\nx = \"a\"\n    ^"},
      {"x = \"a\n", "1: this '\"' is never closed\nx = \"a\n    ^\na text ends in its line"},
      {"x \"=\" 1\n", "1: unknown statement 'x'\nx \"=\" 1\n^\n"
                      "a statement is an assignment, a call NAME(...), or starts with a keyword "
                      "such as lock, if, for, read, write, send"},
  });
}

TEST(StmtError, Numbers) {
  const std::string_view large = "the largest is 18446744073709551615, or 0xffffffffffffffff";
  for (const std::string number : {"18446744073709551616", "0x10000000000000000", "17179869184GiB",
                                   "99999999999999999999999999999999999999999"})
    EXPECT_EQ(told("x = " + number + '\n'), "1: this number does not fit 64 bits\nx = " + number +
                                                "\n    ^\n" + std::string(large));
  expect_all({
      {"x = 010\n", "1: a decimal number does not start with 0\nx = 010\n    ^\n"
                    "there are no octal numbers; hexadecimal ones start with 0x"},
      {"x = 12ab\n", "1: 'a' is no decimal digit\nx = 12ab\n      ^\n"
                     "a number is 10, 0x1f, 1_000 or 4KiB"},
      {"x = 0x1g\n", "1: 'g' is no hexadecimal digit\nx = 0x1g\n       ^\n"
                     "a number is 10, 0x1f, 1_000 or 4KiB"},
      {"x = 0x\n", "1: expected hexadecimal digits after '0x'\nx = 0x\n      ^"},
      {"x = 1__0\n", "1: a '_' in a number stands between two digits\nx = 1__0\n     ^"},
      {"x = 1_\n", "1: a '_' in a number stands between two digits\nx = 1_\n     ^"},
      {"x = 1.5\n", "1: a number has no fraction\nx = 1.5\n     ^\na range is written 'A .. B'"},
      {"x = 1 2\n", "1: expected the end of the line, found '2'\nx = 1 2\n      ^"},
  });
}

} // namespace
} // namespace ghostwalk::lang
