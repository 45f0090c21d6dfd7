// SPDX-License-Identifier: MIT
// Which values have to do with CPUs: every local, variable and constant of a text gets one type, by unification. A
// variable that gets `bit(self)` holds a mask, and so does what is stored to it or compared with it, everywhere.
#pragma once

#include "sim/machine/program.hpp"

namespace ghostwalk::symmetry {

enum class CpuType : std::uint8_t {
  none, // the same whatever the CPUs are called
  mask, // bit n: CPU n
  cpu,  // a CPU's number
  lock, // 0, or a CPU's number and 1
};

struct CpuTypes {
  std::string why_not;                            // Not empty: the text treats CPUs differently.
  std::vector<CpuType> locals, places, constants; // As Program::locals, places, expr.
};

CpuTypes find_cpu_types(const Program& program);

} // namespace ghostwalk::symmetry
