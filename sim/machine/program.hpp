// SPDX-License-Identifier: MIT
// A compiled scenario: what the language front end makes and the machine runs. Self-contained and immutable; procedures are inlined, names
// are resolved, every state field has its place. Also holds what people read: names and source places of each instruction.
//
//   script ─┐                 visible instructions are the steps; local ones ride on the visible one before them
//   script ─┼─> code: [ V l l V l V ... ]      each CPU has one script (task context) and one context per interrupt handler
//   handler ┘
#pragma once

#include <string>
#include <vector>

#include "models/hw/page_allocator.hpp"
#include "models/hw/page_walker.hpp"
#include "models/hw/parameters.hpp"
#include "sim/core/error.hpp"

namespace ghostwalk {

// ── Expressions: postfix code on a small stack. Values are 64-bit unsigned; arithmetic wraps. ──
enum class ExprOp : std::uint8_t {
  constant, // push constants[arg]
  local,    // push local slot arg of the running context
  self,     // push the CPU's number
  shared, // pop index; push places[arg][index] (per_cpu: the index is the CPU). Only in `wait until`, in properties, and for
          // fixed fields, which never change: elsewhere reads are instructions.
  reg,    // push a register of this CPU: arg is Register
  add,
  sub,
  mul,
  div,
  mod,
  bit_and,
  bit_or,
  bit_xor,
  shift_left,
  shift_right,
  equal,
  not_equal,
  less,
  less_equal,
  logical_and,
  logical_or, // pop b, pop a, push a op b
  bit_not,
  logical_not, // pop a; bit_not is within 64 bits
  bit,         // pop n; push 1 << n
  present,     // pop word; push its P bit
  frame_of,    // pop word; push the frame it names in this paging mode
  count_bits,
  last_bit,    // last_bit is fls: 1 + index of the highest set bit, 0 for 0
  table_empty, // pop frame; 1 when no tracked word of that frame is present. A look without a step (see models/README.md).
  word_at,     // pop word index, pop frame; push that word. Only in properties.
};
enum class Register : std::uint8_t { cr3, pge, interrupts };
struct ExprInsn {
  ExprOp op;
  std::uint32_t arg = 0;
};
struct ExprRef {
  std::uint32_t first = 0;
  std::uint16_t size = 0;
}; // size 0: no expression

// ── Storage ──
struct Local {
  std::uint32_t offset;
  std::uint8_t width;
  std::string name;
}; // offset within the CPU's block

// A variable that more than one CPU, or an interrupt, can touch: reading and writing it is a step.
struct Place {
  enum class Scope : std::uint8_t { global, per_cpu } scope = Scope::global;
  std::uint32_t offset = 0; // global: in the state. per_cpu: in the CPU's block.
  std::uint8_t width = 1;
  std::uint32_t count =
      1; // global arrays and record fields: number of elements. per_cpu: always 1.
  std::uint32_t first = 0; // Lowest legal index: 1 for record fields (0 is `none`).
  std::uint64_t highest =
      ~0ULL; // Largest value that its declared type holds; more is a model error.
  enum class Type : std::uint8_t {
    number,
    boolean,
    cpumask,
    frame,
    word,
    address,
    lock,
    record
  } type = Type::number;
  std::uint16_t first_cpu = 0; // cpumask: its bit 0. One of more than 64 CPUs is several places.
  std::string name;            // "mm.cpu_vm_mask", "tlb_state"
  Location at;
};

// ── Instructions ──
enum class Op : std::uint8_t {
  // Local: no step of their own.
  assign,    // dst = a
  jump,      // to next
  jump_if,   // a != 0: next; else alt
  mark,      // owner of frame a becomes Owner(aux)
  work,      // costs cycles under time only: between a and b (b absent: exactly a)
  speculate, // page of address a comes into this CPU's reach (as a load in a wrong path would); under time it is fetched now
  event,     // a named event of the scenario happens: index aux
  check,     // a does not hold: Oracle(aux) happens, a failed assertion or a torn instruction
  // Visible: one step each.
  load_var,       // dst = place[a]         (per_cpu: a absent is this CPU)
  store_var,      // place[a] = b
  rmw_var,        // dst = place[a]; place[a] = dst `Rmw(aux)` b, atomic (a locked instruction)
  load_word,      // dst = word b of frame a
  store_word,     // word b of frame a = c
  rmw_word,       // dst = word b of frame a; that word = dst `Rmw(aux)` c, atomic
  lock,           // waits until place[a] is 0, then makes it CPU + 1
  unlock,         // place[a] = 0; a model error when another CPU holds it
  wait_until,     // waits until a != 0
  fence,          // MFENCE: waits until the store buffer is empty
  alloc,          // dst = a page from the allocator, for Owner(aux); waits while there is none
  free,           // frame a goes back to the allocator
  invlpg,         // address a
  mov_cr3,        // frame a  (b: PCID, c: no-flush bit, when present)
  set_pge,        // CR4.PGE = a
  invpcid,        // InvpcidType(aux); of one address: a; of one PCID: b
  set_interrupts, // IF = a
  send, // vector aux to the CPUs of mask a, whose bit 0 is CPU `place`; b present: to CPU number b only
  access, // Access(aux & 3) at address a through the MMU; a write stores b; dst = what a read or fetch gives. #PF: goes on at alt
  branch_user, // branch at a to b: fetches a, trains the BTB, then fetches b (two accesses: the second is an `access`)
  branch_kernel, // branch at a consults the BTB; no effect but what speculation makes of it under time
  choose,        // dst = one of choices[a.first ..] (aux many): a choice of value
  either,        // goes on at one of targets: a choice of what to do next
  pause,         // a step that does nothing (the head of a `forever` with no other step)
  iret,          // end of a handler: back to what was interrupted, interrupts on
  stop,          // end of a script. Never possible as a step.
};
enum class Rmw : std::uint8_t { bit_or, bit_and, bit_xor, add, sub, exchange };
enum class Owner : std::uint8_t { free, table1, table2, table3, table4, user, kernel, quicklist };
constexpr bool is_table(Owner o) { return o >= Owner::table1 && o <= Owner::table4; }
enum class InvpcidType : std::uint8_t { address, context, all, nonglobal }; // SDM: 0, 1, 2, 3
// Locked instructions, INVLPG, INVPCID, MOV to control registers and IRET wait for the store buffer; a page's
// allocation and release take a lock on the way; an IPI's store to the APIC is uncached, so behind
// all stores before it.
constexpr bool drains_store_buffer(Op op) {
  switch (op) {
  case Op::rmw_var:
  case Op::rmw_word:
  case Op::lock:
  case Op::fence:
  case Op::alloc:
  case Op::free:
  case Op::invlpg:
  case Op::mov_cr3:
  case Op::set_pge:
  case Op::invpcid:
  case Op::send:
  case Op::iret: return true;
  default: return false;
  }
}
constexpr bool is_visible(Op op) { return op >= Op::load_var; }
constexpr std::uint16_t no_local = 0xffff;

struct Insn {
  Op op = Op::stop;
  std::uint8_t aux = 0;
  std::uint16_t dst = no_local; // index into locals
  std::uint16_t place = 0;      // index into places
  ExprRef a, b, c;
  std::uint16_t next = 0, alt = 0; // instruction numbers
  std::uint32_t list = 0; // choose, either: first of aux entries in choice_values / choice_targets
  std::uint32_t origin = 0; // index into origins
  std::uint16_t elided = 0; // accesses to words that are always 0, left out; they still cost time
};

// Where an instruction comes from: source place and the procedures it was inlined through, outermost first.
struct Origin {
  Location at;
  std::vector<std::string> procedures;
};

// ── Claims ──
enum class Oracle : std::uint8_t {
  poisoned,   // a global translation for a user address got into a TLB
  ghost_walk, // a walk read a frame that was no table, or was freed since the walk reached it
  quicklist_walk, // a walk read a page on a quicklist: harmless only because its words read as not present
  stale_use,      // an access through a translation that the page tables no longer give
  use_after_free, // an access to a frame that was freed since its translation was made, or through a ghost walk's translation
  scribble,       // a walker set A or D in a frame that is no table
  memory_type_conflict,  // an access, while a TLB has its frame with another memory type too
  torn_instruction,      // an instruction was fetched in parts that do not belong together
  table_freed_in_flight, // a table was freed while a walk held it (for `sometimes`)
  fault,                 // an access took a page fault
  deadlock,
  assertion,
  translation_left, // a frame was freed while a TLB had a translation of it (for `sometimes`)
  count_
};
struct Property {
  bool never = true; // else `sometimes`
  enum class Kind : std::uint8_t { oracle, event, state } kind = Kind::oracle;
  std::uint8_t index = 0; // Oracle, or event number
  ExprRef condition;      // Kind::state
  std::string text;       // as written
  Location at;
};

// ── The state's layout: one block per CPU, then what they share ──
struct CpuLayout { // offsets within a CPU's block
  std::uint32_t bytes = 0;
  std::uint32_t pc = 0;             // 2 bytes per context: task, then one per vector
  std::uint32_t resume = 0;         // 1 byte per handler: the context it interrupted
  std::uint32_t active = 0;         // 1 byte: running context
  std::uint32_t flags = 0;          // 1 byte: CpuFlag
  std::uint32_t pending = 0;        // 1 byte: APIC
  std::uint32_t cr3 = 0;            // frame of the root; width frame_bytes
  std::uint32_t pcid = 0;           // 1 byte: small PCID number (only when has_pcid)
  std::uint32_t root_registers = 0; // PAE: 8 bytes per tracked root index
  std::uint32_t reach = 0;          // bit set over pages: what this CPU may walk on its own
  std::uint32_t walks = 0;          // 8 bytes each
  std::uint32_t tlb = 0;
  std::uint32_t paging_cache = 0;
  std::uint32_t store_buffer = 0; // hw::StoreBuffer, when store_buffer_slots > 0
  std::uint32_t own_frames = 0;   // FreeList of the CPU, when per_cpu_frames > 0
  std::uint32_t locals = 0;       // contexts' locals
  std::uint32_t locals_bytes = 0;
};
namespace cpu_flag {
constexpr std::uint8_t interrupts = 1, pge = 2;
}

struct Layout {
  std::uint32_t bytes = 0; // of a whole state
  std::uint32_t cpus = 0;  // offset of CPU 0's block
  CpuLayout cpu;
  std::uint8_t frame_bytes = 4; // width of a frame number: 4 in i386 and PAE, 8 in x86-64
  std::uint32_t words = 0;      // frames x tracked words x word_bytes
  std::uint32_t owners = 0;     // 1 byte per frame
  std::uint32_t free_list = 0;  // shared FreeList
  std::uint16_t reach_bytes = 0;
  std::uint16_t store_buffer_slots = 0; // 0: memory is sequentially consistent
  std::uint16_t walk_slots = 1, tlb_slots = 0, paging_cache_slots = 0;
};

struct Page {
  Address va = 0;
  bool user = false;
};

struct Vector {
  std::string name;
  std::uint16_t entry = 0;
}; // an interrupt handler
struct Script {
  std::uint16_t entry = 0;
  bool endless = false;
  Location at;
}; // one per CPU; no script: entry is a `stop`

struct Program {
  // The machine
  const hw::PagingMode* mode = nullptr;
  hw::CpuDescription cpu; // parameters, `--set` applied
  std::uint16_t cpus = 1;
  std::uint16_t frames = 0; // pool size
  Pfn first_frame = 0x1000; // pool: first_frame .. first_frame + frames - 1
  hw::Reuse reuse = hw::Reuse::lifo;
  std::uint16_t per_cpu_frames = 0;
  bool store_buffers = true; // x86-TSO; else memory is sequentially consistent
  std::vector<Word> outside_reads{
      0xffffffffffffffffULL};            // what a walk may read beyond the pool (a choice)
  std::vector<Page> pages;               // tracked linear pages, ascending by va
  std::vector<PageId> cover[5];          // see hw::PageCover; [0..levels]
  std::vector<std::uint8_t> direct;      // per page: the direct map has it; empty: it has none
  std::vector<PageId> next_page;         // page + 4096 when tracked, else the page itself
  std::vector<std::uint16_t> words;      // tracked word indices, ascending
  std::vector<std::int16_t> word_slot;   // word index -> position in `words`, or -1
  std::vector<std::uint16_t> root_index; // PAE: tracked root indices

  // The code
  std::vector<Insn> code;
  std::vector<ExprInsn> expr;
  std::vector<std::uint64_t> constants;
  std::vector<Local> locals;
  std::vector<Place> places;
  std::vector<ExprRef> choice_values;
  std::vector<std::uint16_t> choice_targets;
  std::vector<Script> scripts; // one per CPU
  std::vector<Vector> vectors; // at most hw::max_vectors
  // Per instruction: bytes of the locals area (as 8-byte masks, locals_bytes / 8 of them) that are live when it is next.
  std::vector<std::uint64_t> live;

  Layout layout;
  std::vector<std::byte> initial; // the state in which the scripts start
  std::vector<Property> properties;
  std::vector<std::string> events; // names for Op::event

  // For people
  std::string scenario, kernel; // "munmap_same_cpu", "linux-2.4.18"
  std::vector<std::pair<std::string, std::string>>
      options; // kernel options, all, in order of declaration
  std::vector<Origin> origins;
  std::vector<std::string> records; // record instances: [0] "none", [1] "init_mm", ...
  std::uint64_t settle_cycles =
      0; // `for N cycles`: how long a run goes on when every script is endless; 0: default
};

} // namespace ghostwalk
