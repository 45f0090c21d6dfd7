// SPDX-License-Identifier: MIT
#include "sim/drivers/explore/symmetry/frames.hpp"

#include <algorithm>

namespace ghostwalk::symmetry {
namespace {

constexpr std::uint16_t unnamed = 0xffff;
constexpr std::uint64_t packed_frame =
    (std::uint64_t{1} << 36U) - 1; // Of a walk, a TLB entry, a cached table.

} // namespace

// ── Every place of a state that names a frame. A visitor has
//      frame(at, width)   a frame's number          index(at)     its index in the pool
//      word(at, width)    a page-table entry        packed(at)    the lowest 36 bits of 8 bytes
//      address(at)        where a buffered store goes                                            ──

template <class Visitor>
void Frames::visit_caches(std::byte* block, Visitor& v) const {
  const CpuLayout& at = p_.layout.cpu;
  for (std::uint32_t i = 0; i < p_.layout.walk_slots; ++i)
    if (std::byte* walk = block + at.walks + 8 * i; load(walk, 8) != 0) v.packed(walk);
  for (std::uint32_t i = 0; i < p_.layout.tlb_slots; ++i) {
    std::byte* entry = block + at.tlb + 8 * i;
    if (load(entry, 8) == 0) break;
    v.packed(entry);
  }
  for (std::uint32_t i = 0; i < p_.layout.paging_cache_slots; ++i) {
    std::byte* entry = block + at.paging_cache + 8 * i;
    if (load(entry, 8) == 0) break;
    v.packed(entry);
  }
  for (std::uint32_t i = 0; i < p_.layout.store_buffer_slots; ++i) {
    std::byte* store = block + at.store_buffer + std::size_t{hw::StoreBuffer::entry_bytes} * i;
    if (load(store + 4, 1) == 0) break;
    const Holds what = held_at(static_cast<std::uint32_t>(load(store, 4)));
    if (what == Holds::frame) v.frame(store + 8, 8);
    if (what == Holds::word) v.word(store + 8, 8);
    v.address(store);
  }
}

// Those of the running context, and of each that it interrupted.
template <class Visitor>
void Frames::visit_locals(std::byte* block, Visitor& v) const {
  const CpuLayout& at = p_.layout.cpu;
  for (auto context = static_cast<std::uint32_t>(load(block + at.active, 1));;) {
    for (const FrameField& f : table_.live[load(block + at.pc + 2 * context, 2)])
      f.holds == Holds::frame ? v.frame(block + f.offset, f.width)
                              : v.word(block + f.offset, f.width);
    if (context == 0) return;
    context = static_cast<std::uint32_t>(load(block + at.resume + context - 1, 1));
  }
}

template <class Visitor>
void Frames::visit_cpu(std::byte* block, Visitor& v) const {
  const CpuLayout& at = p_.layout.cpu;
  v.frame(block + at.cr3, p_.layout.frame_bytes);
  for (std::size_t i = 0; i < p_.root_index.size(); ++i)
    v.word(block + at.root_registers + 8 * i, 8);
  visit_caches(block, v);
  if (p_.per_cpu_frames > 0)
    for (std::uint64_t i = 0; i < load(block + at.own_frames, 2); ++i)
      v.index(block + at.own_frames + 2 + 2 * i);
  visit_locals(block, v);
  for (const FrameField& f : table_.per_cpu)
    f.holds == Holds::frame ? v.frame(block + f.offset, f.width)
                            : v.word(block + f.offset, f.width);
}

template <class Visitor>
void Frames::visit(std::byte* state, Visitor& v) const {
  for (std::uint32_t cpu = 0; cpu < p_.cpus; ++cpu)
    visit_cpu(state + p_.layout.cpus + std::size_t{cpu} * p_.layout.cpu.bytes, v);
  for (const FrameField& f : table_.global)
    f.holds == Holds::frame ? v.frame(state + f.offset, f.width)
                            : v.word(state + f.offset, f.width);
}

template <class Visitor>
void Frames::visit_words(std::byte* state, int frame, Visitor& v) const {
  std::byte* words = state + p_.layout.words + static_cast<std::size_t>(frame) * frame_stride_;
  for (std::uint32_t at = 0; at < frame_stride_; at += p_.mode->word_bytes)
    v.word(words + at, p_.mode->word_bytes);
}

// What lies at that place of the state, for a store on its way there.
Holds Frames::held_at(std::uint32_t offset) const {
  const Layout& l = p_.layout;
  if (offset - l.words < frame_stride_ * p_.frames) return Holds::word;
  const bool in_block = offset - l.cpus < p_.cpus * l.cpu.bytes;
  const std::uint32_t at = in_block ? (offset - l.cpus) % l.cpu.bytes : offset;
  for (const FrameField& f : in_block ? table_.per_cpu : table_.global)
    if (f.offset == at) return f.holds;
  return Holds::nothing;
}

// ── Who is met, in which order ──

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

// ── New names ──

class Frames::Renaming {
public:
  Renaming(const Frames& f, const std::vector<std::uint16_t>& to) : f_(f), p_(f.p_), to_(to) {}

