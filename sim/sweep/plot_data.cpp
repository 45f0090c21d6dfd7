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

// What distinguishes the points of a picture: x, a curve for each value of another axis or each kernel, and panels.
struct Shape {
  Found x;
  std::optional<Found> curves; // none: kernels
};

std::string panel_title(const Plan& plan, const Point& point, const Shape& shape) {
  std::string title = plan.scenarios.size() > 1 ? plan.scenarios[point.scenario].name : "";
  const auto add = [&](const std::string& text) { title += (title.empty() ? "" : ", ") + text; };
  if (shape.curves && plan.kernels.size() > 1) add(label(plan.kernels[point.kernel]));
  for (std::size_t a = 0; a < plan.axes.size(); ++a) {
    const PlanAxis::Part& part = plan.axes[a].parts[0];
    if (a == shape.x.axis || (shape.curves && a == shape.curves->axis) || part.values.size() == 1)
      continue;
    add(fmt::format("{} = {}", full_name(part), part.values[point.values[a]]));
  }
  return title;
}

Shape shape_of(const Plan& plan, const PlotSettings& settings) {
  Shape shape{find_x(plan, settings.x), std::nullopt};
  if (settings.curves.empty()) return shape;
  shape.curves = find_x(plan, settings.curves);
  if (shape.curves->axis == shape.x.axis)
    throw InputError(fmt::format("'{}' is what the curves go over", settings.curves),
                     "a curve each is for values of another parameter");
  return shape;
}

std::vector<std::string> curve_names(const Plan& plan, const Shape& shape) {
  std::vector<std::string> names;
  if (!shape.curves)
    for (const PlanKernel& kernel : plan.kernels) names.push_back(label(kernel));
  else
    for (const std::string& value : shape.curves->part->values)
      names.push_back(fmt::format("{} = {}", full_name(*shape.curves->part), value));
  return names;
}

// A picture has them once for each choice of what else varies; means one below the other.
struct Labels {
  std::string title, y;
};

std::vector<Labels> labels_of(const PlotSettings& settings) {
  if (settings.what == PlotSettings::What::window)
    return {{"", "window in cycles: median, 5 .. 95 %"}};
  if (settings.what == PlotSettings::What::mean) {
    std::vector<Labels> labels;
    for (const Quantity& q : settings.means)
      labels.push_back({q.title, q.is_number ? "mean" : "mean per " + settings.unit});
    return labels;
  }
  const std::string what = settings.measure.kind == Measured::Kind::broken
                               ? "a broken claim"
                               : name_of(settings.measure);
  return {{"", fmt::format("probability of {}, 95 % interval", what)}};
}

std::vector<PlotPanel> empty_panels(const std::vector<std::string>& titles,
                                    const std::vector<Labels>& labels, std::size_t curves) {
  std::vector<PlotPanel> panels;
  for (const Labels& label : labels)
    for (const std::string& title : titles)
      panels.push_back({title + (title.empty() || label.title.empty() ? "" : ": ") + label.title,
                        label.y, std::vector<std::vector<PlotPoint>>(curves)});
  return panels;
}

std::optional<PlotPoint> mean_point(const Quantity& quantity, const Tally& tally,
                                    const PlotSettings& settings) {
  const auto all = mean(quantity, tally);
  if (!all) return std::nullopt;
  const double one = quantity.is_number ? *all : *all / static_cast<double>(settings.per);
  return PlotPoint{0, one, one, one};
}

std::optional<PlotPoint> plotted(const Plan& plan, const ResultRow& row,
                                 const PlotSettings& settings, std::size_t nth) {
  if (row.tally.trials == 0) return std::nullopt;
  if (settings.what == PlotSettings::What::mean)
    return mean_point(settings.means[nth], row.tally, settings);
  PlotPoint made;
  if (settings.what == PlotSettings::What::window) {
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

void check_panels(std::size_t panels, const std::string& first) {
  if (panels <= most_panels) return;
  throw InputError(
      fmt::format("that would be {} panels; {} fit into a picture", panels, most_panels),
      first.empty() ? "name fewer with --measure"
                    : fmt::format("choose with --where, such as the first: {}", first));
}

} // namespace

PlotData plot_data(const Store& store, const Where& where, const PlotSettings& settings) {
  const Plan& plan = store.plan();
  const Shape shape = shape_of(plan, settings);
  const std::vector<Labels> labels = labels_of(settings);
  PlotData data;
  set_places(data, *shape.x.part);
  data.curves = curve_names(plan, shape);
  std::vector<std::string> titles;
  std::map<std::string, std::size_t> numbers;        // of titles
  std::vector<std::pair<Point, std::size_t>> chosen; // and which title it has
  for (std::uint64_t i = 0; i < plan.points(); ++i) {
    Point here = point(plan, i);
    if (!where.has(here)) continue;
    const std::string title = panel_title(plan, here, shape);
    const auto [known, fresh] = numbers.try_emplace(title, titles.size());
    if (fresh) titles.push_back(title);
    chosen.emplace_back(std::move(here), known->second);
  }
  if (!titles.empty()) check_panels(titles.size() * labels.size(), titles.front());
  data.panels = empty_panels(titles, labels, data.curves.size());
  bool any = false;
  for (auto& [here, title] : chosen) {
    ResultRow row{std::move(here), {}};
    row.tally = store.tally(row.point.id);
    const std::size_t curve =
        shape.curves ? row.point.values[shape.curves->axis] : row.point.kernel;
    for (std::size_t n = 0; n < labels.size(); ++n) {
      auto made = plotted(plan, row, settings, n);
      if (!made) continue;
      any = true;
      made->x = row.point.values[shape.x.axis];
      data.panels[n * titles.size() + title].curves[curve].push_back(*made);
    }
  }
  if (!any)
    throw InputError(settings.what == PlotSettings::What::window
                         ? "no trial of these points had a window"
                         : "none of these points has trials, or what was asked for");
  return data;
}

} // namespace ghostwalk::sweep
