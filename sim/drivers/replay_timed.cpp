// SPDX-License-Identifier: MIT
// A chosen order on a carrier of time: errands begin when they can and are waited for when their turn comes.
#include <map>
#include <stdexcept>

#include "sim/drivers/clockwork.hpp"
#include "sim/drivers/replay.hpp"

namespace ghostwalk {
namespace {

class Reenactment {
public:
  Reenactment(const Machine& machine, const RunSettings& settings, Carrier& carrier)
      : machine_(machine), p_(machine.program()), costs_(p_), carrier_(carrier), retrace_(machine) {
    costs_.restart(Random(settings.seed, settings.point, settings.trial));
  }

  Run run(const std::vector<Step>& steps) {
    for (CpuId cpu = 0; cpu < p_.cpus; ++cpu) start_core(cpu, passed_at_start(p_, cpu));
    for (CpuId cpu = 0; cpu < p_.cpus; ++cpu) look_around(cpu);
    for (const Step step : steps) take(step);
    return retrace_.finish(true);
  }

private:
  // What a step waits for: kind and number of the errand, per CPU.
  struct Key {
    CpuId cpu;
    Errand::Kind kind;
    std::uint16_t what;
    auto operator<=>(const Key&) const = default;
  };
  struct Way {
    std::uint32_t generation = 0;
    bool under_way = false, done = false;
  };

  View view() { return {p_, retrace_.state()}; }

  void send(Key key, std::int64_t cycles, Errand::Over over, CpuId from = 0) {
    Way& way = ways_[key];
    way = {way.generation + 1, true, false};
    carrier_.carry({.cpu = key.cpu,
                    .kind = key.kind,
                    .over = over,
                    .what = key.what,
                    .from = from,
                    .generation = way.generation,
                    .sequence = sequence_++,
                    .cycles = std::max<std::int64_t>(1, cycles)});
  }

  void await(Key key) {
    Way& way = ways_[key];
    while (way.under_way && !way.done) {
      if (!carrier_.next(now_, due_)) throw std::logic_error("a step of the schedule never comes");
      for (const Errand& e : due_) {
        Way& other = ways_[{e.cpu, e.kind, e.what}];
        if (other.generation == e.generation) other.done = true;
      }
    }
    way.under_way = false;
  }

  void start_core(CpuId cpu, const Passed& passed, std::int64_t entry = 0) {
    ways_[{cpu, Errand::Kind::core, 0}].under_way = false;
    if (machine_.ended(retrace_.state(), cpu)) return;
    Dice::OfCpu dice = costs_.dice(cpu);
    const Insn& insn = p_.code[machine_.next_insn(retrace_.state(), cpu)];
    touch_[cpu] = touched(p_, view(), cpu, costs_.lines());
    std::int64_t cycles =
        entry + dice.between(Dice::Choice::work, passed.work_lowest, passed.work_highest);
    if (passed.local_ops != 0) cycles += dice.cycles(hw::Key::local_op, passed.local_ops);
    if (passed.elided != 0) cycles += dice.cycles(hw::Key::load, passed.elided);
    send({cpu, Errand::Kind::core, 0}, cycles + costs_.instruction(cpu, insn, touch_[cpu]),
         Errand::Over::nothing);
  }

  void take(Step step) {
    await(key_of(step));
    const Touch touch = touch_[step.cpu];
    const bool sends = step.kind == StepKind::exec &&
                       p_.code[machine_.next_insn(retrace_.state(), step.cpu)].op == Op::send;
    if (step.kind == StepKind::walk_read) note_read(step);
    const Passed passed = retrace_.take(step, now_);
    if (step.kind == StepKind::exec && touch.line != Lines::none)
      touch.writes ? costs_.lines().write(touch.line, step.cpu)
                   : costs_.lines().read(touch.line, step.cpu);
    if (step.kind == StepKind::exec) start_core(step.cpu, passed);
    if (step.kind == StepKind::interrupt)
      start_core(step.cpu, passed, costs_.dice(step.cpu).cycles(hw::Key::interrupt_entry));
    if (sends)
      for (CpuId cpu = 0; cpu < p_.cpus; ++cpu) look_at_interrupts(cpu, step.cpu);
    look_around(step.cpu);
  }

  void note_read(Step step) {
    const auto line = costs_.line_of(view().walk(step.cpu, step.what));
    if (line != Lines::none) costs_.lines().read(line, step.cpu);
  }

  static Key key_of(Step step) {
    switch (step.kind) {
    case StepKind::exec: return {step.cpu, Errand::Kind::core, 0};
    case StepKind::interrupt: return {step.cpu, Errand::Kind::interrupt, step.what};
    case StepKind::walk_read: return {step.cpu, Errand::Kind::walk_read, step.what};
    case StepKind::drain: return {step.cpu, Errand::Kind::drain, 0};
    default: return {step.cpu, Errand::Kind::speculation, 0}; // Nothing is ever under way there.
    }
  }

  // What this CPU's step has set going.
  void look_around(CpuId cpu) {
    look_at_interrupts(cpu, cpu);
    for (std::uint16_t slot = 0; slot < p_.layout.walk_slots; ++slot) look_at_walk(cpu, slot);
    if (p_.layout.store_buffer_slots == 0 || view().store_buffer(cpu).empty()) return;
    const Key key{cpu, Errand::Kind::drain, 0};
    if (!ways_[key].under_way)
      send(key, costs_.dice(cpu).cycles(hw::Key::store_drain), Errand::Over::nothing);
  }

  void look_at_interrupts(CpuId cpu, CpuId from) {
    for (std::uint16_t vector = 0; vector < p_.vectors.size(); ++vector) {
      const Key key{cpu, Errand::Kind::interrupt, vector};
      if (hw::is_pending(view().pending(cpu), vector) && !ways_[key].under_way)
        send(key, costs_.dice(cpu).cycles(hw::Key::ipi_delivery), Errand::Over::ipi, from);
    }
  }

  void look_at_walk(CpuId cpu, std::uint16_t slot) {
    const std::uint64_t before = walks_[{cpu, slot}], now = view().walk_bits(cpu, slot);
    walks_[{cpu, slot}] = now;
    if (now == before) return;
    const Key key{cpu, Errand::Kind::walk_read, slot};
    ways_[key].under_way = false; // The read it waited for is done, or nobody wants it any more.
    if (now == 0 || hw::unpack_walk(now).faulted) return;
    const auto read = costs_.walk_read(view(), cpu, hw::unpack_walk(now));
    send(key, read.cycles, read.over);
  }

  const Machine& machine_;
  const Program& p_;
  Costs costs_;
  Carrier& carrier_;
  Retrace retrace_;
  Cycles now_{};
  std::uint64_t sequence_ = 0;
  std::map<Key, Way> ways_;
  std::map<CpuId, Touch> touch_;
  std::map<std::pair<CpuId, std::uint16_t>, std::uint64_t> walks_;
  std::vector<Errand> due_;
};

} // namespace

Run retrace(const Machine& machine, const std::vector<Step>& steps, const RunSettings& settings,
            Carrier& carrier) {
  return Reenactment(machine, settings, carrier).run(steps);
}

} // namespace ghostwalk
