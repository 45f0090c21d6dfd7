// SPDX-License-Identifier: MIT
// Statements.
#include "sim/lang/parse/words.hpp"

namespace ghostwalk::lang {

Terms statement_terms() {
  static constexpr Term terms[] = {
      {"if", "if E", "What is indented below it is done when E is not 0.", "if n == 1\n  n = 2"},
      {"else", "else, else if E", "Below an `if`, indented as that is: what is done otherwise.",
       "if n == 1\n  n = 2\nelse if n == 2\n  n = 3\nelse\n  n = 0"},
      {"while", "while E", "Does its block as long as E is not 0.", "while n < 3\n  n += 1"},
      {"for", "for NAME in A .. B, for NAME in mask(E)",
       "Does its block for each number, or for the CPU of each bit that is set. Between constants "
       "it is unrolled.",
       "for i in 0 .. 3\n  table[i] = 0\nfor c in mask(all)\n  n = c"},
      {"forever", "forever", "Does its block again and again.", "forever\n  work 100\n  n = 1"},
      {"either", "either",
       "A choice of what to do next: its block, or one of the `or` below it. A search tries all.",
       "either\n  n = 1\nor\n  n = 2"},
      {"or", "or", "Below an `either`, indented as that is: another choice.",
       "either\n  n = 1\nor\n  n = 2\nor\n  n = 3"},
      {"wait", "wait until E", "Spins until E is not 0. E reads one shared thing.",
       "wait until n == 0"},
      {"return", "return, return E", "Ends the procedure, with a value if it is used as one.",
       "return"},
      {"stop", "stop", "Ends the CPU's script.", "stop"},
      {"lock", "lock L", "Takes a lock; spins while another CPU has it.",
       "lock guard\nunlock guard"},
      {"unlock", "unlock L", "Gives a lock back: a plain store.", "lock guard\nunlock guard"},
      {"interrupts", "interrupts off, interrupts on",
       "Whether this CPU takes interrupts. A handler runs with them off.",
       "interrupts off\nn = 1\ninterrupts on"},
      {"fence", "fence", "Waits until this CPU's stores are in memory.", "n = 1\nfence"},
      {"atomic", "atomic X OP= E, OLD = atomic exchange(X, E)",
       "One locked step: load and store; of a variable or of a word of a table. It drains the "
       "store buffer.",
       "atomic all &= ~bit(self)\nold = atomic exchange(table[1], 0)"},
      {"mark", "mark F as OWNER", "Says what a frame is from now on; for the oracles only.",
       "mark table as kernel"},
      {"invlpg", "invlpg VA",
       "Drops this CPU's translations of an address under the current PCID, and ends its walks for "
       "it.",
       "invlpg 0x00400000"},
      {"invpcid", "invpcid address VA pcid N, invpcid context N, invpcid nonglobal, invpcid all",
       "INVPCID of types 0, 1, 3, 2. The processor must have it.",
       "invpcid address 0x00400000 pcid 1\ninvpcid all"},
      {"send", "send INTERRUPT to MASK, send INTERRUPT to cpu N",
       "An interrupt to each CPU of the mask, or to one.",
       "send kick to bit(1)\nsend kick to cpu 1"},
      {"read", "read VA, X = read VA", "A load through the MMU: the TLB, or a page walk.",
       "x = read 0x00400000"},
      {"write", "write VA = E", "A store through the MMU. E may be `any of`.",
       "write 0x00400000 = any of 0, 1"},
      {"execute", "execute VA, X = execute VA", "An instruction fetch through the MMU.",
       "execute 0x00400000"},
      {"on fault", "on fault",
       "Below an access or a user's branch, indented as that is: what a page fault does. Without "
       "it the script ends.",
       "read 0x00400000\non fault\n  stop"},
      {"branch", "branch A to B, branch at A",
       "A user's branch, which trains the BTB; a kernel's branch, which asks it: a hit starts a "
       "page walk for the target.",
       "branch 0x00400000 to 0x00400100\nbranch at 0xc0400000"},
      {"speculate", "speculate VA",
       "A wrong path touches it: from now on this CPU may walk it whenever it likes.",
       "speculate 0x00400000"},
      {"work", "work N, work A .. B", "Takes so many cycles, and is no step.", "work 100 .. 2000"},
      {"reach", "reach NAME", "The event NAME has happened, for claims.", "reach here"},
      {"assert", "assert E", "A failed assertion breaks every scenario.", "assert n <= 3"},
      {"torn", "torn if E",
       "Says when the parts of an instruction that were fetched do not belong together: the oracle "
       "`torn instruction`.",
       "torn if n == 3"},
  };
  return terms;
}

Terms assignment_terms() {
  static constexpr Term terms[] = {
      {"=", "X = E",
       "A new name is a local variable, which costs no step; on a shared one it is a store.",
       "x = n\nn = x"},
      {"|=", "X |= E; &= ^= += -=", "On a shared variable a load and a store, two steps.",
       "n |= 1\nn += 1"},
      {"[]", "F[I] = E", "Stores word I of frame F.", "table[1] = entry(table, present, user)"},
      {"any of", "X = any of A, B", "A choice of value. A search tries all.", "n = any of 0, 3"},
      {"()", "P(E, ...), X = P(E, ...)",
       "A procedure of the kernel or the scenario. It is inlined; recursion is an error.",
       "nothing()"},
      {"cr3", "cr3 = F, cr3 = F pcid N, cr3 = F pcid N keep",
       "Loads CR3, and drops what is not global; under PCID N, 0 to 15, from now on; `keep` is bit "
       "63: nothing is dropped.",
       "cr3 = app.pgd\ncr3 = app.pgd pcid 1 keep"},
      {"cr4.pge", "cr4.pge = E", "Drops everything, the global too.", "cr4.pge = 0\ncr4.pge = 1"},
      {"alloc_page", "F = alloc_page(OWNER)",
       "Takes a frame from the pool; waits for one if there is none.",
       "page = alloc_page(kernel)\nfree_page(page)"},
      {"free_page", "free_page(F)", "Gives a frame back.",
       "page = alloc_page(user)\nfree_page(page)"},
  };
  return terms;
}

} // namespace ghostwalk::lang
