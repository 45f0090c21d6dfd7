// SPDX-License-Identifier: MIT
#include "sim/drivers/explore/symmetry/symmetry.hpp"

namespace ghostwalk {

Symmetry::Symmetry(const Program& program)
    : Symmetry(program, symmetry::find_frames(program), symmetry::find_cpus(program)) {}

Symmetry::Symmetry(const Program& program, symmetry::FrameTable frames, symmetry::CpuTable cpus)
    : bytes_(program.layout.bytes),
      cpu_count_(program.cpus),
      frames_(program, std::move(frames)),
      cpus_(program, std::move(cpus)) {}

Symmetry::Scratch Symmetry::scratch() const {
  Scratch s;
  s.frames = frames_.scratch();
  s.keys.resize(cpu_count_);
  s.candidate.resize(bytes_);
  s.best.resize(bytes_);
  return s;
}

// CPUs are sorted by what they do. Where some do the same, every order is tried, and the least bytes are taken.
bool Symmetry::least(std::byte* state, Scratch& scratch) const {
  for (CpuId cpu = 0; cpu < cpu_count_; ++cpu) scratch.keys[cpu] = cpus_.key(state, cpu);
  bool exact = true, first = true;
  for (const auto& to : cpus_.group()) {
    if (!cpus_.sorts(scratch.keys, to)) continue;
    scratch.candidate.assign(state, state + bytes_);
    if (&to != &cpus_.group().front()) cpus_.rename(scratch.candidate.data(), to, scratch.blocks);
    exact = frames_.canonicalise(scratch.candidate.data(), scratch.frames) && exact;
    if (first || std::memcmp(scratch.candidate.data(), scratch.best.data(), bytes_) < 0)
      scratch.candidate.swap(scratch.best);
    first = false;
  }
  std::memcpy(state, scratch.best.data(), bytes_);
  return exact;
}

} // namespace ghostwalk
