// SPDX-License-Identifier: MIT
// The compiler has said which bytes are live where; locals share bytes, though, and have a variable each in Murphi. So this is worked
// out anew, over the program as it is.
#include "sim/export/flows.hpp"

#include <algorithm>

namespace ghostwalk::murphi {
namespace {

using Set = std::vector<bool>;

bool join(Set& into, const Set& from) {
  bool changed = false;
  for (std::size_t l = 0; l < into.size(); ++l)
    if (from[l] && !into[l]) changed = into[l] = true;
  return changed;
}

void reads(const Program& p, ExprRef e, Set& out) {
  for (std::uint32_t i = e.first; i < e.first + e.size; ++i)
    if (p.expr[i].op == ExprOp::local) out[p.expr[i].arg] = true;
}

Set reads(const Program& p, const Insn& i) {
  Set out(p.locals.size());
  for (const ExprRef e : {i.a, i.b, i.c}) reads(p, e, out);
  if (i.op == Op::choose)
    for (std::uint32_t k = 0; k < i.aux; ++k) reads(p, p.choice_values[i.list + k], out);
  return out;
}

LocalSets live_sets(const Program& p, const Flows& flows) {
  LocalSets live(p.code.size(), Set(p.locals.size()));
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t at = p.code.size(); at-- > 0;) {
      if (flows.of[at] < 0) continue;
      const Insn& i = p.code[at];
      Set now = reads(p, i);
      each_way_on(p, static_cast<std::uint16_t>(at), [&](std::uint16_t to, bool sets) {
        Set behind = live[to];
        if (sets && i.dst != no_local) behind[i.dst] = false;
        join(now, behind);
      });
      changed = join(live[at], now) || changed;
    }
  }
  return live;
}

// What may hold something when an instruction is reached: what was live at the visible one before it, and what was assigned since.
LocalSets held_sets(const Program& p, const Flows& flows, const LocalSets& live) {
  LocalSets held(p.code.size(), Set(p.locals.size()));
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t at = 0; at < p.code.size(); ++at) {
      if (flows.of[at] < 0) continue;
      const Insn& i = p.code[at];
      Set behind = is_visible(i.op) ? live[at] : held[at];
      if (i.dst != no_local) behind[i.dst] = true;
      each_way_on(p, static_cast<std::uint16_t>(at),
                  [&](std::uint16_t to, bool) { changed = join(held[to], behind) || changed; });
    }
  }
  return held;
}

void find_owners(const Program& p, const Flows& flows, Liveness& out) {
  out.first.assign(p.locals.size(), 0xffff);
  out.last.assign(p.locals.size(), 0);
  for (const Flow& flow : flows.all)
    for (const std::uint16_t at : flow.code) {
      Set used = reads(p, p.code[at]);
      if (p.code[at].dst != no_local) used[p.code[at].dst] = true;
      for (std::size_t l = 0; l < used.size(); ++l) {
        if (!used[l]) continue;
        out.first[l] = std::min(out.first[l], flow.first);
        out.last[l] = std::max(out.last[l], flow.last);
      }
    }
}

} // namespace

Liveness find_liveness(const Program& p, const Flows& flows) {
  Liveness out;
  out.live = live_sets(p, flows);
  out.forget = held_sets(p, flows, out.live);
  for (std::size_t at = 0; at < p.code.size(); ++at)
    for (std::size_t l = 0; l < p.locals.size(); ++l)
      if (out.live[at][l]) out.forget[at][l] = false;
  find_owners(p, flows, out);
  return out;
}

} // namespace ghostwalk::murphi
