// SPDX-License-Identifier: MIT
// Who waits for what: the lines of a deadlock's report.
#include <fmt/format.h>

#include "sim/machine/effects.hpp"

namespace ghostwalk {
namespace {

std::string procedure(const Program& p, std::uint16_t pc) {
  const Origin& origin = p.origins[p.code[pc].origin];
  const std::string in =
      origin.procedures.empty() ? std::string("its script") : origin.procedures.back();
  return fmt::format("{}, line {}", in, origin.at.line);
}

std::string what_it_waits_for(const Program& p, const View& v, CpuId cpu, const Insn& i,
                              std::uint16_t pc) {
  switch (i.op) {
  case Op::lock: {
    const auto holder = load(place(p, v, cpu, i.place, i.a, pc), p.places[i.place].width);
    return fmt::format("lock {}, held by cpu {}{}", p.places[i.place].name, holder - 1,
                       holder == cpu + 1U ? " itself" : "");
  }
  case Op::wait_until: return "a condition that nobody makes true any more";
  case Op::alloc: return fmt::format("a free page; the pool has {} frames", p.frames);
  default: return "a page walk";
  }
}

std::string undelivered(const Program& p, const View& v, CpuId cpu) {
  std::string text;
  for (std::size_t vector = 0; vector < p.vectors.size(); ++vector)
    if (hw::is_pending(v.pending(cpu), static_cast<int>(vector)))
      text += fmt::format("; interrupt {} is pending and interrupts are {}", p.vectors[vector].name,
                          v.flag(cpu, cpu_flag::interrupts) ? "on" : "off");
  return text;
}

} // namespace

std::vector<std::string> Machine::why_waiting(const std::byte* state) const {
  const View v(p_, state);
  std::vector<std::string> lines;
  for (CpuId cpu = 0; cpu < p_.cpus; ++cpu) {
    const std::uint16_t pc = v.pc(cpu);
    const Insn& i = p_.code[pc];
    if (i.op == Op::stop || ghostwalk::exec_choices(p_, v, cpu) > 0) continue;
    lines.push_back(fmt::format("cpu {} waits for {} ({}){}", cpu,
                                what_it_waits_for(p_, v, cpu, i, pc), procedure(p_, pc),
                                undelivered(p_, v, cpu)));
  }
  return lines;
}

} // namespace ghostwalk
