// SPDX-License-Identifier: MIT
// A run as JSON for the page: its steps, what each did and changed, and the lanes to draw. Parts of one run of
// the schema "ghostwalk-page/1" (sim/report/schema.md).
#pragma once

#include <map>
#include <set>

#include <nlohmann/json.hpp>

#include "sim/report/report.hpp"

namespace ghostwalk::report {

// Lines that runs execute, by file.
using Lines = std::map<std::uint32_t, std::set<std::uint32_t>>;

// Adds cells, values, texts, places, steps and lanes, and the lines to `lines`. Requires a concluded report.
void add_film(nlohmann::ordered_json& run, const Report& report, Lines& lines);

// Those lines and the ones around them, in pieces: { "3": { name, pieces: [[first line, lines], ...] } }
nlohmann::ordered_json source_pieces(const Sources& sources, const Lines& lines);

} // namespace ghostwalk::report
