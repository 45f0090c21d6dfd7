// SPDX-License-Identifier: MIT
// Partial-order reduction: which instructions may go first, alone, without losing a violation.
//
// An instruction is *private* when no step of anyone else can see it, stop it or change what it does: it touches only the CPU's
// registers and locals, a variable that no other context uses, or (reading) one that nobody writes; the local instructions that ride on it
// mark no owner, name no event and check nothing. Such a step commutes with every step of the others (interrupt handlers of the same CPU
// included: they use other variables and leave the locals alone), so any schedule that breaks a claim can be rearranged to
// take it first (Godefroid 1996; Clarke, Grumberg, Peled 1999, chapter 10: conditions C0-C2).
//
// C3, that nobody is put off for ever: a private instruction only counts when all instructions it can lead to come later in
// the code. Every cycle of states goes back in some CPU's code, and that step is not reduced. This depends on the text alone, so the
// reduced search visits the same states on any number of threads.
#pragma once

#include "sim/machine/program.hpp"

namespace ghostwalk {

// By instruction number: 1 when its step may be taken alone.
std::vector<std::uint8_t> private_instructions(const Program& program);

} // namespace ghostwalk
