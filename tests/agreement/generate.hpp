// SPDX-License-Identifier: MIT
// Small random kernels and scenarios, as valid .race texts. All that is random comes from a tape of bytes, one per
// decision, 0 when it has ended: a shorter tape, or one of smaller bytes, is a simpler text, so that RapidCheck
// shrinks texts by shrinking tapes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ghostwalk::test {

std::string generated(const std::vector<std::uint8_t>& tape);

} // namespace ghostwalk::test
