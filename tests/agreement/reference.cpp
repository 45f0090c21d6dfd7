// SPDX-License-Identifier: MIT
#include "tests/agreement/reference.hpp"

#include <algorithm>
#include <string_view>

namespace ghostwalk::test {
namespace {

std::size_t hash(const std::byte* state, std::size_t bytes) {
  return std::hash<std::string_view>{}({reinterpret_cast<const char*>(state), bytes});
}

using State = std::vector<std::byte>;

class Search {
public:
  Search(const Machine& machine, std::size_t most)
      : machine_(machine), most_(most), state_(machine.program().initial) {}

  Reference run() {
    std::vector<State> level{machine_.program().initial};
    add(level.front());
    if (breaks(machine_, 0, level.front().data())) found_.violated_after = 0;
    for (int depth = 0; !level.empty(); ++depth) {
      next_.clear();
      for (const State& state : level) expand(state, depth);
      if (found_.all.size() > most_) return std::move(found_);
      level.swap(next_);
    }
    found_.complete = true;
    return std::move(found_);
  }

private:
  bool add(const State& state) {
    return found_.all.insert(hash(state.data(), state.size())).second;
  }

  void violation(int after) {
    if (found_.violated_after < 0) found_.violated_after = after;
  }

  void expand(const State& from, int depth) {
    steps_.clear();
    machine_.steps(from.data(), steps_);
    if (nobody_goes_on(machine_, from.data(), steps_)) {
      found_.seen |= happened(Oracle::deadlock);
      if ((forbidden(machine_.program()) & happened(Oracle::deadlock)) != 0) violation(depth);
    }
    for (const Step step : steps_) {
      state_ = from;
      try {
        const Happened seen = machine_.apply(state_.data(), step);
        found_.seen |= seen;
        if (breaks(machine_, seen, state_.data())) violation(depth + 1);
        if (add(state_)) next_.push_back(state_);
      } catch (const ModelError&) {
        found_.senseless = true;
      }
    }
  }

  const Machine& machine_;
  std::size_t most_;
  State state_;
  std::vector<State> next_;
  std::vector<Step> steps_;
  Reference found_;
};

} // namespace

bool Reference::has(const std::byte* state, std::size_t bytes) const {
  return all.count(hash(state, bytes)) != 0;
}

Reference reach(const Machine& machine, std::size_t most_states) {
  return Search(machine, most_states).run();
}

Happened forbidden(const Program& p) {
  Happened all = 0;
  for (const Property& claim : p.properties) {
    if (!claim.never || claim.kind == Property::Kind::state) continue;
    all |= claim.kind == Property::Kind::oracle ? happened(static_cast<Oracle>(claim.index))
                                                : happened_event(claim.index);
  }
  return all;
}

bool breaks(const Machine& machine, Happened seen, const std::byte* state) {
  const Program& p = machine.program();
  if ((seen & forbidden(p)) != 0) return true;
  return std::any_of(p.properties.begin(), p.properties.end(), [&](const Property& claim) {
    return claim.never && claim.kind == Property::Kind::state &&
           machine.evaluate(state, 0, claim.condition) != 0;
  });
}

bool nobody_goes_on(const Machine& machine, const std::byte* state,
                    const std::vector<Step>& steps) {
  const auto wakes = [](Step s) {
    return s.kind != StepKind::walk_start && s.kind != StepKind::evict_tlb &&
           s.kind != StepKind::evict_paging_cache;
  };
  if (std::any_of(steps.begin(), steps.end(), wakes)) return false;
  for (CpuId cpu = 0; cpu < machine.program().cpus; ++cpu)
    if (!machine.ended(state, cpu)) return true;
  return false;
}

} // namespace ghostwalk::test
