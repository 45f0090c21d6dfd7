// SPDX-License-Identifier: MIT
#include <algorithm>

#include "sim/drivers/explore/symmetry/frame_visits.hpp"

namespace ghostwalk::symmetry {

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
