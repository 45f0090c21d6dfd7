// SPDX-License-Identifier: MIT
// Runs for other programs: one document of schema "ghostwalk-run/1", described in schema.md.
// Whole numbers only; the same run gives the same bytes.
#pragma once

#include "sim/report/report.hpp"

namespace ghostwalk::report {

inline constexpr std::string_view run_schema = "ghostwalk-run/1";

// With a newline at its end. `events`: every event too.
std::string json(const std::vector<const Report*>& runs, bool events);

} // namespace ghostwalk::report
