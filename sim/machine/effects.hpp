// SPDX-License-Identifier: MIT
// One step in the doing: the state it changes, what happened so far, and where to note it down.
#pragma once

#include "sim/machine/machine.hpp"
#include "sim/machine/view.hpp"

namespace ghostwalk {

struct Doing {
  const Program& p;
  View state;
  CpuId cpu;
  Trace* trace;
  Passed* passed;
  std::uint16_t insn =
      0xffff; // The instruction being executed; 0xffff: the hardware acts on its own.
  Happened seen = 0;

  // An event of this step, with what every event has filled in. Only when traced.
  Event note(EventKind kind) const {
    Event e;
    e.kind = kind;
    e.cpu = cpu;
    e.insn = insn;
    return e;
  }
  void add(const Event& e) const { trace->push_back(e); }

  void happens(Oracle o, PageId page = 0xffff, Pfn frame = 0) {
    seen |= happened(o);
    if (trace == nullptr) return;
    Event e = note(EventKind::oracle);
    e.what = static_cast<std::uint8_t>(o);
    e.page = page;
    e.frame = frame;
    add(e);
  }
};

// Does a claim name it? Some oracles are looked for only then: they cost, or are no harm in themselves.
inline bool asks_for(const Program& p, Oracle oracle) {
  for (const Property& claim : p.properties)
    if (claim.kind == Property::Kind::oracle && claim.index == static_cast<std::uint8_t>(oracle))
      return true;
  return false;
}

// ── translation.cpp: the TLB, the paging caches and the walks of one CPU ──

// Where a walk for `page` may start: [0] the root, [n] n levels below it through the paging cache. Returns how many ways
// there are and fills `ways` with them, in order of n. 0: PAE's root register has no table.
struct WalkStarts {
  int count = 0;
  std::uint8_t skipped[4] = {}; // levels skipped, ascending
};
WalkStarts walk_starts(const Program& p, const View& v, CpuId cpu, PageId page);
int free_walk_slot(const Program& p, const View& v, CpuId cpu);           // -1: all are busy
int demand_walk(const Program& p, const View& v, CpuId cpu, PageId page); // slot or -1
bool walks_in_flight(const Program& p, const View& v, CpuId cpu);

void start_walk(Doing& d, PageId page, hw::Access access, bool demand, std::uint8_t levels_skipped);
void read_walk(Doing& d, int slot, std::uint16_t choice);
void clear_faulted_walks(Doing& d);
void end_walk(Doing& d, const hw::Walk& w, int slot, WalkEnd how);
void note_entry(Doing& d, EventKind kind, PageId page, std::uint64_t packed); // when traced

// ── invalidation.cpp ──

enum class Flush : std::uint8_t {
  cr3,
  cr3_keep,
  invlpg,
  pge,
  fault,
  invpcid_address,
  invpcid_context,
  invpcid_all,
  invpcid_nonglobal
};
struct FlushOf {
  Flush kind;
  int page = -1; // invlpg, fault, invpcid_address; -1: an address that is not tracked
  int pcid = -1; // of INVPCID; -1: the one that is loaded
};
void flush(Doing& d, FlushOf what);
void forget_frame(Doing& d, Pfn frame,
                  bool was_table); // marks every translation and walk that names it

void load_root_registers(const Program& p, const View& v, CpuId cpu, Pfn root);

// What the page tables say of a page now, from this CPU's CR3, without touching them. False: not present.
bool translate_now(const Program& p, const View& v, CpuId cpu, PageId page, hw::TlbEntry& entry);
// The same from any root table; PAE's root registers are this CPU's all the same.
bool translate_from(const Program& p, const View& v, CpuId cpu, Pfn root, PageId page,
                    hw::TlbEntry& entry);

// ── access.cpp: an instruction's access through the MMU ──
int access_choices(const Program& p, const View& v, CpuId cpu, Address va,
                   hw::Access access); // 0: it waits for its walk
enum class Accessed : std::uint8_t { done, walking, faulted };
Accessed access(Doing& d, Address va, hw::Access kind, std::uint16_t choice, Word& value);
int find_page(const Program& p, Address va);

// ── evaluate.cpp ──
// `own`: shared places are read as this CPU sees them, its store buffer first; else memory is.
std::uint64_t evaluate(const Program& p, const View& v, CpuId cpu, ExprRef expr, bool own = true);
std::byte* place(const Program& p, const View& v, CpuId cpu, std::uint16_t number, ExprRef index,
                 std::uint16_t insn);

inline std::uint64_t eval(const Doing& d, ExprRef e) { return evaluate(d.p, d.state, d.cpu, e); }
inline void set_dst(const Doing& d, const Insn& i, std::uint64_t value) {
  if (i.dst != no_local) d.state.set_local(d.cpu, i.dst, value);
}

// ── memory_ops.cpp: the instructions of these names ──
std::uint64_t load_var(Doing& d, const Insn& i);
void store_var(Doing& d, const Insn& i, std::uint64_t value);
void rmw_var(Doing& d, const Insn& i);
void take_lock(Doing& d, const Insn& i);
void release_lock(Doing& d, const Insn& i);
Word load_word(Doing& d, const Insn& i);
void store_word(Doing& d, const Insn& i);
void rmw_word(Doing& d, const Insn& i);
void allocate(Doing& d, const Insn& i, std::uint16_t choice);
void free_frame(Doing& d, Pfn pfn);
void mark(Doing& d, const Insn& i);

// ── execute.cpp ──
void drain(Doing& d); // memory_ops.cpp
int exec_choices(const Program& p, const View& v, CpuId cpu);
void execute(Doing& d, std::uint16_t choice);
void settle(Doing& d); // runs the local instructions at the pc, then forgets locals that are dead
[[noreturn]] void model_error(CpuId cpu, std::uint16_t insn, const std::string& message);

} // namespace ghostwalk
