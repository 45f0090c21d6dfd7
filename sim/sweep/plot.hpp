// SPDX-License-Identifier: MIT
// A picture of a study for gnuplot: a probability with its interval, the window's distribution, or means,
// against one of the parameters. A curve per kernel, or per value of another parameter; a panel for each
// choice of what else varies, and for each mean.
// The same results give the same text, and gnuplot makes the same bytes of it.
#pragma once

#include "sim/sweep/quantity.hpp"
#include "sim/sweep/rows.hpp"
#include "sim/sweep/where.hpp"

namespace ghostwalk::sweep {

struct PlotSettings {
  std::string x;      // a parameter that varies; empty: the first that does
  std::string curves; // another, with a curve for each of its values; empty: a curve per kernel
  enum class What : std::uint8_t { probability, window, mean } what = What::probability;
  Measured measure;            // of a probability: broken, an oracle or an event
  std::vector<Quantity> means; // of which; a panel for each
  std::uint64_t per = 1;       // means are divided by it: what a trial does so often
  std::string unit = "trial";  // and what that is
  std::string x_label;         // empty: the parameter's name and unit
  bool log_y = false;
  enum class Form : std::uint8_t { svg, png } form = Form::svg;
  std::string file; // that gnuplot is to write
};

constexpr std::size_t most_panels = 12;

// Throws InputError: no such parameter, more than most_panels, nothing to show.
std::string gnuplot_script(const Store& store, const Where& where, const PlotSettings& settings);

} // namespace ghostwalk::sweep
