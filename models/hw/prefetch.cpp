// SPDX-License-Identifier: MIT
#include "models/hw/prefetch.hpp"

namespace ghostwalk::hw {

std::optional<Address> next_page_reached(Address at, std::uint32_t lines,
                                         std::uint32_t line_bytes) {
  const Address next_page = (at / page_bytes + 1) * page_bytes;
  const Address line = at % page_bytes / line_bytes * line_bytes;
  if (next_page == 0 || line + Address{lines} * line_bytes < page_bytes)
    return std::nullopt; // 0: the address space ends.
  return next_page;
}

} // namespace ghostwalk::hw
