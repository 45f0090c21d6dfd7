// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "sim/core/error.hpp"

namespace ghostwalk {
namespace {

TEST(Sources, NumberFilesFromOneAndZeroIsNone) {
  Sources sources;
  EXPECT_EQ(sources.count(), 0U);
  EXPECT_EQ(sources.add("a.race", "one\n"), 1U);
  EXPECT_EQ(sources.add("b.race", "two\n"), 2U);
  EXPECT_EQ(sources.count(), 2U);
  EXPECT_EQ(sources.name(2), "b.race");
  EXPECT_EQ(sources.text(1), "one\n");
  for (const std::uint32_t nobody : {0U, 3U, ~0U}) {
    EXPECT_EQ(sources.name(nobody), "");
    EXPECT_EQ(sources.text(nobody), "");
    EXPECT_EQ(sources.line({nobody, 1, 1}), "");
  }
}

TEST(Sources, GiveALineWithoutItsNewline) {
  Sources sources;
  sources.add("a.race", "first\n\nthird\n");
  EXPECT_EQ(sources.line({1, 0, 0}), "");
  EXPECT_EQ(sources.line({1, 1, 0}), "first");
  EXPECT_EQ(sources.line({1, 2, 0}), "");
  EXPECT_EQ(sources.line({1, 3, 0}), "third");
  EXPECT_EQ(sources.line({1, 4, 0}), ""); // After the last newline.
  EXPECT_EQ(sources.line({1, 5, 0}), "");
  EXPECT_EQ(sources.line({1, ~0U, 0}), "");
}

TEST(Sources, TakeALastLineWithoutNewline) {
  Sources sources;
  sources.add("a.race", "first\nlast");
  EXPECT_EQ(sources.line({1, 2, 0}), "last");
}

TEST(Sources, TakeLinesOfTheOtherSystem) {
  Sources sources;
  sources.add("a.race", "first\r\nlast\r");
  EXPECT_EQ(sources.line({1, 1, 0}), "first");
  EXPECT_EQ(sources.line({1, 2, 0}), "last");
}

TEST(Sources, TakeAnEmptyFile) {
  Sources sources;
  sources.add("empty.race", "");
  EXPECT_EQ(sources.line({1, 1, 1}), "");
  EXPECT_EQ(sources.where({1, 1, 1}), "empty.race:1:1");
}

TEST(Sources, SayAsMuchOfAPlaceAsIsKnown) {
  Sources sources;
  sources.add("a.race", "one\n");
  EXPECT_EQ(sources.where({1, 5, 7}), "a.race:5:7");
  EXPECT_EQ(sources.where({1, 5, 0}), "a.race:5");
  EXPECT_EQ(sources.where({1, 0, 0}), "a.race");
  EXPECT_EQ(sources.where({}), "");
}

// Names and texts are views into what was added first: adding more must not move them.
TEST(Sources, KeepTheirTextInPlace) {
  Sources sources;
  sources.add("a.race", "short");
  const std::string_view text = sources.text(1), name = sources.name(1);
  for (int i = 0; i < 100; ++i) sources.add("other.race", "text");
  EXPECT_EQ(sources.text(1).data(), text.data());
  EXPECT_EQ(name, "a.race");
}

} // namespace
} // namespace ghostwalk
