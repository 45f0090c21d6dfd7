// SPDX-License-Identifier: MIT
// What had to come before what: a run as a graph for Graphviz. A node is a step, a cluster is a CPU.
//
//   program order     a CPU's instructions and interrupts, one after the other
//   walk              from the start of a walk to its reads
//   word              the last write of a word, then the walk that reads it
//   value             the last write of a variable, then another CPU that reads it
//   IPI, lock, frame  sent and taken, released and taken, freed and allocated
//   buffered          a store, then its arrival in memory
//   entry             the walk that made a translation, then the first access through it
#pragma once

#include "sim/report/report.hpp"

namespace ghostwalk::report {

class HappensBefore {
public:
  enum class Why : std::uint8_t { program, walk, word, value, ipi, lock, frame, buffered, entry };
  struct Edge {
    std::uint32_t from = 0, to = 0; // steps, from 0
    Why why = Why::program;
    auto operator<=>(const Edge&) const = default;
  };
  explicit HappensBefore(const Report& report);             // Keeps a reference.
  const std::vector<Edge>& edges() const { return edges_; } // Sorted; none twice.

  // A cluster for a digraph; `prefix` keeps the nodes of several runs apart.
  std::string cluster(const std::string& prefix) const;

private:
  const Report& r_;
  std::vector<Edge> edges_;
};

std::string_view name(HappensBefore::Why why);

// All runs in one graph.
std::string dot(const std::vector<std::string>& clusters);

} // namespace ghostwalk::report
