// SPDX-License-Identifier: MIT
// A picture of a study for gnuplot: a probability with its interval, or the window's distribution,
// against one of the parameters. A curve per kernel, a panel for each choice of what else varies.
// The same results give the same text, and gnuplot makes the same bytes of it.
#pragma once

#include "sim/sweep/rows.hpp"
#include "sim/sweep/where.hpp"

namespace ghostwalk::sweep {

struct PlotSettings {
  std::string x;       // a parameter that varies; empty: the first that does
  bool window = false; // else a probability
  Measured measure;    // of a probability: broken, an oracle or an event
  bool log_y = false;
  enum class Form : std::uint8_t { svg, png } form = Form::svg;
  std::string file; // that gnuplot is to write; empty: to its standard output
};

constexpr std::size_t most_panels = 12;

// Throws InputError: no such parameter, more than most_panels, nothing to show.
std::string gnuplot_script(const Store& store, const Where& where, const PlotSettings& settings);

} // namespace ghostwalk::sweep
