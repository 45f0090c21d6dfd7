// SPDX-License-Identifier: MIT
#include "sim/drivers/explore/independence.hpp"

#include <set>

#include "sim/machine/code.hpp"

namespace ghostwalk {
namespace {

// Who runs an instruction: a CPU's script, or a handler (on any CPU).
using Context = std::uint32_t;
constexpr Context handler_of(std::size_t vector) { return 0x10000U + static_cast<Context>(vector); }

void successors(const Program& p, std::uint16_t pc, std::vector<std::uint16_t>& out) {
  each_way_on(p, pc, [&](std::uint16_t to, bool) { out.push_back(to); });
}

std::vector<std::set<Context>> runners(const Program& p) {
  std::vector<std::set<Context>> who(p.code.size());
  const auto follow = [&](std::uint16_t entry, Context context) {
    std::vector<std::uint16_t> todo{entry};
    while (!todo.empty()) {
      const std::uint16_t pc = todo.back();
      todo.pop_back();
      if (who[pc].insert(context).second) successors(p, pc, todo);
    }
  };
  for (std::size_t cpu = 0; cpu < p.scripts.size(); ++cpu)
    follow(p.scripts[cpu].entry, static_cast<Context>(cpu));
  for (std::size_t v = 0; v < p.vectors.size(); ++v) follow(p.vectors[v].entry, handler_of(v));
  return who;
}

struct Use {
  std::set<Context> by;   // contexts that use it; for a per-CPU variable: on their own CPU
  bool elsewhere = false; // a per-CPU variable used with an index: any CPU
  bool written = false;
  bool claimed = false; // a claim looks at it
};

bool writes(Op op) {
  return op == Op::store_var || op == Op::rmw_var || op == Op::lock || op == Op::unlock;
}
bool uses_place(Op op) { return op == Op::load_var || writes(op); }

class Analysis {
public:
  explicit Analysis(const Program& p) : p_(p), who_(runners(p)), use_(p.places.size()) {
    for (std::size_t pc = 0; pc < p.code.size(); ++pc) count(p.code[pc], who_[pc]);
    for (const Property& claim : p.properties)
      look(claim.condition, [&](Use& u) { u.claimed = true; });
  }

  bool is_private(std::uint16_t pc) const { return alone(p_.code[pc]) && goes_on_quietly(pc); }

private:
  template <class Do>
  void look(ExprRef e, Do what) {
    for (std::uint32_t k = e.first; k < e.first + e.size; ++k)
      if (p_.expr[k].op == ExprOp::shared) what(use_[p_.expr[k].arg]);
  }

  void count(const Insn& i, const std::set<Context>& who) {
    for (const ExprRef e : {i.a, i.b, i.c})
      look(e, [&](Use& u) { u.by.insert(who.begin(), who.end()), u.elsewhere = true; });
    if (!uses_place(i.op)) return;
    Use& u = use_[i.place];
    u.by.insert(who.begin(), who.end());
    u.elsewhere |= i.a.size != 0;
    u.written |= writes(i.op);
  }

  // Used by one context only. A per-CPU variable without an index: scripts each have their own.
  bool own(std::uint16_t place) const {
    const Use& u = use_[place];
    if (p_.places[place].scope == Place::Scope::global) return u.by.size() <= 1 && !handled(u);
    return !u.elsewhere && !handled(u);
  }
  // A handler's instructions run on any CPU, and between any two of a script's.
  static bool handled(const Use& u) { return !u.by.empty() && *u.by.rbegin() >= handler_of(0); }

  bool alone(const Insn& i) const {
    switch (i.op) {
    case Op::branch_kernel:
    case Op::pause:
    case Op::choose:
    case Op::either: return true;
    case Op::load_var: return !use_[i.place].written || own(i.place);
    case Op::store_var: return own(i.place) && !use_[i.place].claimed;
    default: return false;
    }
  }

  // Only assignments and jumps ride on it, and every visible instruction it leads to comes later.
  bool goes_on_quietly(std::uint16_t from) const {
    std::vector<std::uint16_t> todo;
    std::set<std::uint16_t> seen;
    successors(p_, from, todo);
    while (!todo.empty()) {
      const std::uint16_t pc = todo.back();
      todo.pop_back();
      if (!seen.insert(pc).second) continue;
      const Op op = p_.code[pc].op;
      if (is_visible(op)) {
        if (pc <= from) return false;
        continue;
      }
      if (op == Op::mark || op == Op::event || op == Op::check || op == Op::speculate) return false;
      successors(p_, pc, todo);
    }
    return true;
  }

  const Program& p_;
  std::vector<std::set<Context>> who_;
  std::vector<Use> use_;
};

} // namespace

std::vector<std::uint8_t> private_instructions(const Program& p) {
  const Analysis analysis(p);
  std::vector<std::uint8_t> result(p.code.size());
  for (std::size_t pc = 0; pc < p.code.size(); ++pc)
    result[pc] = analysis.is_private(static_cast<std::uint16_t>(pc)) ? 1 : 0;
  return result;
}

} // namespace ghostwalk
