// SPDX-License-Identifier: MIT
// Each rule of the processor and the language that the machine has, in a scenario as small as it
// gets: Rumur, on a model that states the rule anew, has to come to the same verdict, the same number
// of states and the same number of steps between them. It is long because the scenarios are in full.
#include "tests/export/rumur.hpp"
#include "tests/export/small_scenarios.hpp"

namespace ghostwalk::test {
namespace {

struct Case {
  const char* name;
  bool found;
  std::string text;
  Pairs settings = {};
};
std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.name; }

const Pairs pde_cache{{"pde_cache", "4"}};
const std::string invlpg = "    invlpg 0x08048000\n", cr3 = "    cr3 = app.pgd\n";

const std::vector<Case> cases{
    {"a walk outlives its table", true, teardown("")},
    {"INVLPG ends the walk", false, teardown(invlpg)},
    {"INVLPG of another page does not", true, teardown("    invlpg 0x08049000\n")},
    {"... unless it ends all walks",
     false,
     teardown("    invlpg 0x08049000\n"),
     {{"invlpg_ends_all_walks", "1"}}},
    {"MOV CR3 ends the walk", false, teardown(cr3)},
    {"a change of PGE ends the walk", false, teardown("    cr4.pge = 0\n")},
    {"an interrupt does not", true, teardown("    send nothing to cpu 0\n")},
    {"walks drain", false, teardown(cr3), {{"walk_drains", "1"}}},
    {"two walkers", true, teardown(""), {{"walkers", "2"}}},
    {"a full TLB", true, teardown(""), {{"tlb_entries", "1"}, {"tlb_ways", "1"}}},
    {"PDE cache", true, teardown(""), pde_cache},
    {"PDE cache, INVLPG of another page",
     false,
     teardown("    invlpg 0x08049000\n"),
     {{"pde_cache", "4"}, {"invlpg_ends_all_walks", "1"}}},
    {"PDE cache of one entry", true, teardown(""), {{"pde_cache", "1"}}},
    {"a global page and MOV CR3", true, global(cr3)},
    {"a global page and INVLPG", false, global(invlpg)},
    {"a global page and PGE", false, global("    cr4.pge = 0\n")},
    {"a user page may not be global", true,
     alone(global_page, "    read 0x08048000\n", "  never poisoned\n")},
    {"A and D are written", true,
     alone(write_page, clear_accessed, "  never seen & 0x60 == 0x60\n")},
    {"D only on a write", false,
     alone(write_page, clear_accessed, "  never seen & 0x60 == 0x40\n")},
    {"a fault heals", false,
     alone(read_page, R"(    read 0x08048000
    table = frame(app.pgd[32])
    atomic table[72] |= 2
    write 0x08048000 = 7
    on fault
      reach refused
)",
           "  never event refused\n")},
    {"a write to a page for reading", true,
     alone(read_page, "    write 0x08048000 = 7\n", "  never fault\n")},
    {"shootdown that waits", false, interrupted + "    wait until wanted == 0\n" + shot_at},
    {"shootdown that does not", true, interrupted + shot_at},
    {"locks in one order", false,
     locks + "  on cpu 1\n    lock a\n    lock b\n    n += 1\n    unlock b\n    unlock a\n  never "
             "n == 3\n"},
    {"locks crossed", true,
     locks + "  on cpu 1\n    lock b\n    lock a\n    n += 1\n    unlock a\n    unlock b\n  never "
             "n == 3\n"},
    {"allocator, lifo", false, allocator + "lifo" + allocating},
    {"allocator, fifo", false, allocator + "fifo" + allocating},
    {"allocator, any", false, allocator + "any" + allocating},
    {"allocator, lists of each CPU", false, allocator + "lifo per cpu 2" + allocating},
    {"allocator, fifo lists of each CPU", false, allocator + "fifo per cpu 1" + allocating},
    {"either and any of", true, either},
    {"a loop of one step", false, one_step_loop},
    {"arithmetic", false, arithmetic},
    {"memory in order", false, store_buffering("sc", "")},
    {"store buffers", true, store_buffering("tso", "")},
    {"store buffers and a fence", false, store_buffering("tso", "    fence\n")},
    {"stores of a teardown in order", true, teardown(""), {{"memory", "sc"}}},
    {"stores of a teardown in a buffer", true, teardown(""), {{"memory", "tso"}}},
    {"speculation and the next page", true, speculation},
    {"speculation with a PDE cache", true, speculation, pde_cache},
    {"reads where no memory is", true, outside},
    {"a quicklist page is walked", true, quicklist},
    {"PAE: registers keep the top entries", true, pae("")},
    {"PAE: MOV CR3 loads them", false, pae(cr3)},
    {"PAE with a PDE cache", true, pae(""), pde_cache},
    {"x86-64", true, x86_64("")},
    {"x86-64, flushed", false, x86_64("    cr3 = app.pgd\n")},
    {"x86-64 with every cache",
     true,
     x86_64("    invlpg 0x400000\n"),
     {{"pde_cache", "4"}, {"pdpte_cache", "4"}, {"pml4e_cache", "2"}}},
    {"MOV CR3 to another PCID", false, pcids("pcid 1")},
    {"MOV CR3 to the same PCID, kept", true, pcids("pcid 0 keep")},
    {"INVPCID 0 of the address and another PCID", true,
     pcids("pcid 0 keep\n    invpcid address 0x08048000 pcid 1")},
    {"INVPCID 0 of another address", true,
     pcids("pcid 0 keep\n    invpcid address 0x08049000 pcid 0")},
    {"INVPCID 0 of the address and the PCID", false,
     pcids("pcid 0 keep\n    invpcid address 0x08048000 pcid 0")},
    {"INVPCID 1 of another PCID", true, pcids("pcid 0 keep\n    invpcid context 1")},
    {"INVPCID 1 of the PCID", false, pcids("pcid 0 keep\n    invpcid context 0")},
    {"INVPCID 2", false, pcids("pcid 0 keep\n    invpcid all")},
    {"INVPCID 3", false, pcids("pcid 0 keep\n    invpcid nonglobal")},
};

class Hardware : public testing::TestWithParam<Case> {};

TEST_P(Hardware, Agrees) {
  GHOSTWALK_NEEDS_RUMUR();
  const Case& c = GetParam();
  const Program program = Texts(c.text).compile("k", {}, c.settings);
  if (!c.found) return expect_absent(program);
  expect_found(program);
  expect_same_states(program);
}

INSTANTIATE_TEST_SUITE_P(Rules, Hardware, testing::ValuesIn(cases), [](const auto& made) {
  std::string name;
  for (const char c : std::string(made.param.name))
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) name += c;
  return name;
});

} // namespace
} // namespace ghostwalk::test
