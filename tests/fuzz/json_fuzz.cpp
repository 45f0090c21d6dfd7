// SPDX-License-Identifier: MIT
// Any bytes as the JSON of a store's study: refused with an InputError, or a plan that is written as it was read,
// whose points can be named and whose rows can be printed and put on a page.
#include <algorithm>

#include "sim/core/error.hpp"
#include "sim/report/page/study.hpp"
#include "sim/sweep/rows.hpp"
#include "sim/sweep/work_list.hpp"
#include "tests/fuzz/target.hpp"

namespace ghostwalk::fuzz {
namespace {

using namespace sweep;

constexpr std::uint64_t most_points = 20; // looked at, from both ends

void check_point(const Plan& plan, const Point& point) {
  expect(!describe(plan, point).empty(), "a point has a name");
  expect(!replay_line(plan, point, 0).empty(), "a point can be run again");
  const ResultRow row{point, {}};
  expect(csv_line(plan, row).ends_with('\n'), "a row is a line");
  report::StudyPage page;
  page.add(ndjson_line(plan, row));
  page.add(ndjson_line(plan, row));
  expect(!page.html().empty(), "a page shows it");
}

void check(const std::string& text) {
  const Plan plan = plan_from_json(text);
  const std::string written = to_json(plan);
  expect(to_json(plan_from_json(written)) == written, "a plan is written as it was read");
  expect(!csv_header(plan).empty(), "rows have columns");
  const std::uint64_t points = plan.points();
  expect(points > 0, "a plan has points");
  for (std::uint64_t i = 0; i < std::min(points, most_points); ++i) {
    check_point(plan, point(plan, i));
    expect(point(plan, points - 1 - i).id.bytes.size() == 16, "and from the other end");
  }
  if (points <= most_points && plan.trials <= 1'000'000) WorkList(plan, {}, {}).count();
}

} // namespace
} // namespace ghostwalk::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ghostwalk;
  try {
    fuzz::check(fuzz::text_of(data, size));
  } catch (const InputError& error) {
    fuzz::expect(!render(error, Sources()).empty(), "an error says something");
  }
  return 0;
}
