// SPDX-License-Identifier: MIT
// A whole run, one event a line: cycle, CPU, what happened, where in the source.
#pragma once

#include "sim/report/report.hpp"

namespace ghostwalk::report {

std::string trace_line(const Report& run, EventId id);

} // namespace ghostwalk::report
