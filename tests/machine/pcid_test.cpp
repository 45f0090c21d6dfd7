// SPDX-License-Identifier: MIT
// PCIDs, INVPCID and x86-64's paging-structure caches as they show in the machine: each rule as scenarios that differ in
// one statement, explored exhaustively. The rules: SDM vol. 3A 4.10, p139-150 of the text that facts cite.
#include "tests/support/compiled.hpp"

namespace ghostwalk::test {
namespace {

const Pairs with_pcids{{"has_pcid", "1"}, {"has_invpcid", "1"}};

const std::string kernel = R"(
kernel k
  paging x86-64
  record mm for processes
    fixed pgd: frame
  process init_mm
    maps 0xffff800000000000 kernel
    maps 0xffff800000001000 kernel global
  proc running(mm)
    cr3 = mm.pgd pcid 1
)";

// A translation is made under PCID 1, the word behind it is cleared, `between` runs, and the page is read under PCID 1
// again. Stale when `between` has kept the translation. What it leaves evicted does not matter: only `found` counts.
std::string kept(const std::string& va, const std::string& between) {
  return kernel + R"(
scenario kept
  cpu pentium4 * 1
  process app
    maps 0x400000 read
  process other
    maps 0x400000 read
  on cpu 0 running(app)
    read )" +
         va + R"(
    table = table_at_start(app, )" +
         va + R"(, 1)
    table[index()" +
         va + R"(, 1)] = 0
)" + between +
         R"(
    cr3 = app.pgd pcid 1 keep
    read )" +
         va + R"(
    on fault
      reach refused
  never stale use
)";
}

Verdict verdict(const std::string& va, const std::string& between) {
  return explored(kept(va, between), {}, with_pcids).verdict;
}

const std::string user = "0x400000", kernel_page = "0xffff800000000000",
                  global_page = "0xffff800000001000";

TEST(MovCr3, DropsTheTargetPcidOnly) {
  EXPECT_EQ(verdict(user, "    cr3 = app.pgd pcid 1\n"), Verdict::absent);
  EXPECT_EQ(verdict(user, "    cr3 = other.pgd pcid 2\n"), Verdict::found);
  EXPECT_EQ(verdict(kernel_page, "    cr3 = other.pgd pcid 2\n"), Verdict::found);
}

TEST(MovCr3, WithBit63DropsNothing) {
  EXPECT_EQ(verdict(user, "    cr3 = app.pgd pcid 1 keep\n"), Verdict::found);
}

// Without a PCID in it, the one that is loaded stays: a rewrite of CR3.
TEST(MovCr3, RewrittenDropsTheLoadedPcidButNoGlobalPage) {
  EXPECT_EQ(verdict(user, "    cr3 = cr3\n"), Verdict::absent);
  EXPECT_EQ(verdict(global_page, "    cr3 = cr3\n"), Verdict::found);
}

TEST(Pge, DropsEveryPcidAndGlobalPages) {
  for (const auto& va : {user, kernel_page, global_page})
    EXPECT_EQ(verdict(va, "    cr3 = other.pgd pcid 2\n    cr4.pge = 0\n    cr4.pge = 1\n"),
              Verdict::absent);
}

// INVLPG: the loaded PCID's and global ones; another PCID's stay.
TEST(Invlpg, KeepsOtherPcidsUnlessGlobal) {
  const std::string from_other = "    cr3 = other.pgd pcid 2 keep\n    invlpg ";
  EXPECT_EQ(verdict(kernel_page, "    invlpg 0xffff800000000000\n"), Verdict::absent);
  EXPECT_EQ(verdict(kernel_page, from_other + "0xffff800000000000\n"), Verdict::found);
  EXPECT_EQ(verdict(global_page, from_other + "0xffff800000001000\n"), Verdict::absent);
}

struct Invpcid {
  const char* statement;
  Verdict user_page, global_page;
};

// Types 0 to 3, run under PCID 2 against translations of PCID 1 (SDM p146). Type 0 and 1 of another PCID keep them; no
// type but 2 need drop a global one.
TEST(Invpcid, DropsWhatItsTypeSays) {
  constexpr auto gone = Verdict::absent, stays = Verdict::found;
  const Invpcid types[]{{"address VA pcid 1", gone, stays},
                        {"address VA pcid 2", stays, stays},
                        {"address 0x401000 pcid 1", stays, stays},
                        {"context 1", gone, stays},
                        {"context 2", stays, stays},
                        {"all", gone, gone},
                        {"nonglobal", gone, stays}};
  for (const Invpcid& type : types)
    for (const bool global : {false, true}) {
      const std::string va = global ? global_page : user;
      std::string statement = type.statement;
      if (const auto at = statement.find("VA"); at != std::string::npos)
        statement.replace(at, 2, va);
      EXPECT_EQ(verdict(va, "    cr3 = other.pgd pcid 2 keep\n    invpcid " + statement + "\n"),
                global ? type.global_page : type.user_page)
          << statement;
    }
}

