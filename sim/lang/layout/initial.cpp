// SPDX-License-Identifier: MIT
// The state in which the scripts start.
#include <fmt/format.h>

#include "sim/lang/layout/assemble.hpp"
#include "sim/lang/lower/fold.hpp"
#include "sim/machine/machine.hpp"
#include "sim/machine/view.hpp"

namespace ghostwalk::lang {
namespace {

void set_memory(const Program& p, const View& v, const Tables& tables) {
  for (std::size_t i = 0; i < tables.owners.size(); ++i)
    v.set_owner(static_cast<int>(i), tables.owners[i]);
  for (const Tables::Stored& w : tables.words)
    v.set_word(static_cast<int>(w.frame - first_frame), p.word_slot[w.index], w.value);
  // With lifo, the lowest frame comes back first: it goes in last.
  hw::FreeList free(v.bytes() + p.layout.free_list, p.frames);
  const auto used = static_cast<std::uint16_t>(tables.owners.size());
  for (std::uint16_t i = used; i < p.frames; ++i) {
    const int frame = p.reuse == hw::Reuse::lifo ? p.frames - 1 - (i - used) : i;
    free.put(static_cast<std::uint16_t>(frame), p.reuse);
  }
}

void set_variables(const Program& p, const View& v, const Symbols& s, const Tables& tables) {
  for (std::size_t i = 0; i < p.places.size(); ++i) {
    const Place& place = p.places[i];
    const bool per_cpu = place.scope == Place::Scope::per_cpu;
    const std::uint32_t count = per_cpu ? p.cpus : place.count;
    for (std::uint32_t element = 0; element < count; ++element) {
      const std::uint64_t value =
          s.variables[i].root ? tables.roots[element] : s.variables[i].initial;
      store(v.place_at(place, (per_cpu ? 0 : place.first) + element), place.width, value);
    }
  }
}

void set_registers(const Program& p, const View& v, const Tables& tables) {
  for (CpuId cpu = 0; cpu < p.cpus; ++cpu) {
    v.set_flag(cpu, cpu_flag::interrupts, true);
    v.set_flag(cpu, cpu_flag::pge, true);
    if (tables.roots.empty()) continue;
    const Pfn root = tables.roots[0]; // The kernel's first process, else the scenario's.
    v.set_cr3(cpu, root);
    for (std::size_t i = 0; i < p.root_index.size(); ++i)
      v.set_root_register(
          cpu, i, v.word(static_cast<int>(root - first_frame), p.word_slot[p.root_index[i]]));
  }
}

class Setup {
public:
  Setup(const Program& p, std::byte* state) : p_(p), machine_(p), state_(state) {}

  void run(CpuId cpu, std::uint16_t entry) {
    at_ = entry;
    View(p_, state_).set_pc(cpu, 0, entry);
    try {
      machine_.settle_initial(state_); // The others are at a `stop` or a visible instruction.
      for (int steps = 0; !machine_.ended(state_, cpu); ++steps) step(cpu, steps);
    } catch (const ModelError& error) {
      fail(place(error.insn < p_.code.size() ? error.insn : at_),
           std::string("in a setup procedure: ") + error.what());
    }
  }

private:
  void step(CpuId cpu, int steps) {
    at_ = machine_.next_insn(state_, cpu);
    const int choices = machine_.exec_choices(state_, cpu);
    if (choices == 0)
      fail(place(at_), "a setup procedure waits here, and nothing else runs yet",
           "let the script do it");
    if (choices > 1) fail(place(at_), "a setup procedure cannot choose", "let the script do it");
    if (steps == max_setup_steps)
      fail(place(at_), fmt::format("a setup procedure takes more than {} steps", max_setup_steps),
           "shorten its loops, or let the script do it");
    if ((machine_.apply(state_, {cpu, StepKind::exec, 0, 0}) & happened(Oracle::assertion)) != 0)
      fail(place(at_), "an assertion fails in a setup procedure, in or behind this line");
    while (machine_.possible(state_, {cpu, StepKind::drain, 0, 0}))
      machine_.apply(state_, {cpu, StepKind::drain, 0, 0});
  }

  Location place(std::uint16_t insn) const { return p_.origins[p_.code[insn].origin].at; }

  const Program& p_;
  Machine machine_;
  std::byte* state_;
  std::uint16_t at_ = 0;
};

std::uint16_t some_stop(const Program& p) {
  std::uint16_t i = 0;
  while (p.code[i].op != Op::stop) ++i;
  return i;
}

} // namespace

void start(Program& p, const Symbols& s, const Tables& tables,
           const std::vector<std::optional<std::uint16_t>>& setup_entries) {
  std::vector<std::byte> state(p.layout.bytes);
  const View v(p, state.data());
  set_memory(p, v, tables);
  set_variables(p, v, s, tables);
  set_registers(p, v, tables);
  for (CpuId cpu = 0; cpu < p.cpus; ++cpu) v.set_pc(cpu, 0, some_stop(p));
  Setup setup(p, state.data());
  for (CpuId cpu = 0; cpu < p.cpus; ++cpu)
    if (setup_entries[cpu]) setup.run(cpu, *setup_entries[cpu]);
  for (CpuId cpu = 0; cpu < p.cpus; ++cpu) v.set_pc(cpu, 0, p.scripts[cpu].entry);
  try {
    Machine(p).settle_initial(state.data());
  } catch (const ModelError& error) {
    const std::size_t insn = error.insn < p.code.size() ? error.insn : p.scripts[error.cpu].entry;
    fail(p.origins[p.code[insn].origin].at, error.what());
  }
  p.initial = std::move(state);
}

} // namespace ghostwalk::lang
