// SPDX-License-Identifier: MIT
#include "sim/cli/study_page.hpp"

#include <fmt/format.h>

#include "sim/core/whole_file.hpp"
#include "sim/report/page/study.hpp"

namespace ghostwalk::cli {

void write_study_page(const sweep::Store& store, const sweep::Where& where,
                      const std::string& file) {
  constexpr std::size_t most_points = 20'000;
  report::StudyPage page;
  page.add(sweep::ndjson_header(store));
  sweep::each_row(store, [&](const sweep::ResultRow& row) {
    if (!where.has(row.point)) return;
    if (page.points() == most_points)
      throw InputError(
          fmt::format("a page holds at most {} points, and there are more", most_points),
          "choose some with --where");
    page.add(sweep::ndjson_line(store.plan(), row));
  });
  write_whole(file, page.html());
}

} // namespace ghostwalk::cli
