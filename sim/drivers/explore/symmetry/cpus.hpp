// SPDX-License-Identifier: MIT
// CPUs whose scripts are the same text, up to their own number, are interchangeable: a state in which two of them have
// changed places, with all that names them (masks, locks, numbers), goes on as the state before did.
//
// Scripts are compiled for each CPU, with `self` filled in. Two CPUs may change places when their codes are the same,
// instruction by instruction, once each constant that is a mask or a number of a CPU is renamed; when the others'
// scripts, the handlers and the claims stay as they are; and when their locals lie at the same places. All this is
// checked here. Where one of them fails, the CPUs stay apart.
//
// The code of one is that of the other moved as a whole. So "comes later in the code", which the partial-order reduction
// rests on, survives renaming: no cycle of states, not even one that closes with CPUs renamed, goes forwards only.
#pragma once

#include <array>

#include "sim/drivers/explore/symmetry/cpu_types.hpp"
#include "sim/machine/view.hpp"

namespace ghostwalk::symmetry {

struct CpuField {
  std::uint32_t offset = 0;
  std::uint8_t width = 0;
  CpuType type = CpuType::none;
};

// Where a state names CPUs, besides what the machine itself keeps.
struct CpuTable {
  std::vector<std::vector<CpuId>>
      orbits; // CPUs that may take each other's place: two and more each
  std::vector<std::vector<CpuField>> live; // Locals by instruction that is next, in a CPU's block.
  std::vector<CpuField> per_cpu, global;   // Variables; per_cpu: in a CPU's block.
};
CpuTable find_cpus(const Program& program);

class Cpus {
public:
  using Renaming = std::vector<CpuId>; // CPU i becomes CPU to[i].

  Cpus(const Program& program, CpuTable table);

  // Every renaming there is, the one that changes nothing first.
  const std::vector<Renaming>& group() const { return group_; }
  void rename(std::byte* state, const Renaming& to, std::vector<std::byte>& blocks) const;

  // What a CPU does, apart from names of frames and CPUs.
  using Key = std::array<std::uint8_t, 32>;
  Key key(const std::byte* state, CpuId cpu) const;
  // Renamed so, interchangeable CPUs are in the order of their keys.
  bool sorts(const std::vector<Key>& keys, const Renaming& to) const;

private:
  void rename_block(std::byte* block, CpuId was, const Renaming& to) const;
  void rename_locals(std::byte* block, const Renaming& to) const;
  void rename_stores(std::byte* block, const Renaming& to) const;
  void rename_field(std::byte* base, const CpuField& f, const Renaming& to) const;
  std::uint64_t renamed(std::uint64_t value, CpuType type, const Renaming& to) const;
  CpuType type_at(std::uint32_t offset) const;

  const Program& p_;
  CpuTable table_;
  std::vector<Renaming> group_;
};

} // namespace ghostwalk::symmetry
