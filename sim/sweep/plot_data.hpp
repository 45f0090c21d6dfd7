// SPDX-License-Identifier: MIT
// The numbers behind a picture: panels of curves of points.
#pragma once

#include "sim/sweep/plot.hpp"

namespace ghostwalk::sweep {

struct PlotPoint {
  std::size_t x = 0; // which value of the parameter
  double middle = 0, low = 0, high = 0;
};
struct PlotPanel {
  std::string title;                          // what else varies; may be empty
  std::string y_label;                        // of its axis
  std::vector<std::vector<PlotPoint>> curves; // those without points are not drawn
};

struct PlotData {
  std::string x;               // the parameter's name
  std::vector<std::string> xs; // its values as texts
  std::vector<double> at;      // where they lie on the axis
  bool named = false;          // They are names, no numbers: 0, 1, 2 ...
  bool geometric = false;
  std::vector<std::string> curves; // what they are called: kernels, or values of a parameter
  std::vector<PlotPanel> panels;   // all with as many curves
};

PlotData plot_data(const Store& store, const Where& where, const PlotSettings& settings);

} // namespace ghostwalk::sweep
