// SPDX-License-Identifier: MIT
#include "sim/drivers/explore/doom.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "sim/drivers/explore/claims.hpp"
#include "sim/drivers/replay.hpp"

namespace ghostwalk {
namespace {

bool is_optional(StepKind kind) {
  return kind == StepKind::walk_start || kind == StepKind::evict_tlb ||
         kind == StepKind::evict_paging_cache;
}
bool is_luck(StepKind kind) { return kind != StepKind::exec && kind != StepKind::interrupt; }

// Who has to be treated fairly: a CPU's core, its interrupts, each of its walks, its store buffer.
using Agent = std::tuple<CpuId, StepKind, std::uint16_t>;
Agent agent_of(Step s) {
  return {s.cpu, s.kind, s.kind == StepKind::walk_read ? s.what : std::uint16_t{0}};
}

struct TooMany {}; // A bound came first.

using Bytes = std::string; // A state.

struct Successor {
  Step step;
  Bytes state;
};

class Space { // The states that break nothing, as far as somebody looked.
public:
  Space(const Machine& machine, const DoomSettings& settings)
      : machine_(machine), claims_(machine.program()), settings_(settings) {}

  // The steps possible, and those of them that break nothing. Counts as a state looked at.
  struct Around {
    bool deadlock = false;
    std::vector<Step> possible;
    std::vector<Successor> safe;
  };
  Around look(const Bytes& state) {
    if (++looked_ > settings_.max_states) throw TooMany{};
    if (settings_.give_up && looked_ % 256 == 0 && settings_.give_up()) throw TooMany{};
    Around around;
    machine_.steps(bytes(state), around.possible);
    around.deadlock = (claims_.never & happened(Oracle::deadlock)) != 0 &&
                      deadlocked(machine_, bytes(state), around.possible);
    if (around.deadlock) return around; // A claim is broken here: nothing goes on.
    for (const Step step : around.possible) {
      Bytes next = state;
      auto* at = reinterpret_cast<std::byte*>(next.data());
      if (claims_.broken(machine_, machine_.apply(at, step), at) < 0)
        around.safe.push_back({step, std::move(next)});
    }
    return around;
  }

  std::uint64_t looked() const { return looked_; }
  static const std::byte* bytes(const Bytes& state) {
    return reinterpret_cast<const std::byte*>(state.data());
  }

private:
  const Machine& machine_;
  Claims claims_;
  const DoomSettings& settings_;
  std::uint64_t looked_ = 0;
};

bool comes_to_an_end(const Space::Around& around) {
  return !around.deadlock && std::all_of(around.possible.begin(), around.possible.end(),
                                         [](const Step s) { return is_optional(s.kind); });
}

// Looks for a way out from one state after the other. States without one are remembered.
class Escape {
public:
  explicit Escape(Space& space) : space_(space) {}

  // True ends it: the way was found, and what was begun stays unfinished.
  bool from(const Bytes& root) {
    if (numbers_.contains(root)) return false;
    enter(root);
    while (!path_.empty()) {
      if (found_) return true;
      Visit& top = path_.back();
      if (top.next < top.around.safe.size())
        follow(top, top.around.safe[top.next++].state);
      else
        leave();
    }
    return found_;
  }

private:
  struct Visit {
    Bytes state;
    Space::Around around;
    std::uint32_t number, low;
    std::size_t next = 0;
  };

  void enter(const Bytes& state) {
    const auto number = static_cast<std::uint32_t>(numbers_.size());
    numbers_[state] = number;
    open_.push_back(state);
    is_open_.push_back(true);
    path_.push_back({state, space_.look(state), number, number});
    found_ = comes_to_an_end(path_.back().around);
  }

  void follow(Visit& from, const Bytes& to) {
    const auto known = numbers_.find(to);
    if (known == numbers_.end()) return enter(to); // Invalidates `from`.
    if (is_open_[known->second]) from.low = std::min(from.low, known->second);
  }

  void leave() {
    const Visit done = std::move(path_.back());
    path_.pop_back();
    if (!path_.empty()) path_.back().low = std::min(path_.back().low, done.low);
    if (done.low != done.number) return;
    std::vector<Bytes> component; // All states from here on that are open.
    do {
      component.push_back(std::move(open_.back()));
      open_.pop_back();
      is_open_[numbers_[component.back()]] = false;
    } while (component.back() != done.state);
    found_ = goes_on_for_ever(component);
  }

  // Some walk around the component is fair: each agent moves in it, or has nothing to do at some state.
  bool goes_on_for_ever(const std::vector<Bytes>& component) {
    const std::set<Bytes> members(component.begin(), component.end());
    std::set<Agent> waits, moves; // `waits`: possible at every state so far
    bool first = true, circles = false;
    for (const Bytes& state : component) {
      const Space::Around around = space_.look(state);
      std::set<Agent> able;
      for (const Step s : around.possible)
        if (!is_optional(s.kind) && (first || waits.contains(agent_of(s))))
          able.insert(agent_of(s));
      waits = std::move(able);
      first = false;
      for (const Successor& next : around.safe) {
        if (!members.contains(next.state)) continue;
        circles = true;
        moves.insert(agent_of(next.step));
      }
    }
    return circles && std::includes(moves.begin(), moves.end(), waits.begin(), waits.end());
  }

