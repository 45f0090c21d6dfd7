// SPDX-License-Identifier: MIT
// The machine: which steps are possible in a state, and what each does. No clock, no dice, no I/O. A state is Program::layout.bytes
// contiguous bytes: copy is memcpy, equality memcmp, hash one pass.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "sim/machine/trace.hpp"

namespace ghostwalk {

// What happened in a step, as bits: one per Oracle, then one per named event of the scenario.
using Happened = std::uint64_t;
constexpr Happened happened(Oracle o) { return Happened{1} << static_cast<int>(o); }
constexpr Happened happened_event(int event) {
  return Happened{1} << (static_cast<int>(Oracle::count_) + event);
}
constexpr int max_events = 64 - static_cast<int>(Oracle::count_);

// The kernel or scenario text does something that has no meaning: a value outside its type, a field of `none`, an endless
// loop without a step, a word that is not tracked. Exit status 2; the message says what to do.
class ModelError : public std::runtime_error {
public:
  ModelError(const std::string& message, CpuId on, std::uint16_t at)
      : std::runtime_error(message), cpu(on), insn(at) {}
  CpuId cpu;
  std::uint16_t insn;
};

struct Doing;

// The local instructions that rode on a step: they take time under the timed drivers, and speculation may start there.
struct Passed {
  std::int64_t work_lowest = 0, work_highest = 0; // sum of the `work` statements passed, in cycles
  std::uint32_t local_ops = 0;                    // other local instructions passed
  std::uint32_t elided = 0;                       // loads that they left out: see Insn::elided
  PageId speculated = 0xffff;                     // page of the last `speculate` passed
};

class Machine {
public:
  explicit Machine(const Program& program); // Keeps a reference.

  const Program& program() const { return p_; }

  // Appends every step possible in `state`, ordered by CPU, then kind, then what, then choice. The order depends on `state`
  // alone: schedules are replayed against it.
  void steps(const std::byte* state, std::vector<Step>& out) const;

  // Does the step, which must be possible. Returns what happened; appends events to `trace` when there is one.
  // Throws ModelError; the state is then of no use.
  Happened apply(std::byte* state, Step step, Trace* trace = nullptr,
                 Passed* passed = nullptr) const;

  // The same, for who wants to know what it depended on: adds to `touched` the CPUs whose blocks were
  // looked at or changed. A step that touches its own CPU's block alone does the same in every state
  // that has this block and the same shared part. Likewise for the steps of one CPU.
  Happened apply(std::byte* state, Step step, CpuSet& touched) const;
  void steps(const std::byte* state, CpuId cpu, std::vector<Step>& out, CpuSet& touched) const;

  // Runs the local instructions at each CPU's start up to the first visible one. For the compiler's initial state.
  void settle_initial(std::byte* state) const;

  bool possible(const std::byte* state, Step step) const;

  // ── What drivers ask of a state ──
  // Number of alternatives of the CPU's next instruction; 0: it waits, or has ended.
  int exec_choices(const std::byte* state, CpuId cpu) const;
  bool ended(const std::byte* state,
             CpuId cpu) const; // its script is at `stop` and no handler runs
  std::uint16_t next_insn(const std::byte* state, CpuId cpu) const;
  bool interrupt_possible(const std::byte* state, CpuId cpu) const;
  bool walk_startable(const std::byte* state, CpuId cpu, PageId page) const;
  hw::Walk walk(const std::byte* state, CpuId cpu, int slot) const; // level 0: free
  hw::Tlb tlb(std::byte* state, CpuId cpu) const;
  int find_page(Address va) const; // PageId of the tracked page, or -1
  std::uint64_t evaluate(const std::byte* state, CpuId cpu, ExprRef expr) const;
  // First `never` of Kind::state that does not hold, as an index into properties; -1: all hold.
  int broken_claim(const std::byte* state) const;
  std::vector<std::string> why_waiting(
      const std::byte* state) const; // one line per waiting CPU, for a deadlock's report

private:
  Happened apply(Doing& doing, Step step) const;
  const Program& p_;
};

} // namespace ghostwalk
