// SPDX-License-Identifier: MIT
#include "sim/drivers/lines.hpp"

#include <algorithm>

namespace ghostwalk {

Lines::Lines(const Program& program) : p_(program) {
  const auto line_bytes = std::max<std::uint64_t>(1, p_.cpu.number(hw::Key::line_bytes));
  std::uint64_t last = ~std::uint64_t{0};
  for (const std::uint16_t index : p_.words) { // Ascending.
    const std::uint64_t line = std::uint64_t{index} * p_.mode->word_bytes / line_bytes;
    if (line != last) ++per_frame_;
    last = line;
    of_slot_.push_back(per_frame_ - 1);
  }
  std::uint32_t lines = per_frame_ * p_.frames;
  for (const Place& place : p_.places) {
    if (place.first_cpu != 0) { // More of a mask: 256 bits are in one line.
      of_place_.push_back(of_place_.back());
      continue;
    }
    of_place_.push_back(lines);
    lines += place.scope == Place::Scope::per_cpu ? p_.cpus : place.count;
  }
  lines_.resize(lines);
}

void Lines::forget() { std::fill(lines_.begin(), lines_.end(), Line{}); }

std::uint32_t Lines::of_word(Pfn frame, std::uint64_t index) const {
  if (frame - p_.first_frame >= p_.frames || index >= p_.word_slot.size()) return none;
  const int slot = p_.word_slot[index];
  if (slot < 0) return none;
  return static_cast<std::uint32_t>(frame - p_.first_frame) * per_frame_ +
         of_slot_[static_cast<std::size_t>(slot)];
}

std::uint32_t Lines::of_place(std::uint16_t place, std::uint64_t index) const {
  const Place& at = p_.places[place];
  const bool own = at.scope == Place::Scope::per_cpu;
  const std::uint64_t nth = own ? index : index - at.first;
  if (nth >= (own ? p_.cpus : at.count)) return none; // The step itself says what is wrong.
  return of_place_[place] + static_cast<std::uint32_t>(nth);
}

std::uint32_t Lines::of_offset(std::uint32_t offset) const {
  const Layout& at = p_.layout;
  const auto words = static_cast<std::uint32_t>(p_.words.size());
  if (words > 0 && offset >= at.words) {
    const std::uint32_t word = (offset - at.words) / p_.mode->word_bytes;
    if (word < words * p_.frames) return word / words * per_frame_ + of_slot_[word % words];
  }
  const bool in_cpu = offset >= at.cpus && offset < at.cpus + p_.cpus * at.cpu.bytes;
  const std::uint32_t cpu = in_cpu ? (offset - at.cpus) / at.cpu.bytes : 0;
  for (std::size_t i = 0; i < p_.places.size(); ++i) {
    const Place& place = p_.places[i];
    const bool own = place.scope == Place::Scope::per_cpu;
    if (own != in_cpu) continue;
    const std::uint32_t from = own ? at.cpus + cpu * at.cpu.bytes + place.offset : place.offset;
    if (offset < from || offset >= from + place.width * (own ? 1U : place.count)) continue;
    return of_place_[i] + (own ? cpu : (offset - from) / place.width);
  }
  return none;
}

Lines::Where Lines::find(std::uint32_t line, CpuId cpu) const {
  const Line& l = lines_[line];
  if (l.copies[cpu]) return Where::own;
  return l.modified ? Where::other : Where::memory;
}

bool Lines::comes_over(std::uint32_t line, CpuId cpu) const {
  return lines_[line].written && !lines_[line].copies[cpu];
}

bool Lines::others_have(std::uint32_t line, CpuId cpu) const {
  const Line& l = lines_[line];
  return l.copies.count() > (l.copies[cpu] ? 1U : 0U);
}

void Lines::read(std::uint32_t line, CpuId cpu) {
  Line& l = lines_[line];
  if (!l.copies[cpu]) l.modified = false; // Whoever wrote it gives it up to memory too.
  l.copies.set(cpu);
}

void Lines::write(std::uint32_t line, CpuId cpu) {
  Line& l = lines_[line];
  l.copies.reset();
  l.copies.set(cpu);
  l.modified = l.written = true;
}

} // namespace ghostwalk
