// SPDX-License-Identifier: MIT
// Scenarios so small that their states can be counted by hand.
#pragma once

#include "tests/support/compiled.hpp"

namespace ghostwalk::test {

// No paging, no interrupts, nothing speculative: `vars` are the kernel's lines, the rest the scenario's.
inline std::string tiny(const std::string& vars, const std::string& scenario, int cpus = 2) {
  return "kernel k\n  paging i386\n" + vars + "\nscenario tiny\n  cpu pentium4 * " +
         std::to_string(cpus) + "\n" + scenario;
}

inline const Pairs one_order{{"memory", "sc"}}; // Stores reach memory at once.

inline Exploration explored_plainly(const Program& program, unsigned threads = 1) {
  ExploreSettings settings;
  settings.threads = threads;
  settings.reduce = false;
  return explore(Machine(program), settings);
}

} // namespace ghostwalk::test
