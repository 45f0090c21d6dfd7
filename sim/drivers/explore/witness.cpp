// SPDX-License-Identifier: MIT
// The way back from a violation. From the last level to the first: which states have a step to a state
// already known to lead there, and with how few context switches. Then forwards, taking the best.
#include "sim/drivers/explore/witness.hpp"

#include <algorithm>
#include <unordered_map>

namespace ghostwalk {
namespace {

constexpr std::uint32_t never = 0x7fffffff;

// For a state on a shortest path: by CPU of the next step, the fewest switches after that step.
using Costs = std::vector<std::uint32_t>;
using Known = std::unordered_map<StateSet::Root, Costs>; // Only looked up, never iterated.

struct Stopped {};

class WayBack {
public:
  WayBack(const Machine& machine, ExactSpace& space, const std::function<bool()>& give_up)
      : machine_(machine),
        space_(space),
        claims_(space.claims()),
        give_up_(give_up),
        expander_(machine, claims_, space.states(), 0, {space.symmetry(), {}}) {}

  void visit_level(const Level& level) {
    known_.emplace_back();
    for (const Batch& range : level)
      for (std::uint64_t i = range.first; i < range.end; ++i) {
        if (++visited_ % 1024 == 0 && give_up_ && give_up_()) throw Stopped{};
        visit(space_.states().at(range.thread, i));
      }
  }

  // False: no step leads on. That is so only where two canonical forms of one state are in use.
  bool follow(Exploration& result) {
    std::vector<Step> schedule;
    expander_.load_initial();
    for (std::size_t left = known_.size(); left > 0; --left) {
      look(left - 1);
      if (deadlock_here(left - 1)) { // It has no last step.
        result.broken = claims_.deadlock();
        break;
      }
      const std::size_t best = best_step(schedule.empty() ? -1 : schedule.back().cpu);
      if (costs_[best] == never) return false;
      schedule.push_back(steps_[best]);
      result.broken = broken_[best];
      expander_.go(steps_[best]);
    }
    result.witness = std::move(schedule);
    return true;
  }

private:
  // Fills steps_, and for each what it costs from here on: `never` when it does not lead to the
  // violation in the steps that are left.
  void look(std::size_t left) {
    make_room();
    steps_ = expander_.steps();
    const auto& next = expander_.take_all();
    costs_.assign(steps_.size(), never);
    broken_.assign(steps_.size(), -1);
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      broken_[i] = next[i].broken;
      costs_[i] =
          left == 0 ? (next[i].broken >= 0 ? 0 : never) : after(steps_[i], next[i].root, left - 1);
    }
  }

  std::uint32_t after(const Step step, StateSet::Root root, std::size_t level) {
    const auto found = known_[level].find(root);
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

  // Most states do not lead there: a quick look at what comes next tells.
  bool may_lead_there(StateSet::Root root, std::size_t left) {
    if (left == 0 && !claims_.never_state.empty()) return true;
    spread_.roots.clear();
    spread_.seen = 0;
    make_room();
    expander_.spread(root, spread_);
    if (left == 0) return (spread_.seen & claims_.never) != 0;
    return std::any_of(spread_.roots.begin(), spread_.roots.end(),
                       [&](StateSet::Root r) { return known_[left - 1].contains(r); });
  }

  void visit(StateSet::Root root) {
    const std::size_t left = known_.size() - 1;
    if (!may_lead_there(root, left)) return;
    expander_.load(root);
    look(left);
    Costs costs(machine_.program().cpus, never);
    if (deadlock_here(left)) std::fill(costs.begin(), costs.end(), 0);
    for (std::size_t i = 0; i < steps_.size(); ++i)
      costs[steps_[i].cpu] = std::min(costs[steps_[i].cpu], costs_[i]);
    if (std::any_of(costs.begin(), costs.end(), [](std::uint32_t c) { return c != never; }))
      known_.back()[root] = std::move(costs);
  }

  std::size_t best_step(int last_cpu) const {
    std::size_t best = 0; // There is a step, else this would not be a state on the way.
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

  // Steps that a reduced search left out lead to parts that are not stored yet.
  void make_room() {
    if (!space_.states().reserve(0, 0, space_.room())) space_.make_room();
  }

  const Machine& machine_;
  ExactSpace& space_;
  const Claims& claims_;
  const std::function<bool()>& give_up_;
  Expander expander_;
  Expander::Spread spread_;
  std::vector<Known> known_; // [0]: the last level, ... , back: the level being visited
  std::vector<Step> steps_;
  std::vector<std::uint32_t> costs_;
  std::vector<int> broken_;
  std::uint64_t visited_ = 0;
};

} // namespace

bool find_witness(const Machine& machine, ExactSpace& space, const std::function<bool()>& give_up,
                  Exploration& result) {
  WayBack way(machine, space, give_up);
  try {
    const auto& levels = space.levels();
    std::for_each(levels.rbegin() + 1, levels.rend(),
                  [&](const Level& level) { way.visit_level(level); });
  } catch (const Stopped&) {
    return false;
  }
  return way.follow(result);
}

} // namespace ghostwalk
