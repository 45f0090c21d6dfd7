// SPDX-License-Identifier: MIT
// What has a value: built-in functions, names, flags of a table word.
#include "sim/lang/parse/words.hpp"

namespace ghostwalk::lang {

Terms function_terms() {
  static constexpr Term terms[] = {
      {"bit", "bit(N)", "1 << N", "n = bit(1)"},
      {"count", "count(E)", "how many bits are set", "n = count(all)"},
      {"fls", "fls(E)", "the highest bit that is set, counted from 1; 0 if there is none",
       "n = fls(all)"},
      {"present", "present(W)", "whether a table word has P set", "x = present(table[1])"},
      {"frame", "frame(W)", "the frame that a table word names", "x = frame(table[1])"},
      {"empty", "empty(F)", "whether no word of the table is present: a look that is no step",
       "x = empty(table)"},
      {"entry", "entry(F, FLAG, ...)", "a table word",
       "table[1] = entry(table, present, write, user)"},
      {"index", "index(VA, LEVEL)",
       "the index of an address in a table of that level, 1 the lowest",
       "x = index(0x00400000, 2)"},
      {"alloc_page", "alloc_page(OWNER)", "a frame from the pool; alone behind a `=`",
       "x = alloc_page(kernel)"},
      {"free_page", "free_page(F)", "no value: a statement", "free_page(table)"},
      {"table_at_start", "table_at_start(PROCESS, VA, LEVEL)",
       "the frame of a table that is there from the start: no step",
       "x = table_at_start(app, 0x00400000, 1)"},
  };
  return terms;
}

Terms name_terms() {
  static constexpr Term terms[] = {
      {"self", "self", "the CPU that runs this", "n = self"},
      {"cpus", "cpus", "how many CPUs there are", "n = cpus"},
      {"all_cpus", "all_cpus", "all of them, as a mask", "all = all_cpus"},
      {"none", "none", "no record: 0", "who = none"},
      {"true", "true", "1", "n = true"},
      {"false", "false", "0", "n = false"},
      {"cr3", "cr3", "the frame in this CPU's CR3", "x = cr3"},
      {"cr4", "cr4.pge", "CR4.PGE of this CPU", "x = cr4.pge"},
      {"page_size", "page_size", "4096", "x = page_size"},
      {"interrupts_on", "interrupts_on", "whether this CPU takes interrupts", "x = interrupts_on"},
  };
  return terms;
}

Terms flag_terms() {
  static constexpr Term terms[] = {
      {"present", "", "P", ""}, {"write", "", "W", ""},
      {"user", "", "U", ""},    {"accessed", "", "A", ""},
      {"dirty", "", "D", ""},   {"large", "", "PS", ""},
      {"global", "", "G", ""},  {"pcd", "", "PCD", ""},
      {"pwt", "", "PWT", ""},   {"noexec", "", "NX; not with `i386`", ""},
  };
  return terms;
}

} // namespace ghostwalk::lang
