// SPDX-License-Identifier: MIT
// Every declaration, in the one format: what is written so is printed so.
#include <gtest/gtest.h>

#include "tests/lang/support.hpp"

namespace ghostwalk::lang {
namespace {

TEST(Declaration, OfAFile) {
  for (const char* text : {
           "include \"common/tables.race\"\n",
           "kernel linux-2.4\n  paging i386\n",
           "kernel linux-2.4.18 = linux-2.4\n",
           "kernel linux-2.4.18 = linux-2.4 with pte_free = buddy, high_water = 3, w = x86-64\n",
           "cpu pentium4\n  clock_mhz = 2400\n  atomic = 100\n",
           "cpu pentium4\n  walk_snoop = 60 * 400 .. 900, 40 * 900 .. 2000, 7\n",
           "cpu slow = pentium4\n",
           "cpu slow = pentium4 with walk_memory = 800, load = 2 * 3, 4 .. 5, walkers = 2\n",
           "scenario munmap_same_cpu\n  cpu pentium4 * 2\n",
       })
    EXPECT_EQ(formatted(text), text);
}

TEST(Declaration, OfAStudy) {
  for (const char* text : {
           "scenario munmap_same_cpu\n",
           "kernel linux-2.4.18\n",
           "kernel linux-2.4.19 with leave_mm_load_cr3 = no, high_water = 0\n",
           "set walk_snoop = 60 * 400 .. 900, 40 * 900 .. 2000\n",
           "option high_water = 0\n",
           "vary cpus = 2 .. 8 step 1\n",
           "vary walk_snoop = 250 .. 4000 times 2, 5000, 6000 .. 7000\n",
           "vary reuse = lifo, fifo\n",
           "vary option pte_free = buddy, quicklist\n",
           "vary option = 1, 2\n",   // a setting that is called so, as far as the parser knows
           "vary together = 1, 2\n", // likewise
           "vary together\n  walk_hit = 20, 40\n  # both\n  option high_water = 0, 1  # b\n",
           "trials 100_000\n",
           "measure poisoned, use after free, window, event table_reused\n",
       })
    EXPECT_EQ(formatted("study s\n" + indented(text, 2)), "study s\n" + indented(text, 2));
}

TEST(Declaration, OfAKernel) {
  for (const char* text : {
           "paging i386\n",
           "paging pae\n",
           "paging x86-64\n",
           "option pte_free = buddy | quicklist\n",
           "option order = program-order | store-buffer\n",
           "option alone = yes\n",
           "option high_water = 50 in 0 .. 1000\n",
           "option high_water = HIGH in 0 .. HIGH * 2\n",
           "option odd = (a | b) in 0 .. c | d\n",
           "const TLBSTATE_OK = 1\n",
           "const MASK = ~(4KiB - 1)\n",
           "record mm for processes\n  fixed pgd: frame\n  users: 0 .. 15 = 1\n",
           "record other 4\n  l: lock\n  fixed: bool\n",
           "process init_mm\n  maps 0xc0000000 large global\n",
           "var flush_mm: mm\n",
           "var mask: cpumask = 3\n",
           "var slot_owner[8]: 0 .. 3\n",
           "var va: address\n",
           "var w: word = 0\n",
           "var on: bool = true\n",
           "percpu tlb_state: 0 .. 2\n",
           "percpu active_mm: mm = init_mm\n",
           "proc f()\n  return\n",
           "proc flush_tlb_page(mm, va)\n  return\n",
           "interrupt invalidate\n  return\n",
       })
    EXPECT_EQ(formatted(in_kernel(text)), in_kernel(text));
}

TEST(Declaration, OfAScenario) {
  for (const char* text : {
           "cpu pentium4\n",
           "cpu pentium4 * 2\n",
           "frames 8\n",
           "frames 8 reuse fifo\n",
           "frames 8 per cpu 2\n",
           "frames 8 reuse any per cpu 2\n",
           "option high_water = 1\n",
           "option pte_free = buddy\n",
           "memory sc\n",
           "memory tso\n",
           "outside reads 0\n",
           "outside reads any of 0, 0xffffffff\n",
           "const TEXT = 0x08048000\n",
           "process app\n",
           "process app\n  maps 0x08048000 read\n  maps 0x0804a000 .. 0x0804bfff write noexec\n",
           "var stolen: 0 .. 3\n",
           "percpu seen: bool\n",
           "proc helper(x)\n  f(x)\n",
           "on cpu 0\n  stop\n",
           "on cpu 0 running app\n",
           "on cpu 0 running app, 3\n  branch a to b\n",
           "on cpu 1 .. 3 idle\n  forever\n    work 5\n",
           "for 200000 cycles\n",
           "never     poisoned\n",
           "sometimes table freed in flight\n",
           "never     event both_inside\n",
           "never     a == 1 and b == 1\n",
           "sometimes flag\n",
           "sometimes not flag\n",
           "never     fault == 1\n",
           "never     a and b\n",
           "expect linux-2.4.18 found\n",
           "expect linux-2.4.19 with leave_mm_load_cr3 = no, high_water = 3 absent\n",
       })
    EXPECT_EQ(formatted(in_scenario(text)), in_scenario(text));
}

TEST(Declaration, AClaimSaysWhichOracleOrEventOrCondition) {
  const File file = parsed(
      in_scenario("never use   after free\nsometimes event e\nnever flag\nnever not deadlock\n"));
  const auto claim = [&](std::size_t i) { return std::get<Claim>(file.declarations[0].items[i]); };
  EXPECT_EQ(claim(0).oracle, "use after free");
  EXPECT_TRUE(claim(0).never);
  EXPECT_EQ(claim(1).event, "e");
  EXPECT_FALSE(claim(1).never);
  EXPECT_EQ(claim(2).condition.size(), 1U);
  EXPECT_EQ(claim(3).condition.size(), 1U);
}

TEST(Declaration, OfACpuHasWeightedValues) {
  const File file = parsed("cpu c = d with a = 2 * 3 .. 4, 5, b = (2 * 3)\n");
  const std::vector<Setting>& settings = file.declarations[0].settings;
  ASSERT_EQ(settings.size(), 2U);
  ASSERT_EQ(settings[0].parts.size(), 2U);
  EXPECT_EQ(settings[0].parts[0].weight.number, 2U);
  EXPECT_EQ(settings[0].parts[0].value.kind, Expr::Kind::range);
  EXPECT_EQ(settings[0].parts[1].weight.number, 1U);
  EXPECT_EQ(settings[0].parts[1].weight.at.line, 0U) << "not written";
  EXPECT_EQ(settings[1].parts[0].value.kind, Expr::Kind::binary);
  EXPECT_EQ(print(file), "cpu c = d with a = 2 * 3 .. 4, 5, b = (2 * 3)\n");
}

TEST(Declaration, KnowsWhereItsNameIs) {
  const File file = parsed("kernel  a = b\nscenario s\n  process p\n");
  EXPECT_EQ(file.declarations[0].at, (Location{1, 1, 9}));
  EXPECT_EQ(file.declarations[0].base_at, (Location{1, 1, 13}));
  EXPECT_EQ(std::get<Process>(file.declarations[1].items[0]).at, (Location{1, 3, 11}));
}

TEST(Declaration, AFileMayBeEmpty) {
  EXPECT_EQ(formatted(""), "");
  EXPECT_EQ(formatted("\n\n  \n"), "");
  EXPECT_EQ(formatted("\n\n# only this\n\n\n# and this"), "# only this\n\n# and this\n");
}

} // namespace
} // namespace ghostwalk::lang
