// SPDX-License-Identifier: MIT
// Runs and searches as one HTML file that explains itself: it holds its data, script and style, asks for
// nothing, and opens from disk. What it holds: schema "ghostwalk-page/1", sim/report/schema.md.
#pragma once

#include <nlohmann/json.hpp>

#include "sim/report/explored.hpp"
#include "sim/report/report.hpp"

namespace ghostwalk::report {

inline constexpr std::string_view page_schema = "ghostwalk-page/1";

// What is known of a scenario besides its runs.
struct Setting {
  std::string summary; // its first sentence
  std::vector<std::pair<std::string, std::string>>
      option_notes{}; // a kernel option, and what it is about
};

class Page {
public:
  // The runs of one scenario: side by side, with the step where they part.
  void add(const std::vector<const Report*>& runs, const Setting& setting);
  // A run without time, and its schedule under another kernel.
  void add(const Report& run, Asked other, Program program, const Setting& setting);
  // Witnesses; under a kernel that has none, the first witness's schedule as far as it goes.
  void add(const std::vector<const Explored*>& searches, const Setting& setting);

  bool empty() const { return scenarios_.empty(); }
  std::string json() const;
  std::string html() const;

private:
  nlohmann::ordered_json scenarios_ = nlohmann::ordered_json::array();
};

// Whole pages: a title, data in the place where the script looks for it, script and style.
struct Asset {
  std::string_view script, style;
};
std::string html_page(const std::string& title, const std::string& json, const Asset& asset);
std::string html_text(std::string_view text); // escaped, for elements and attributes
Asset race_asset();                           // witnesses and runs
Asset study_asset();                          // curves

} // namespace ghostwalk::report