  Space& space_;
  std::unordered_map<Bytes, std::uint32_t> numbers_; // Only looked up.
  std::vector<bool> is_open_;                        // by number: in a component not yet closed
  std::vector<Bytes> open_;
  std::vector<Visit> path_;
  bool found_ = false;
};

std::vector<Bytes> states_of(const Machine& machine, const std::vector<Step>& witness) {
  const std::vector<std::byte>& initial = machine.program().initial;
  std::vector<Bytes> states{{reinterpret_cast<const char*>(initial.data()), initial.size()}};
  for (const Step step : witness) {
    states.push_back(states.back());
    machine.apply(reinterpret_cast<std::byte*>(states.back().data()), step);
  }
  return states;
}

// Can hardware break a claim from here, alone?
bool luck_can(Space& space, const Bytes& from) {
  std::unordered_map<Bytes, bool> seen{{from, true}};
  std::vector<Bytes> todo{from};
  while (!todo.empty()) {
    const Bytes state = std::move(todo.back());
    todo.pop_back();
    const Space::Around around = space.look(state);
    if (around.deadlock) return true;
    std::size_t safe = 0;
    for (const Step step : around.possible) {
      const bool breaks = safe == around.safe.size() || around.safe[safe].step != step;
      if (is_luck(step.kind)) {
        if (breaks) return true;
        if (seen.try_emplace(around.safe[safe].state).second)
          todo.push_back(around.safe[safe].state);
      }
      if (!breaks) ++safe;
    }
  }
  return false;
}

// The steps that break nothing, instructions before interrupts, those before luck.
std::vector<Successor> preferred(const Space::Around& around) {
  std::vector<Successor> safe = around.safe;
  std::stable_sort(safe.begin(), safe.end(), [](const Successor& a, const Successor& b) {
    return a.step.kind < b.step.kind;
  });
  return safe;
}

// How many steps of the witness there are when it becomes inevitable.
std::size_t find_inevitable(Space& space, const std::vector<Bytes>& states) {
  Escape escape(space);
  for (std::size_t k = states.size() - 1; k > 0; --k)
    if (escape.from(states[k - 1])) return k;
  return 0;
}

class WayOut {
public:
  WayOut(Space& space, Step fatal) : space_(space), fatal_(fatal), escape_(space) {}

  // `all`: also by luck, of walks and evictions.
  std::vector<Step> find(const Bytes& from, bool all) {
    std::unordered_map<Bytes, bool> seen{{from, true}};
    nodes_.push_back({from, 0, {}});
    for (std::size_t at = 0; at < nodes_.size(); ++at) {
      const Bytes state = nodes_[at].state;
      for (Successor& next : preferred(space_.look(state))) {
        if (!all && is_luck(next.step.kind) && next.step.kind != StepKind::drain) continue;
        if (next.step == fatal_ || !seen.try_emplace(next.state).second) continue;
        nodes_.push_back({std::move(next.state), at, next.step});
        if (harmless(nodes_.back().state)) return path();
      }
    }
    return {};
  }

private:
  struct Node {
    Bytes state;
    std::size_t parent;
    Step by;
  };

  // The fatal step may come now, and still there is a way out; or it cannot come.
  bool harmless(const Bytes& state) {
    const Space::Around around = space_.look(state);
    if (std::find(around.possible.begin(), around.possible.end(), fatal_) == around.possible.end())
      return escape_.from(state);
    for (const Successor& next : around.safe)
      if (next.step == fatal_) return escape_.from(next.state);
    return false;
  }

  std::vector<Step> path() const {
    std::vector<Step> steps;
    for (std::size_t at = nodes_.size() - 1; at > 0; at = nodes_[at].parent)
      steps.insert(steps.begin(), nodes_[at].by);
    return steps;
  }

  Space& space_;
  Step fatal_;
  Escape escape_;
  std::vector<Node> nodes_; // breadth first
};

} // namespace

Doom point_of_no_return(const Machine& machine, const std::vector<Step>& witness,
                        const DoomSettings& settings) {
  Doom doom;
  Space space(machine, settings);
  const std::vector<Bytes> states = states_of(machine, witness);
  try {
    for (std::size_t j = witness.size(); j-- > 0 && luck_can(space, states[j]);)
      doom.luck_alone = j;
    doom.inevitable = find_inevitable(space, states);
    doom.determined = true;
    if (doom.inevitable > 0) {
      const Step fatal = witness[doom.inevitable - 1];
      doom.optional = is_optional(fatal.kind);
      for (const bool all : {false, true})
        if (doom.way_out.empty())
          doom.way_out = WayOut(space, fatal).find(states[doom.inevitable - 1], all);
    }
  } catch (const TooMany&) { // What is known by now is so.
  }
  doom.states = space.looked();
  return doom;
}

} // namespace ghostwalk
