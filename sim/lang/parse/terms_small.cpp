// SPDX-License-Identifier: MIT
// Words that stand in one place each. An example has the word where `@` is in the others' first.
#include "sim/lang/parse/words.hpp"

namespace ghostwalk::lang {

Terms type_terms() {
  static constexpr Term terms[] = {
      {"bool", "", "0 or 1", "var v: bool"},
      {"cpumask", "",
       "a bit for each CPU; beyond 64 CPUs in words of 64: what changes words takes a step for "
       "each, and arithmetic is for numbers",
       "var v: cpumask"},
      {"frame", "", "the number of a frame, or 0", "var v: frame"},
      {"word", "", "a word of a page table", "var v: word"},
      {"address", "", "an address", "var v: address"},
      {"lock", "", "free, or taken", "var v: lock"},
  };
  return terms;
}

Terms paging_terms() {
  static constexpr Term terms[] = {
      {"i386", "", "two levels of 4-byte words", "paging i386"},
      {"pae", "", "three levels of 8-byte words, four in the root", "paging pae"},
      {"x86-64", "", "four levels of 8-byte words", "paging x86-64"},
  };
  return terms;
}

Terms map_terms() {
  static constexpr Term terms[] = {
      {"read", "", "not writable", "maps 0x08048000 read"},
      {"write", "", "writable", "maps 0x08048000 write"},
      {"noexec", "", "NX; not with `i386`", "maps 0x08048000 noexec"},
      {"kernel", "", "U is clear", "maps 0x08048000 kernel"},
      {"global", "", "G is set", "maps 0x08048000 global"},
      {"large", "", "a large page", "maps 0x08000000 large"},
      {"direct", "",
       "the frames whose numbers the addresses have, from a multiple of 1 TiB (1 GiB with 32 bits) "
       "on: the direct map",
       "maps 0xc1000000 direct"},
  };
  return terms;
}

Terms owner_terms() {
  static constexpr Term terms[] = {
      {"table", "", "a page table of the lowest level", "mark table as table"},
      {"table2", "", "... of level 2", "mark table as table2"},
      {"table3", "", "... of level 3", "mark table as table3"},
      {"table4", "", "... of level 4", "mark table as table4"},
      {"user", "", "a program's page", "mark table as user"},
      {"kernel", "", "a page of the kernel's own data", "mark table as kernel"},
      {"quicklist", "", "on a list of page tables that are kept; not for `alloc_page`",
       "mark table as quicklist"},
  };
  return terms;
}

Terms invpcid_terms() {
  static constexpr Term terms[] = {
      {"address", "", "type 0: one address of one PCID", "invpcid address 0x00400000 pcid 1"},
      {"context", "", "type 1: one PCID", "invpcid context 1"},
      {"nonglobal", "", "type 3: everything but what is global", "invpcid nonglobal"},
      {"all", "", "type 2: everything", "invpcid all"},
  };
  return terms;
}

Terms reuse_terms() {
  static constexpr Term terms[] = {
      {"lifo", "", "the frame that was freed last", "frames 8 reuse lifo"},
      {"fifo", "", "the one that was freed first", "frames 8 reuse fifo"},
      {"any", "", "any of them: a search tries all", "frames 8 reuse any"},
  };
  return terms;
}

Terms memory_terms() {
  static constexpr Term terms[] = {
      {"sc", "", "sequentially consistent: a store is in memory at once", "memory sc"},
      {"tso", "", "x86-TSO: stores wait in each CPU's buffer, in order", "memory tso"},
  };
  return terms;
}

Terms verdict_terms() {
  static constexpr Term terms[] = {
      {"found", "", "some order of steps breaks a `never`", "expect example found"},
      {"absent", "", "none does", "expect example absent"},
  };
  return terms;
}

Terms setting_terms() {
  static constexpr Term terms[] = {
      {"cpus", "", "how many CPUs", "set cpus = 2"},
      {"frames", "", "the size of the page pool", "set frames = 16"},
      {"per_cpu_frames", "", "free frames that each CPU keeps for itself",
       "set per_cpu_frames = 2"},
      {"reuse", "", "which free frame comes next", "set reuse = fifo"},
      {"paging", "", "another paging mode than the kernel's", "set paging = pae"},
      {"memory", "", "the memory order", "set memory = sc"},
  };
  return terms;
}

} // namespace ghostwalk::lang
