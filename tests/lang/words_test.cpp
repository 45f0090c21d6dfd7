// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "sim/lang/parse/words.hpp"
#include "sim/machine/oracles.hpp"

namespace ghostwalk::lang {
namespace {

TEST(Words, OraclesAreFoundByTheWordsTheyAreCalled) {
  ASSERT_EQ(oracle_names().size(), 12U);
  for (const std::string& name : oracle_names()) {
    ASSERT_TRUE(oracle_named(name)) << name;
    EXPECT_EQ(words(*oracle_named(name)), name);
  }
  EXPECT_EQ(oracle_named("use after free"), Oracle::use_after_free);
  EXPECT_EQ(words(Oracle::assertion), "assertion");
  EXPECT_FALSE(oracle_named("assertion")) << "always checked, never claimed";
  EXPECT_FALSE(oracle_named("use  after free"));
  EXPECT_FALSE(oracle_named(""));
}

TEST(Words, ADashHintPutsBlanksAroundEveryDash) {
  EXPECT_EQ(dash_hint("a-b-1"),
            "write 'a - b - 1' to subtract; without spaces, '-' is part of a name");
  EXPECT_EQ(dash_hint("a_b"), "");
}

} // namespace
} // namespace ghostwalk::lang
