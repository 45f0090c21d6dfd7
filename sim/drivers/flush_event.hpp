// SPDX-License-Identifier: MIT
// A MOV CR3 with the no-flush bit is told as a flush that dropped nothing.
#pragma once

#include "sim/machine/trace.hpp"

namespace ghostwalk {

// True also for one that could have kept everything, did not, and found nothing to drop.
inline bool kept_everything(const Program& program, const Event& flush) {
  return flush.insn < program.code.size() && program.code[flush.insn].op == Op::mov_cr3 &&
         program.code[flush.insn].c.size != 0 && flush.before == 0 && flush.after == 0;
}

} // namespace ghostwalk
