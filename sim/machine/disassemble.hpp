// SPDX-License-Identifier: MIT
// A program's code as text, for tests and for people who look for what a statement became.
#pragma once

#include <string>

#include "sim/machine/program.hpp"

namespace ghostwalk {

//   cpu 0: 3
//   0 stop
//   3 flush_mm = 2
//   4 t = load active_mm[self]
//   5 if t == 2 goto 6 else 9
std::string disassemble(const Program& program);
std::string disassemble(const Program& program, ExprRef expr); // In infix form.

} // namespace ghostwalk
