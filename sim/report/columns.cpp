// SPDX-License-Identifier: MIT
#include "sim/report/columns.hpp"

#include <algorithm>

namespace ghostwalk::report {
namespace {

constexpr std::size_t label_width = 20;
constexpr std::size_t gap = 3;

Cell broken_into_lines(Cell cell, std::size_t width) {
  std::vector<std::string> lines;
  for (const std::string& line : cell.lines)
    for (std::string& part : wrapped(safe(line), width)) lines.push_back(std::move(part));
  cell.lines = std::move(lines);
  return cell;
}

std::string row_text(const Row& row, std::size_t width, const Paint& paint) {
  std::vector<Cell> cells;
  std::size_t height = 0;
  for (const Cell& cell : row.cells) {
    cells.push_back(broken_into_lines(cell, width));
    height = std::max(height, cells.back().lines.size());
  }
  std::string out;
  for (std::size_t line = 0; line < height; ++line) {
    out += paint(Style::quiet, padded(line == 0 ? row.label : "", label_width));
    std::size_t blanks = 0; // Kept back: no line ends in spaces.
    for (const Cell& cell : cells) {
      const std::string text = line < cell.lines.size() ? cell.lines[line] : "";
      if (!text.empty())
        out += std::string(blanks, ' ') + paint(line == 0 ? cell.style : Style::plain, text);
      blanks = (text.empty() ? blanks : 0) + width + gap - width_of(text);
    }
    out += '\n';
  }
  return out;
}

} // namespace

std::string columns(const std::vector<std::string>& header, const std::vector<Row>& rows,
                    const Paint& paint) {
  const std::size_t width = (page_width - label_width - gap * (header.size() - 1)) / header.size();
  Row top{"", {}};
  for (const std::string& name : header) top.cells.push_back({{name}, Style::strong});
  std::string out = row_text(top, width, paint), line;
  for (std::size_t i = 0; i < page_width; ++i) line += "\u2500";
  out += paint(Style::quiet, line) + '\n';
  for (const Row& row : rows) out += row_text(row, width, paint);
  return out;
}

std::size_t columns_at_once(std::size_t all) { return all <= most_columns ? all : 2; }

} // namespace ghostwalk::report
