// SPDX-License-Identifier: MIT
// The numbers of the kernel linux-4.19, where a source gives them: both sides of each edge. The races are scenarios.
#include "tests/support/compiled.hpp"

namespace ghostwalk::test {
namespace {

// Does the statement hold on a machine of that many CPUs? An assertion that fails is found.
bool holds(const std::string& statements, int cpus = 1, const Pairs& options = {}) {
  const std::string text = R"(
scenario numbers
  cpu skylake * )" + std::to_string(cpus) +
                           R"(
  frames 14
  memory sc
  process init_mm
    maps 0xffffc90000010000 kernel
  on cpu 0 kthread
)" + statements + "    reach end\n  never fault\n  sometimes event end\n";
  const auto e = explored(Texts(text).compile("linux-4.19", options));
  EXPECT_NE(e.verdict, Verdict::gave_up);
  return e.verdict == Verdict::absent;
}

std::string pages(int n) {
  return "    limit = lazy_max_pages()\n    assert limit == " + std::to_string(n) + "\n";
}

// fls(cpus) * 32 MiB / 4 KiB: fls is 1, 2, 2, 3, 3, 4 for 1, 2, 3, 4, 7, 8 CPUs.
TEST(LazyMaxPages, IsEightThousandForEachDoublingOfTheCpus) {
  EXPECT_TRUE(holds(pages(8192), 1));
  EXPECT_TRUE(holds(pages(16384), 2));
  EXPECT_TRUE(holds(pages(16384), 3));
  EXPECT_TRUE(holds(pages(24576), 4));
  EXPECT_TRUE(holds(pages(24576), 7));
  EXPECT_TRUE(holds(pages(32768), 8));
  EXPECT_FALSE(holds(pages(8191), 1));
  EXPECT_FALSE(holds(pages(16384), 4));
}

// An area of a page and its guard page is 2 pages: a limit of 2 is not passed by one vfree, but by two; one of 1 is.
TEST(LazyMaxPages, IsPassedByMoreThanThatManyPages) {
  const auto frees = [](int times, int rounds) {
    std::string text;
    for (int i = 0; i < times; ++i) text += "    a" + std::to_string(i) + " = vmalloc()\n";
    for (int i = 0; i < times; ++i) text += "    vfree(a" + std::to_string(i) + ")\n";
    return text + "    assert nr_rounds == " + std::to_string(rounds) + "\n";
  };
  const auto with = [](const char* limit) {
    return Pairs{{"lazy_max_pages", limit}, {"counting", "yes"}};
  };
  EXPECT_TRUE(holds(frees(1, 0), 1, with("2")));
  EXPECT_TRUE(holds(frees(1, 1), 1, with("1")));
  EXPECT_TRUE(holds(frees(2, 1), 1, with("2")));
  EXPECT_TRUE(holds(frees(2, 0), 1, with("4")));
}

// One address range of 33 pages is flushed page by page, one of 34 at once, on every CPU and in one round.
TEST(FlushTlbKernelRange, ChangesItsMindBetween33And34Pages) {
  const auto flush = [](int count, int ones, int alls) {
    return "    flush_tlb_kernel_range(0, " + std::to_string(count) +
           " * page_size)\n    assert nr_flush_one[0] == " + std::to_string(ones) +
           "\n    assert nr_flush_one[1] == " + std::to_string(ones) +
           "\n    assert nr_flush_all[0] == " + std::to_string(alls) +
           "\n    assert nr_flush_all[1] == " + std::to_string(alls) +
           "\n    assert nr_rounds == 1\n";
  };
  const Pairs counting{{"counting", "yes"}};
  EXPECT_TRUE(holds(flush(1, 1, 0), 2, counting));
  EXPECT_TRUE(holds(flush(33, 33, 0), 2, counting));
  EXPECT_TRUE(holds(flush(34, 0, 1), 2, counting));
  EXPECT_FALSE(holds(flush(34, 34, 0), 2, counting));
}

// 64 pages * 8 slots = 512, which one page table holds; the 513th would be in the next. FIXADDR_TOP is the last page of
// the 2 MiB that hold the vsyscall page.
TEST(Fixmap, HasItsBootTimeSlotsInOnePageTable) {
  EXPECT_TRUE(holds("    assert NR_FIX_BTMAPS * FIX_BTMAPS_SLOTS == 512\n"));
  EXPECT_TRUE(holds("    first = btmap_address(0, 0)\n    last = btmap_address(7, 63)\n"
                    "    assert index(first, 2) == index(last, 2)\n"
                    "    assert index(last, 1) - index(first, 1) == 511\n"));
  EXPECT_FALSE(holds("    first = btmap_address(0, 0)\n    beyond = btmap_address(8, 0)\n"
                     "    assert index(first, 2) == index(beyond, 2)\n"));
  EXPECT_TRUE(holds("    vsyscall = 0xffffffffff600000\n"
                    "    end = (vsyscall + page_size + 2MiB - 1) & ~(2MiB - 1)\n"
                    "    assert FIXADDR_TOP == end - page_size\n"));
}

} // namespace
} // namespace ghostwalk::test
