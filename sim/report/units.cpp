// SPDX-License-Identifier: MIT
#include "sim/report/units.hpp"

#include <fmt/format.h>

namespace ghostwalk::report {

std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  const int first = number < 0 ? 1 : 0;
  for (int at = static_cast<int>(digits.size()) - 3; at > first; at -= 3)
    digits.insert(static_cast<std::size_t>(at), 1, ',');
  return digits;
}

std::int64_t picoseconds(Cycles cycles, std::uint64_t mhz) {
  const auto clock = static_cast<__int128>(mhz);
  const __int128 scaled = static_cast<__int128>(count(cycles)) * 1'000'000;
  return static_cast<std::int64_t>((scaled + (scaled < 0 ? -clock : clock) / 2) / clock);
}

std::string nanoseconds(Cycles cycles, std::uint64_t mhz) {
  const std::int64_t ps = picoseconds(cycles, mhz);
  if (ps >= 1'000'000 || ps <= -1'000'000)
    return grouped((ps + (ps < 0 ? -500 : 500)) / 1000) + " ns";
  const std::int64_t tenths = (ps + (ps < 0 ? -50 : 50)) / 100;
  return fmt::format("{}{}.{} ns", tenths < 0 ? "-" : "", (tenths < 0 ? -tenths : tenths) / 10,
                     (tenths < 0 ? -tenths : tenths) % 10);
}

std::string span(Cycles cycles, std::uint64_t mhz) {
  return plural(count(cycles), "cycle") + " (" + nanoseconds(cycles, mhz) + ")";
}

std::string plural(std::int64_t number, const std::string& noun) {
  return grouped(number) + " " + noun + (number == 1 ? "" : "s");
}

} // namespace ghostwalk::report
