// SPDX-License-Identifier: MIT
// The scenarios that Rumur is asked about: each as small as its rule allows.
#pragma once

#include "tests/support/compiled.hpp"

namespace ghostwalk::test {

inline std::string kernel(const std::string& paging, const std::string& more = "") {
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

// cpu 0 unlinks and frees a table; cpu 1 writes into whatever it gets.
inline std::string teardown(const std::string& middle, const std::string& frames = "6",
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

inline std::string alone(const std::string& maps, const std::string& script,
                         const std::string& claims) {
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

inline const std::string read_page = "    maps 0x08048000 read\n";
inline const std::string write_page = "    maps 0x08048000 write\n";
inline const std::string global_page = "    maps 0x08048000 read global\n";

inline const std::string clear_accessed = R"(    table = frame(app.pgd[32])
    atomic table[72] &= ~0x60
    invlpg 0x08048000
    write 0x08048000 = 7
    seen = table[72]
)";

inline std::string global(const std::string& middle) {
  return alone(global_page, R"(    read 0x08048000
    table = frame(app.pgd[32])
    atomic table[72] &= ~1
)" + middle + "    read 0x08048000\n",
               "  never stale use\n");
}

inline const std::string interrupted = kernel("i386", R"(
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

inline const std::string shot_at = R"(    free_page(page)
  on cpu 1 running(app)
    read 0x08048000
    interrupts off
    done = 1
    interrupts on
    read 0x08048000
  never use after free
)";

inline const std::string locks = kernel("i386", R"(
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

inline const std::string allocator = kernel("i386") + R"(
scenario allocator
  cpu pentium4 * 2
  frames 5 reuse )";
inline const std::string allocating = R"(
  on cpu 0 .. 1
    a = alloc_page(user)
    b = alloc_page(table)
    a[3] = self + 1
    free_page(a)
    b[3] = 4
    free_page(b)
  never fault
)";

inline const std::string either = kernel("i386", "  var turn: 0 .. 3\n") + R"(
scenario either
  cpu pentium4 * 2
  memory sc
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

inline const std::string arithmetic = kernel("i386", R"(
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

inline const std::string speculation = alone(R"(    maps 0x08048000 .. 0x08049fff read
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

inline const std::string outside = kernel("i386") + R"(
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

inline const std::string quicklist = kernel("i386") + R"(
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
inline std::string store_buffering(const std::string& memory, const std::string& between) {
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

inline std::string pae(const std::string& reload) {
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

inline std::string x86_64(const std::string& flush) {
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

inline std::string pcids(const std::string& load) {
  return kernel("i386") + R"(
cpu tagged = pentium4 with has_pcid = 1, has_invpcid = 1, pde_cache = 1
scenario pcids
  cpu tagged * 1
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

inline const std::string one_step_loop = R"(
kernel k
  paging i386
  var turn: 0 .. 3
  record mm for processes
    fixed pgd: frame
scenario loop
  cpu pentium4 * 2
  memory sc
  on cpu 0
    forever
      turn = any of 0, 1, 2
  on cpu 1
    forever
      a = atomic exchange(turn, 1)
  never fault
)";

} // namespace ghostwalk::test
