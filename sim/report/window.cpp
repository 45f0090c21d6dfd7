// SPDX-License-Identifier: MIT
#include "sim/report/window.hpp"

#include <algorithm>

#include "sim/report/follower.hpp"

namespace ghostwalk::report {
namespace {

bool was_table(const Event& freed) {
  const auto owner = static_cast<Owner>(freed.before);
  return is_table(owner) || owner == Owner::quicklist;
}

// MOV CR3 with the no-flush bit is told as a flush that dropped nothing.
bool keeps_everything(const Program& program, const Event& e) {
  return e.insn < program.code.size() && program.code[e.insn].op == Op::mov_cr3 &&
         program.code[e.insn].c.size != 0 && e.before == 0 && e.after == 0;
}

class Collector {
public:
  explicit Collector(const History& history)
      : h_(history), now_(history), linked_(history.program().cpus), open_(history.program().cpus) {
    update_links(no_event);
  }

  std::vector<Window> collect() {
    for (EventId begin = 0; begin < h_.size(); begin = h_.step_end(begin))
      take_step(begin, h_.step_end(begin));
    return given_up();
  }

private:
  using Key = std::pair<Pfn, CpuId>;

  void take_step(EventId begin, EventId end) {
    EventId relinked = no_event;
    for (EventId id = begin; id < end; ++id) {
      const Event& e = h_[id];
      const std::size_t reach = now_.reach(e.cpu).size();
      now_.follow(id);
      if (relinks(e) || now_.reach(e.cpu).size() != reach) relinked = id;
      if (e.kind == EventKind::marked && static_cast<Owner>(e.after) == Owner::quicklist)
        retire(id);
      if (e.kind == EventKind::freed) was_table(e) ? free_table(id) : free_page(id);
    }
    if (relinked != no_event) update_links(relinked);
    for (EventId id = begin; id < end; ++id) close(id);
  }

  static bool relinks(const Event& e) {
    return e.kind == EventKind::cr3_loaded || e.kind == EventKind::drained ||
           (e.kind == EventKind::write_word && ((e.before | e.after) & hw::bit::present) != 0);
  }

  // Which tables each CPU's walks read now. One that they no longer do is exposed from here on.
  void update_links(EventId id) {
    for (CpuId cpu = 0; cpu < linked_.size(); ++cpu) {
      std::set<Pfn> walked = now_.tables_walked(cpu);
      for (const Pfn table : linked_[cpu])
        if (walked.count(table) == 0) unlink({table, cpu}, id);
      for (const Pfn table : walked)
        if (linked_[cpu].count(table) == 0) current_.erase({table, cpu}); // A new life.
      linked_[cpu] = std::move(walked);
    }
  }

  Window& window(Key key) {
    const auto [at, added] = current_.try_emplace(key, all_.size());
    if (added) {
      all_.push_back({key.first, true, key.second});
      open_[key.second].push_back(at->second);
    }
    return all_[at->second];
  }

  void unlink(Key key, EventId id) { window(key).unlinked = id; }

  bool exposed(Key key) const {
    return linked_[key.second].count(key.first) != 0 || current_.count(key) != 0;
  }

  void retire(EventId id) {
    for (CpuId cpu = 0; cpu < linked_.size(); ++cpu)
      if (const Key key{h_[id].frame, cpu}; exposed(key)) window(key).retired = id;
  }

  void free_table(EventId id) {
    const Pfn table = h_[id].frame;
    for (CpuId cpu = 0; cpu < linked_.size(); ++cpu) {
      if (!exposed({table, cpu})) continue;
      Window& w = window({table, cpu});
      if (w.freed != no_event) continue;
      w.freed = id;
      w.held = now_.holds_table(cpu, table, id);
    }
  }

  void free_page(EventId id) {
    const Pfn frame = h_[id].frame;
    for (CpuId cpu = 0; cpu < linked_.size(); ++cpu) {
      Window w{frame, false, cpu, true};
      w.freed = id;
      if (now_.holds_page(cpu, frame, id)) {
        open_[cpu].push_back(all_.size());
        all_.push_back(w);
      } else if (const auto drop = dropped_.find({frame, cpu}); drop != dropped_.end()) {
        w.held = false;
        w.closed = drop->second;
        all_.push_back(w);
      }
      dropped_.erase({frame, cpu});
    }
  }

  // Closes what the event leaves nobody holding.
  void close(EventId id) {
    const Event& e = h_[id];
    if (e.kind == EventKind::tlb_dropped) dropped_[{hw::unpack_tlb(e.after).frame, e.cpu}] = id;
    const bool flush = e.kind == EventKind::flush && !keeps_everything(h_.program(), e);
    const bool drop = e.kind == EventKind::tlb_dropped || e.kind == EventKind::tlb_evicted;
    if (!flush && !drop) return;
    auto& open = open_[e.cpu];
    for (const std::size_t n : open)
      if (Window& w = all_[n]; w.table ? flush && closes_table(w) : drop && closes_page(w))
        w.closed = id;
    open.erase(std::remove_if(open.begin(), open.end(),
                              [&](std::size_t n) { return all_[n].closed != no_event; }),
               open.end());
  }

  bool closes_table(const Window& w) const {
    if (w.unlinked == no_event) return false;
    const EventId until = w.freed == no_event ? w.unlinked : std::max(w.freed, w.unlinked);
    return !now_.holds_table(w.cpu, w.frame, until);
  }
  bool closes_page(const Window& w) const { return !now_.holds_page(w.cpu, w.frame, w.freed); }

  std::vector<Window> given_up() {
    all_.erase(std::remove_if(
                   all_.begin(), all_.end(),
                   [](const Window& w) { return w.freed == no_event && w.retired == no_event; }),
               all_.end());
    const auto when = [](const Window& w) { return std::min(w.freed, w.retired); };
    std::stable_sort(all_.begin(), all_.end(), [&](const Window& a, const Window& b) {
      return std::pair(when(a), a.cpu) < std::pair(when(b), b.cpu);
    });
    return std::move(all_);
  }

  const History& h_;
  Follower now_;
  std::vector<std::set<Pfn>> linked_;  // Per CPU: tables that its root reaches.
  std::map<Key, std::size_t> current_; // The window of each table's present life.
  std::map<Key, EventId> dropped_;     // Data: the last time a CPU lost its translation.
  std::vector<Window> all_;
  std::vector<std::vector<std::size_t>> open_; // Per CPU.
};

} // namespace

std::vector<Window> windows(const History& history) { return Collector(history).collect(); }

Cycles width(const History& history, const Window& window) {
  if (window.freed == no_event || window.flushed_first()) return Cycles{0};
  const Cycles end = window.closed == no_event ? history.run().ended_at : history.at(window.closed);
  return end - history.at(window.freed);
}

Cycles margin(const History& history, const Window& window) {
  if (!window.flushed_first() || window.freed == no_event) return Cycles{0};
  return history.at(window.freed) - history.at(window.closed);
}

int most_telling(const History& history, const std::vector<Window>& windows) {
  // Open ones before closed ones, wide before narrow, tables before pages, little margin first.
  const auto rank = [&](const Window& w) {
    const bool open = w.freed != no_event && !w.flushed_first();
    return std::tuple(open, open ? width(history, w) : Cycles{0}, w.table, w.freed != no_event,
                      Cycles{0} - margin(history, w));
  };
  int best = -1;
  for (std::size_t i = 0; i < windows.size(); ++i)
    if (best < 0 || rank(windows[i]) > rank(windows[static_cast<std::size_t>(best)]))
      best = static_cast<int>(i);
  return best;
}

} // namespace ghostwalk::report
