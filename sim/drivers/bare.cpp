// SPDX-License-Identifier: MIT
#include "sim/drivers/bare.hpp"

#include <algorithm>

#include "sim/drivers/clockwork.hpp"

namespace ghostwalk {

void BareQueue::carry(const Errand& errand) {
  heap_.push_back({now_ + errand.cycles, errand});
  std::push_heap(heap_.begin(), heap_.end(), later);
}

bool BareQueue::next(Cycles& at, std::vector<Errand>& due) {
  due.clear();
  if (heap_.empty()) return false;
  now_ = heap_.front().at;
  while (!heap_.empty() && heap_.front().at == now_) {
    due.push_back(heap_.front().errand);
    std::pop_heap(heap_.begin(), heap_.end(), later);
    heap_.pop_back();
  }
  at = Cycles{now_};
  return true;
}

void BareQueue::clear() {
  now_ = 0;
  heap_.clear();
}

Run run_bare(const Machine& machine, const RunSettings& settings, Onlooker* onlooker) {
  BareQueue queue;
  Clockwork clockwork(machine);
  clockwork.watch(onlooker);
  return clockwork.run(settings, queue);
}

} // namespace ghostwalk
