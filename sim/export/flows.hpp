// SPDX-License-Identifier: MIT
// Who runs which instruction: a flow is a script or a handler, with the CPUs that run it. Instructions belong to one flow each.
// Also what the exporter works out about locals on its own: where each is live, and which have to be forgotten where.
#pragma once

#include <vector>

#include "sim/machine/code.hpp"
#include "sim/machine/program.hpp"

namespace ghostwalk::murphi {

struct Flow {
  int context = 0; // 0: a script; 1 + vector: its handler.
  std::uint16_t entry = 0;
  CpuId first = 0, last = 0;       // The CPUs that may run it lie between.
  std::vector<std::uint16_t> code; // Ascending.
};

struct Flows {
  std::vector<Flow> all;
  std::vector<int> of; // Per instruction: its flow, or -1 for what nobody runs (setups).
};

Flows find_flows(const Program& program);

// Per instruction, a flag for each local.
using LocalSets = std::vector<std::vector<bool>>;

struct Liveness {
  LocalSets live;   // It is read before it is assigned, from there on.
  LocalSets forget; // At a visible instruction: it may hold something, and is not live.
  std::vector<CpuId> first, last; // Per local: the CPUs that have it. last < first: nobody.
};

Liveness find_liveness(const Program& program, const Flows& flows);

} // namespace ghostwalk::murphi
