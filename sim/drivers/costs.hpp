// SPDX-License-Identifier: MIT
// How long an instruction or a walk's read takes: the CPU description's distributions, and where
// the line is that it touches. Leaves out: overlap of instructions, store buffers, cold misses of
// kernel variables (a line that no other CPU wrote is taken to be in the cache), and the lines of
// the data that accesses through the MMU touch.
#pragma once

#include "sim/drivers/carrier.hpp"
#include "sim/drivers/dice.hpp"
#include "sim/drivers/lines.hpp"
#include "sim/machine/view.hpp"

namespace ghostwalk {

// The line that an instruction reads or writes.
struct Touch {
  std::uint32_t line = Lines::none;
  bool writes = false;
};
Touch touched(const Program& p, const View& v, CpuId cpu, const Lines& lines);

class Costs {
public:
  explicit Costs(const Program& program)
      : p_(program), dice_(program.cpu, program.cpus), lines_(program) {}
  void restart(const Random& random) {
    dice_.throw_from(random);
    lines_.forget();
  }

  // The instruction at the CPU's pc, from its start to its effect.
  std::int64_t instruction(CpuId cpu, const Insn& insn, Touch touch);
  // One that waited, from when it can go on: a lock's or variable's line has to come over, a page
  // is taken, an access is done. Whoever waited for their own walks or stores has paid already.
  std::int64_t after_waiting(CpuId cpu, const Insn& insn);
  // Of the oldest store in a CPU's store buffer, which is not empty.
  std::int64_t drain(const View& state, CpuId cpu);
  // Into the store buffer, if there is one: the line comes later.
  bool buffered(Op op) const {
    return p_.layout.store_buffer_slots > 0 &&
           (op == Op::store_var || op == Op::store_word || op == Op::unlock);
  }
  struct Read {
    std::int64_t cycles;
    Errand::Over over;
  };
  Read walk_read(const View& state, CpuId cpu, const hw::Walk& walk);
  std::uint32_t line_of(const hw::Walk& walk) const; // The one that its next read touches.

  Dice::OfCpu dice(CpuId cpu) { return dice_.of(cpu); }
  Lines& lines() { return lines_; }

private:
  const Program& p_;
  Dice dice_;
  Lines lines_;
};

} // namespace ghostwalk
