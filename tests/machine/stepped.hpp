// SPDX-License-Identifier: MIT
// One state, one step after the other: for rules that depend on what came before, and for counts.
#pragma once

#include <stdexcept>

#include "sim/machine/view.hpp"
#include "tests/support/compiled.hpp"

namespace ghostwalk::test {

class Stepped {
public:
  explicit Stepped(const std::string& text, Pairs settings = {})
      : program_(Texts(text).compile("k", {}, in_order(std::move(settings)))),
        state_(program_.initial) {}

  Happened apply(const Step& step) {
    if (!machine_.possible(state_.data(), step)) throw std::logic_error("no such step now");
    return machine_.apply(state_.data(), step);
  }
  // The next instruction, with the walk that it waits for.
  Happened instruction(CpuId cpu = 0) {
    Happened seen = 0;
    const auto at = machine_.next_insn(state_.data(), cpu);
    int rounds = 0;
    do {
      if (++rounds > 10) throw std::logic_error("an instruction that never ends");
      while (machine_.exec_choices(state_.data(), cpu) == 0) seen |= read(0, cpu);
      seen |= apply({cpu, StepKind::exec, 0, 0});
    } while (machine_.next_insn(state_.data(), cpu) == at && !machine_.ended(state_.data(), cpu));
    return seen;
  }
  Happened instructions(int count, CpuId cpu = 0) {
    Happened seen = 0;
    for (int i = 0; i < count; ++i) seen |= instruction(cpu);
    return seen;
  }
  Happened start(Address va, std::uint16_t levels_skipped = 0, CpuId cpu = 0) {
    return apply({cpu, StepKind::walk_start, levels_skipped, page(va)});
  }
  Happened read(std::uint16_t slot = 0, CpuId cpu = 0) {
    return apply({cpu, StepKind::walk_read, 0, slot});
  }
  // Speculation walks for it from the root to the end; without paging caches.
  Happened walk(Address va, CpuId cpu = 0) {
    Happened seen = start(va, 0, cpu);
    while (walk_at(0, cpu).level != 0) seen |= read(0, cpu);
    return seen;
  }
  Happened interrupt(std::uint16_t vector, CpuId cpu = 0) {
    return apply({cpu, StepKind::interrupt, 0, vector});
  }

  std::vector<Step> steps() const {
    std::vector<Step> all;
    machine_.steps(state_.data(), all);
    return all;
  }
  bool possible(const Step& step) const { return machine_.possible(state_.data(), step); }
  bool may_start(Address va, CpuId cpu = 0) const {
    return possible({cpu, StepKind::walk_start, 0, page(va)});
  }
  bool may_go_on(CpuId cpu = 0) const { return machine_.exec_choices(state_.data(), cpu) > 0; }
  hw::Walk walk_at(int slot, CpuId cpu = 0) const {
    return machine_.walk(state_.data(), cpu, slot);
  }
  hw::TlbEntry translation(Address va, CpuId cpu = 0) const {
    const View v = view();
    const int slot = v.tlb(cpu).find(page(va), v.pcid(cpu), v.cover());
    EXPECT_GE(slot, 0) << "the TLB does not have it";
    return slot < 0 ? hw::TlbEntry{} : v.tlb(cpu).at(static_cast<std::uint16_t>(slot));
  }
  int translations(CpuId cpu = 0) const { return view().tlb(cpu).used(); }
  int cached(CpuId cpu = 0) const { return view().paging_cache(cpu).used(); }
  std::vector<std::string> why_waiting() const { return machine_.why_waiting(state_.data()); }
  View view() const { return {program_, state_.data()}; }
  PageId page(Address va) const { return static_cast<PageId>(machine_.find_page(va)); }

private:
  // Every store is in memory at once, unless the settings say otherwise.
  static Pairs in_order(Pairs settings) {
    settings.insert(settings.begin(), {"memory", "sc"});
    return settings;
  }
  Program program_;
  Machine machine_{program_};
  std::vector<std::byte> state_;
};

inline bool has(Happened seen, Oracle o) { return (seen & happened(o)) != 0; }

} // namespace ghostwalk::test
