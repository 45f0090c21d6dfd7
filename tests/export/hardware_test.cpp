// SPDX-License-Identifier: MIT
// Each rule of the processor and the language that the machine has, in a scenario as small as it
// gets: Rumur, on a model that states the rule anew, has to come to the same verdict, the same number
// of states and the same number of steps between them. Long because the scenarios are here in full.
#include "tests/export/rumur.hpp"
#include "tests/support/compiled.hpp"

namespace ghostwalk::test {
namespace {

std::string kernel(const std::string& paging, const std::string& more = "") {
  return R"(
kernel k
  paging )" +
         paging + R"(
  record mm for processes
    fixed pgd: frame
  var done: 0 .. 7
  process init_mm
    maps 0xc0000000 large global kernel
  proc running(mm)
    cr3 = mm.pgd
  interrupt nothing
    done = done
)" + more;
}

struct Case {
  const char* name;
  bool found;
  std::string text;
  Pairs settings = {};
};
std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.name; }

// cpu 0 unlinks and frees a table; cpu 1 writes into whatever it gets.
std::string teardown(const std::string& middle, const std::string& frames = "6",
                     const std::string& paging = "i386") {
  return kernel(paging) + R"(
scenario teardown
  cpu pentium4 * 2
  frames )" +
         frames + R"(
  process app
    maps 0x08048000 read
  on cpu 0 running(app)
    branch 0x08048000 to 0x08048100
    table = frame(app.pgd[32])
    app.pgd[32] = 0
)" + middle +
         R"(    free_page(table)
  on cpu 1 running(app)
    page = alloc_page(kernel)
    page[72] = any of 0, 0x0badc167, 0x0badc027
  never ghost walk
)";
}

std::string alone(const std::string& maps, const std::string& script, const std::string& claims) {
  return kernel("i386") + R"(
scenario alone
  cpu pentium4 * 1
  frames 6
  process app
)" + maps +
         R"(  var seen: word
  on cpu 0 running(app)
)" + script +
         claims;
}

const std::string read_page = "    maps 0x08048000 read\n";
const std::string write_page = "    maps 0x08048000 write\n";
const std::string global_page = "    maps 0x08048000 read global\n";

const std::string clear_accessed = R"(    table = frame(app.pgd[32])
    atomic table[72] &= ~0x60
    invlpg 0x08048000
    write 0x08048000 = 7
    seen = table[72]
)";

std::string global(const std::string& middle) {
  return alone(global_page, R"(    read 0x08048000
    table = frame(app.pgd[32])
    atomic table[72] &= ~1
)" + middle + "    read 0x08048000\n",
               "  never stale use\n");
}

const std::string interrupted = kernel("i386", R"(
  var wanted: cpumask
  interrupt shoot
    if wanted & bit(self)
      invlpg 0x08048000
      atomic wanted &= ~bit(self)
)") + R"(
scenario shootdown
  cpu pentium4 * 2
  frames 5
  process app
    maps 0x08048000 read
  on cpu 0 running(app)
    table = frame(app.pgd[32])
    page = frame(table[72])
    table[72] = 0
    atomic wanted |= bit(1)
    send shoot to cpu 1
    invlpg 0x08048000
)";

const std::string shot_at = R"(    free_page(page)
  on cpu 1 running(app)
    read 0x08048000
    interrupts off
    done = 1
    interrupts on
    read 0x08048000
  never use after free
)";

const std::string locks = kernel("i386", R"(
  var a: lock
  var b: lock
  var n: 0 .. 7
)") + R"(
scenario locks
  cpu pentium4 * 2
  on cpu 0
    lock a
    lock b
    n += 1
    unlock b
    unlock a
)";

const std::string allocator = kernel("i386") + R"(
scenario allocator
  cpu pentium4 * 2
  frames 5 reuse )";
const std::string allocating = R"(
  on cpu 0 .. 1
    a = alloc_page(user)
    b = alloc_page(table)
    a[3] = self + 1
    free_page(a)
    b[3] = 4
    free_page(b)
  never fault
)";

const std::string either = kernel("i386", "  var turn: 0 .. 3\n") + R"(
scenario either
  cpu pentium4 * 2
  on cpu 0
    forever
      either
        turn = any of 0, 1, 2
      or
        old = atomic exchange(turn, 3)
        if old == 3
          reach twice
  on cpu 1
    for i in 1 .. 3
      wait until turn == 3
      turn = 0
  never event twice
)";

const std::string arithmetic = kernel("i386", R"(
  var mask: cpumask
  var n: 0 .. 64
  percpu mine: 0 .. 15
  var slots[4]: 0 .. 3
)") + R"(
scenario arithmetic
  cpu pentium4 * 3
  on cpu 0 .. 2
    m = mask
    mask = m | bit(self)
    mine = self * 3 + 1
    n = count(m) + fls(m | 4) % 3 + (m << 1 >> 2)
    slots[self + 1] = 2
    x = mine[2]
    y = x - 1
    if y == ~0
      n = 7
    for c in mask(m & ~bit(self))
      slots[c] ^= 1
  never n == 9
)";

