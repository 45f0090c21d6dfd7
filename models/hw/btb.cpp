// SPDX-License-Identifier: MIT
#include "models/hw/btb.hpp"

#include <algorithm>
#include <bit>

namespace ghostwalk::hw {

std::uint64_t Btb::slot(Address branch) const {
  const int bits = std::countr_zero(shape_.sets) + shape_.tag_bits;
  const Address above = branch >> shape_.index_from;
  return bits >= 64 ? above : above & ((Address{1} << bits) - 1);
}

void Btb::train(Address branch, Address target) {
  std::erase_if(entries_, [&](const Entry& e) { return aliases(e.branch, branch); });
  const auto same_set = [&](const Entry& e) {
    return ((slot(e.branch) ^ slot(branch)) & (shape_.sets - 1)) == 0;
  };
  if (std::count_if(entries_.begin(), entries_.end(), same_set) >=
      static_cast<std::ptrdiff_t>(shape_.ways))
    entries_.erase(std::find_if(entries_.begin(), entries_.end(), same_set));
  entries_.push_back({branch, target});
}

std::optional<Address> Btb::predict(Address branch) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& e) { return aliases(e.branch, branch); });
  if (found == entries_.end()) return std::nullopt;
  return found->target;
}

} // namespace ghostwalk::hw
