// SPDX-License-Identifier: MIT
// The canonical form: which frame gets which name.
#include "sim/drivers/explore/symmetry/frame_visits.hpp"

namespace ghostwalk::symmetry {
namespace {
constexpr std::uint16_t unnamed = 0xffff;
}

class Frames::Meeting {
public:
  Meeting(const Frames& f, std::byte* state, Scratch& scratch)
      : f_(f),
        p_(f.p_),
        state_(state),
        to_(scratch.to),
        queue_(scratch.queue),
        listed_(scratch.listed) {
    to_.assign(p_.frames, unnamed);
    queue_.clear();
    for (std::size_t i = 0; i < to_.size(); ++i)
      if (f.table_.pinned[i]) to_[i] = static_cast<std::uint16_t>(i);
  }

  bool run() {
    f_.visit(state_, *this);
    for (int frame = 0; frame < p_.frames && !done(); ++frame)
      if (f_.table_.pinned[static_cast<std::size_t>(frame)]) f_.visit_words(state_, frame, *this);
    look_behind();
    const std::byte* list = state_ + p_.layout.free_list;
    if (p_.reuse != hw::Reuse::any)
      for (std::uint64_t i = 0; i < load(list, 2) && !done(); ++i) {
        index(list + 2 + 2 * i);
        look_behind();
      }
    return done() || the_rest();
  }

  void frame(const std::byte* at, std::uint8_t width) { meet_pfn(load(at, width)); }
  void packed(const std::byte* at) { meet((load(at, 8) & packed_frame) - p_.first_frame); }
  void index(const std::byte* at) { meet(load(at, 2)); }
  void word(const std::byte* at, std::uint8_t width) {
    meet_pfn((load(at, width) & f_.frame_bits_) >> 12U);
  }
  void address(const std::byte* at) {
    const auto offset = static_cast<std::uint32_t>(load(at, 4)) - p_.layout.words;
    if (offset < f_.frame_stride_ * p_.frames) meet(offset / f_.frame_stride_);
  }

private:
  void meet_pfn(Pfn named) {
    meet(named - p_.first_frame);
    if (f_.table_.direct_base) meet(named - *f_.table_.direct_base - p_.first_frame);
  }
  void meet(std::uint64_t frame) {
    if (frame >= to_.size() || to_[frame] != unnamed) return;
    to_[frame] = f_.loose_[queue_.size()];
    queue_.push_back(static_cast<std::uint16_t>(frame));
  }
  // The last one's name is what is left.
  bool done() const { return queue_.size() + 1 >= f_.loose_.size(); }
  void look_behind() {
    for (; looked_ < queue_.size() && !done(); ++looked_)
      f_.visit_words(state_, queue_[looked_], *this);
  }

  // ── Frames that nobody names ──

  bool the_rest() {
    mark_listed();
    bool exact = true;
    while (!done()) {
      int least = -1;
      bool tied = false;
      for (const std::uint16_t frame : f_.loose_) {
        if (to_[frame] != unnamed) continue;
        const int order = least < 0 ? -1 : compare(frame, least);
        if (order > 0) continue;
        tied = order == 0;
        if (order < 0) least = frame;
      }
      if (tied && somebody_names_the_rest()) exact = false;
      meet(static_cast<std::uint64_t>(least));
      look_behind();
    }
    return exact;
  }

  void mark_listed() {
    if (p_.reuse != hw::Reuse::any) return;
    listed_.assign(p_.frames, 0);
    const std::byte* list = state_ + p_.layout.free_list;
    for (std::uint64_t i = 0; i < load(list, 2); ++i) listed_[load(list + 2 + 2 * i, 2)] = 1;
  }

  int compare(int a, int b) const {
    const auto listed = [&](int f) { return listed_[static_cast<std::size_t>(f)]; };
    if (p_.reuse == hw::Reuse::any && listed(a) != listed(b)) return listed(a) < listed(b) ? -1 : 1;
    const View v(p_, state_);
    if (v.owner(a) != v.owner(b)) return v.owner(a) < v.owner(b) ? -1 : 1;
    for (int slot = 0; slot < static_cast<int>(p_.words.size()); ++slot) {
      const Word x = seen(v.word(a, slot)), y = seen(v.word(b, slot));
      if (x != y) return x < y ? -1 : 1;
    }
    return 0;
  }

  // An entry, with the new name of its frame if it has one; the others look all alike.
  Word seen(Word word) const {
    const Pfn named = (word & f_.frame_bits_) >> 12U;
    std::uint64_t frame = named - p_.first_frame;
    Pfn base = p_.first_frame;
    if (frame >= to_.size() && f_.table_.direct_base) {
      base += *f_.table_.direct_base;
      frame = named - base;
    }
    if (frame >= to_.size()) return word;
    const Pfn now = base + (to_[frame] == unnamed ? p_.frames : to_[frame]);
    return (word & ~f_.frame_bits_) | (now << 12U);
  }

  bool somebody_names_the_rest() const {
    const View v(p_, state_);
    for (const std::uint16_t frame : f_.loose_)
      for (int slot = 0; to_[frame] == unnamed && slot < static_cast<int>(p_.words.size()); ++slot)
        if (names_unnamed(v.word(frame, slot))) return true;
    return false;
  }
  bool names_unnamed(Word word) const {
    const Pfn named = (word & f_.frame_bits_) >> 12U;
    const auto is_unnamed = [&](std::uint64_t f) { return f < to_.size() && to_[f] == unnamed; };
    return is_unnamed(named - p_.first_frame) ||
           (f_.table_.direct_base && is_unnamed(named - *f_.table_.direct_base - p_.first_frame));
  }

  const Frames& f_;
  const Program& p_;
  std::byte* state_;
  std::vector<std::uint16_t>&to_, &queue_; // queue_: in the order in which they were met.
  std::vector<std::uint8_t>& listed_;
  std::size_t looked_ = 0;
};

bool Frames::canonicalise(std::byte* state, Scratch& scratch) const {
  if (loose_.size() < 2) return true;
  Meeting meeting(*this, state, scratch);
  const bool exact = meeting.run();
  bool same = true;
  for (const std::uint16_t frame : loose_) {
    std::uint16_t& name = scratch.to[frame];
    if (name == unnamed) name = loose_[scratch.queue.size()];
    same = same && name == frame;
  }
  if (!same) rename(state, scratch.to, scratch);
  return exact;
}

} // namespace ghostwalk::symmetry
