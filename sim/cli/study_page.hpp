// SPDX-License-Identifier: MIT
// The page of a study's results: for `results --report` and `sweep --report`.
#pragma once

#include "sim/sweep/rows.hpp"
#include "sim/sweep/where.hpp"

namespace ghostwalk::cli {

// Whole or not at all. Throws InputError, also when there are more points than a page can hold.
void write_study_page(const sweep::Store& store, const sweep::Where& where,
                      const std::string& file);

} // namespace ghostwalk::cli
