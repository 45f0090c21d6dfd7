// SPDX-License-Identifier: MIT
#include "sim/lang/layout/liveness.hpp"

namespace ghostwalk::lang {

Liveness::Liveness(const DraftCode& draft)
    : draft_(draft),
      before_(draft.code.size()),
      uses_(draft.locals.size()),
      definitions_(draft.locals.size()),
      gone_(draft.code.size()),
      seen_(draft.code.size()) {
  for (std::uint32_t i = 0; i < draft.code.size(); ++i) {
    const Draft& d = draft.code[i];
    each_successor(d, [&](Label to, bool sets) { before_[to].push_back({i, sets}); });
    if (d.dst != nothing) definitions_[d.dst].push_back(i);
    const auto note = [&](const Codes& code) {
      for (const Code& c : code) {
        if (c.op != ExprOp::local) continue;
        auto& uses = uses_[static_cast<std::size_t>(c.arg)];
        if (uses.empty() || uses.back() != i) uses.push_back(i);
      }
    };
    each_expression(d, note);
    note(d.bound);
  }
}

void Liveness::mark(std::uint32_t position) {
  if (seen_[position] == stamp_) return;
  seen_[position] = stamp_;
  live_.push_back(position);
}

const std::vector<std::uint32_t>& Liveness::of(LocalId local) {
  ++stamp_;
  live_.clear();
  for (const std::uint32_t use : uses_[local])
    if (!gone_[use]) mark(use);
  for (std::size_t done = 0; done < live_.size(); ++done)
    for (const Edge& edge : before_[live_[done]])
      if (!(edge.sets && draft_.code[edge.from].dst == local)) mark(edge.from);
  return live_;
}

} // namespace ghostwalk::lang
