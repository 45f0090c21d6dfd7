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
  std::vector<std::size_t> curves;
  for (std::size_t k = 0; k < data.curves.size(); ++k)
    if (std::any_of(data.panels.begin(), data.panels.end(),
                    [k](const PlotPanel& panel) { return !panel.curves[k].empty(); }))
      curves.push_back(k);
  return curves;
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

// A PNG has twice the pixels, and everything in it twice the size.
std::string terminal(const PlotSettings& settings, const Page& page) {
  const bool svg = settings.form == PlotSettings::Form::svg;
  return fmt::format(
      "set terminal {} size {},{} font 'Helvetica,{}' noenhanced background rgb 'white'{}\n"
      "set output {}\n",
      svg ? "svg" : "pngcairo", svg ? page.width : 2 * page.width,
      svg ? page.height : 2 * page.height, svg ? 12 : 18, svg ? "" : " linewidth 2 pointscale 2",
      quoted(settings.file));
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

std::string x_axis(const PlotData& data, const PlotSettings& settings) {
  const std::string label = settings.x_label.empty() ? data.x + unit_of(data.x) : settings.x_label;
  std::string out = fmt::format("set xlabel {}\n", quoted(label));
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

double highest(const PlotPanel& panel) {
  double most = 0;
  for (const auto& curve : panel.curves)
    for (const PlotPoint& p : curve) most = std::max(most, p.high);
  return most;
}

// Probabilities and windows of one picture are compared: they share an axis. Means differ in kind.
std::string y_axis(const PlotData& data, const PlotPanel& panel, const PlotSettings& settings) {
  const bool mean = settings.what == PlotSettings::What::mean;
  std::string out = fmt::format("set ylabel {}\n", quoted(panel.y_label));
  if (settings.log_y)
    return out + fmt::format("set logscale y\nset format y '{}'\n", mean ? "%g" : "%.0e");
  double most = mean ? highest(panel) : 0;
  for (const PlotPanel& other : data.panels)
    if (!mean) most = std::max(most, highest(other));
  const bool probability = settings.what == PlotSettings::What::probability;
  const double top_of_axis = probability ? std::min(most * 1.06, 1.02) : most * 1.06;
  return out + fmt::format("set yrange [0:{}]\n", number_text(top_of_axis > 0 ? top_of_axis : 1));
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

std::string blocks(const PlotData& data, const std::vector<std::size_t>& curves) {
  std::string out;
  for (std::size_t panel = 0; panel < data.panels.size(); ++panel)
    for (std::size_t n = 0; n < curves.size(); ++n) {
      const auto& curve = data.panels[panel].curves[curves[n]];
      if (curve.empty()) continue;
      out += fmt::format("{} << EOD\n", block_name(panel, curves[n]));
      for (const PlotPoint& p : curve)
        out +=
            fmt::format("{} {} {} {}\n", number_text(beside(data, data.at[p.x], n, curves.size())),
                        number_text(p.middle), number_text(p.low), number_text(p.high));
      out += "EOD\n";
    }
  return out;
}

std::string look_of(std::size_t nth) {
  return fmt::format("lc rgb '{}' lw 1.6 pt {} ps 0.55 dt {}", colours[nth % colours.size()],
                     marks[nth % marks.size()], nth / colours.size() + 1);
}

std::string panel_text(const PlotData& data, const PlotSettings& settings, const Page& page,
                       std::size_t panel, const std::vector<std::size_t>& curves) {
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
  out += y_axis(data, data.panels[panel], settings);
  out += fmt::format("set title {}\nplot ", quoted(data.panels[panel].title));
  const bool mean = settings.what == PlotSettings::What::mean;
  bool first = true;
  for (std::size_t n = 0; n < curves.size(); ++n) {
    if (data.panels[panel].curves[curves[n]].empty()) continue;
    out += fmt::format("{}{} using {} {} notitle", first ? "" : ", \\\n  ",
                       block_name(panel, curves[n]),
                       mean ? "1:2 with linespoints" : "1:2:3:4 with yerrorlines", look_of(n));
    first = false;
  }
  return first ? "" : out + "\n";
}

// Below all panels, a line per curve.
std::string key_text(const PlotData& data, const Page& page,
                     const std::vector<std::size_t>& curves) {
  std::string out = fmt::format(
      "unset title\nunset xlabel\nunset ylabel\nunset tics\nunset border\nunset logscale\n"
      "set lmargin at screen 0\nset rmargin at screen 1\nset bmargin at screen 0\nset tmargin at "
      "screen {}\n"
      "set xrange [0:1]\nset yrange [0:1]\nset key at screen {},{} left top Left reverse samplen 3 "
      "width 0\nplot ",
      number_text(static_cast<double>(page.key_height) / page.height),
      number_text(static_cast<double>(left) / page.width),
      number_text(static_cast<double>(page.key_height) / page.height));
  for (std::size_t n = 0; n < curves.size(); ++n)
    out += fmt::format("{}NaN with linespoints {} title {}", n == 0 ? "" : ", \\\n  ", look_of(n),
                       quoted(data.curves[curves[n]]));
  return out + "\n";
}

} // namespace

std::string gnuplot_script(const Store& store, const Where& where, const PlotSettings& settings) {
  const PlotData data = plot_data(store, where, settings);
  const std::vector<std::size_t> curves = drawn(data);
  const Page page = page_for(data, curves.size());
  std::string out = terminal(settings, page) + blocks(data, curves);
  out += "set multiplot\nunset key\nset border 3\nset tics nomirror out\nset grid ytics lc rgb "
         "'#dddddd' lt 1\n";
  out += x_axis(data, settings);
  for (std::size_t panel = 0; panel < data.panels.size(); ++panel)
    out += panel_text(data, settings, page, panel, curves);
  return out + key_text(data, page, curves) + "unset multiplot\n";
}

} // namespace ghostwalk::sweep
