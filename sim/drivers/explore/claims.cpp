// SPDX-License-Identifier: MIT
#include "sim/drivers/explore/claims.hpp"

#include <algorithm>

namespace ghostwalk {

Claims::Claims(const Program& p) : program(p) {
  for (std::size_t i = 0; i < p.properties.size(); ++i) {
    const Property& claim = p.properties[i];
    if (claim.kind == Property::Kind::state)
      (claim.never ? never_state : sometimes_state).push_back(static_cast<std::uint16_t>(i));
    else if (claim.never)
      never |= claim.kind == Property::Kind::oracle ? happened(static_cast<Oracle>(claim.index))
                                                    : happened_event(claim.index);
  }
}

int Claims::broken(const Machine& machine, Happened seen, const std::byte* state) const {
  if ((seen & never) == 0 && never_state.empty()) return -1;
  for (std::size_t i = 0; i < program.properties.size(); ++i) {
    const Property& claim = program.properties[i];
    if (!claim.never) continue;
    const bool broke = claim.kind == Property::Kind::state
                           ? machine.evaluate(state, 0, claim.condition) != 0
                       : claim.kind == Property::Kind::oracle
                           ? (seen & happened(static_cast<Oracle>(claim.index))) != 0
                           : (seen & happened_event(claim.index)) != 0;
    if (broke) return static_cast<int>(i);
  }
  return -1;
}

int Claims::first_of(Happened seen) const {
  for (std::size_t i = 0; i < program.properties.size(); ++i) {
    const Property& claim = program.properties[i];
    if (!claim.never || claim.kind == Property::Kind::state) continue;
    const Happened it = claim.kind == Property::Kind::oracle
                            ? happened(static_cast<Oracle>(claim.index))
                            : happened_event(claim.index);
    if ((seen & it) != 0) return static_cast<int>(i);
  }
  return -1;
}

int Claims::deadlock() const {
  const auto& all = program.properties;
  const auto at = std::find_if(all.begin(), all.end(), [](const Property& p) {
    return p.never && p.kind == Property::Kind::oracle &&
           p.index == static_cast<std::uint8_t>(Oracle::deadlock);
  });
  return at == all.end() ? -1 : static_cast<int>(at - all.begin());
}

int Claims::broken_by(const Machine& machine, const std::vector<Step>& schedule) const {
  std::vector<std::byte> state = program.initial;
  Happened seen = 0;
  for (const Step step : schedule) seen = machine.apply(state.data(), step);
  const int claim = broken(machine, seen, state.data());
  return claim >= 0 ? claim : deadlock();
}

} // namespace ghostwalk
