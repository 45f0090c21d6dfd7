// SPDX-License-Identifier: MIT
// Which frame the page allocator gives back next, and where a freed one goes.
#include <gtest/gtest.h>

#include <array>
#include <initializer_list>
#include <vector>

#include "models/hw/page_allocator.hpp"

namespace ghostwalk::hw {
namespace {

constexpr std::uint16_t frames = 8;

// Lists in bytes of their own: a shared one that holds every frame, and this CPU's.
struct Lists {
  explicit Lists(std::uint16_t per_cpu, Reuse policy)
      : own_bytes(FreeList::bytes(per_cpu)),
        allocator{{shared_bytes.data(), frames}, {own_bytes.data(), per_cpu}, policy} {}
  std::array<std::byte, FreeList::bytes(frames)> shared_bytes{};
  std::vector<std::byte> own_bytes;
  PageAllocator allocator;
};

void put(PageAllocator& allocator, std::initializer_list<std::uint16_t> freed) {
  for (const std::uint16_t frame : freed) allocator.put(frame);
}

std::vector<int> contents(const FreeList& list) {
  std::vector<int> found;
  for (std::uint16_t i = 0; i < list.size(); ++i) found.push_back(list.at(i));
  return found;
}

std::vector<int> drained(PageAllocator& allocator) {
  std::vector<int> taken;
  while (allocator.choices() != 0) taken.push_back(allocator.take(0));
  return taken;
}

TEST(Allocator, LifoGivesTheFrameFreedLast) {
  Lists lists(0, Reuse::lifo);
  put(lists.allocator, {3, 1, 2});
  EXPECT_EQ(lists.allocator.choices(), 1);
  EXPECT_EQ(drained(lists.allocator), (std::vector{2, 1, 3}));
}

TEST(Allocator, FifoGivesTheFrameFreedFirst) {
  Lists lists(0, Reuse::fifo);
  put(lists.allocator, {3, 1, 2});
  EXPECT_EQ(lists.allocator.choices(), 1);
  EXPECT_EQ(drained(lists.allocator), (std::vector{3, 1, 2}));
}

TEST(Allocator, AnyOffersEveryFreeFrameInOrder) {
  Lists lists(0, Reuse::any);
  put(lists.allocator, {3, 1, 2});
  EXPECT_EQ(lists.allocator.choices(), 3);
  EXPECT_EQ(lists.allocator.take(1), 2);
  EXPECT_EQ(contents(lists.allocator.shared), (std::vector{1, 3}));
}

// Equal sets are equal bytes, whatever the order they were freed in and what was taken between.
TEST(Allocator, AnyKeepsEqualSetsEqualBytes) {
  Lists one(0, Reuse::any), other(0, Reuse::any);
  put(one.allocator, {3, 1, 2});
  put(other.allocator, {2, 7, 3, 1});
  EXPECT_NE(one.shared_bytes, other.shared_bytes);
  EXPECT_EQ(other.allocator.take(3), 7);
  EXPECT_EQ(one.shared_bytes, other.shared_bytes);
}

// For lifo and fifo order is state; slots that are free again are zero all the same.
TEST(Allocator, LeavesNoTraceOfWhatWasTaken) {
  for (const Reuse policy : {Reuse::lifo, Reuse::fifo, Reuse::any}) {
    Lists lists(0, policy);
    put(lists.allocator, {3, 1, 2});
    drained(lists.allocator);
    EXPECT_EQ(lists.shared_bytes, (std::array<std::byte, FreeList::bytes(frames)>{}));
  }
}

TEST(Allocator, AnEmptyOneOffersNothing) {
  for (const Reuse policy : {Reuse::lifo, Reuse::fifo, Reuse::any})
    EXPECT_EQ(Lists(2, policy).allocator.choices(), 0);
}

// A CPU's own list comes first on both sides: the frame a CPU freed comes back to that CPU.
TEST(PerCpuList, IsFilledFirstAndEmptiedFirst) {
  Lists lists(2, Reuse::lifo);
  lists.allocator.shared.put(5, Reuse::lifo);
  lists.allocator.put(1);
  EXPECT_EQ(contents(lists.allocator.own), (std::vector{1}));
  EXPECT_EQ(drained(lists.allocator), (std::vector{1, 5}));
}

// What the CPU has it may take while the shared list is empty, and the other way round.
TEST(PerCpuList, OffersWhatItHasAlone) {
  Lists lists(2, Reuse::lifo);
  lists.allocator.put(1);
  EXPECT_EQ(lists.allocator.choices(), 1);
  EXPECT_EQ(lists.allocator.take(0), 1);
  lists.allocator.shared.put(5, Reuse::lifo);
  EXPECT_EQ(lists.allocator.choices(), 1);
  EXPECT_EQ(lists.allocator.take(0), 5);
}

// Capacity 4: the fourth fits, the fifth first sends the oldest two (1, 2) to the shared list.
TEST(PerCpuList, AFullOneSendsItsOldestHalfToTheSharedList) {
  for (const Reuse policy : {Reuse::lifo, Reuse::fifo}) {
    Lists lists(4, policy);
    put(lists.allocator, {1, 2, 3, 4});
    EXPECT_EQ(contents(lists.allocator.shared), (std::vector<int>{}));
    lists.allocator.put(5);
    EXPECT_EQ(contents(lists.allocator.shared), (std::vector{1, 2}));
    EXPECT_EQ(contents(lists.allocator.own), (std::vector{3, 4, 5}));
  }
}

// Half of three is rounded up to two, half of one to one: there is always room afterwards.
TEST(PerCpuList, HalfIsRoundedUp) {
  Lists three(3, Reuse::lifo), one(1, Reuse::lifo);
  put(three.allocator, {1, 2, 3, 4});
  EXPECT_EQ(contents(three.allocator.own), (std::vector{3, 4}));
  put(one.allocator, {1, 2});
  EXPECT_EQ(contents(one.allocator.own), (std::vector{2}));
  EXPECT_EQ(contents(one.allocator.shared), (std::vector{1}));
}

// `any` leaves open which frames lie on whose list: every free frame may come back to anybody.
TEST(PerCpuList, OfAnyHoldsNothingBack) {
  Lists lists(2, Reuse::any);
  put(lists.allocator, {6, 2, 4});
  EXPECT_EQ(contents(lists.allocator.own), (std::vector<int>{}));
  EXPECT_EQ(contents(lists.allocator.shared), (std::vector{2, 4, 6}));
  EXPECT_EQ(lists.allocator.choices(), 3);
}

} // namespace
} // namespace ghostwalk::hw
