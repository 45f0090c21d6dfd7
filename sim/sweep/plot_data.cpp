// SPDX-License-Identifier: MIT
#include "sim/sweep/plot_data.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include <fmt/format.h>

namespace ghostwalk::sweep {
namespace {

struct Found {
  std::size_t axis = 0;
  const PlanAxis::Part* part = nullptr;
};

std::string full_name(const PlanAxis::Part& part) {
  return (part.option ? "option " : "") + part.key;
}

Found find_x(const Plan& plan, const std::string& name) {
  for (std::size_t a = 0; a < plan.axes.size(); ++a)
    for (const PlanAxis::Part& part : plan.axes[a].parts)
      if (name.empty() || part.key == name || full_name(part) == name) return {a, &part};
  if (plan.axes.empty())
    throw InputError(fmt::format("nothing varies in the study {}", plan.study),
                     "a picture shows what depends on a parameter; see ghostwalk results");
  throw InputError(fmt::format("'{}' does not vary in the study {}{}", name, plan.study,
                               suggest(name, varied_names(plan))));
}

// A number, or the middle of A .. B.
std::optional<double> place_of(const std::string& text) {
  const auto number = [](std::string_view digits) -> std::optional<double> {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return static_cast<double>(value);
  };
  constexpr std::string_view dots = " .. ";
  const std::size_t at = text.find(dots);
  if (at == std::string::npos) return number(text);
  const auto low = number(std::string_view(text).substr(0, at));
  const auto high = number(std::string_view(text).substr(at + dots.size()));
  return low && high ? std::optional((*low + *high) / 2) : std::nullopt;
}

void set_places(PlotData& data, const PlanAxis::Part& part) {
  data.x = full_name(part);
  data.xs = part.values;
  data.geometric = part.geometric;
  for (const std::string& value : data.xs) {
    const auto place = place_of(value);
    data.named = data.named || !place;
    data.at.push_back(place.value_or(0));
  }
  if (data.named)
    for (std::size_t i = 0; i < data.at.size(); ++i) data.at[i] = static_cast<double>(i);
  // Values far apart, too, crowd together on a linear axis.
  constexpr double far_apart = 16;
  const auto [least, most] = std::minmax_element(data.at.begin(), data.at.end());
  data.geometric = !data.named && *least > 0 && (data.geometric || *most >= far_apart * *least);
}

std::string panel_title(const Plan& plan, const Point& point, std::size_t x_axis) {
  std::string title = plan.scenarios.size() > 1 ? plan.scenarios[point.scenario].name : "";
  for (std::size_t a = 0; a < plan.axes.size(); ++a) {
    const PlanAxis::Part& part = plan.axes[a].parts[0];
    if (a == x_axis || part.values.size() == 1) continue;
    title += fmt::format("{}{} = {}", title.empty() ? "" : ", ", full_name(part),
                         part.values[point.values[a]]);
  }
  return title;
}

std::optional<PlotPoint> plotted(const Plan& plan, const ResultRow& row,
                                 const PlotSettings& settings) {
  if (row.tally.trials == 0) return std::nullopt;
  PlotPoint made;
  if (settings.window) {
    const Histogram window = row.tally.window();
    if (window.count() == 0) return std::nullopt;
    made.middle = static_cast<double>(window.quantile(50, 100));
    made.low = static_cast<double>(window.quantile(5, 100));
    made.high = static_cast<double>(window.quantile(95, 100));
    return made;
  }
  const auto count =
      hits(settings.measure, plan.program(row.point.scenario, row.point.kernel), row.tally);
  if (!count) return std::nullopt;
  const Interval interval = clopper_pearson(*count, row.tally.trials);
  made.middle = static_cast<double>(*count) / static_cast<double>(row.tally.trials);
  made.low = interval.low;
  made.high = interval.high;
  return made;
}

void check_panels(const PlotData& data) {
  if (data.panels.size() <= most_panels) return;
  throw InputError(fmt::format("that would be {} panels; {} fit into a picture", data.panels.size(),
                               most_panels),
                   fmt::format("choose with --where, such as the first: {}", data.panels[0].title));
}

} // namespace

PlotData plot_data(const Store& store, const Where& where, const PlotSettings& settings) {
  const Plan& plan = store.plan();
  const Found x = find_x(plan, settings.x);
  PlotData data;
  set_places(data, *x.part);
  std::map<std::string, std::size_t> panels;
  std::vector<Point> chosen;
  for (std::uint64_t i = 0; i < plan.points(); ++i) {
    Point here = point(plan, i);
    if (!where.has(here)) continue;
    const std::string title = panel_title(plan, here, x.axis);
    if (panels.try_emplace(title, data.panels.size()).second)
      data.panels.push_back({title, std::vector<std::vector<PlotPoint>>(plan.kernels.size())});
    chosen.push_back(std::move(here));
  }
  check_panels(data);
  bool any = false;
  for (Point& here : chosen) {
    ResultRow row{std::move(here), {}};
    row.tally = store.tally(row.point.id);
    auto made = plotted(plan, row, settings);
    if (!made) continue;
    any = true;
    made->x = row.point.values[x.axis];
    data.panels[panels.at(panel_title(plan, row.point, x.axis))].curves[row.point.kernel].push_back(
        *made);
  }
  if (!any)
    throw InputError(settings.window ? "no trial of these points had a window"
                                     : "none of these points has trials or such an event");
  return data;
}

} // namespace ghostwalk::sweep
