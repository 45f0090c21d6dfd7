// SPDX-License-Identifier: MIT
// The way back from a violation. From the last level to the first: which states have a step to a state
// already known to lead there, and with how few context switches. Then forwards, taking the best.
#include "sim/drivers/explore/search.hpp"

#include <algorithm>
#include <unordered_map>

namespace ghostwalk {
namespace {

constexpr std::uint32_t never = 0x7fffffff;

// For a state on a shortest path: by CPU of the next step, the fewest switches after that step.
using Costs = std::vector<std::uint32_t>;
using Known = std::unordered_map<RecordTable::Id, Costs>; // Only looked up, never iterated.

class WayBack {
public:
  WayBack(const Machine& machine, const Claims& claims, StateSet& states, const Symmetry* symmetry)
      : machine_(machine),
        claims_(claims),
        states_(states),
        expander_(machine, claims, states, 0, symmetry) {}

  void visit_level(const Level& level) {
    known_.emplace_back();
    for (unsigned thread = 0; thread < level.of_thread.size(); ++thread)
      for (std::uint32_t i = level.of_thread[thread].first; i < level.of_thread[thread].end; ++i)
        visit(thread, i);
  }

  void follow(Exploration& result) {
    expander_.load_initial();
    int last_cpu = -1;
    for (std::size_t left = known_.size(); left > 0; --left) {
      look(left - 1);
      if (deadlock_here(left - 1)) {
        result.broken = deadlock_claim();
        return; // It has no last step.
      }
      const std::size_t best = best_step(last_cpu);
      const Step step = steps_[best];
      result.witness.push_back(step);
      result.broken = broken_[best];
      last_cpu = step.cpu;
      expander_.go(step);
    }
  }

private:
  // Fills steps_, and for each what it costs from here on: `never` when it does not lead to the
  // violation in the steps that are left.
  void look(std::size_t left) {
    steps_ = expander_.steps();
    const auto& next = expander_.take_all();
    costs_.assign(steps_.size(), never);
    broken_.assign(steps_.size(), -1);
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      broken_[i] = next[i].broken;
      costs_[i] =
          left == 0 ? (next[i].broken >= 0 ? 0 : never) : after(steps_[i], next[i].key, left - 1);
    }
  }

  std::uint32_t after(const Step step, const StateSet::Key& key, std::size_t level) {
    const auto id = states_.find(key);
    const auto found = id ? known_[level].find(*id) : known_[level].end();
    std::uint32_t best = never;
    if (found == known_[level].end()) return best;
    for (std::size_t cpu = 0; cpu < found->second.size(); ++cpu)
      if (found->second[cpu] != never)
        best = std::min(best, found->second[cpu] + (cpu != step.cpu ? 1U : 0U));
    return best;
  }

  bool deadlock_here(std::size_t left) const {
    return left == 0 && (claims_.never & happened(Oracle::deadlock)) != 0 && expander_.deadlocked();
  }
  int deadlock_claim() const {
    const auto& all = claims_.program.properties;
    const auto at = std::find_if(all.begin(), all.end(), [](const Property& p) {
      return p.never && p.kind == Property::Kind::oracle &&
             p.index == static_cast<std::uint8_t>(Oracle::deadlock);
    });
    return static_cast<int>(at - all.begin());
  }

  void visit(unsigned thread, std::uint32_t index) {
    expander_.load(thread, index);
    const std::size_t left = known_.size() - 1;
    look(left);
    Costs costs(machine_.program().cpus, never);
    if (deadlock_here(left)) std::fill(costs.begin(), costs.end(), 0);
    for (std::size_t i = 0; i < steps_.size(); ++i)
      costs[steps_[i].cpu] = std::min(costs[steps_[i].cpu], costs_[i]);
    if (std::any_of(costs.begin(), costs.end(), [](std::uint32_t c) { return c != never; }))
      known_.back()[RecordTable::id_of(thread, index)] = std::move(costs);
  }

  std::size_t best_step(int last_cpu) const {
    std::size_t best = 0;
    std::uint32_t lowest = never;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      if (costs_[i] == never) continue;
      const std::uint32_t cost = costs_[i] + (last_cpu >= 0 && steps_[i].cpu != last_cpu ? 1U : 0U);
      if (cost >= lowest) continue;
      lowest = cost;
      best = i;
    }
    return best;
  }

  const Machine& machine_;
  const Claims& claims_;
  StateSet& states_;
  Expander expander_;
  std::vector<Known> known_; // [0]: the last level, ... , back: the level being visited
  std::vector<Step> steps_;
  std::vector<std::uint32_t> costs_;
  std::vector<int> broken_;
};

} // namespace

void find_witness(const Machine& machine, const Claims& claims, StateSet& states,
                  const Symmetry* symmetry, const std::vector<Level>& levels, Exploration& result) {
  WayBack way(machine, claims, states, symmetry);
  std::for_each(levels.rbegin(), levels.rend(),
                [&](const Level& level) { way.visit_level(level); });
  way.follow(result);
}

} // namespace ghostwalk
