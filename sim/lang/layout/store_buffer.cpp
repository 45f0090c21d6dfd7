// SPDX-License-Identifier: MIT
// How many slots a CPU's store buffer needs, so that no program of this scenario can fill a larger one: the longest run of plain
// stores without an instruction that waits for the buffer to drain, and the same of every handler on top.
// Never more than the processor has.
#include <algorithm>
#include <vector>

#include "sim/lang/layout/layout.hpp"
#include "sim/machine/code.hpp"

namespace ghostwalk::lang {
namespace {

bool stores(const Insn& i) {
  return i.op == Op::store_var || i.op == Op::store_word || i.op == Op::unlock ||
         (i.op == Op::access && static_cast<hw::Access>(i.aux & 3) == hw::Access::write);
}

// The most stores that can wait at once when the code from `entry` runs; `most` when there is no bound.
std::size_t longest(const Program& p, std::uint16_t entry, std::size_t most) {
  std::vector<std::size_t> before(p.code.size());
  std::vector<bool> seen(p.code.size());
  std::vector<std::uint16_t> todo{entry};
  std::size_t result = 0;
  seen[entry] = true;
  while (!todo.empty()) {
    const std::uint16_t pc = todo.back();
    todo.pop_back();
    const Insn& i = p.code[pc];
    const std::size_t after =
        drains_store_buffer(i.op) ? 0 : std::min(most, before[pc] + (stores(i) ? 1U : 0U));
    result = std::max(result, after);
    each_way_on(p, pc, [&](std::uint16_t to, bool) {
      if (seen[to] && before[to] >= after) return;
      before[to] = std::max(before[to], after);
      seen[to] = true;
      todo.push_back(to);
    });
  }
  return result;
}

} // namespace

std::uint16_t store_buffer_slots(const Program& p) {
  const std::size_t most = p.cpu.number(hw::Key::store_buffer);
  std::size_t script = 0, handlers = 0;
  for (const ghostwalk::Script& s : p.scripts) script = std::max(script, longest(p, s.entry, most));
  for (const ghostwalk::Vector& v : p.vectors) handlers += longest(p, v.entry, most);
  return static_cast<std::uint16_t>(std::min(most, script + handlers));
}

} // namespace ghostwalk::lang
