// SPDX-License-Identifier: MIT
#include "tests/explore/equivariance.hpp"

#include <deque>
#include <set>
#include <unordered_set>

#include <fmt/format.h>

#include "sim/drivers/explore/expand.hpp"

namespace ghostwalk::test {
namespace {

using Bytes = std::string; // A state.
std::byte* bytes(Bytes& s) { return reinterpret_cast<std::byte*>(s.data()); }
const std::byte* bytes(const Bytes& s) { return reinterpret_cast<const std::byte*>(s.data()); }

// What can come next: what happens, which claim breaks, and the state; an error is a step to nowhere.
using Next = std::set<std::tuple<Happened, int, Bytes>>;

class Checking {
public:
  Checking(const Machine& machine, const Group& group, std::size_t most)
      : machine_(machine), claims_(machine.program()), group_(group), most_(most) {}

  Checked run() {
    const auto& start = machine_.program().initial;
    const Bytes initial(reinterpret_cast<const char*>(start.data()), start.size());
    std::unordered_set<Bytes> canonical;
    out_.complete = search(initial, false, [&](const Bytes& state, const Next& next) {
      canonical.insert(form(state));
      look(state, next);
      return out_.wrong.empty();
    });
    out_.states = visited_;
    out_.canonical = canonical.size();
    if (!out_.complete || !exact_) return out_;
    search(form(initial), true, [&](const Bytes& state, const Next&) {
      if (canonical.count(state) == 0)
        wrong("the reduced search comes to a state that no plain one has");
      return out_.wrong.empty();
    });
    out_.quotient = visited_;
    if (out_.quotient != out_.canonical)
      wrong(fmt::format("{} canonical forms, and {} states", out_.canonical, out_.quotient));
    return out_;
  }

private:
  void wrong(const std::string& what) {
    if (out_.wrong.empty()) out_.wrong = what;
  }

  Bytes form(Bytes state, bool* exact = nullptr) const {
    const bool is_exact = group_.canonicalise(bytes(state));
    if (exact != nullptr) *exact = is_exact;
    return state;
  }
  Bytes renamed(Bytes state, std::uint64_t element) const {
    group_.rename(bytes(state), element);
    return state;
  }

  Next next(const Bytes& state) const {
    std::vector<Step> steps;
    machine_.steps(bytes(state), steps);
    Next all;
    for (const Step step : steps) {
      Bytes to = state;
      try {
        const Happened seen = machine_.apply(bytes(to), step);
        const int broken = claims_.broken(machine_, seen, bytes(to));
        all.emplace(seen, broken, std::move(to));
      } catch (const ModelError&) {
        all.emplace(0, -1, Bytes());
      }
    }
    return all;
  }

  template <class F>
  static Next each(const Next& all, F f) {
    Next result;
    for (const auto& [seen, broken, state] : all)
      result.emplace(seen, broken, state.empty() ? state : f(state));
    return result;
  }

  void look(const Bytes& state, const Next& after) {
    bool exact = false;
    const Bytes canonical = form(state, &exact);
    exact_ = exact_ && exact;
    if (exact && form(canonical) != canonical)
      wrong("the canonical form of a canonical form is another");
    const auto to_form = [&](const Bytes& s) { return form(s); };
    // Where forms are not exact, two of them may stand for one state.
    if (exact && each(after, to_form) != each(next(canonical), to_form) && !inexact(after))
      wrong("a state and its canonical form go on differently");
    for (const std::uint64_t element : {2 * visited_, 2 * visited_ + 1}) {
      const Bytes image = renamed(state, element);
      if (exact && form(image) != canonical) wrong("a renamed state has another canonical form");
      if (next(image) != each(after, [&](const Bytes& s) { return renamed(s, element); }))
        wrong("a renamed state goes on differently");
    }
  }

  bool inexact(const Next& all) const {
    for (const auto& [seen, broken, state] : all) {
      bool exact = true;
      if (!state.empty()) form(state, &exact);
      if (!exact) return true;
    }
    return false;
  }

  // Breadth first; true: to the end.
  template <class F>
  bool search(const Bytes& from, bool canonical, F each_state) {
    std::unordered_set<Bytes> seen{from};
    std::deque<Bytes> todo{from};
    visited_ = 0;
    for (; !todo.empty(); todo.pop_front()) {
      if (++visited_ > most_) return false;
      const Next after = next(todo.front());
      if (!each_state(todo.front(), after)) return false;
      for (const auto& [happened, broken, state] : after) {
        const Bytes to = canonical && !state.empty() ? form(state) : state;
        if (!to.empty() && seen.insert(to).second) todo.push_back(to);
      }
    }
    return true;
  }

  const Machine& machine_;
  Claims claims_;
  const Group& group_;
  std::size_t most_, visited_ = 0;
  bool exact_ = true; // All forms so far were.
  Checked out_;
};

} // namespace

Checked check_symmetry(const Machine& machine, const Group& group, std::size_t most) {
  return Checking(machine, group, most).run();
}

} // namespace ghostwalk::test
