// SPDX-License-Identifier: MIT
// The Clockwork's walks: when their lines arrive, what a full TLB loses, and what starts
// speculative ones.
#include <algorithm>

#include "models/hw/prefetch.hpp"
#include "sim/drivers/clockwork.hpp"

namespace ghostwalk {
namespace {

// The same walk waiting for the same line: a table that is freed meanwhile only marks it.
bool same_read(std::uint64_t before, std::uint64_t now) {
  if (before == 0 || now == 0) return false;
  hw::Walk a = hw::unpack_walk(before), b = hw::unpack_walk(now);
  a.dangling = b.dangling = false;
  return a == b;
}

bool in_flight(std::uint64_t walk) { return walk != 0 && !hw::unpack_walk(walk).faulted; }

} // namespace

void Clockwork::look_at_walks(CpuId cpu) {
  for (std::uint16_t slot = 0; slot < p_.layout.walk_slots; ++slot) {
    Walker& walker = this->walker(cpu, slot);
    const std::uint64_t now = view().walk_bits(cpu, slot), before = walker.seen;
    if (now == before) continue;
    walker.seen = now;
    if (same_read(before, now)) continue;
    ++walker.generation;
    open_ += static_cast<int>(in_flight(now)) - static_cast<int>(in_flight(before));
    if (!in_flight(now)) continue;
    const auto read = costs_.walk_read(view(), cpu, hw::unpack_walk(now));
    send({.cpu = cpu,
          .kind = Errand::Kind::walk_read,
          .over = read.over,
          .what = slot,
          .generation = walker.generation},
         read.cycles);
  }
}

void Clockwork::read_arrived(const Errand& done) {
  if (walker(done.cpu, done.what).generation != done.generation) return; // The walk was ended.
  const View v = view();
  const hw::Walk walk = v.walk(done.cpu, done.what);
  const int frame = v.frame_index(walk.table);
  const int slot = v.word_slot(hw::index_of(*p_.mode, walk.level, p_.pages[walk.page].va));
  const bool known = frame >= 0 && slot >= 0;
  const Word before = known ? v.word(frame, slot) : 0;
  const std::uint64_t choice =
      frame < 0 ? costs_.dice(done.cpu).below(Dice::Choice::outside_read, p_.outside_reads.size())
                : 0;
  if (const auto line = costs_.line_of(walk); known && line != Lines::none)
    costs_.lines().read(line, done.cpu);
  apply({done.cpu, StepKind::walk_read, static_cast<std::uint16_t>(choice), done.what});
  if (known && v.word(frame, slot) != before) // It set A or D.
    costs_.lines().write(costs_.line_of(walk), done.cpu);
  keep_within_ways(done.cpu, walk.page);
  keep_within_paging_cache(done.cpu, walk.page, walk.level);
}

// A set that has more entries than ways loses one of the others, any.
void Clockwork::keep_within_ways(CpuId cpu, PageId newest) {
  const std::uint32_t ways = number(hw::Key::tlb_ways);
  const std::uint32_t sets = std::max(1U, number(hw::Key::tlb_entries) / ways);
  const View v = view();
  const hw::Tlb tlb = v.tlb(cpu);
  if (tlb.used() <= ways) return;
  const int found = tlb.find(newest, v.pcid(cpu), v.cover());
  if (found < 0) return;
  const auto set_of = [&](std::uint16_t slot) {
    const hw::TlbEntry e = tlb.at(slot);
    return (p_.pages[e.page].va >> hw::page_shift(*p_.mode, e.size)) % sets;
  };
  const auto kept = static_cast<std::uint16_t>(found);
  std::vector<std::uint16_t>& others = victims_;
  others.clear();
  for (std::uint16_t slot = 0; slot < tlb.used(); ++slot)
    if (slot != kept && set_of(slot) == set_of(kept)) others.push_back(slot);
  if (others.size() < ways) return;
  apply({cpu, StepKind::evict_tlb, 0,
         others[costs_.dice(cpu).below(Dice::Choice::victim, others.size())]});
}

void Clockwork::keep_within_paging_cache(CpuId cpu, PageId newest, int level) {
  if (p_.layout.paging_cache_slots == 0 || level < 2) return;
  const std::uint32_t entries = number(level == 2   ? hw::Key::pde_cache
                                       : level == 3 ? hw::Key::pdpte_cache
                                                    : hw::Key::pml4e_cache);
  const hw::PagingCache cache = view().paging_cache(cpu);
  const PageId kept = p_.cover[level][newest];
  std::vector<std::uint16_t>& others = victims_;
  others.clear();
  for (std::uint16_t slot = 0; slot < cache.used(); ++slot)
    if (cache.at(slot).level == level && cache.at(slot).page != kept) others.push_back(slot);
  if (others.size() < std::max(1U, entries)) return;
  apply({cpu, StepKind::evict_paging_cache, 0,
         others[costs_.dice(cpu).below(Dice::Choice::victim, others.size())]});
}

// What the instruction just executed did to the front end: its fetch runs ahead; a user branch
// trains the BTB, a kernel branch is predicted from it.
void Clockwork::learn_and_predict(CpuId cpu, std::optional<Address> fetch) {
  for (std::size_t i = first_event_; i < trace_->size(); ++i) {
    const Event e = (*trace_)[i];
    if (e.kind == EventKind::accessed && fetch) prefetch_behind(cpu, *fetch);
    if (e.kind != EventKind::branched) continue;
    hw::Btb& btb = cores_[cpu].btb;
    if (p_.code[e.insn].op == Op::branch_user) {
      btb.train(e.before, e.after);
    } else if (const auto target = btb.predict(e.before)) {
      speculate(cpu, *target);
    }
  }
}

void Clockwork::prefetch_behind(CpuId cpu, Address fetch) {
  const auto next =
      hw::next_page_reached(fetch, number(hw::Key::prefetch_lines), number(hw::Key::line_bytes));
  if (next) speculate(cpu, *next);
}

void Clockwork::speculate(CpuId cpu, Address va) {
  const int page = machine_.find_page(va);
  if (page >= 0) speculate_page(cpu, static_cast<PageId>(page));
}

void Clockwork::speculate_page(CpuId cpu, PageId page) {
  if (!cores_[cpu].endless) ++open_;
  send({.cpu = cpu, .kind = Errand::Kind::speculation, .what = page},
       costs_.dice(cpu).cycles(hw::Key::speculation_delay));
}

void Clockwork::speculation_due(CpuId cpu, PageId page) {
  if (!cores_[cpu].endless) --open_;
  if (!machine_.walk_startable(state_.data(), cpu, page)) return;
  for (int below_root = p_.mode->levels - 1; below_root >= 0; --below_root) {
    const Step step{cpu, StepKind::walk_start, static_cast<std::uint16_t>(below_root), page};
    if (machine_.possible(state_.data(), step)) return apply(step);
  }
}

} // namespace ghostwalk
