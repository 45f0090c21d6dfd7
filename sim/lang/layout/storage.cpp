// SPDX-License-Identifier: MIT
#include "sim/lang/layout/storage.hpp"

#include <algorithm>

#include "sim/lang/layout/liveness.hpp"
#include "sim/lang/lower/fold.hpp"

namespace ghostwalk::lang {
namespace {

// From the first to the last place where a local holds something. In half steps: 2i before instruction i, 2i + 1 behind it.
struct Interval {
  LocalId local = 0;
  std::uint32_t from = nothing, to = 0;
  int context = 0;
  void cover(std::uint32_t point) {
    from = std::min(from, point);
    to = std::max(to, point);
  }
};

class Storing {
public:
  Storing(const DraftCode& draft, const Symbols& symbols)
      : draft_(draft), liveness_(draft), contexts_(1 + symbols.interrupts.size()) {
    out_.widths = local_widths(draft, symbols);
    out_.offsets.resize(draft.locals.size());
    find_contexts();
  }

  Storage store() {
    find_intervals();
    std::uint32_t base = 0;
    for (std::size_t context = 0; context < contexts_.size(); ++context) {
      contexts_[context].from = base;
      base = place(static_cast<int>(context), base);
      contexts_[context].to = base;
    }
    out_.bytes = (base + 7) / 8 * 8;
    mark_live();
    return std::move(out_);
  }

private:
  struct Area {
    std::uint32_t from = 0, to = 0;
  };

  // Roots do not share code.
  void find_contexts() {
    context_of_.resize(draft_.code.size());
    std::vector<bool> seen(draft_.code.size());
    for (const Root& root : draft_.roots) {
      std::vector<std::uint32_t> open{root.entry};
      while (!open.empty()) {
        const std::uint32_t i = open.back();
        open.pop_back();
        if (seen[i]) continue;
        seen[i] = true;
        context_of_[i] = root.context;
        each_successor(draft_.code[i], [&](Label to, bool) { open.push_back(to); });
      }
    }
  }

  void find_intervals() {
    for (LocalId l = 0; l < draft_.locals.size(); ++l) {
      Interval interval;
      interval.local = l;
      for (const std::uint32_t i : liveness_.of(l)) interval.cover(2 * i);
      for (const Root& root : draft_.roots)
        if (liveness_.is_live(root.entry)) read_too_early(l);
      for (const std::uint32_t i : liveness_.definitions(l)) {
        const Op op = draft_.code[i].op;
        if (op == Op::rmw_var || op == Op::rmw_word)
          interval.cover(2 * i); // dst comes before the operand is read.
        interval.cover(2 * i + 1);
        interval.context = context_of_[i];
      }
      if (interval.from != nothing) intervals_.push_back(interval);
    }
    std::stable_sort(intervals_.begin(), intervals_.end(),
                     [](const Interval& a, const Interval& b) { return a.from < b.from; });
  }

  [[noreturn]] void read_too_early(LocalId l) const {
    const std::uint32_t first = liveness_.uses(l).front();
    fail(draft_.origins[draft_.code[first].origin].at,
         "'" + draft_.locals[l].name + "' may be read before it is assigned",
         "give it a value on every way here");
  }

  // First fit, in the order in which they begin. Returns the end of the area.
  std::uint32_t place(int context, std::uint32_t base) {
    std::vector<Interval> active;
    std::uint32_t end = base;
    for (const Interval& next : intervals_) {
      if (next.context != context) continue;
      std::erase_if(active, [&](const Interval& a) { return a.to < next.from; });
      const std::uint32_t width = out_.widths[next.local];
      const std::uint32_t at = gap(active, base, width);
      out_.offsets[next.local] = at;
      end = std::max(end, at + width);
      active.push_back(next);
      std::sort(active.begin(), active.end(), [&](const Interval& a, const Interval& b) {
        return out_.offsets[a.local] < out_.offsets[b.local];
      });
    }
    return end;
  }

  std::uint32_t gap(const std::vector<Interval>& active, std::uint32_t from,
                    std::uint32_t width) const {
    for (const Interval& a : active) {
      if (out_.offsets[a.local] >= from + width) break;
      from = std::max(from, out_.offsets[a.local] + out_.widths[a.local]);
    }
    return from;
  }

  void mark_live() {
    const std::size_t groups = out_.bytes / 8;
    out_.live.assign(draft_.code.size() * groups, 0);
    for (std::uint32_t i = 0; i < draft_.code.size(); ++i)
      for (std::size_t context = 0; context < contexts_.size(); ++context)
        if (static_cast<int>(context) != context_of_[i])
          keep(i, groups, contexts_[context].from, contexts_[context].to);
    for (LocalId l = 0; l < draft_.locals.size(); ++l)
      for (const std::uint32_t i : liveness_.of(l))
        keep(i, groups, out_.offsets[l], out_.offsets[l] + out_.widths[l]);
  }

  void keep(std::uint32_t insn, std::size_t groups, std::uint32_t from, std::uint32_t end) {
    for (std::uint32_t byte = from; byte < end; ++byte)
      out_.live[insn * groups + byte / 8] |= std::uint64_t{0xff} << (8 * (byte % 8));
  }

  const DraftCode& draft_;
  Liveness liveness_;
  std::vector<Area> contexts_;
  std::vector<int> context_of_;
  std::vector<Interval> intervals_;
  Storage out_;
};

} // namespace

Storage store_locals(const DraftCode& draft, const Symbols& symbols) {
  return Storing(draft, symbols).store();
}

} // namespace ghostwalk::lang
