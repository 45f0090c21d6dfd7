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

void PageAllocator::put(std::uint16_t frame) {
  if (own.capacity() == 0) return shared.put(frame, reuse);
  if (own.size() == own.capacity())
    for (int n = (own.capacity() + 1) / 2; n > 0; --n) {
      // fifo takes the oldest of a list freed in order; of a sorted one (`any`), choice 0 is the
      // lowest.
      const Reuse oldest = reuse == Reuse::any ? Reuse::any : Reuse::fifo;
      shared.put(own.take(oldest, 0), reuse);
    }
  own.put(frame, reuse);
}

} // namespace ghostwalk::hw
