// SPDX-License-Identifier: MIT
// Large pages, their pieces, both sizes at once; the direct map; memory types; instructions fetched in parts.
#include "tests/support/compiled.hpp"

namespace ghostwalk::test {
namespace {

std::string kernel(const std::string& maps) {
  return R"(
kernel k
  paging x86-64
  record mm for processes
    fixed pgd: frame
  process init_mm
)" + maps +
         R"(
  proc running(mm)
    cr3 = mm.pgd
)";
}

// ── A 2 MiB page that is split into 4 KiB ones ──

// Both pages of a 2 MiB mapping are used, then its PDE names a table of which only page 0 is present and page 1 is not.
// `between` invalidates; then page 1 is read.
std::string split(const std::string& between) {
  return kernel("    maps 0xffff800000000000 large kernel write") + R"(
scenario split
  cpu pentium4 * 1
  process app
  on cpu 0 running(app)
    read 0xffff800000000000
    read 0xffff800000001000
    pmd = table_at_start(init_mm, 0xffff800000000000, 2)
    table = alloc_page(table)
    table[0] = entry(0x40000, present, write)
    table[1] = 0
    pmd[0] = entry(table, present, write, accessed)
)" + between +
         R"(
    read 0xffff800000001000
    on fault
      stop
  never stale use
)";
}

// One entry for both pages: INVLPG of either drops it (SDM p145: "any page size").
TEST(LargePage, OneEntryGoesWithAnyOfItsAddresses) {
  EXPECT_EQ(explored(split("")).verdict, Verdict::found);
  EXPECT_EQ(explored(split("    invlpg 0xffff800000000000\n")).verdict, Verdict::absent);
  EXPECT_EQ(explored(split("    invlpg 0xffff800000001000\n")).verdict, Verdict::absent);
}

// Kept as 4 KiB pieces (SDM p141): once the paging structures map small pages, INVLPG drops the piece of its address and
// no other. Before the split, INVLPG of any address in the large page drops all pieces (p145, note 1).
TEST(LargePage, InPiecesIsInvalidatedAsTheTablesMapItNow) {
  const Pairs pieces{{"fragments_large", "1"}};
  EXPECT_EQ(explored(split("    invlpg 0xffff800000000000\n"), {}, pieces).verdict, Verdict::found);
  EXPECT_EQ(explored(split("    invlpg 0xffff800000001000\n"), {}, pieces).verdict,
            Verdict::absent);
  EXPECT_EQ(explored(split("    cr3 = cr3\n"), {}, pieces).verdict, Verdict::absent);
}

// While the tables map it large, INVLPG of any of its addresses drops all pieces (SDM p145, note 1).
TEST(LargePage, InPiecesGoesWithAnyOfItsAddressesWhileItIsLarge) {
  const auto moved = [](const std::string& between) {
    return kernel("    maps 0xffff800000000000 large kernel write") + R"(
scenario moved
  cpu pentium4 * 1
  process app
  on cpu 0 running(app)
    read 0xffff800000001000
    pmd = table_at_start(init_mm, 0xffff800000000000, 2)
    pmd[0] = entry(0x40200, present, write, accessed, large)
)" + between +
           R"(
    read 0xffff800000001000
  never stale use
)";
  };
  const Pairs pieces{{"fragments_large", "1"}};
  EXPECT_EQ(explored(moved(""), {}, pieces).verdict, Verdict::found);
  EXPECT_EQ(explored(moved("    invlpg 0xffff800000000000\n"), {}, pieces).verdict,
            Verdict::absent);
  EXPECT_EQ(explored(moved("    invlpg 0xffff800000200000\n"), {}, pieces).verdict, Verdict::found);
}

// After a change of size without an invalidation, the old entry and the new one may both be there and either be used
// (SDM p141): page 0 goes to another frame, and a read gives the old word or the new one.
std::string both_sizes(const std::string& claim) {
  return kernel("    maps 0xffff800000000000 large direct kernel write") + R"(
scenario both_sizes
  cpu pentium4 * 1
  var seen: word
  process app
  on cpu 0 running(app)
    page = alloc_page(kernel)
    page[0] = 5
    read 0xffff800000000000
    table = alloc_page(table)
    table[0] = entry(page, present, write)
    pmd = table_at_start(init_mm, 0xffff800000000000, 2)
    pmd[0] = entry(table, present, write, accessed)
    speculate 0xffff800000000000
    x = read 0xffff800000000000
    seen = x + 1
  never )" +
         claim + "\n";
}

TEST(LargePage, AndItsSmallSuccessorAreEitherUsed) {
  EXPECT_EQ(explored(both_sizes("seen == 1")).verdict, Verdict::found) << "the large one";
  EXPECT_EQ(explored(both_sizes("seen == 6")).verdict, Verdict::found) << "the small one";
}

// ── The direct map: 0x1000 is the pool's first frame ──

std::string direct(const std::string& size, const std::string& script, const std::string& claim) {
  return kernel("    maps " + size + " direct kernel write") + R"(
scenario direct
  cpu pentium4 * 1
  frames 8
  process app
  on cpu 0 running(app)
)" + script +
         "    reach end\n  never " + claim + "\n  sometimes event end\n";
}

