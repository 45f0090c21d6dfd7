// SPDX-License-Identifier: MIT
#include "sim/drivers/sample/window_meter.hpp"

#include <algorithm>

#include "sim/drivers/flush_event.hpp"

namespace ghostwalk {
namespace {

bool test(const std::vector<std::uint64_t>& bits, std::size_t i) {
  return ((bits[i / 64] >> (i % 64)) & 1) != 0;
}
bool test(const std::byte* bits, PageId page) {
  return (bits[page / 8] & (std::byte{1} << (page % 8))) != std::byte{0};
}
void set(std::vector<std::uint64_t>& bits, std::size_t i) {
  bits[i / 64] |= std::uint64_t{1} << (i % 64);
}

// What identifies a cache entry whatever its `dangling` bit says by now.
std::uint64_t tlb_key(std::uint64_t packed) { return packed >> (64 - hw::tlb_bits::key); }
std::uint64_t paging_cache_key(std::uint64_t packed) {
  return packed >> (64 - hw::paging_cache_bits::key);
}

template <class Held>
void drop(std::vector<Held>& all, std::uint64_t key) {
  for (Held& held : all)
    if (held.key == key) {
      held = all.back();
      all.pop_back();
      return;
    }
}

template <class Held>
void keep(std::vector<Held>& all, const Held& entry) {
  drop(all, entry.key);
  all.push_back(entry);
}

template <class Held>
bool holds(const std::vector<Held>& all, Pfn frame, std::uint32_t until) {
  return std::any_of(all.begin(), all.end(), [&](const Held& held) {
    return held.since < until && frame - held.frame < held.frames;
  });
}

bool was_table(const Event& freed) {
  const auto owner = static_cast<Owner>(freed.before);
  return is_table(owner) || owner == Owner::quicklist;
}

} // namespace

WindowMeter::WindowMeter(const Program& program)
    : p_(program),
      cpus_(program.cpus),
      dropped_(std::size_t{program.frames} * program.cpus),
      walked_(program.frames / 64 + 1) {
  for (Cpu& cpu : cpus_) cpu.linked.resize(walked_.size());
}

void WindowMeter::begin(const View& state) {
  now_ = {};
  windows_.clear();
  current_.assign(dropped_.size(), -1);
  std::fill(dropped_.begin(), dropped_.end(), When{});
  reach_.clear();
  for (CpuId cpu = 0; cpu < p_.cpus; ++cpu) {
    const std::byte* reach = state.cpu(cpu) + p_.layout.cpu.reach;
    reach_.insert(reach_.end(), reach, reach + p_.layout.reach_bytes);
  }
  for (CpuId cpu = 0; cpu < p_.cpus; ++cpu) {
    Cpu& c = cpus_[cpu];
    c.walks.clear();
    c.paging_cache.clear();
    c.tlb.clear();
    c.open.clear();
    collect_tables(state, cpu);
    c.linked.swap(walked_);
  }
}

void WindowMeter::see(const Onlooker::Taken& step) {
  now_.at = step.at;
  const Order before = now_.order;
  for (std::size_t i = 0; i < step.count; ++i) {
    const Event& e = step.events[i];
    ++now_.order;
    follow(e);
    if (e.kind == EventKind::freed && in_pool(e.frame))
      was_table(e) ? free_table(index(e.frame)) : free_page(index(e.frame));
  }
  if (changed_links(step))
    for (CpuId cpu = 0; cpu < p_.cpus; ++cpu) update_links(step.state, cpu);
  for (std::size_t i = 0; i < step.count; ++i)
    close(step.events[i], {before + static_cast<Order>(i) + 1, step.at});
}

void WindowMeter::follow(const Event& e) {
  Cpu& cpu = cpus_[e.cpu];
  switch (e.kind) {
  case EventKind::walk_started: keep(cpu.walks, {e.index, e.frame, 1, now_.order}); break;
  case EventKind::walk_ended: drop(cpu.walks, e.index); break;
  case EventKind::walk_read: follow_walk(e, cpu.walks); break;
  case EventKind::tlb_filled: {
    const hw::TlbEntry entry = hw::unpack_tlb(e.after);
    const Pfn frames = Pfn{1} << (hw::page_shift(*p_.mode, entry.size) - 12);
    keep(cpu.tlb, {tlb_key(e.after), entry.frame, frames, now_.order});
    break;
  }
  case EventKind::paging_cache_filled: {
    const Pfn table = hw::unpack_paging_cache(e.after).table;
    keep(cpu.paging_cache, {paging_cache_key(e.after), table, 1, now_.order});
    break;
  }
  case EventKind::tlb_dropped:
  case EventKind::tlb_evicted: drop(cpu.tlb, tlb_key(e.after)); break;
  case EventKind::paging_cache_dropped:
  case EventKind::paging_cache_evicted: drop(cpu.paging_cache, paging_cache_key(e.after)); break;
  default: break;
  }
}

// Where it goes on, unless it ends here.
void WindowMeter::follow_walk(const Event& e, std::vector<Held>& walks) const {
  const bool present = (e.before & hw::bit::present) != 0;
  for (Held& walk : walks)
    if (walk.key == e.other) walk.frame = present ? hw::frame_of(*p_.mode, e.before) : 0;
}

bool WindowMeter::changed_links(const Onlooker::Taken& step) {
  const CpuId cpu = step.step.cpu;
  const std::byte* reach = step.state.cpu(cpu) + p_.layout.cpu.reach;
  std::byte* const known = reach_of(cpu);
  bool changed = false;
  for (std::size_t i = 0; i < p_.layout.reach_bytes; ++i) {
    changed |= (reach[i] & ~known[i]) != std::byte{0};
    known[i] |= reach[i];
  }
  for (std::size_t i = 0; i < step.count; ++i) {
    const Event& e = step.events[i];
    if (e.kind == EventKind::walk_started) changed |= reaches_anew(e.cpu, e.page);
    changed |= e.kind == EventKind::cr3_loaded || e.kind == EventKind::drained ||
               (e.kind == EventKind::write_word && ((e.before | e.after) & hw::bit::present) != 0);
  }
  return changed;
}

// An access that waits for its walk is no reach of the machine's yet, but the walk reads tables.
bool WindowMeter::reaches_anew(CpuId cpu, PageId page) {
  std::byte& byte = reach_of(cpu)[page / 8];
  const std::byte before = byte;
  byte |= std::byte{1} << (page % 8);
  return byte != before;
}

// Into walked_.
void WindowMeter::collect_tables(const View& state, CpuId cpu) {
  std::fill(walked_.begin(), walked_.end(), 0);
  const Pfn root = state.cr3(cpu);
  if (!in_pool(root)) return;
  set(walked_, index(root));
  const hw::PagingMode& mode = *p_.mode;
  for (PageId page = 0; page < p_.pages.size(); ++page) {
    if (!test(reach_of(cpu), page)) continue;
    Pfn table = root;
    for (int level = mode.levels; level > 1 && in_pool(table); --level) {
      const int slot = state.word_slot(hw::index_of(mode, level, p_.pages[page].va));
      const Word word = slot < 0 ? 0 : state.word(static_cast<int>(index(table)), slot);
      const bool leaf =
          (word & hw::bit::large) != 0 && mode.level[static_cast<std::size_t>(level)].may_be_large;
      if (leaf || (word & hw::bit::present) == 0) break;
      table = hw::frame_of(mode, word);
      if (in_pool(table)) set(walked_, index(table));
    }
  }
}

void WindowMeter::update_links(const View& state, CpuId cpu) {
  std::vector<std::uint64_t>& linked = cpus_[cpu].linked;
  collect_tables(state, cpu);
  if (walked_ == linked) return;
  for (std::size_t frame = 0; frame < p_.frames; ++frame) {
    if (test(linked, frame) && !test(walked_, frame)) window(frame, cpu).unlinked = now_;
    if (!test(linked, frame) && test(walked_, frame)) current_[at(frame, cpu)] = -1; // A new life.
  }
  linked.swap(walked_);
}

WindowMeter::Window& WindowMeter::window(std::size_t frame, CpuId cpu) {
  std::int32_t& number = current_[at(frame, cpu)];
  if (number < 0) {
    number = static_cast<std::int32_t>(windows_.size());
    cpus_[cpu].open.push_back(windows_.size());
    windows_.push_back({p_.first_frame + frame, cpu, true, {}, {}, {}});
  }
  return windows_[static_cast<std::size_t>(number)];
}

void WindowMeter::free_table(std::size_t frame) {
  for (CpuId cpu = 0; cpu < p_.cpus; ++cpu) {
    if (!test(cpus_[cpu].linked, frame) && current_[at(frame, cpu)] < 0) continue;
    Window& w = window(frame, cpu);
    if (w.freed.order == 0) w.freed = now_;
  }
}

void WindowMeter::free_page(std::size_t frame) {
  for (CpuId cpu = 0; cpu < p_.cpus; ++cpu) {
    Window w{p_.first_frame + frame, cpu, false, {}, now_, {}};
    When& drop = dropped_[at(frame, cpu)];
    if (holds_page(cpus_[cpu], w.frame, now_.order)) {
      cpus_[cpu].open.push_back(windows_.size());
      windows_.push_back(w);
    } else if (drop.order != 0) {
      w.closed = drop;
      windows_.push_back(w);
    }
    drop = {};
  }
}

bool WindowMeter::holds_page(const Cpu& cpu, Pfn frame, Order until) const {
  return holds(cpu.tlb, frame, until);
}

// Closes what the event leaves nobody holding.
void WindowMeter::close(const Event& e, When now) {
  const bool flush = e.kind == EventKind::flush && !kept_everything(p_, e);
  const bool drop = e.kind == EventKind::tlb_dropped || e.kind == EventKind::tlb_evicted;
  if (e.kind == EventKind::tlb_dropped)
    if (const Pfn frame = hw::unpack_tlb(e.after).frame; in_pool(frame))
      dropped_[at(index(frame), e.cpu)] = now;
  if (!flush && !drop) return;
  std::vector<std::size_t>& open = cpus_[e.cpu].open;
  for (std::size_t i = 0; i < open.size();) {
    Window& w = windows_[open[i]];
    if (w.table != flush || !closes(w, flush)) {
      ++i;
      continue;
    }
    w.closed = now;
    open[i] = open.back();
    open.pop_back();
  }
}

bool WindowMeter::closes(const Window& w, bool flush) const {
  const Cpu& cpu = cpus_[w.cpu];
  if (!flush) return !holds_page(cpu, w.frame, w.freed.order);
  if (w.unlinked.order == 0) return false;
  const Order until = std::max(w.freed.order, w.unlinked.order);
  return !holds(cpu.walks, w.frame, until) && !holds(cpu.paging_cache, w.frame, until);
}

WindowMeter::Result WindowMeter::result(Cycles end) const {
  Result result;
  for (const Window& w : windows_) {
    if (w.freed.order == 0) continue;
    const bool never_closed = w.closed.order == 0;
    if (!never_closed && w.closed.order < w.freed.order) {
      const std::int64_t margin = count(w.freed.at - w.closed.at);
      if (result.margin < 0 || margin < result.margin) result.margin = margin;
      continue;
    }
    const std::int64_t width = count((never_closed ? end : w.closed.at) - w.freed.at);
    if (width <= result.widest) continue;
    result.widest = width;
    result.open_at_end = never_closed;
  }
  if (result.widest >= 0) result.margin = -1;
  return result;
}

} // namespace ghostwalk
