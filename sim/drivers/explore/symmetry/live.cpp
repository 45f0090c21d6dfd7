// SPDX-License-Identifier: MIT
#include "sim/drivers/explore/symmetry/live.hpp"

#include "sim/machine/code.hpp"

namespace ghostwalk::symmetry {
namespace {

bool reads(const Program& p, const Insn& i, std::uint16_t local) {
  bool found = false;
  each_expression(p, i, [&](ExprRef e) {
    for (std::uint32_t k = e.first; k < e.first + e.size; ++k)
      found |= p.expr[k].op == ExprOp::local && p.expr[k].arg == local;
  });
  return found;
}

// Backwards from the instructions that read it.
std::vector<bool> live_at(const Program& p, const std::vector<std::uint16_t>& code,
                          std::uint16_t local) {
  std::vector<bool> live(p.code.size());
  for (const std::uint16_t pc : code) live[pc] = reads(p, p.code[pc], local);
  for (bool changed = true; changed;) {
    changed = false;
    for (auto pc = code.rbegin(); pc != code.rend(); ++pc) {
      if (live[*pc]) continue;
      bool behind = false;
      each_way_on(p, *pc, [&](std::uint16_t to, bool sets) {
        behind |= live[to] && !(sets && p.code[*pc].dst == local);
      });
      live[*pc] = behind;
      changed |= behind;
    }
  }
  return live;
}

} // namespace

std::vector<std::vector<std::uint16_t>> live_locals(const Program& p,
                                                    const std::vector<std::uint16_t>& wanted) {
  const std::vector<std::uint16_t> code = reached_code(p);
  std::vector<std::vector<std::uint16_t>> result(p.code.size());
  for (const std::uint16_t local : wanted) {
    const std::vector<bool> live = live_at(p, code, local);
    for (const std::uint16_t pc : code)
      if (live[pc]) result[pc].push_back(local);
  }
  return result;
}

} // namespace ghostwalk::symmetry