// A frame and its address in the direct map are the same memory. A frame that is freed and taken again may be used
// through a translation from before; a frame that is free may not. Two roots, a PDPT and a page directory come before
// the frame that is taken, with 4 KiB pages a page table too.
TEST(DirectMap, IsTheFramesThemselves) {
  for (const bool large : {false, true}) {
    const std::string size =
        large ? "0xffff880001000000 large" : "0xffff880001000000 .. 0xffff880001007fff";
    const std::string va = large ? "0xffff880001004000" : "0xffff880001005000";
    const std::string use = "    write " + va + " = 7\n";
    const std::string take = "    page = alloc_page(kernel)\n    assert page == (" + va +
                             " & 0xffffffff) / 4096\n" + use +
                             "    fence\n    word = page[0]\n    assert word == 7\n";
    const std::string again = take + "    free_page(page)\n" + take;
    for (const char* const claim : {"use after free", "stale use"})
      EXPECT_EQ(explored(direct(size, again, claim)).verdict, Verdict::absent) << size << claim;
    const std::string late = take + "    free_page(page)\n" + use;
    EXPECT_EQ(explored(direct(size, late, "use after free")).verdict, Verdict::found) << size;
  }
}

// ── Memory types ──

// CPU 1 has the page write-back in its TLB; CPU 0 makes it uncached (PCD), `flush` or not, and uses it.
std::string types(const std::string& bits, const std::string& flush) {
  return kernel("    maps 0xffff800000000000 kernel write") + R"(
scenario types
  cpu pentium4 * 2
  var ready: 0 .. 2
  process app
  on cpu 0 running(app)
    wait until ready == 1
    table = table_at_start(init_mm, 0xffff800000000000, 1)
    word = table[0]
    table[0] = word)" +
         bits + R"(
    invlpg 0xffff800000000000
)" + flush +
         R"(
    read 0xffff800000000000
    reach used
  on cpu 1 running(app)
    read 0xffff800000000000
    ready = 1
  never memory type conflict
  sometimes event used
)";
}

TEST(MemoryType, ConflictsWhileAnotherTlbHasTheOldOne) {
  EXPECT_EQ(explored(types(" | 0x10", "")).verdict, Verdict::found) << "PCD";
  EXPECT_EQ(explored(types(" | 0x8", "")).verdict, Verdict::found) << "PWT";
  EXPECT_EQ(explored(types(" | 0x20", "")).verdict, Verdict::absent) << "A is no memory type";
}

// It is the frame that has one type: the old one's user conflicts too, another frame does not.
TEST(MemoryType, IsTheFrames) {
  const auto other_way = [](const std::string& page) {
    return kernel("    maps 0xffff800000000000 .. 0xffff800000001fff kernel write") + R"(
scenario types
  cpu pentium4 * 2
  var ready: 0 .. 1
  process app
  on cpu 0 running(app)
    table = table_at_start(init_mm, 0xffff800000000000, 1)
    word = table[0]
    table[0] = word | 0x10
    fence
    read 0xffff800000000000
    table[0] = word
    fence
    ready = 1
  on cpu 1 running(app)
    wait until ready == 1
    read )" +
           page + R"(
    reach used
  never memory type conflict
  sometimes event used
)";
  };
  EXPECT_EQ(explored(other_way("0xffff800000000000")).verdict, Verdict::found);
  EXPECT_EQ(explored(other_way("0xffff800000001000")).verdict, Verdict::absent);
}

// The same with the entry's flags, and CPU 1's translation gone before the use.
TEST(MemoryType, IsOneOnceEveryTlbHasDroppedTheOld) {
  const auto text = [](const std::string& flush) {
    std::string t = types(" | 0x10", flush);
    t.replace(
        t.find("    ready = 1"), 13,
        "    ready = 1\n    wait until ready == 2\n    invlpg 0xffff800000000000\n    ready = 0");
    return t;
  };
  EXPECT_EQ(explored(text("    ready = 2\n    wait until ready == 0\n")).verdict, Verdict::absent);
  EXPECT_EQ(explored(text("    ready = 2\n")).verdict, Verdict::found);
}

// ── Instructions fetched in parts ──

std::string patched(const std::string& second, const std::string& between) {
  return kernel("    maps 0xffff800000000000 .. 0xffff800000001fff kernel") + R"(
scenario patched
  cpu pentium4 * 2
  var synced: 0 .. 1
  process app
  on cpu 0 running(app)
    text = table_at_start(init_mm, 0xffff800000000000, 1)
    head = text[0]
    tail = text[1]
    at_head = frame(head)
    at_tail = frame(tail)
    at_head[511] = 1
)" + between +
         second + R"(
  on cpu 1 running(app)
    head = execute 0xffff800000000ff8
    tail = execute 0xffff800000001000
    torn if head != tail
    reach whole
  never torn instruction
  sometimes event whole
)";
}

// Two stores to the two pages of one instruction: another CPU fetches one old and one new part.
TEST(TornInstruction, IsOneOldAndOneNewPart) {
  EXPECT_EQ(explored(patched("    at_tail[0] = 1\n", "")).verdict, Verdict::found);
  EXPECT_EQ(explored(patched("", "    at_head[511] = 0\n")).verdict, Verdict::found);
}

TEST(TornInstruction, IsNoneWhenOnlyUnusedWordsChange) {
  std::string text = patched("", "");
  text.replace(text.find("at_head[511] = 1"), 16, "at_head[510] = 1");
  EXPECT_EQ(explored(text).verdict, Verdict::absent);
}

// ── What is left in TLBs ──

TEST(TranslationLeft, IsNotedWhenItsFrameIsFreed) {
  const auto text = [](const std::string& flush) {
    return kernel("    maps 0xffff800000000000 kernel") + R"(
scenario left
  cpu pentium4 * 1
  process app
  on cpu 0 running(app)
    table = table_at_start(init_mm, 0xffff800000000000, 1)
    page = frame(table[0])
    read 0xffff800000000000
    table[0] = 0
)" + flush +
           "    free_page(page)\n    reach end\n  never translation left\n  sometimes event end\n";
  };
  EXPECT_EQ(explored(text("")).verdict, Verdict::found);
  EXPECT_EQ(explored(text("    invlpg 0xffff800000000000\n")).verdict, Verdict::absent);
}

} // namespace
} // namespace ghostwalk::test
