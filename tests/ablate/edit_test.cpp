// SPDX-License-Identifier: MIT
// Edits of a tree, shown as the text that they make.
#include <gtest/gtest.h>

#include "sim/ablate/edit.hpp"

namespace ghostwalk::test {
namespace {

using ablate::Change;

// The procedure's statements after the change of the statement in that line; "no change" when there is none.
std::string edited(const std::string& statements, Change change, std::uint32_t line) {
  const std::string head = "kernel k\n  paging i386\n  proc p()\n"; // Statements from line 4 on.
  Sources sources;
  lang::File file = lang::parse(sources, sources.add("t.race", head + statements));
  lang::Declaration& kernel = file.declarations.front();
  if (!ablate::apply(kernel, {change, {1, line, 5}})) return "no change";
  return lang::print(file).substr(head.size());
}

TEST(Edit, LeavesAStatementOut) {
  EXPECT_EQ(edited("    a = 1\n    invlpg 4096\n    b = 1\n", Change::without, 5),
            "    a = 1\n    b = 1\n");
}

TEST(Edit, LeavesALockOutWithItsUnlocks) {
  EXPECT_EQ(edited("    lock m\n    if a == 1\n      unlock m\n      return\n    unlock m\n"
                   "    lock m\n    b = 1\n    unlock m\n",
                   Change::without, 4),
            "    if a == 1\n      return\n    lock m\n    b = 1\n    unlock m\n");
  EXPECT_EQ(edited("    interrupts off\n    b = 1\n    interrupts on\n", Change::without, 4),
            "    b = 1\n");
}

TEST(Edit, TakesOnlyTheLockFromAnAtomic) {
  EXPECT_EQ(edited("    atomic a |= 1\n    b = 1\n", Change::without, 4),
            "    a |= 1\n    b = 1\n");
  EXPECT_EQ(edited("    old = atomic exchange(t[1], 0)\n    b = 1\n", Change::without, 4),
            "    old = t[1]\n    t[1] = 0\n    b = 1\n");
}

TEST(Edit, MovesLater) {
  const std::string text = "    invlpg 4096\n    a = 1\n    b = 1\n    return\n";
  EXPECT_EQ(edited(text, Change::later, 4), "    a = 1\n    invlpg 4096\n    b = 1\n    return\n");
  EXPECT_EQ(edited(text, Change::last, 4), "    a = 1\n    b = 1\n    invlpg 4096\n    return\n");
  EXPECT_EQ(edited(text, Change::last, 6), "no change") << "nothing goes past a return";
}

TEST(Edit, MovesALockNoFurtherThanItsUnlock) {
  const std::string text = "    lock m\n    a = 1\n    b = 1\n    unlock m\n    c = 1\n";
  EXPECT_EQ(edited(text, Change::last, 4),
            "    a = 1\n    b = 1\n    lock m\n    unlock m\n    c = 1\n");
}

TEST(Edit, MovesEarlier) {
  const std::string text = "    a = 1\n    b = 1\n    free_page(f)\n";
  EXPECT_EQ(edited(text, Change::earlier, 6), "    a = 1\n    free_page(f)\n    b = 1\n");
  EXPECT_EQ(edited(text, Change::first, 6), "    free_page(f)\n    a = 1\n    b = 1\n");
  EXPECT_EQ(edited(text, Change::earlier, 4), "no change");
}

TEST(Edit, KnowsNoOtherStatement) {
  EXPECT_EQ(edited("    a = 1\n", Change::without, 9), "no change");
}

} // namespace
} // namespace ghostwalk::test
