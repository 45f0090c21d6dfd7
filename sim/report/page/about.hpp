// SPDX-License-Identifier: MIT
// What is said about a run, as JSON for the page: what was asked, the verdict, the story, the windows.
#pragma once

#include <nlohmann/json.hpp>

#include "sim/report/explored.hpp"
#include "sim/report/report.hpp"

namespace ghostwalk::report {

// `search`: the run is its witness, or stands for what it did not find.
void add_about(nlohmann::ordered_json& run, const Report& report, const Explored* search);

} // namespace ghostwalk::report
