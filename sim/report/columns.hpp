// SPDX-License-Identifier: MIT
// A table for a terminal: a label and a cell per column, cells of several lines.
#pragma once

#include "sim/report/paint.hpp"

namespace ghostwalk::report {

struct Cell {
  std::vector<std::string> lines;
  Style style = Style::plain; // of the first line
};
struct Row {
  std::string label;
  std::vector<Cell> cells; // one per column
};

// The header, a line below it, and the rows. A row whose cells are all empty is left out.
std::string columns(const std::vector<std::string>& header, const std::vector<Row>& rows,
                    const Paint& paint);

constexpr std::size_t most_columns = 3;
// How many columns of so many read best side by side: two and two better than three and one.
std::size_t columns_at_once(std::size_t all);

} // namespace ghostwalk::report
