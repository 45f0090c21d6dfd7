// SPDX-License-Identifier: MIT
#include "sim/drivers/explore/symmetry/cpus.hpp"
#include "sim/drivers/explore/symmetry/live.hpp"
#include "sim/machine/code.hpp"

namespace ghostwalk::symmetry {
namespace {

constexpr std::uint16_t most_cpus = 8; // A mask of them fits a byte, so every local that holds one.
constexpr std::size_t most_in_orbit = 4;

// May two CPUs change places?
class Exchange {
public:
  Exchange(const Program& p, const CpuTypes& types, CpuId a, CpuId b)
      : p_(p), types_(types), a_(a), b_(b) {}

  bool possible() const {
    for (CpuId cpu = 0; cpu < p_.cpus; ++cpu)
      if (!same_code(p_.scripts[cpu].entry, p_.scripts[exchanged(cpu)].entry)) return false;
    for (const Vector& v : p_.vectors)
      if (!same_code(v.entry, v.entry)) return false;
    for (const Property& claim : p_.properties)
      if (!same(claim.condition, claim.condition)) return false;
    return true;
  }

private:
  std::uint64_t exchanged(std::uint64_t cpu) const { return cpu == a_ ? b_ : cpu == b_ ? a_ : cpu; }

  // The code from one entry is that from the other, at a fixed distance.
  bool same_code(std::uint16_t one, std::uint16_t other) const {
    const auto distance = static_cast<std::uint16_t>(other - one);
    std::vector<bool> seen(p_.code.size());
    std::vector<std::uint16_t> todo{one};
    while (!todo.empty()) {
      const std::uint16_t pc = todo.back();
      todo.pop_back();
      if (seen[pc]) continue;
      seen[pc] = true;
      const auto at = static_cast<std::uint16_t>(pc + distance);
      if (at >= p_.code.size() || !same(pc, at, distance)) return false;
      each_way_on(p_, pc, [&](std::uint16_t to, bool) { todo.push_back(to); });
    }
    return true;
  }

  bool same(std::uint16_t one, std::uint16_t other, std::uint16_t distance) const {
    const Insn &x = p_.code[one], &y = p_.code[other];
    if (x.op != y.op || x.aux != y.aux || x.place != y.place) return false;
    if (!same_local(x.dst, y.dst) || !same_live(one, other)) return false;
    if (x.op != Op::work && !(same(x.a, y.a) && same(x.b, y.b) && same(x.c, y.c))) return false;
    for (std::uint32_t k = 0; x.op == Op::choose && k < x.aux; ++k)
      if (!same(p_.choice_values[x.list + k], p_.choice_values[y.list + k])) return false;
    std::vector<std::uint16_t> ways, others;
    each_way_on(p_, one, [&](std::uint16_t to, bool) {
      ways.push_back(static_cast<std::uint16_t>(to + distance));
    });
    each_way_on(p_, other, [&](std::uint16_t to, bool) { others.push_back(to); });
    return ways == others;
  }

  bool same_local(std::uint16_t x, std::uint16_t y) const {
    if (x == no_local || y == no_local) return x == y;
    return p_.locals[x].offset == p_.locals[y].offset && p_.locals[x].width == p_.locals[y].width &&
           types_.locals[x] == types_.locals[y];
  }
  bool same_live(std::uint16_t x, std::uint16_t y) const {
    const std::size_t groups = p_.layout.cpu.locals_bytes / 8;
    for (std::size_t g = 0; g < groups; ++g)
      if (p_.live[x * groups + g] != p_.live[y * groups + g]) return false;
    return true;
  }

  bool same(ExprRef x, ExprRef y) const {
    if (x.size != y.size) return false;
    for (std::uint32_t k = 0; k < x.size; ++k)
      if (!same_part(x.first + k, y.first + k)) return false;
    return true;
  }
  bool same_part(std::uint32_t x, std::uint32_t y) const {
    const ExprInsn &a = p_.expr[x], &b = p_.expr[y];
    if (a.op != b.op) return false;
    if (a.op == ExprOp::local)
      return same_local(static_cast<std::uint16_t>(a.arg), static_cast<std::uint16_t>(b.arg));
    if (a.op != ExprOp::constant) return a.arg == b.arg;
    return types_.constants[x] == types_.constants[y] &&
           renamed(p_.constants[a.arg], types_.constants[x]) == p_.constants[b.arg];
  }

  std::uint64_t renamed(std::uint64_t value, CpuType type) const {
    switch (type) {
    case CpuType::none: return value;
    case CpuType::cpu: return exchanged(value);
    case CpuType::lock: return value == 0 ? 0 : exchanged(value - 1) + 1;
    case CpuType::mask: break;
    }
    const std::uint64_t differ = (value >> a_ ^ value >> b_) & 1U;
    return value ^ (differ << a_ | differ << b_);
  }

  const Program& p_;
  const CpuTypes& types_;
  CpuId a_, b_;
};

void find_orbits(const Program& p, const CpuTypes& types, CpuTable& table) {
  for (CpuId cpu = 0; cpu < p.cpus; ++cpu) {
    bool taken = false;
    for (auto& orbit : table.orbits) {
      if (taken || orbit.size() == most_in_orbit) continue;
      taken = Exchange(p, types, orbit.front(), cpu).possible();
      if (taken) orbit.push_back(cpu);
    }
    if (!taken) table.orbits.push_back({cpu});
  }
  std::erase_if(table.orbits, [](const auto& orbit) { return orbit.size() < 2; });
}

void find_fields(const Program& p, const CpuTypes& types, CpuTable& table) {
  std::vector<std::uint16_t> wanted;
  for (std::size_t l = 0; l < p.locals.size(); ++l)
    if (types.locals[l] != CpuType::none) wanted.push_back(static_cast<std::uint16_t>(l));
  const auto live = live_locals(p, wanted);
  table.live.resize(p.code.size());
  for (std::size_t pc = 0; pc < live.size(); ++pc)
    for (const std::uint16_t l : live[pc])
      table.live[pc].push_back({p.locals[l].offset, p.locals[l].width, types.locals[l]});
  for (std::size_t i = 0; i < p.places.size(); ++i) {
    const Place& at = p.places[i];
    const bool per_cpu = at.scope == Place::Scope::per_cpu;
    for (std::uint32_t e = 0; types.places[i] != CpuType::none && e < (per_cpu ? 1 : at.count); ++e)
      (per_cpu ? table.per_cpu : table.global)
          .push_back({at.offset + e * at.width, at.width, types.places[i]});
  }
}

} // namespace

CpuTable find_cpus(const Program& program) {
  CpuTable table;
  if (program.cpus < 2 || program.cpus > most_cpus) return table;
  const CpuTypes types = find_cpu_types(program);
  if (!types.why_not.empty()) return table;
  find_orbits(program, types, table);
  if (!table.orbits.empty()) find_fields(program, types, table);
  return table;
}

} // namespace ghostwalk::symmetry
