// SPDX-License-Identifier: MIT
#include "sim/report/page/lanes.hpp"

#include <array>

#include "sim/machine/view.hpp"

namespace ghostwalk::report {
namespace {

bool same(const Segment& a, const Segment& b, const Program& p) {
  const auto procedures = [&](const Segment& s) -> const std::vector<std::string>& {
    return p.origins[s.origin].procedures;
  };
  return a.mode == b.mode && a.vector == b.vector && procedures(a) == procedures(b);
}

class Collector {
public:
  explicit Collector(const Report& report)
      : r_(report),
        p_(report.program),
        machine_(p_),
        state_(p_.initial),
        at_cpu_(p_.cpus),
        holds_(std::size_t{p_.cpus} * p_.layout.walk_slots),
        owned_(p_.frames) {}

  Lanes collect() {
    const View view(p_, state_.data());
    look(view, 0);
    for (Position n = 1; n <= r_.run.steps.size(); ++n) {
      machine_.apply(state_.data(), r_.run.steps[n - 1].step);
      look(view, n);
      take_events(n);
    }
    close(static_cast<Position>(r_.run.steps.size()));
    return std::move(lanes_);
  }

private:
  void look(const View& view, Position n) {
    for (CpuId cpu = 0; cpu < p_.cpus; ++cpu) {
      look_at_cpu(view, cpu, n);
      for (int slot = 0; slot < p_.layout.walk_slots; ++slot) look_at_walk(view, cpu, slot, n);
    }
    for (int f = 0; f < p_.frames; ++f) look_at_frame(view, f, n);
  }

  Segment now(const View& view, CpuId cpu) const {
    Segment s;
    s.cpu = cpu;
    const std::uint16_t pc = machine_.next_insn(state_.data(), cpu);
    s.origin = p_.code[pc].origin;
    const Op op = p_.code[pc].op;
    const int active = view.active(cpu);
    if (active > 0) s.vector = static_cast<std::uint8_t>(active - 1);
    if (machine_.ended(state_.data(), cpu))
      s.mode = Mode::ended;
    else if (machine_.exec_choices(state_.data(), cpu) == 0)
      s.mode = Mode::waits;
    else if (active > 0)
      s.mode = Mode::interrupt;
    else if (op == Op::access || op == Op::branch_user)
      s.mode = Mode::user;
    return s;
  }

  void look_at_cpu(const View& view, CpuId cpu, Position n) {
    Segment s = now(view, cpu);
    s.from = s.to = n;
    Segment& open = at_cpu_[cpu];
    if (n > 0 && same(open, s, p_)) return;
    if (n > 0) close_segment(open, n);
    open = s;
  }

  void look_at_walk(const View& view, CpuId cpu, int slot, Position n) {
    Hold& open = holds_[std::size_t{cpu} * p_.layout.walk_slots + static_cast<std::size_t>(slot)];
    const hw::Walk walk = view.walk(cpu, slot);
    const Pfn frame = walk.level > 0 && !walk.faulted ? walk.table : 0;
    if (open.frame == frame) return;
    close_hold(open, n);
    open = {cpu, static_cast<std::uint32_t>(slot), frame, n, n};
  }

  void look_at_frame(const View& view, int f, Position n) {
    Owned& open = owned_[static_cast<std::size_t>(f)];
    const Owner owner = view.owner(f);
    if (n > 0 && open.owner == owner) return;
    if (n > 0) close_owned(open, n);
    open = {p_.first_frame + static_cast<Pfn>(f), owner, n, n};
  }

  void take_events(Position n) {
    const TimedStep& step = r_.run.steps[n - 1];
    for (std::uint32_t i = 0; i < step.events; ++i)
      take_event(r_.run.events[step.first_event + i], n);
  }

  void take_event(const Event& e, Position n) {
    switch (e.kind) {
    case EventKind::sent: lanes_.ipis.push_back({e.cpu, e.other, e.what, n, no_position}); break;
    case EventKind::interrupt_taken: take_interrupt(e, n); break;
    case EventKind::walk_read: touch(Touch::Kind::walk_read, e, n); break;
    case EventKind::write_word: touch(Touch::Kind::write, e, n); break;
    case EventKind::accessed: touch(Touch::Kind::use, e, n); break;
    case EventKind::oracle: take_oracle(e, n); break;
    default: break;
    }
  }

  // A vector sent twice before it is taken is taken once: for both.
  void take_interrupt(const Event& e, Position n) {
    for (auto ipi = lanes_.ipis.rbegin(); ipi != lanes_.ipis.rend(); ++ipi) {
      if (ipi->to != e.cpu || ipi->vector != e.what) continue;
      if (ipi->taken != no_position) return;
      ipi->taken = n;
    }
  }

  void take_oracle(const Event& e, Position n) {
    switch (static_cast<Oracle>(e.what)) {
    case Oracle::ghost_walk:
    case Oracle::quicklist_walk: return touch(Touch::Kind::wrong_read, e, n);
    case Oracle::scribble: return touch(Touch::Kind::scribble, e, n);
    case Oracle::stale_use: return touch(Touch::Kind::stale_use, e, n);
    case Oracle::use_after_free: return touch(Touch::Kind::wrong_use, e, n);
    default: return;
    }
  }

  bool in_pool(Pfn frame) const { return frame - p_.first_frame < p_.frames; }

  // An oracle may have spoken of it before it is told: then its mark is there.
  void touch(Touch::Kind kind, const Event& e, Position n) {
    if (!in_pool(e.frame)) return;
    if (Touch* there = mark_of(e, n))
      there->kind = std::max(there->kind, kind);
    else
      lanes_.touches.push_back({kind, e.frame, e.cpu, n});
  }

  // The mark that this step has made on the frame; nullptr: none.
  Touch* mark_of(const Event& e, Position n) {
    for (auto t = lanes_.touches.rbegin(); t != lanes_.touches.rend() && t->at == n; ++t)
      if (t->frame == e.frame && t->cpu == e.cpu) return &*t;
    return nullptr;
  }

  void close_segment(Segment& open, Position n) {
    open.to = n;
    if (open.to > open.from) lanes_.segments.push_back(open);
  }
  void close_hold(Hold& open, Position n) {
    open.to = n;
    if (open.frame != 0 && in_pool(open.frame)) lanes_.holds.push_back(open);
  }
  void close_owned(Owned& open, Position n) {
    open.to = n;
    lanes_.owned.push_back(open);
  }
  void close(Position end) {
    for (Segment& open : at_cpu_) close_segment(open, end);
    for (Hold& open : holds_) close_hold(open, end);
    for (Owned& open : owned_) close_owned(open, end);
  }

  const Report& r_;
  const Program& p_;
  const Machine machine_;
  std::vector<std::byte> state_;
  std::vector<Segment> at_cpu_; // What is open.
  std::vector<Hold> holds_;
  std::vector<Owned> owned_;
  Lanes lanes_;
};

} // namespace

std::string_view name(Mode mode) {
  constexpr std::array<std::string_view, 5> names{"user", "kernel", "interrupt", "waits", "ended"};
  return names[static_cast<std::size_t>(mode)];
}

std::string_view name(Touch::Kind kind) {
  constexpr std::array<std::string_view, 7> names{"walk read", "write",      "use",     "stale use",
                                                  "wrong use", "wrong read", "scribble"};
  return names[static_cast<std::size_t>(kind)];
}

Lanes lanes(const Report& report) { return Collector(report).collect(); }

} // namespace ghostwalk::report
