// SPDX-License-Identifier: MIT
// Runs as a Chrome trace, for Perfetto and its like: a track per CPU, per walker and per frame, interrupts as
// flows. `ts` and `dur` are whole cycles (steps, where there is no time): the viewer calls them microseconds.
#pragma once

#include <nlohmann/json.hpp>

#include "sim/report/report.hpp"

namespace ghostwalk::report {

class PerfettoTrace {
public:
  // `replay`: the command that gives it again.
  void add(const Report& run, const std::string& replay);
  bool empty() const { return runs_ == 0; }
  std::string json() const;

private:
  nlohmann::ordered_json events_ = nlohmann::ordered_json::array();
  nlohmann::ordered_json described_ = nlohmann::ordered_json::array();
  int runs_ = 0, flows_ = 0;
};

} // namespace ghostwalk::report
