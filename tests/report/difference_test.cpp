// SPDX-License-Identifier: MIT
// What `ghostwalk verify` stands on: it must see a difference of one byte, and say where it is.
#include "sim/report/difference.hpp"

#include <gtest/gtest.h>

namespace ghostwalk::report {
namespace {

const std::string document = "{\n  \"states\": 12,\n  \"bounds\": [\n    2,\n    3\n  ]\n}\n";

std::string with(const std::string& from, const std::string& to) {
  std::string changed = document;
  changed.replace(changed.find(from), from.size(), to);
  return changed;
}

TEST(Difference, IsNoneBetweenTheSameBytes) {
  EXPECT_FALSE(difference(document, document));
  EXPECT_FALSE(difference("", ""));
}

TEST(Difference, IsNamedByItsKeyAndLine) {
  const auto number = difference(document, with("12", "13"));
  ASSERT_TRUE(number);
  EXPECT_EQ(number->line, 2U);
  EXPECT_EQ(number->key, "/states");
  EXPECT_EQ(number->one, "12");
  EXPECT_EQ(number->other, "13");
  const auto element = difference(document, with("    3", "    4"));
  ASSERT_TRUE(element);
  EXPECT_EQ(element->line, 5U);
  EXPECT_EQ(element->key, "/bounds/1");
}

// A key that only one of them has; the first in the text of two that differ.
TEST(Difference, OfKeysIsTheFirst) {
  const auto gone = difference(document, with("  \"states\": 12,\n", ""));
  ASSERT_TRUE(gone);
  EXPECT_EQ(gone->key, "/states");
  EXPECT_EQ(gone->one, "12");
  EXPECT_EQ(gone->other, "nothing");
  const auto first = difference(R"({"z": 1, "a": 2})", R"({"z": 3, "a": 4})");
  ASSERT_TRUE(first);
  EXPECT_EQ(first->key, "/z");
}

// The same values in other bytes, and what is no JSON: the line is all there is to say.
TEST(Difference, OfTextIsALine) {
  const auto spaces = difference(document, with(" 12", "  12"));
  ASSERT_TRUE(spaces);
  EXPECT_EQ(spaces->line, 2U);
  EXPECT_EQ(spaces->key, "");
  EXPECT_EQ(spaces->other, "  \"states\":  12,");
  const auto cut = difference("one\ntwo\n", "one\n");
  ASSERT_TRUE(cut);
  EXPECT_EQ(cut->line, 2U);
  EXPECT_EQ(cut->one, "two");
  EXPECT_EQ(cut->other, "nothing");
}

// Two sets of answers: one agrees; in the other the third was made to differ in one value.
TEST(Disagreement, IsFoundWhereOneWasInjected) {
  std::vector<Answer> answers{
      {"1 thread", document}, {"1 thread, again", document}, {"2 threads", document}};
  EXPECT_FALSE(disagreement(answers));
  EXPECT_FALSE(disagreement({}));
  answers[2].document = with("12", "11");
  const auto found = disagreement(answers);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->one, "1 thread, again");
  EXPECT_EQ(found->other, "2 threads");
  EXPECT_EQ(found->difference.key, "/states");
}

} // namespace
} // namespace ghostwalk::report
