// SPDX-License-Identifier: MIT
#include "sim/export/flows.hpp"

#include <algorithm>

namespace ghostwalk::murphi {
namespace {

// The flow of that entry and context, made if there is none. CPUs whose scripts are one text may share it.
int flow_at(Flows& flows, std::uint16_t entry, int context) {
  for (std::size_t i = 0; i < flows.all.size(); ++i)
    if (flows.all[i].entry == entry && flows.all[i].context == context) return static_cast<int>(i);
  Flow flow;
  flow.context = context;
  flow.entry = entry;
  flow.first = 0xffff;
  flows.all.push_back(flow);
  return static_cast<int>(flows.all.size() - 1);
}

void collect(const Program& p, Flows& flows, int number) {
  std::vector<std::uint16_t> open{flows.all[static_cast<std::size_t>(number)].entry};
  while (!open.empty()) {
    const std::uint16_t pc = open.back();
    open.pop_back();
    int& of = flows.of[pc];
    if (of == number) continue;
    if (of >= 0 && p.code[pc].op != Op::stop)
      throw InputError("two scripts share instructions: this cannot be exported");
    if (of >= 0 && pc == flows.all[static_cast<std::size_t>(number)].entry) return; // No script.
    of = number;
    each_way_on(p, pc, [&](std::uint16_t to, bool) { open.push_back(to); });
  }
}

} // namespace

Flows find_flows(const Program& p) {
  Flows flows;
  flows.of.assign(p.code.size(), -1);
  for (CpuId cpu = 0; cpu < p.cpus; ++cpu) {
    Flow& flow = flows.all[static_cast<std::size_t>(flow_at(flows, p.scripts[cpu].entry, 0))];
    flow.first = std::min(flow.first, cpu);
    flow.last = std::max(flow.last, cpu);
  }
  for (std::size_t v = 0; v < p.vectors.size(); ++v) {
    const int number = flow_at(flows, p.vectors[v].entry, static_cast<int>(v) + 1);
    Flow& flow = flows.all[static_cast<std::size_t>(number)];
    flow.first = 0;
    flow.last = static_cast<CpuId>(p.cpus - 1);
  }
  for (std::size_t i = 0; i < flows.all.size(); ++i) collect(p, flows, static_cast<int>(i));
  for (std::size_t pc = 0; pc < p.code.size(); ++pc)
    if (flows.of[pc] >= 0)
      flows.all[static_cast<std::size_t>(flows.of[pc])].code.push_back(
          static_cast<std::uint16_t>(pc));
  return flows;
}

} // namespace ghostwalk::murphi
