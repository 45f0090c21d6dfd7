// SPDX-License-Identifier: MIT
#include "sim/report/walk_cause.hpp"

#include "models/hw/btb.hpp"
#include "models/hw/prefetch.hpp"

namespace ghostwalk::report {
namespace {

hw::BtbShape shape(const hw::CpuDescription& cpu) {
  return {static_cast<std::uint32_t>(cpu.number(hw::Key::btb_sets)),
          static_cast<std::uint32_t>(cpu.number(hw::Key::btb_ways)),
          static_cast<std::uint8_t>(cpu.number(hw::Key::btb_index_from)),
          static_cast<std::uint8_t>(cpu.number(hw::Key::btb_tag_bits))};
}

class Search {
public:
  Search(const History& h, const WalkRecord& walk)
      : h_(h), p_(h.program()), walk_(walk), va_(p_.pages[walk.page].va), btb_(shape(p_.cpu)) {}

  // The latest event before the walk's start that could have led to it.
  WalkCause run() {
    for (EventId id = 0; id < h_.step_end(walk_.started); ++id)
      if (h_[id].cpu == walk_.cpu) look_at(id, h_[id]);
    return found_;
  }

private:
  void look_at(EventId id, const Event& e) {
    if (e.kind == EventKind::speculated && e.page == walk_.page)
      found_ = {WalkCause::Kind::speculated, id};
    else if (e.kind == EventKind::accessed &&
             e.what == static_cast<std::uint8_t>(hw::Access::execute))
      fetched(id, e.page);
    else if (e.kind == EventKind::branched)
      is_kernel(e) ? predict(id, e.before) : train(id, e);
  }

  bool is_kernel(const Event& e) const {
    return e.insn < p_.code.size() ? p_.code[e.insn].op == Op::branch_kernel : e.after == 0;
  }

  void train(EventId id, const Event& e) {
    btb_.train(e.before, e.after);
    trained_.push_back(id);
    for (const Address at : {e.before, e.after}) prefetched(id, at);
  }

  void predict(EventId id, Address branch) {
    const auto target = btb_.predict(branch);
    if (!target || (*target & ~Address{0xfff}) != va_) return;
    found_ = {WalkCause::Kind::alias, id, no_event, branch, 0, *target};
    for (auto t = trained_.rbegin(); t != trained_.rend(); ++t)
      if (btb_.aliases(h_[*t].before, branch)) {
        found_.training = *t;
        found_.trained = h_[*t].before;
        return;
      }
  }

  void prefetched(EventId id, Address at) {
    const auto next = hw::next_page_reached(
        at, static_cast<std::uint32_t>(p_.cpu.number(hw::Key::prefetch_lines)),
        static_cast<std::uint32_t>(p_.cpu.number(hw::Key::line_bytes)));
    if (next && *next == va_) found_ = {WalkCause::Kind::prefetch, id};
  }

  void fetched(EventId id, PageId page) { // The trace knows the page of a fetch only.
    if (page < p_.pages.size() && p_.pages[page].va + hw::page_bytes == va_)
      found_ = {WalkCause::Kind::prefetch, id};
  }

  const History& h_;
  const Program& p_;
  const WalkRecord& walk_;
  Address va_;
  hw::Btb btb_;
  std::vector<EventId> trained_;
  WalkCause found_;
};

} // namespace

WalkCause cause_of(const History& history, const WalkRecord& walk) {
  if (walk.demand) return {WalkCause::Kind::demand, walk.started};
  if (walk.page >= history.program().pages.size()) return {};
  return Search(history, walk).run();
}

} // namespace ghostwalk::report