const std::string speculation = alone(R"(    maps 0x08048000 .. 0x08049fff read
)",
                                      R"(    execute 0x08048000
    speculate 0x08048000
    table = frame(app.pgd[32])
    page = frame(table[73])
    table[73] = 0
    free_page(page)
    execute 0x08049000
    on fault
      reach refused
)",
                                      "  never event refused\n");

const std::string outside = kernel("i386") + R"(
scenario outside
  cpu pentium4 * 1
  frames 5
  outside reads any of 0, 0xffffffff, 0x00001067
  process app
    maps 0x08048000 read
  on cpu 0 running(app)
    app.pgd[32] = 0x7fff0067
    read 0x08048000
  never poisoned
)";

const std::string quicklist = kernel("i386") + R"(
scenario quicklist
  cpu pentium4 * 2
  frames 5
  process app
    maps 0x08048000 read
  on cpu 0 running(app)
    execute 0x08048000
    table = frame(app.pgd[32])
    app.pgd[32] = 0
    table[72] = 0
    mark table as quicklist
    atomic table[72] |= 0x0badc005
    mark table as table
  on cpu 1 running(app)
    read 0x08048000
  never scribble
)";

// Store buffers: each CPU stores to one place and loads from the other (Sewell et al. 2010, figure 1).
std::string store_buffering(const std::string& memory, const std::string& between) {
  return kernel("i386", R"(
  var x: 0 .. 1
  var y: 0 .. 1
  percpu seen: 0 .. 3
)") + R"(
scenario store_buffering
  cpu pentium4 * 2
  memory )" +
         memory + R"(
  on cpu 0
    x = 1
)" + between +
         R"(    a = y
    seen = a + 1
  on cpu 1
    y = 1
)" + between +
         R"(    b = x
    seen = b + 1
  never seen[0] == 1 and seen[1] == 1
)";
}

std::string pae(const std::string& reload) {
  return R"(
kernel k
  paging pae
  record mm for processes
    fixed pgd: frame
  proc running(mm)
    cr3 = mm.pgd
scenario top_entries
  cpu pentium4 * 1
  frames 7
  process app
    maps 0x08048000 write noexec
  on cpu 0 running(app)
    app.pgd[0] = 0
)" + reload +
         R"(
    write 0x08048000 = 0x123456789abc
    read 0x08048000
    execute 0x08048000
    on fault
      reach refused
  never event refused
)";
}

std::string x86_64(const std::string& flush) {
  return R"(
kernel k
  paging x86-64
  record mm for processes
    fixed pgd: frame
  process init_mm
    maps 0xffff888000000000 large global kernel
  proc running(mm)
    cr3 = mm.pgd
scenario four_levels
  cpu pentium4 * 1
  frames 9
  process app
    maps 0x400000 write
    maps 0x40000000 large write noexec
  on cpu 0 running(app)
    read 0x400000
    write 0x40000000 = 1
    upper = frame(app.pgd[0])
    upper[1] = 0
)" + flush +
         R"(
    read 0x40000000
  never stale use
)";
}

std::string pcids(const std::string& load) {
  return kernel("i386") + R"(
scenario pcids
  cpu pentium4 * 1
  frames 8
  process one
    maps 0x08048000 read
  process two
    maps 0x08048000 read
  on cpu 0 running(one)
    read 0x08048000
    cr3 = two.pgd )" +
         load + R"(
    read 0x08048000
  never stale use
)";
}

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
    {"PAE: MOV CR3 loads them", true, pae(cr3)},
    {"PAE with a PDE cache", true, pae(""), pde_cache},
    {"x86-64", true, x86_64("")},
    {"x86-64, flushed", false, x86_64("    cr3 = app.pgd\n")},
    {"x86-64 with every cache",
     true,
     x86_64("    invlpg 0x400000\n"),
     {{"pde_cache", "4"}, {"pdpte_cache", "4"}, {"pml4e_cache", "2"}}},
    {"MOV CR3 to another PCID", false, pcids("pcid 1")},
    {"MOV CR3 to the same PCID, kept", true, pcids("pcid 0 keep")},
};

class Rumur : public testing::TestWithParam<Case> {};

TEST_P(Rumur, Agrees) {
  GHOSTWALK_NEEDS_RUMUR();
  expect_agreement(Texts(GetParam().text).compile("k", {}, GetParam().settings), GetParam().found);
}

INSTANTIATE_TEST_SUITE_P(Hardware, Rumur, testing::ValuesIn(cases), [](const auto& made) {
  std::string name;
  for (const char c : std::string(made.param.name))
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) name += c;
  return name;
});

} // namespace
} // namespace ghostwalk::test
