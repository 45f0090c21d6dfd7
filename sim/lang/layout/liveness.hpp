// SPDX-License-Identifier: MIT
// Where a local is live: some way from there reads it before anything is assigned to it. One local at a time, going backwards from
// its uses, so the cost is the length of what is found.
#pragma once

#include "sim/lang/lower/builder.hpp"

namespace ghostwalk::lang {

// Where an instruction can go on; requires a draft whose labels are positions. f(position, sets): does `dst` hold its value there?
template <class F>
void each_successor(const Draft& d, const F& f) {
  if (d.op == Op::stop || d.op == Op::iret) return;
  if (d.op == Op::either) {
    for (const Label to : d.targets) f(to, true);
    return;
  }
  f(d.next, true);
  if (d.alt != nothing)
    f(d.alt, false); // jump_if sets nothing; an access that faults has no value.
}

class Liveness {
public:
  explicit Liveness(const DraftCode& draft);

  // Positions where `local` is live when they are next. Valid until the next call.
  const std::vector<std::uint32_t>& of(LocalId local);
  bool is_live(std::uint32_t position) const {
    return seen_[position] == stamp_;
  } // Of the last `of`.
  const std::vector<std::uint32_t>& definitions(LocalId local) const { return definitions_[local]; }
  // The instruction at `position` no longer reads anything.
  void forget_uses(std::uint32_t position) { gone_[position] = true; }
  const std::vector<std::uint32_t>& uses(LocalId local) const { return uses_[local]; }

private:
  struct Edge {
    std::uint32_t from;
    bool sets;
  };
  void mark(std::uint32_t position);

  const DraftCode& draft_;
  std::vector<std::vector<Edge>> before_;
  std::vector<std::vector<std::uint32_t>> uses_, definitions_; // By local.
  std::vector<bool> gone_;
  std::vector<std::uint32_t> seen_;
  std::uint32_t stamp_ = 0;
  std::vector<std::uint32_t> live_;
};

} // namespace ghostwalk::lang
