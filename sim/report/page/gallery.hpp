// SPDX-License-Identifier: MIT
// A folder of pages: a table of scenarios and kernels, and behind each row the page that shows it. The pages share
// their script and style, which lie beside them.
#pragma once

#include "sim/report/page/page.hpp"

namespace ghostwalk::report {

// A row of the table.
struct Exhibit {
  std::string file, scenario, kernel;
  std::string verdict;  // "found", "absent", "gave up"; or what went wrong
  std::string expected; // "found", "absent"
  bool as_expected = true;
  std::uint64_t states = 0;
  std::uint64_t milliseconds = 0;
  const Explored* explored = nullptr; // nullptr: there is nothing to show
  Setting setting;
};

struct GalleryFile {
  std::string name, text;
};

// Rows of one scenario are neighbours. `times`: with a column of how long each took, which no two machines agree about.
std::vector<GalleryFile> gallery(const std::vector<Exhibit>& exhibits, const std::string& command,
                                 bool times);

} // namespace ghostwalk::report
