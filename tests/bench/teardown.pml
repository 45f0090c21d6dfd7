/* SPDX-License-Identifier: MIT
 * scenarios/protocol/teardown.race with `order = flush_first`, written by hand for SPIN: three CPUs that walk two
 * pages for ever, a kernel that maps, clears, flushes and frees a table for ever, a third party that allocates,
 * scribbles and frees for ever. Three frames (the fourth is the page directory's), two words each. One `atomic` is one step of the machine.
 * It leaves out what this order never comes to: TLB entries, since a table's words are 0 but for ghosts.
 */
#define FRAMES 3
#define NONE   0
#define PDE    1              /* + page: the walk reads the directory's entry next */
#define PTE    3              /* + 2 * frame + page: it reads the table's */
#define TABLE_OF(walk) (((walk) - PTE) / 2)
#define PAGE_OF(walk)  (((walk) - PTE) % 2)

mtype:owner = { nobody, table, kernel };
mtype:owner owner[FRAMES] = nobody;
bit word[6];                  /* of frame f: 2 * f and 2 * f + 1. 1: decodes as present, global */
byte pgd;                     /* frame + 1 of the table, 0: not present */
bit accessed;                 /* of the directory's entry */
byte walk[3];
bit dangling[3];              /* its table was freed since */
byte waiting_for;
bit pending[3];
bit handling[3];              /* its script waits for the handler to end */

inline end_walk(c) { walk[c] = NONE; dangling[c] = 0 }

#define ONE_IS_FREE (owner[0] == nobody || owner[1] == nobody || owner[2] == nobody)

inline allocate(f, who) {
  if
  :: owner[0] == nobody -> f = 0
  :: owner[1] == nobody -> f = 1
  :: owner[2] == nobody -> f = 2
  fi;
  owner[f] = who
}

inline forget(c, f) {
  if
  :: walk[c] >= PTE && TABLE_OF(walk[c]) == f -> dangling[c] = 1
  :: else
  fi
}

inline give_back(f) {
  if
  :: owner[f] == table -> forget(0, f); forget(1, f); forget(2, f)
  :: else
  fi;
  owner[f] = nobody
}

/* The processor's own walks: they start when they like, a step per level. */
proctype Walker(byte c) {
end:
  do
  :: atomic { walk[c] == NONE -> walk[c] = PDE }
  :: atomic { walk[c] == NONE -> walk[c] = PDE + 1 }
  :: atomic { (walk[c] == PDE || walk[c] == PDE + 1) ->
       if
       :: pgd == 0 -> end_walk(c)
       :: else -> accessed = 1; walk[c] = PTE + 2 * (pgd - 1) + (walk[c] - PDE)
       fi }
  :: atomic { walk[c] >= PTE ->
       assert(owner[TABLE_OF(walk[c])] == table && !dangling[c]);          /* ghost walk */
       assert(word[2 * TABLE_OF(walk[c]) + PAGE_OF(walk[c])] == 0);         /* poisoned */
       end_walk(c) }
  od
}

proctype Handler(byte c) {
end:
  do
  :: atomic { pending[c] -> pending[c] = 0; handling[c] = 1 };
     atomic { end_walk(c) };                                       /* MOV CR3 */
     atomic { waiting_for = waiting_for & ~(1 << c) };
     atomic { handling[c] = 0 }                                    /* IRET */
  od
}

proctype Kernel() {
  byte t;
end:
  do
  :: atomic { ONE_IS_FREE -> allocate(t, table) };
     atomic { word[2 * t] = 0 };
     atomic { word[2 * t + 1] = 0 };
     atomic { pgd = t + 1; accessed = 0 };
     atomic { pgd = 0; accessed = 0 };
     atomic { waiting_for = waiting_for | 6 };
     atomic { pending[1] = 1; pending[2] = 1 };
     atomic { end_walk(0) };
     atomic { waiting_for == 0 };
     atomic { give_back(t); t = 0 }
  od
}

#define ON_CPU_2 !handling[2] ->

proctype Scribbler() {
  byte f;
  bit v;
end:
  do
  :: atomic { !handling[2] && ONE_IS_FREE -> allocate(f, kernel) };
     if
     :: atomic { ON_CPU_2 v = 0 }
     :: atomic { ON_CPU_2 v = 1 }
     fi;
     atomic { ON_CPU_2 word[2 * f] = v; v = 0 };
     if
     :: atomic { ON_CPU_2 v = 0 }
     :: atomic { ON_CPU_2 v = 1 }
     fi;
     atomic { ON_CPU_2 word[2 * f + 1] = v; v = 0 };
     atomic { ON_CPU_2 give_back(f); f = 0 }
  od
}

init {
  atomic {
    run Walker(0); run Walker(1); run Walker(2);
    run Handler(1); run Handler(2);
    run Kernel(); run Scribbler()
  }
}
