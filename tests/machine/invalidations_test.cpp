// SPDX-License-Identifier: MIT
// What each invalidation takes from the TLB, from the paging-structure caches and from the walkers, in numbers. The
// rules: SDM vol. 3A 4.10.4, p145-148 of the text that facts cite.
#include "tests/machine/stepped.hpp"

namespace ghostwalk::test {
namespace {

std::string text(const std::string& script) {
  return R"(
kernel k
  paging x86-64
  record mm for processes
    fixed pgd: frame
  process init_mm
    maps 0xffff800000000000 kernel global
  proc running(mm)
    cr3 = mm.pgd pcid 1
scenario s
  cpu pentium4 * 1
  frames 30
  process app
    maps 0x400000 read
    maps 0x401000 read
    maps 0x40000000 read
  process other
    maps 0x400000 read
    maps 0x401000 read
  on cpu 0 running(app)
)" + script;
}
Pairs settings(Pairs more = {}) {
  more.insert(more.end(), {{"has_pcid", "1"}, {"has_invpcid", "1"}, {"walkers", "4"}});
  return more;
}
const std::string to_other = "    cr3 = other.pgd pcid 2 keep\n";

struct Case {
  std::string statement;
  int left_in_tlb, left_in_caches;
};

// Under PCID 1: 0x400000, 0x40000000 and a global kernel page; under PCID 2: 0x400000, 0x401000. PDEs: three
// under PCID 1, one under PCID 2.
TEST(Invalidations, TakeWhatTheyNameFromTlbAndCaches) {
  const Case cases[]{{"fence", 5, 4},
                     {"cr3 = other.pgd pcid 2", 3, 3},    // all of PCID 2
                     {"cr3 = app.pgd pcid 1", 3, 1},      // all of PCID 1 that is not global
                     {"cr3 = app.pgd pcid 1 keep", 5, 4}, // bit 63
                     {"invlpg 0x400000", 4, 3},           // every PDE of PCID 2
                     {"invlpg 0x40000000", 5, 3},         // even where PCID 2 has nothing
                     {"invlpg 0xffff800000000000", 4, 3}, // global: of any PCID
                     {"invpcid address 0x400000 pcid 1", 4, 3},
                     {"invpcid address 0x400000 pcid 2", 4, 3},
                     {"invpcid address 0x401000 pcid 1", 5, 3}, // one PDE serves both
                     {"invpcid address 0x40000000 pcid 1", 4, 3},
                     {"invpcid address 0xffff800000000000 pcid 1", 5, 3},
                     {"invpcid context 1", 3, 1},
                     {"invpcid context 2", 3, 3},
                     {"invpcid nonglobal", 1, 0},
                     {"invpcid all", 0, 0},
                     {"cr4.pge = 0", 0, 0},
                     {"cr4.pge = 1", 5, 4}}; // no change
  for (const Case& c : cases) {
    Stepped s(text("    read 0x400000\n    read 0x40000000\n    read 0xffff800000000000\n" +
                   to_other + "    read 0x400000\n    read 0x401000\n    " + c.statement + "\n"),
              settings({{"pde_cache", "8"}}));
    s.instructions(7);
    EXPECT_EQ(s.translations(), c.left_in_tlb) << c.statement;
    EXPECT_EQ(s.cached(), c.left_in_caches) << c.statement;
  }
}

struct Walks {
  std::string statement;
  bool first, second; // left
};

// A walk for 0x400000 under PCID 1, one for 0x401000 under PCID 2, which is loaded.
void expect_walks(const Walks& c, const Pairs& more = {}) {
  Stepped s(text("    speculate 0x400000\n    speculate 0x401000\n" + to_other + "    " +
                 c.statement + "\n"),
            settings(more));
  s.start(0x400000);
  s.instruction();
  s.start(0x401000);
  s.read(0);
  s.instruction();
  EXPECT_EQ(s.walk_at(0).level, c.first ? 3 : 0) << c.statement;
  EXPECT_EQ(s.walk_at(1).level, c.second ? 4 : 0) << c.statement;
}

TEST(Invalidations, EndTheWalksThatTheyName) {
  expect_walks({"fence", true, true});
  expect_walks({"cr3 = other.pgd pcid 2", true, false});
  expect_walks({"cr3 = other.pgd pcid 2 keep", true, true});
  expect_walks({"cr3 = app.pgd pcid 1", false, true});
  expect_walks({"invlpg 0x400000", false, true});
  expect_walks({"invlpg 0x401000", true, false});
  expect_walks({"invlpg 0x900000", true, true});
  expect_walks({"invlpg 0x900000", false, false}, {{"invlpg_ends_all_walks", "1"}});
  expect_walks({"invpcid address 0x400000 pcid 1", false, true});
  expect_walks({"invpcid address 0x400000 pcid 2", true, true});
  expect_walks({"invpcid address 0x401000 pcid 2", true, false});
  expect_walks({"invpcid context 1", false, true});
  expect_walks({"invpcid context 2", true, false});
  expect_walks({"invpcid nonglobal", false, false});
  expect_walks({"invpcid all", false, false});
  expect_walks({"cr4.pge = 0", false, false});
}

// What the TLB has for the page goes before the access that it forbids is walked, as at #PF: the page's PDE
// entry of this PCID, its walks, and nothing else.
TEST(Invalidations, OfAFaultAreThoseOfItsAddress) {
  Stepped s(
      text(
          "    read 0x40000000\n    speculate 0x400000\n    read 0x400000\n    write 0x400000 = 1\n"
          "    on fault\n      stop\n"),
      settings({{"pde_cache", "8"}}));
  s.instruction();
  s.start(0x400000);
  s.apply({0, StepKind::exec, 0, 0});
  for (int level = 4; level >= 1; --level) s.read(1);
  s.apply({0, StepKind::exec, 0, 0});
  EXPECT_EQ(s.translations(), 2);
  EXPECT_EQ(s.cached(), 2);
  EXPECT_EQ(s.walk_at(0).level, 4);
  s.apply({0, StepKind::exec, 0, 0}); // The write.
  EXPECT_EQ(s.translations(), 1);
  EXPECT_EQ(s.cached(), 1);
  EXPECT_TRUE(s.walk_at(0).demand) << "the one before is gone, its walker has this one";
}

// A fault drops a global translation of its address too (SDM p146): here the kernel's page is read only.
TEST(Invalidations, OfAFaultAreGlobalOnesToo) {
  Stepped s(
      text("    read 0xffff800000000000\n    read 0x400000\n    write 0xffff800000000000 = 1\n"
           "    on fault\n      stop\n"),
      settings());
  s.instructions(2);
  EXPECT_EQ(s.translations(), 2);
  EXPECT_TRUE(s.translation(0xffff800000000000).global);
  EXPECT_TRUE(has(s.instruction(), Oracle::fault));
  EXPECT_EQ(s.translations(), 1);
}

// MOV CR3 loads root and PCID, which walks begin under (SDM p139).
TEST(MovCr3, LoadsRootAndPcid) {
  Stepped s(text("    speculate 0x400000\n" + to_other + "    cr3 = app.pgd\n    fence\n"),
            settings());
  EXPECT_EQ(s.view().pcid(0), 1);
  const Pfn app = s.view().cr3(0);
  s.instruction();
  EXPECT_EQ(s.view().pcid(0), 2);
  EXPECT_NE(s.view().cr3(0), app);
  s.start(0x400000);
  EXPECT_EQ(s.walk_at(0).pcid, 2);
  EXPECT_EQ(s.walk_at(0).table, s.view().cr3(0));
  s.instruction();
  EXPECT_EQ(s.view().cr3(0), app);
  EXPECT_EQ(s.view().pcid(0), 2) << "without a PCID in it, the one that is loaded stays";
}

// PCIDs are 0 .. 15 here; PCID 0 is what a processor without PCIDs has.
TEST(MovCr3, TakesThePcidsThatThereAre) {
  const auto load = [](const std::string& pcid, const Pairs& cpu) {
    std::string t = text("    a = number\n    cr3 = app.pgd pcid a\n");
    t.replace(t.find("cr3 = mm.pgd pcid 1"), 19, "cr3 = mm.pgd");
    t.insert(t.find("  process init_mm"), "  var number: 0 .. 16 = " + pcid + "\n");
    Stepped(t, cpu).instructions(2);
  };
  EXPECT_NO_THROW(load("0", {}));
  EXPECT_THROW(load("1", {}), ModelError);
  EXPECT_NO_THROW(load("15", settings()));
  EXPECT_THROW(load("16", settings()), ModelError);
}

} // namespace
} // namespace ghostwalk::test
