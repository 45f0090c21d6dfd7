// SPDX-License-Identifier: MIT
// Runs as a person reads them: kernels side by side, then the stories, then the lines that replay them.
#pragma once

#include "sim/report/paint.hpp"
#include "sim/report/report.hpp"

namespace ghostwalk::report {

// The runs of one scenario, at least one. `summary`: the scenario's first sentence, may be empty.
std::string comparison(const std::vector<const Report*>& runs, const std::string& summary,
                       const Paint& paint);

// Rows of the table, one cell per run. The table has at most three columns; more runs make more tables.
std::string table(const std::vector<const Report*>& runs, const Paint& paint);

std::string story_text(const Report& run, const Paint& paint);

// Two stories are told alike when the same CPUs do the same things in the same order.
bool alike(const Story& a, const Story& b);

// Why the exit status is not 0, and what may be done; empty when all is as expected.
std::string complaint(const Report& run);

// "clear_page_tables, linux-2.4.race:88"; the file without its folders.
std::string place_text(const Sources& sources, Location where,
                       const std::vector<std::string>& procedures);

} // namespace ghostwalk::report
