// SPDX-License-Identifier: MIT
#include "models/hw/page_allocator.hpp"

#include <cassert>

namespace ghostwalk::hw {

void FreeList::put(std::uint16_t frame, Reuse reuse) {
  const std::uint16_t end = size();
  assert(end < capacity_);
  std::uint16_t i = end;
  if (reuse == Reuse::any)
    for (; i > 0 && at(static_cast<std::uint16_t>(i - 1)) > frame; --i)
      set(i, at(static_cast<std::uint16_t>(i - 1)));
  set(i, frame);
  store(bytes_, 2, end + 1U);
}

std::uint16_t FreeList::choices(Reuse reuse) const {
  return reuse == Reuse::any || size() == 0 ? size() : 1;
}

std::uint16_t FreeList::take(Reuse reuse, std::uint16_t choice) {
  assert(choice < choices(reuse));
  const auto last = static_cast<std::uint16_t>(size() - 1);
  std::uint16_t i = reuse == Reuse::any ? choice : reuse == Reuse::lifo ? last : 0;
  const std::uint16_t frame = at(i);
  for (; i < last; ++i) set(i, at(static_cast<std::uint16_t>(i + 1)));
  set(last, 0);
  store(bytes_, 2, last);
  return frame;
}

std::uint16_t PageAllocator::choices() const {
  return (own.size() != 0 ? own : shared).choices(reuse);
}

std::uint16_t PageAllocator::take(std::uint16_t choice) {
  return (own.size() != 0 ? own : shared).take(reuse, choice);
}

// `any` puts nothing on a list of the CPU's own: which frames lie there, and when they spill to the
// others, is part of what it leaves open.
void PageAllocator::put(std::uint16_t frame) {
  if (own.capacity() == 0 || reuse == Reuse::any) return shared.put(frame, reuse);
  if (own.size() == own.capacity())
    for (int n = (own.capacity() + 1) / 2; n > 0; --n) shared.put(own.take(Reuse::fifo, 0), reuse);
  own.put(frame, reuse);
}

} // namespace ghostwalk::hw
