// SPDX-License-Identifier: MIT
// Next-line instruction prefetch: after a fetch at `at`, the front end goes on to the next `lines`
// cache lines, across a page end when they lie beyond it, and then walks the next page (facts
// section 4, "prefetch"; the distance is a modelling choice).
#pragma once

#include <optional>

#include "sim/core/types.hpp"

namespace ghostwalk::hw {

constexpr Address page_bytes = 4096;
// The page-aligned address of the next page when the prefetcher reaches it, else nothing. Requires
// line_bytes > 0.
std::optional<Address> next_page_reached(Address at, std::uint32_t lines, std::uint32_t line_bytes);

} // namespace ghostwalk::hw
