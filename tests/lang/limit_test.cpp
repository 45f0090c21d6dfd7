// SPDX-License-Identifier: MIT
// Every limit from both sides, and texts that are too much for a careless parser.
#include <gtest/gtest.h>

#include "tests/lang/support.hpp"

namespace ghostwalk::lang {
namespace {

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  all.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

std::string constant(const std::string& value) { return in_kernel("const x = " + value + '\n'); }

// The message alone; empty when there is no error.
std::string message(std::string text) {
  try {
    parsed(std::move(text));
    return {};
  } catch (const InputError& error) {
    return error.what();
  }
}

std::string nested_loops(std::size_t levels) {
  std::string text = "kernel k\n  proc p()\n";
  for (std::size_t i = 0; i < levels; ++i) text += std::string(4 + 2 * i, ' ') + "forever\n";
  return text + std::string(4 + 2 * levels, ' ') + "stop\n";
}

TEST(Limits, BlocksAreNestedAtMost64Deep) {
  // The kernel's and the procedure's blocks count.
  EXPECT_EQ(message(nested_loops(62)), "");
  EXPECT_EQ(message(nested_loops(63)), "blocks are nested deeper than 64");
  EXPECT_EQ(message(nested_loops(900)), "blocks are nested deeper than 64");
}

TEST(Limits, ParenthesesAreNestedAtMost64Deep) {
  const auto nested = [](std::size_t n) {
    return constant(repeated("(", n) + '1' + repeated(")", n));
  };
  EXPECT_EQ(message(nested(64)), "");
  EXPECT_EQ(message(nested(65)), "parentheses are nested deeper than 64");
  EXPECT_EQ(message(constant(repeated("(", 1000000))), "parentheses are nested deeper than 64");
  EXPECT_EQ(message(constant(repeated("f(a[", 200000))), "parentheses are nested deeper than 64");
}

TEST(Limits, WhatCouldBeReadIsPrintedReadably) {
  for (const std::size_t depth : {31U, 32U, 33U, 64U}) {
    const std::string text = constant(repeated("f(a | b & ", depth) + '1' + repeated(")", depth));
    EXPECT_TRUE(same(parsed(formatted(text)), parsed(text))) << depth;
    EXPECT_EQ(formatted(text) == text, depth > 32) << "without helpful parentheses past 32";
  }
}

TEST(Limits, SignsAreNestedAtMost64Deep) {
  EXPECT_EQ(message(constant(repeated("~", 64) + '1')), "");
  EXPECT_EQ(message(constant(repeated("~", 65) + '1')), "operators are nested deeper than 64");
  EXPECT_EQ(message(constant(repeated("not ", 65) + '1')), "operators are nested deeper than 64");
  EXPECT_EQ(formatted(constant(repeated("- ", 64) + '1')), constant(repeated("- ", 63) + "-1"))
      << "and printed without parentheses";
}

TEST(Limits, ALineHasAtMost1000Parts) {
  EXPECT_EQ(message(constant(repeated("1 + ", 499) + "1")), "") << "500 numbers, 499 operators";
  EXPECT_EQ(message(constant(repeated("1 + ", 499) + "-1")), "");
  const std::string error = "this line has more than 1000 numbers, names and operators";
  EXPECT_EQ(message(constant(repeated("1 + ", 500) + "1")), error);
  EXPECT_EQ(message(constant("a" + repeated(".b", 500000))), error);
  EXPECT_EQ(message(constant("a" + repeated("[1]", 300000))), error);
  EXPECT_EQ(message(constant("f(" + repeated("1,", 500000) + "1)")), error);
  EXPECT_EQ(message("cpu a\n  b = 1" + repeated(", 1", 300000) + '\n'), error);
}

TEST(Limits, AFileHasAtMostOneMebibyte) {
  const std::string line = "# " + std::string(61, 'x') + '\n';
  EXPECT_EQ(message(repeated(line, 16384)), "");
  EXPECT_EQ(message(repeated(line, 16384) + '\n'), "the file is larger than 1024 KiB");
  EXPECT_EQ(message(std::string(10 << 20U, 'x')), "the file is larger than 1024 KiB");
}

TEST(Limits, AWordHasAtMost250Characters) {
  EXPECT_EQ(message(constant(std::string(250, 'x'))), "");
  EXPECT_EQ(message(constant(std::string(251, 'x'))), "this word is longer than 250 characters");
  EXPECT_EQ(message(constant(std::string(1000000, '1'))),
            "this word is longer than 250 characters");
  EXPECT_EQ(message("include \"" + std::string(250, 'x') + "\"\n"), "");
  EXPECT_EQ(message("include \"" + std::string(251, 'x') + "\"\n"),
            "this text is longer than 250 characters");
}

// Takes a second at most: anything quadratic would take minutes.
TEST(Limits, LongTextsTakeLinearTime) {
  const std::size_t much = 200000;
  EXPECT_NE(message(in_scenario("never " + repeated("a ", much) + '\n')), "");
  EXPECT_NE(message(in_kernel(std::string(5 * much, ' ') + "x\n")), "");
  EXPECT_NE(message(constant("(\n" + repeated("#\n", much))), "");
  EXPECT_NE(message(constant("f(" + repeated("\n  a,", much))), "");
  EXPECT_EQ(message(repeated("\n", 5 * much)), "");
  EXPECT_EQ(message(repeated("#\n\n", much)), "");
  EXPECT_EQ(message(in_kernel("option o = a" + repeated("|a", much) + '\n')), "");
  EXPECT_EQ(message("kernel k\n  proc p(" + repeated("a,", much) + "a)\n    stop\n"), "");
  EXPECT_EQ(message(in_proc(repeated("f()\n", much / 2))), "");
  EXPECT_EQ(message("kernel k\n proc p()\n  if a\n   f()\n" +
                    repeated("  else if a\n   f()\n", much / 4)),
            "");
  std::string ending = nested_loops(62);
  ending += repeated(std::string(4, ' ') + "#\n\n", much / 2);
  EXPECT_EQ(message(ending), "");
}

} // namespace
} // namespace ghostwalk::lang