  void frame(std::byte* at, std::uint8_t width) { store(at, width, now(load(at, width))); }
  void packed(std::byte* at) {
    const std::uint64_t bits = load(at, 8), frame = (bits & packed_frame) - p_.first_frame;
    if (frame < to_.size()) store(at, 8, (bits & ~packed_frame) | (p_.first_frame + to_[frame]));
  }
  void index(std::byte* at) { store(at, 2, to_[load(at, 2)]); }
  void word(std::byte* at, std::uint8_t width) {
    const Word word = load(at, width);
    const Pfn named = (word & f_.frame_bits_) >> 12U;
    store(at, width, (word & ~f_.frame_bits_) | (now(named) << 12U));
  }
  void address(std::byte* at) {
    const std::uint32_t words = p_.layout.words;
    const auto offset = static_cast<std::uint32_t>(load(at, 4)) - words;
    if (offset >= f_.frame_stride_ * p_.frames) return;
    store(at, 4,
          words + to_[offset / f_.frame_stride_] * f_.frame_stride_ + offset % f_.frame_stride_);
  }

private:
  Pfn now(Pfn pfn) const {
    Pfn base = p_.first_frame;
    if (pfn - base >= to_.size() && f_.table_.direct_base) base += *f_.table_.direct_base;
    return pfn - base < to_.size() ? base + to_[pfn - base] : pfn;
  }

  const Frames& f_;
  const Program& p_;
  const std::vector<std::uint16_t>& to_;
};

void Frames::rename(std::byte* state, const std::vector<std::uint16_t>& to,
                    Scratch& scratch) const {
  Renaming renaming(*this, to);
  visit(state, renaming);
  for (int frame = 0; frame < p_.frames; ++frame) visit_words(state, frame, renaming);
  move_frames(state, to, scratch);
  rename_list(state + p_.layout.free_list, p_.reuse == hw::Reuse::any, to);
}

// A frame's words and its owner go where its name goes.
void Frames::move_frames(std::byte* state, const std::vector<std::uint16_t>& to,
                         Scratch& scratch) const {
  std::byte *words = state + p_.layout.words, *owners = state + p_.layout.owners;
  std::copy_n(words, scratch.words.size(), scratch.words.begin());
  std::copy_n(owners, scratch.owners.size(), scratch.owners.begin());
  for (const std::uint16_t frame : loose_) {
    std::copy_n(scratch.words.begin() + frame * frame_stride_, frame_stride_,
                words + std::size_t{to[frame]} * frame_stride_);
    owners[to[frame]] = scratch.owners[frame];
  }
}

// `any` keeps its list sorted.
void Frames::rename_list(std::byte* list, bool sorted, const std::vector<std::uint16_t>& to) const {
  const std::uint64_t size = load(list, 2);
  for (std::uint64_t i = 0; i < size; ++i) {
    const std::uint16_t frame = to[load(list + 2 + 2 * i, 2)];
    std::uint64_t at = i;
    for (; sorted && at > 0 && load(list + 2 * at, 2) > frame; --at)
      store(list + 2 + 2 * at, 2, load(list + 2 * at, 2));
    store(list + 2 + 2 * at, 2, frame);
  }
}

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

Frames::Scratch Frames::scratch() const {
  Scratch s;
  s.to.resize(p_.frames);
  s.queue.reserve(p_.frames);
  s.listed.resize(p_.frames);
  s.words.resize(std::size_t{p_.frames} * frame_stride_);
  s.owners.resize(p_.frames);
  return s;
}

Frames::Frames(const Program& program, FrameTable table)
    : p_(program),
      table_(std::move(table)),
      frame_stride_(static_cast<std::uint32_t>(program.words.size()) * program.mode->word_bytes),
      frame_bits_(program.mode->word_bytes == 4 ? 0xfffff000 : 0xffffffffff000) {
  if (!table_.why_not.empty()) return;
  for (std::uint16_t frame = 0; frame < p_.frames; ++frame)
    if (!table_.pinned[frame]) loose_.push_back(frame);
}

} // namespace ghostwalk::symmetry
