// SPDX-License-Identifier: MIT
#include "sim/report/trace_text.hpp"

#include <fmt/format.h>

#include "sim/report/describe.hpp"
#include "sim/report/text.hpp"
#include "sim/report/units.hpp"

namespace ghostwalk::report {

std::string trace_line(const Report& run, EventId id) {
  const History& h = *run.history;
  std::string line = fmt::format("{:>10}  cpu {:<3} {}", grouped(count(h.at(id))), h[id].cpu,
                                 describe(run.program, h[id]));
  if (const Origin* origin = h.origin(id)) {
    const std::string place = place_text(*run.sources, origin->at, origin->procedures);
    constexpr std::size_t text_width = 70;
    line = padded(std::move(line), text_width) + "  " + place;
  }
  return line + '\n';
}

} // namespace ghostwalk::report
