// SPDX-License-Identifier: MIT
// The way back from a violation. From the last level to the first: which states have a step to a state already known to lead there, and
// with how few context switches. Then forwards, taking the best.
#include "sim/drivers/explore/search.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>

namespace ghostwalk {
namespace {

constexpr std::uint32_t never = 0x7fffffff;

// For a state on a shortest path: by CPU of the next step, the fewest switches after that step.
using Costs = std::vector<std::uint32_t>;
using Known = std::unordered_map<std::string, Costs>; // Only looked up, never iterated.

std::string key_of(const std::byte* packed, std::size_t size) {
  return {reinterpret_cast<const char*>(packed), size};
}

class WayBack {
public:
  WayBack(const Machine& machine, const Claims& claims, const Packing& packing,
          const StateSet& states)
      : machine_(machine),
        claims_(claims),
        packing_(packing),
        states_(states),
        expander_(machine, claims, packing) {}

  void visit_level(const Level& level) {
    known_.emplace_back();
    for (unsigned thread = 0; thread < level.of_thread.size(); ++thread)
      for (auto m = states_.begin(thread, level.of_thread[thread].first);
           m < level.of_thread[thread].end; m = states_.next(thread, m))
        visit(states_.at(thread, m));
  }

  // From the state loaded: the best next step, and whether it is the last.
  void follow(Exploration& result) {
    expander_.load_state(machine_.program().initial.data(), machine_.program().initial.size());
    int last_cpu = -1;
    for (std::size_t left = known_.size(); left > 0; --left) {
      const Step step = best_step(left - 1, last_cpu, result);
      if (result.broken >= 0 && step.cpu == 0xffff) return; // A deadlock has no last step.
      result.witness.push_back(step);
      last_cpu = step.cpu;
      const auto next = expander_.take(step);
      if (left == 1) result.broken = claims_.broken(machine_, next.seen, next.state);
      std::vector<std::byte> state(next.state, next.state + packing_.state_bytes());
      expander_.load_state(state.data(), state.size());
    }
  }

private:
  // What one step costs from here on: `never` when it does not lead to the violation in the steps left.
  std::uint32_t cost_after(const Step step, std::size_t left) {
    const auto next = expander_.take(step);
    if (left == 0) return claims_.broken(machine_, next.seen, next.state) >= 0 ? 0 : never;
    const auto found = known_[left - 1].find(key_of(next.packed, next.size));
    if (found == known_[left - 1].end()) return never;
    std::uint32_t best = never;
    for (CpuId cpu = 0; cpu < found->second.size(); ++cpu)
      if (found->second[cpu] != never)
        best = std::min(best, found->second[cpu] + (cpu != step.cpu ? 1U : 0U));
    return best;
  }

  bool deadlock_here(std::size_t left) const {
    return left == 0 && (claims_.never & happened(Oracle::deadlock)) != 0 && expander_.deadlocked();
  }

  void visit(const std::byte* packed) {
    expander_.load_packed(packed);
    const std::size_t left = known_.size() - 1;
    Costs costs(machine_.program().cpus, never);
    bool leads = false;
    const auto steps = expander_.steps();
    if (deadlock_here(left)) {
      std::fill(costs.begin(), costs.end(), 0);
      leads = true;
    }
    for (const Step step : steps) {
      const std::uint32_t cost = cost_after(step, left);
      if (cost == never) continue;
      costs[step.cpu] = std::min(costs[step.cpu], cost);
      leads = true;
    }
    if (leads) known_.back()[key_of(packed, packing_.packed_size(packed))] = std::move(costs);
  }

  Step best_step(std::size_t left, int last_cpu, Exploration& result) {
    const auto steps = expander_.steps();
    if (deadlock_here(left)) {
      for (std::size_t i = 0; i < machine_.program().properties.size(); ++i) {
        const Property& claim = machine_.program().properties[i];
        if (claim.never && claim.kind == Property::Kind::oracle &&
            claim.index == static_cast<std::uint8_t>(Oracle::deadlock))
          result.broken = static_cast<int>(i);
      }
      return {0xffff, StepKind::exec, 0, 0};
    }
    Step best{};
    std::uint32_t lowest = never;
    for (const Step step : steps) {
      std::uint32_t cost = cost_after(step, left);
      if (cost == never) continue;
      cost += last_cpu >= 0 && step.cpu != last_cpu ? 1U : 0U;
      if (cost < lowest) {
        lowest = cost;
        best = step;
      }
    }
    return best;
  }

  const Machine& machine_;
  const Claims& claims_;
  const Packing& packing_;
  const StateSet& states_;
  Expander expander_;
  std::vector<Known> known_; // [0]: the last level, ... , back: the level being visited
};

} // namespace

void find_witness(const Machine& machine, const Claims& claims, const Packing& packing,
                  const StateSet& states, const std::vector<Level>& levels, Exploration& result) {
  WayBack way(machine, claims, packing, states);
  for (auto level = levels.rbegin(); level != levels.rend(); ++level) way.visit_level(*level);
  way.follow(result);
}

} // namespace ghostwalk
