// SPDX-License-Identifier: MIT
// A run as JSON for the page: its steps, what each did and changed, and the lanes to draw. Parts of one run of
// the schema "ghostwalk-page/1" (sim/report/schema.md).
#pragma once

#include <nlohmann/json.hpp>

#include "sim/report/report.hpp"

namespace ghostwalk::report {

// Adds cells, values, texts, places, files, steps and lanes. Requires a concluded report.
void add_film(nlohmann::ordered_json& run, const Report& report);

} // namespace ghostwalk::report
