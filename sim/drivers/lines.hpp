// SPDX-License-Identifier: MIT
// Which CPU's cache has which line: who has a copy, and whether the last writer's is the only good
// one. This decides how long reads take, never what they read. Two kinds of line: those of
// page-table words (tracked words of one frame within line_bytes), and one for each kernel variable,
// record field and array element: false sharing is left out, as are capacities.
//
// After a write the line comes over once to each CPU that reads it: the first gets it from the
// writer, who gives it up to memory too (MESI); the others from there, or from a cache on the way.
#pragma once

#include <bitset>
#include <vector>

#include "sim/machine/program.hpp"

namespace ghostwalk {

class Lines {
public:
  static constexpr std::uint32_t none = ~0U; // Not tracked.
  enum class Where : std::uint8_t { own, memory, other };

  explicit Lines(const Program& program);
  std::uint32_t count() const { return static_cast<std::uint32_t>(lines_.size()); }
  void forget(); // All lines are in memory, and nobody has a copy.

  std::uint32_t of_word(Pfn frame, std::uint64_t index) const;
  std::uint32_t of_place(std::uint16_t place,
                         std::uint64_t index) const; // per_cpu: index is the CPU.

  // The line of what lies there in the state: how a store buffer names the target of a store.
  std::uint32_t of_offset(std::uint32_t offset) const;

  // Where a read by that CPU finds the line; `other`: in the cache of another that wrote it, and
  // nowhere else.
  Where find(std::uint32_t line, CpuId cpu) const;
  // That CPU has not read it since someone wrote it.
  bool comes_over(std::uint32_t line, CpuId cpu) const;
  bool others_have(std::uint32_t line, CpuId cpu) const; // A write must take it from them.
  void read(std::uint32_t line, CpuId cpu);
  void write(std::uint32_t line, CpuId cpu);

private:
  static constexpr std::size_t most_cpus = 256;
  struct Line {
    std::bitset<most_cpus> copies;
    bool modified = false; // Its one copy is the only good one.
    bool written = false;  // by anyone, ever
  };
  const Program& p_;
  std::uint32_t per_frame_ = 0;
  std::vector<std::uint32_t> of_slot_;  // word slot -> line within its frame
  std::vector<std::uint32_t> of_place_; // place -> its first line
  std::vector<Line> lines_;
};

} // namespace ghostwalk
