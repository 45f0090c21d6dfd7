// SPDX-License-Identifier: MIT
#include "sim/drivers/bare.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "sim/drivers/clockwork.hpp"

namespace ghostwalk {

void BareQueue::carry(const Errand& errand) {
  const std::int64_t at = now_ + errand.cycles;
  if (errand.cycles >= cycles) {
    far_.push_back({at, errand});
    std::push_heap(far_.begin(), far_.end(), later);
    return;
  }
  if (free_ == none) {
    free_ = static_cast<std::uint32_t>(pending_.size());
    pending_.push_back({{}, none});
  }
  const std::uint32_t place = free_;
  const auto slot = static_cast<std::size_t>(at % cycles);
  free_ = pending_[place].next;
  pending_[place] = {errand, first_[slot]};
  first_[slot] = place;
  taken_[slot / 64] |= std::uint64_t{1} << slot % 64;
  words_ |= std::uint64_t{1} << slot / 64;
}

// All that is on the wheel is due within 1 .. cycles - 1: the first slot behind now's, going round.
std::int64_t BareQueue::next_on_wheel() const {
  if (words_ == 0) return 0;
  const auto from = static_cast<std::size_t>((now_ + 1) % cycles);
  std::size_t word = from / 64;
  std::uint64_t bits = taken_[word] & ~std::uint64_t{0} << from % 64;
  if (bits == 0) {
    const std::uint64_t behind = word == 63 ? 0 : words_ & ~std::uint64_t{0} << (word + 1);
    word = static_cast<std::size_t>(std::countr_zero(behind != 0 ? behind : words_));
    bits = taken_[word];
  }
  const auto slot = static_cast<std::int64_t>(64 * word) + std::countr_zero(bits);
  return (slot - now_ % cycles + cycles) % cycles;
}

void BareQueue::take_slot(std::size_t slot, std::vector<Errand>& due) {
  for (std::uint32_t i = first_[slot]; i != none;) {
    Pending& done = pending_[i];
    due.push_back(done.errand);
    i = std::exchange(done.next, std::exchange(free_, i));
  }
  first_[slot] = none;
  taken_[slot / 64] &= ~(std::uint64_t{1} << slot % 64);
  if (taken_[slot / 64] == 0) words_ &= ~(std::uint64_t{1} << slot / 64);
}

bool BareQueue::next(Cycles& at, std::vector<Errand>& due) {
  due.clear();
  const std::int64_t wait = next_on_wheel();
  if (wait == 0 && far_.empty()) return false;
  const bool far_first = wait == 0 || (!far_.empty() && far_.front().at < now_ + wait);
  now_ = far_first ? far_.front().at : now_ + wait;
  if (!far_first) take_slot(static_cast<std::size_t>(now_ % cycles), due);
  while (!far_.empty() && far_.front().at == now_) {
    due.push_back(far_.front().errand);
    std::pop_heap(far_.begin(), far_.end(), later);
    far_.pop_back();
  }
  if (due.size() > 1) std::sort(due.begin(), due.end(), goes_first);
  at = Cycles{now_};
  return true;
}

void BareQueue::clear() {
  for (; words_ != 0; words_ &= words_ - 1) {
    const auto word = static_cast<std::size_t>(std::countr_zero(words_));
    for (std::uint64_t& bits = taken_[word]; bits != 0; bits &= bits - 1)
      first_[64 * word + static_cast<std::size_t>(std::countr_zero(bits))] = none;
  }
  pending_.clear();
  free_ = none;
  far_.clear();
  now_ = 0;
}

Run run_bare(const Machine& machine, const RunSettings& settings, Onlooker* onlooker) {
  BareQueue queue;
  Clockwork clockwork(machine);
  clockwork.watch(onlooker);
  return clockwork.run(settings, queue);
}

} // namespace ghostwalk
