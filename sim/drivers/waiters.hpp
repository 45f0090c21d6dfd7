// SPDX-License-Identifier: MIT
// Which CPUs wait, and for what: for a line that someone else has to write, for a page that someone
// has to free, or for something of their own, a walk or a buffered store. So a step has to look at
// those few that it can let go on, and not at every CPU that waits.
#pragma once

#include <vector>

#include "sim/drivers/lines.hpp"

namespace ghostwalk {

class Waiters {
public:
  // What one step of a CPU did that others may wait for.
  struct Stir {
    std::uint32_t line = Lines::none; // written
    bool page = false;                // one was freed
  };

  explicit Waiters(const Program& program, const Lines& lines);
  void clear();
  // The CPU's instruction in hand is not possible; it touches `line`.
  void add(CpuId cpu, const Insn& insn, std::uint32_t line);
  void remove(CpuId cpu);
  bool none() const { return count_ == 0; }
  // Those that a step of `cpu` may let go on, ascending. The next call overwrites them.
  const std::vector<CpuId>& after(CpuId cpu, Stir stir);

private:
  using List = std::vector<CpuId>;
  static constexpr std::uint32_t nothing = ~0U;
  std::uint32_t reason(const Insn& insn, std::uint32_t line) const;
  bool depends_on_one_line(const Insn& wait) const;
  void add_all(const List& waiting) { found_.insert(found_.end(), waiting.begin(), waiting.end()); }

  const Program& p_;
  const std::uint32_t page_, own_, any_; // Reasons behind the lines.
  std::vector<List> waiting_;            // per reason: a line, page_, own_ or any_
  std::vector<std::uint32_t> reason_;    // per CPU
  std::size_t count_ = 0;
  List found_;
};

} // namespace ghostwalk
