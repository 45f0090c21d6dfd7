// SPDX-License-Identifier: MIT
#include <algorithm>

#include "sim/report/costs.hpp"

namespace ghostwalk::report {
namespace {

struct Node {
  std::string name;
  CounterBlock sum; // of all below, too
  std::vector<std::size_t> children;
};

class Tree {
public:
  Tree() : nodes_(1) {}

  void add(const std::vector<std::string>& path, const CounterBlock& counters) {
    std::size_t at = 0;
    for (const std::string& name : path) {
      at = child(at, name);
      nodes_[at].sum.merge(counters);
    }
  }

  std::vector<CauseRow> rows(const std::vector<Counter>& told) const {
    std::vector<CauseRow> all;
    for (const std::size_t top : nodes_[0].children) tell(top, 0, told, all);
    return all;
  }

private:
  std::size_t child(std::size_t parent, const std::string& name) {
    for (const std::size_t n : nodes_[parent].children)
      if (nodes_[n].name == name) return n;
    nodes_[parent].children.push_back(nodes_.size());
    nodes_.push_back({name, {}, {}});
    return nodes_.size() - 1;
  }

  static bool same(const CounterBlock& a, const CounterBlock& b, const std::vector<Counter>& told) {
    return std::all_of(told.begin(), told.end(), [&](Counter c) { return a[c] == b[c]; });
  }

  void tell(std::size_t at, std::size_t depth, const std::vector<Counter>& told,
            std::vector<CauseRow>& rows) const {
    if (same(nodes_[at].sum, CounterBlock{}, told)) return;
    CauseRow row{{nodes_[at].name}, depth, nodes_[at].sum};
    for (std::size_t only = only_child(at, told); only != 0; only = only_child(at, told)) {
      at = only;
      row.names.push_back(nodes_[at].name);
    }
    rows.push_back(std::move(row));
    for (const std::size_t n : nodes_[at].children) tell(n, depth + 1, told, rows);
  }

  // The child that does all that this one is told for; 0: there is none such.
  std::size_t only_child(std::size_t at, const std::vector<Counter>& told) const {
    for (const std::size_t n : nodes_[at].children)
      if (same(nodes_[n].sum, nodes_[at].sum, told)) return n;
    return 0;
  }

  std::vector<Node> nodes_; // [0] stands above all
};

} // namespace

std::vector<CauseRow> cause_rows(const Costs& costs, const std::vector<Counter>& told) {
  const Causes causes(costs.program);
  Tree tree;
  for (CauseId id = 0; id < costs.causes.causes(); ++id) {
    CounterBlock sum;
    for (CpuId cpu = 0; cpu < costs.program.cpus; ++cpu) sum.merge(costs.causes.get(id, cpu));
    if (sum == CounterBlock{}) continue;
    std::vector<std::string> path = causes.procedures(id);
    if (path.empty()) path.emplace_back(id == hardware_cause ? "(hardware)" : "(script)");
    tree.add(path, sum);
  }
  return tree.rows(told);
}

} // namespace ghostwalk::report