TEST(Invpcid, NeedsAProcessorThatHasIt) {
  EXPECT_THROW(explored(kept(user, "    invpcid all\n"), {}, {{"has_pcid", "1"}}), ModelError);
  EXPECT_ANY_THROW(explored(kept(user, ""), {}, {})) << "the setup loads PCID 1";
}

// ── Walks in flight ──

// As in rules_test.cpp: a walk outlives the table that it has read the entry of, unless `between` ends it.
std::string in_flight(const std::string& between) {
  return kernel + R"(
scenario in_flight
  cpu pentium4 * 1
  frames 20
  process app
    maps 0x400000 read
  process other
  on cpu 0 running(app)
    speculate 0x400000
    table = table_at_start(app, 0x400000, 1)
    above = table_at_start(app, 0x400000, 2)
    above[index(0x400000, 2)] = 0
)" + between +
         R"(
    free_page(table)
  never table freed in flight
)";
}

TEST(Walk, IsEndedByInvpcidOfItsOwn) {
  const auto ends = [](const std::string& between) {
    return explored(in_flight(between), {}, with_pcids).verdict;
  };
  EXPECT_EQ(ends(""), Verdict::found);
  EXPECT_EQ(ends("    invpcid address 0x400000 pcid 1\n"), Verdict::absent);
  EXPECT_EQ(ends("    invpcid address 0x400000 pcid 2\n"), Verdict::found);
  EXPECT_EQ(ends("    invpcid context 1\n"), Verdict::absent);
  EXPECT_EQ(ends("    invpcid context 2\n"), Verdict::found);
  EXPECT_EQ(ends("    invpcid nonglobal\n"), Verdict::absent);
  EXPECT_EQ(ends("    invpcid all\n"), Verdict::absent);
}

// ── Paging-structure caches: PDE, PDPTE, PML4E ──

// The entry of one level is cleared while the caches hold what it said; a walk from them reads on below it. Without the
// cache of that level, or behind an INVLPG of any address, it faults.
std::string cached(int level, const std::string& between) {
  return kernel + R"(
scenario cached
  cpu pentium4 * 1
  process app
    maps 0x400000 read
    maps 0x401000 read
  on cpu 0 running(app)
    read 0x400000
    above = table_at_start(app, 0x400000, )" +
         std::to_string(level) + R"()
    above[index(0x400000, )" +
         std::to_string(level) + R"()] = 0
    fence
)" + between +
         R"(
    read 0x401000
    on fault
      stop
    reach walked
  never event walked
)";
}

TEST(PagingCaches, EachLevelServesWalksPastItsClearedEntry) {
  const char* const keys[]{"pde_cache", "pdpte_cache", "pml4e_cache"};
  for (int level = 2; level <= 4; ++level)
    for (int has = 2; has <= 4; ++has) {
      Pairs cpu = with_pcids;
      cpu.emplace_back(keys[has - 2], "4");
      // The cache of a lower level skips the cleared entry too; one of a higher level still reads it.
      const auto expected = has <= level ? Verdict::found : Verdict::absent;
      EXPECT_EQ(explored(cached(level, ""), {}, cpu).verdict, expected) << level << ", " << has;
      cpu.emplace_back("invlpg_ends_all_walks", "1");
      EXPECT_EQ(explored(cached(level, "    invlpg 0x900000\n"), {}, cpu).verdict, Verdict::absent);
    }
}

// INVPCID 0 drops the entries that its address uses, not those of another.
TEST(PagingCaches, InvpcidOfOneAddressDropsItsOwnEntriesOnly) {
  Pairs cpu = with_pcids;
  cpu.emplace_back("pde_cache", "4");
  const auto after = [&](const std::string& statement) {
    return explored(cached(2, "    invpcid address " + statement + "\n"), {}, cpu).verdict;
  };
  EXPECT_EQ(after("0x401000 pcid 1"), Verdict::absent);
  EXPECT_EQ(after("0x401000 pcid 2"), Verdict::found);
  EXPECT_EQ(after("0xffff800000000000 pcid 1"), Verdict::found);
}

} // namespace
} // namespace ghostwalk::test
