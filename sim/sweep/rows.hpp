// SPDX-License-Identifier: MIT
// The results of a study, a row per point in the order of the plan, for programs: CSV and NDJSON.
// sim/sweep/schema.md says what each column and key holds.
#pragma once

#include "sim/drivers/sample/interval.hpp"
#include "sim/sweep/measures.hpp"
#include "sim/sweep/store.hpp"

namespace ghostwalk::sweep {

struct ResultRow {
  Point point;
  Tally tally; // no trials: nothing was run there yet
};

// Reads one after the other, so a store of any size will do.
void each_row(const Store& store, const std::function<void(const ResultRow&)>& see);

// The parameters that vary: "walk_snoop", "option high_water".
std::vector<std::string> varied_names(const Plan& plan);
std::vector<std::string> varied_values(const Plan& plan, const Point& point);

std::string csv_header(const Plan& plan);
std::string csv_line(const Plan& plan, const ResultRow& row);
std::string ndjson_header(const Store& store);
std::string ndjson_line(const Plan& plan, const ResultRow& row);

std::string number_text(double number); // six significant digits, the same everywhere

} // namespace ghostwalk::sweep
