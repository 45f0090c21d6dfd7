// SPDX-License-Identifier: MIT
// Errors as people read them, to the byte.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/core/error.hpp"

namespace ghostwalk {
namespace {

std::string rendered(const std::string& text, std::uint32_t line, std::uint32_t column,
                     std::string hint = {}) {
  Sources sources;
  sources.add("a.race", text);
  return render(InputError({1, line, column}, "no", std::move(hint)), sources);
}

// What is shown of a one-line file: the line and the line of the caret.
std::string snippet(const std::string& line, std::uint32_t column) {
  const std::string prefix = "a.race:1:" + std::to_string(column) + ": error: no\n";
  const std::string all = rendered(line, 1, column);
  EXPECT_EQ(all.substr(0, prefix.size()), prefix);
  return all.substr(prefix.size());
}

TEST(Render, ShowsPlaceMessageLineCaretAndHint) {
  Sources sources;
  sources.add("late_flush.race", "scenario late_flush\n  tlb entires 4\n");
  const InputError error({1, 2, 7}, "tlb has no 'entires'; did you mean 'entries'?",
                         "see ghostwalk help cpu");
  EXPECT_EQ(render(error, sources),
            "late_flush.race:2:7: error: tlb has no 'entires'; did you mean 'entries'?\n"
            "  tlb entires 4\n"
            "      ^\n"
            "  see ghostwalk help cpu");
}

TEST(Render, WithoutAPlaceIsOneLine) {
  EXPECT_EQ(render(InputError("unknown command 'exlpore'"), Sources{}),
            "error: unknown command 'exlpore'");
  EXPECT_EQ(render(InputError("no", "do"), Sources{}), "error: no\n  do");
}

TEST(Render, WithoutALineShowsNone) {
  EXPECT_EQ(rendered("", 1, 1), "a.race:1:1: error: no");        // An empty file.
  EXPECT_EQ(rendered("one\n", 2, 1), "a.race:2:1: error: no");   // Its end.
  EXPECT_EQ(rendered("one\n", 99, 1), "a.race:99:1: error: no"); // Beyond it.
  EXPECT_EQ(rendered("one\n", 0, 0), "a.race: error: no");
}

TEST(Render, TheLastLineNeedsNoNewline) {
  EXPECT_EQ(rendered("one\ntwo", 2, 2), "a.race:2:2: error: no\ntwo\n ^");
}

TEST(Render, WithoutAColumnHasNoCaret) {
  EXPECT_EQ(rendered("one\n", 1, 0), "a.race:1: error: no\none");
}

// An error may be that something is missing at the end; no caret stands further out than there.
TEST(Render, TheCaretStandsAtTheEndAtMost) {
  EXPECT_EQ(snippet("one", 3), "one\n  ^");
  EXPECT_EQ(snippet("one", 4), "one\n   ^");
  EXPECT_EQ(snippet("one", 5), "one\n   ^");
  EXPECT_EQ(snippet("one", ~0U), "one\n   ^");
}

TEST(Render, ATabIsOneColumnWide) { EXPECT_EQ(snippet("\tx = 1", 2), " x = 1\n ^"); }

// Nothing that a terminal would obey: C0, DEL, C1 (U+009B is a one-character CSI).
TEST(Render, ControlCharactersAreQuestionMarks) {
  EXPECT_EQ(snippet("a\x1b[31mb", 7), "a?[31mb\n      ^");
  EXPECT_EQ(snippet(std::string("a\0b", 3), 3), "a?b\n  ^");
  EXPECT_EQ(snippet("a\x7f"
                    "b",
                    3),
            "a?b\n  ^");
  EXPECT_EQ(snippet("a\xc2\x9b"
                    "b",
                    4),
            "a?b\n  ^");
  EXPECT_EQ(snippet("a\rb", 3), "a?b\n  ^");
}

TEST(Render, MessagesAndHintsAreCleanedToo) {
  EXPECT_EQ(render(InputError("no \x1b[2J", "do\x07\nthis"), Sources{}),
            "error: no ?[2J\n  do?\nthis");
}

// A column is a byte: "é" is two. The caret counts characters.
TEST(Render, TheCaretCountsCharacters) {
  EXPECT_EQ(snippet("\xc3\xa9 x", 4), "\xc3\xa9 x\n  ^");
  EXPECT_EQ(snippet("\xc3\xa9 x", 2), "\xc3\xa9 x\n^"); // In the middle of the é.
  EXPECT_EQ(snippet("\xe2\x94\x80\xf0\x9f\x91\xbb x", 9), "\xe2\x94\x80\xf0\x9f\x91\xbb x\n   ^");
}

// Stray continuation, lead without continuation, overlong and cut-off sequences.
TEST(Render, BytesThatAreNoTextAreQuestionMarks) {
  EXPECT_EQ(snippet("a\x80"
                    "b",
                    3),
            "a?b\n  ^");
  EXPECT_EQ(snippet("a\xc3(b", 4), "a?(b\n   ^");
  EXPECT_EQ(snippet("\xc0\xaf"
                    "b",
                    3),
            "??b\n  ^");
  EXPECT_EQ(snippet("\xff\xfe"
                    "b",
                    3),
            "??b\n  ^");
  EXPECT_EQ(snippet("b\xe2\x94", 1), "b??\n^");
}

// 120 characters are shown whole; of 121 one is cut off, and the caret keeps its place.
TEST(Render, LongLinesAreCut) {
  EXPECT_EQ(snippet(std::string(120, 'x'), 1), std::string(120, 'x') + "\n^");
  EXPECT_EQ(snippet(std::string(121, 'x'), 1), std::string(120, 'x') + "...\n^");
  EXPECT_EQ(snippet(std::string(121, 'x'), 121),
            "..." + std::string(120, 'x') + "\n" + std::string(122, ' ') + "^");
}

// 500 characters, the caret below the 250th: 60 before it are shown, itself, and 59 after it.
TEST(Render, LongLinesAreCutAroundTheCaret) {
  const std::string line = std::string(249, 'a') + 'X' + std::string(250, 'b');
  EXPECT_EQ(snippet(line, 250), "..." + std::string(60, 'a') + 'X' + std::string(59, 'b') +
                                    "...\n" + std::string(63, ' ') + '^');
}

TEST(Render, ALongLineIsCutBetweenCharacters) {
  std::string line;
  for (int i = 0; i < 200; ++i) line += "\xc3\xa9";
  std::string shown;
  for (int i = 0; i < 120; ++i) shown += "\xc3\xa9";
  EXPECT_EQ(snippet(line, 1), shown + "...\n^");
  EXPECT_EQ(snippet(line, 401), "..." + shown + '\n' + std::string(123, ' ') + '^');
}

// Any bytes, any place: text without control characters, and short.
RC_GTEST_PROP(Render, TakesAnything, (std::uint32_t line, std::uint32_t column)) {
  const auto text = *rc::gen::arbitrary<std::string>();
  const std::string shown = rendered(text, line % 8, column % 300);
  for (const char c : shown)
    RC_ASSERT(c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f));
  RC_ASSERT(shown.size() < 1000U);
}

} // namespace
} // namespace ghostwalk
