// SPDX-License-Identifier: MIT
// Which pages and words are part of the state, and what melts away because it is not.
#include "tests/compile/texts.hpp"

namespace ghostwalk::test {
namespace {

using Words = std::vector<std::uint16_t>;

std::vector<Address> pages_of(const Program& program) {
  std::vector<Address> pages;
  for (const Page& page : program.pages) pages.push_back(page.va);
  return pages;
}

// The kernel maps 0xc0000000 (PDE 0x300, PTE 0), app 0x00401000 (PDE 1, PTE 1).
TEST(Words, MappedPagesAreTheStart) {
  const Program p = compiled(scenario_text("n = 1"));
  EXPECT_EQ(pages_of(p), (std::vector<Address>{0x00401000, 0xc0000000}));
  EXPECT_EQ(p.words, (Words{0, 1, 0x300}));
  EXPECT_EQ(p.word_slot[0], 0);
  EXPECT_EQ(p.word_slot[0x300], 2);
  EXPECT_EQ(p.word_slot[2], -1);
  EXPECT_EQ(p.word_slot.size(), 1024);
}

TEST(Words, ReadsOfOtherWordsAreZeroAndStillTakeTime) {
  EXPECT_EQ(code_of("for i in 0 .. 767\n  if present(app.pgd[i])\n    app.pgd[i] = 0\nn = 1"),
            R"(1 word.0 = load 0x1001[0]
2 if present(word.0) goto 3 else 4
3 store 0x1001[0] = 0
4 word.1 = load 0x1001[1]
5 if present(word.1) goto 6 else 7
6 store 0x1001[1] = 0
7 store n = 1 (766 left out)
8 stop
)");
}

TEST(Words, StoresOfZeroToOtherWordsMeltToo) {
  EXPECT_EQ(code_of("page = alloc_page(table)\nfor i in 0 .. 1023\n  page[i] = 0\nfree_page(page)"),
            R"(1 page.0 = alloc table
2 store page.0[0] = 0
3 store page.0[1] = 0
4 store page.0[768] = 0 (766 left out)
5 free page.0 (255 left out)
6 stop
)");
}

TEST(Words, AStoreAnywhereTracksItsWordEverywhere) {
  const std::string body =
      "x = top[7]\nn = x & 1\ntop[7] = 3\nold = atomic exchange(top[9], 0)\nx = top[9] + old";
  EXPECT_EQ(code_of(body), R"(1 top.0 = load top
2 x.1 = load top.0[7]
3 store n = x.1 & 1
4 top.2 = load top
5 store top.2[7] = 3
6 top.3 = load top
7 top.4 = load top (1 left out)
8 stop (1 left out)
)");
  EXPECT_EQ(compiled(scenario_text(body)).words, (Words{0, 1, 7, 0x300}));
}

// A store that is compiled only because another word turned out to be tracked: the rounds go on.
TEST(Words, RoundsUntilNothingNew) {
  const std::string body =
      "if present(top[5])\n  top[6] = 1\nif present(top[6])\n  top[8] = 1\ntop[5] = 1";
  EXPECT_EQ(compiled(scenario_text(body)).words, (Words{0, 1, 5, 6, 8, 0x300}));
  EXPECT_EQ(compiled(scenario_text(body.substr(0, body.rfind('\n')))).words, (Words{0, 1, 0x300}));
}

TEST(Words, DeadStoresTrackNothing) {
  EXPECT_EQ(
      compiled(scenario_text("if level == 4\n  top[5] = 1\nforever\n  n = 1\ntop[6] = 1")).words,
      (Words{0, 1, 0x300}));
}

TEST(Words, IndicesKnownOnlyWhenItRunsAreLookedUpThen) {
  EXPECT_EQ(code_of("top[n] = 1"), R"(1 top.0 = load top
2 n.1 = load n
3 store top.0[n.1] = 1
4 stop
)");
}

TEST(Words, AddressesInTheCodeTrackTheirPageAndDataWord) {
  const Program p = compiled(scenario_text("read 0x00802010\nexecute 0x00403004\nbranch 0x00404000 "
                                           "to 0x00405000\nspeculate 0xc0400000\nn = 1"));
  EXPECT_EQ(pages_of(p), (std::vector<Address>{0x00401000, 0x00403000, 0x00404000, 0x00405000,
                                               0x00802000, 0xc0000000, 0xc0400000}));
  EXPECT_EQ(p.words, (Words{0, 1, 2, 3, 4, 5, 0x300, 0x301})); // 4: PTE 4 and data word 0x010
  EXPECT_EQ(p.next_page, (std::vector<PageId>{0, 2, 3, 3, 4, 5, 6}));
  EXPECT_EQ(p.cover[1], (std::vector<PageId>{0, 1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(p.cover[2], (std::vector<PageId>{0, 0, 0, 0, 4, 5, 6}));
  EXPECT_TRUE(p.pages[0].user);
  EXPECT_FALSE(p.pages[5].user);
}

TEST(Words, PaeTracksItsRootRegisters) {
  const Program p = compiled(scenario_text("n = 1"), {}, {{"paging", "pae"}});
  EXPECT_EQ(p.root_index, (std::vector<std::uint16_t>{0, 3}));
  EXPECT_EQ(p.words, (Words{0, 1, 2, 3}));
  EXPECT_EQ(p.word_slot.size(), 512);
}

TEST(Words, ClaimsReadWordsWithoutTrackingThem) {
  const Program p =
      compiled(scenario_text("app.pgd[5] = 1") + "  never app.pgd[5] == 1 or app.pgd[6] == 1\n");
  EXPECT_EQ(disassemble(p, p.properties[0].condition), "0x1001[5] == 1");
}

} // namespace
} // namespace ghostwalk::test
