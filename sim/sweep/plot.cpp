// SPDX-License-Identifier: MIT
#include "sim/sweep/plot.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "models/hw/parameters.hpp"
#include "sim/sweep/plot_data.hpp"

namespace ghostwalk::sweep {
namespace {

// M. Okabe and K. Ito, Color Universal Design: told apart by any eye. Yellow, the faintest, is last.
constexpr std::array colours{"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                             "#56B4E9", "#E69F00", "#000000", "#F0E442"};
constexpr std::array marks{7, 5, 9, 13,
                           6, 4, 8, 12}; // Filled, then open: circle, square, triangle, diamond.

// In pixels of the SVG; a single panel is as wide as a column of a paper at 96 to the inch.
constexpr int panel_width = 400, panel_height = 330, key_line = 20, widest = 3;
constexpr int left = 92, right = 18, top = 40, bottom = 72;

struct Page {
  int columns = 1, rows = 1, width = 0, height = 0, key_height = 0;
};

std::vector<std::size_t> drawn(const PlotData& data) {
  std::vector<std::size_t> kernels;
  for (std::size_t k = 0; k < data.panels[0].curves.size(); ++k)
    if (std::any_of(data.panels.begin(), data.panels.end(),
                    [k](const PlotPanel& panel) { return !panel.curves[k].empty(); }))
      kernels.push_back(k);
  return kernels;
}

Page page_for(const PlotData& data, std::size_t curves) {
  Page page;
  const int panels = static_cast<int>(data.panels.size());
  page.columns = panels == 4 ? 2 : std::min(panels, widest);
  page.rows = (panels + page.columns - 1) / page.columns;
  page.key_height = key_line * static_cast<int>(curves) + key_line / 2;
  page.width = std::max(page.columns * panel_width, 480);
  page.height = page.rows * panel_height + page.key_height;
  return page;
}

// In single quotes nothing but the quote itself is special.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
  return out + "'";
}

std::string unit_of(const std::string& parameter) {
  const hw::Parameter* known = hw::find_parameter(parameter);
  return known == nullptr ? "" : fmt::format(" ({})", known->unit);
}

std::string y_label(const PlotSettings& settings) {
  if (settings.window) return "window in cycles: median, 5 .. 95 %";
  const std::string what = settings.measure.kind == Measured::Kind::broken
                               ? "a broken claim"
                               : name_of(settings.measure);
  return fmt::format("probability of {}, 95 % interval", what);
}

// A PNG has twice the pixels, and everything in it twice the size.
std::string terminal(const PlotSettings& settings, const Page& page) {
  const bool svg = settings.form == PlotSettings::Form::svg;
  return fmt::format(
      "set terminal {} size {},{} font 'Helvetica,{}' noenhanced background rgb 'white'{}\n"
      "{}",
      svg ? "svg" : "pngcairo", svg ? page.width : 2 * page.width,
      svg ? page.height : 2 * page.height, svg ? 12 : 18, svg ? "" : " linewidth 2 pointscale 2",
      settings.file.empty() ? "" : fmt::format("set output {}\n", quoted(settings.file)));
}

// 100, 200, 500, 1000, ... where they lie within the axis.
std::string round_tics(double least, double most) {
  std::string out;
  for (double decade = 1; decade <= most; decade *= 10)
    for (const double digit : {1.0, 2.0, 5.0})
      if (const double at = decade * digit; at >= least && at <= most)
        out += fmt::format("{}{}", out.empty() ? "" : ", ", number_text(at));
  return fmt::format("set xtics nomirror ({})\n", out);
}

std::string x_axis(const PlotData& data) {
  std::string out = fmt::format("set xlabel {}\n", quoted(data.x + unit_of(data.x)));
  if (data.geometric) out += "set logscale x\n";
  const auto [least, most] = std::minmax_element(data.at.begin(), data.at.end());
  const double reach = std::max(*most - *least, 1.0);
  out += data.geometric ? fmt::format("set xrange [{}:{}]\n", number_text(*least / 1.15),
                                      number_text(*most * 1.15))
                        : fmt::format("set xrange [{}:{}]\n", number_text(*least - reach * 0.06),
                                      number_text(*most + reach * 0.06));
  constexpr std::size_t most_tics = 9;
  if (!data.named && data.at.size() > most_tics)
    return data.geometric ? out + round_tics(*least, *most) : out;
  out += "set xtics nomirror (";
  for (std::size_t i = 0; i < data.at.size(); ++i)
    out += fmt::format("{}{} {}", i == 0 ? "" : ", ", quoted(data.xs[i]), number_text(data.at[i]));
  return out + ")\n";
}

std::string y_axis(const PlotData& data, const PlotSettings& settings) {
  std::string out = fmt::format("set ylabel {}\n", quoted(y_label(settings)));
  double most = 0;
  for (const PlotPanel& panel : data.panels)
    for (const auto& curve : panel.curves)
      for (const PlotPoint& p : curve) most = std::max(most, p.high);
  if (settings.log_y) return out + "set logscale y\nset format y '%.0e'\n";
  const double highest = settings.window ? most * 1.06 : std::min(most * 1.06, 1.02);
  return out + fmt::format("set yrange [0:{}]\n", number_text(highest));
}

// Curves of one height would hide each other: each is moved a little, to its own side.
double beside(const PlotData& data, double x, std::size_t nth, std::size_t of) {
  const double by = (static_cast<double>(nth) - static_cast<double>(of - 1) / 2) * 0.012;
  const auto [least, most] = std::minmax_element(data.at.begin(), data.at.end());
  return data.geometric ? x * (1 + by * 1.5) : x + by * std::max(*most - *least, 1.0);
}

std::string block_name(std::size_t panel, std::size_t kernel) {
  return fmt::format("$p{}k{}", panel, kernel);
}

std::string blocks(const PlotData& data, const std::vector<std::size_t>& kernels) {
  std::string out;
  for (std::size_t panel = 0; panel < data.panels.size(); ++panel)
    for (std::size_t n = 0; n < kernels.size(); ++n) {
      const auto& curve = data.panels[panel].curves[kernels[n]];
      if (curve.empty()) continue;
      out += fmt::format("{} << EOD\n", block_name(panel, kernels[n]));
      for (const PlotPoint& p : curve)
        out +=
            fmt::format("{} {} {} {}\n", number_text(beside(data, data.at[p.x], n, kernels.size())),
                        number_text(p.middle), number_text(p.low), number_text(p.high));
      out += "EOD\n";
    }
  return out;
}

std::string look_of(std::size_t nth) {
  return fmt::format("lc rgb '{}' lw 1.6 pt {} ps 0.55 dt {}", colours[nth % colours.size()],
                     marks[nth % marks.size()], nth / colours.size() + 1);
}

std::string panel_text(const PlotData& data, const Page& page, std::size_t panel,
                       const std::vector<std::size_t>& kernels) {
  const int column = static_cast<int>(panel) % page.columns,
            row = static_cast<int>(panel) / page.columns;
  const double cell = static_cast<double>(page.width) / page.columns, wide = page.width,
               high = page.height;
  const double up = high - row * panel_height;
  std::string out = fmt::format(
      "set lmargin at screen {}\nset rmargin at screen {}\nset tmargin at screen {}\nset bmargin "
      "at screen {}\n",
      number_text((column * cell + left) / wide), number_text(((column + 1) * cell - right) / wide),
      number_text((up - top) / high), number_text((up - panel_height + bottom) / high));
  out += fmt::format("set title {}\nplot ", quoted(data.panels[panel].title));
  bool first = true;
  for (std::size_t n = 0; n < kernels.size(); ++n) {
    if (data.panels[panel].curves[kernels[n]].empty()) continue;
    out += fmt::format("{}{} using 1:2:3:4 with yerrorlines {} notitle", first ? "" : ", \\\n  ",
                       block_name(panel, kernels[n]), look_of(n));
    first = false;
  }
  return first ? "" : out + "\n";
}

// Below all panels, a line per kernel.
std::string key_text(const Plan& plan, const Page& page, const std::vector<std::size_t>& kernels) {
  std::string out = fmt::format(
      "unset title\nunset xlabel\nunset ylabel\nunset tics\nunset border\nunset logscale\n"
      "set lmargin at screen 0\nset rmargin at screen 1\nset bmargin at screen 0\nset tmargin at "
      "screen {}\n"
      "set xrange [0:1]\nset yrange [0:1]\nset key at screen {},{} left top Left reverse samplen 3 "
      "width 0\nplot ",
      number_text(static_cast<double>(page.key_height) / page.height),
      number_text(static_cast<double>(left) / page.width),
      number_text(static_cast<double>(page.key_height) / page.height));
  for (std::size_t n = 0; n < kernels.size(); ++n)
    out += fmt::format("{}NaN with linespoints {} title {}", n == 0 ? "" : ", \\\n  ", look_of(n),
                       quoted(label(plan.kernels[kernels[n]])));
  return out + "\n";
}

} // namespace

std::string gnuplot_script(const Store& store, const Where& where, const PlotSettings& settings) {
  const PlotData data = plot_data(store, where, settings);
  const std::vector<std::size_t> kernels = drawn(data);
  const Page page = page_for(data, kernels.size());
  std::string out = terminal(settings, page) + blocks(data, kernels);
  out += "set multiplot\nunset key\nset border 3\nset tics nomirror out\nset grid ytics lc rgb "
         "'#dddddd' lt 1\n";
  out += x_axis(data) + y_axis(data, settings);
  for (std::size_t panel = 0; panel < data.panels.size(); ++panel)
    out += panel_text(data, page, panel, kernels);
  return out + key_text(store.plan(), page, kernels) + "unset multiplot\n";
}

} // namespace ghostwalk::sweep
