// SPDX-License-Identifier: MIT
#include "models/hw/prefetch.hpp"

namespace ghostwalk::hw {

std::optional<Address> next_page_reached(Address at, std::uint32_t lines,
                                         std::uint32_t line_bytes) {
  const Address next_page = (at / page_bytes + 1) * page_bytes;
  const Address ahead = Address{lines} * line_bytes; // A page is a whole number of lines.
  if (next_page == 0 || at % page_bytes + ahead < page_bytes)
    return std::nullopt; // 0: the address space ends.
  return next_page;
}

} // namespace ghostwalk::hw
