// SPDX-License-Identifier: MIT
// The maintenance steps of a kernel: what it does only so that translations, walks and other CPUs stay in step.
#pragma once

#include <vector>

#include "sim/ablate/purpose.hpp"

namespace ghostwalk::ablate {

struct MaintenanceStep {
  enum class Kind : std::uint8_t {
    flush,      // invlpg, invpcid, cr3 = F, cr4.pge = E
    fence,      //
    send,       // an interrupt to others
    wait,       // wait until
    lock,       // with its unlocks
    interrupts, // off, with the on
    atomic,     // a locked instruction: without it, a plain load and store
    call,       // of a procedure that only flushes
    free,       // free_page, or a procedure that frees what it is given: when is the point
  };
  Kind kind = Kind::flush;
  Location at;
  std::string procedure;
  std::string called; // Kind::call, free: the procedure
};

// In the order of the text. `kernel`: one with a body, its options folded.
std::vector<MaintenanceStep> maintenance_steps(const lang::Declaration& kernel, Purposes& purposes);

} // namespace ghostwalk::ablate
