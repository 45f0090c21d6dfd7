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

// What a page needs beside its data: in the page itself or, where many pages lie in one folder, in files beside it.
struct Asset {
  std::string_view script, style;
  std::string_view script_file = {}, style_file = {}; // not empty: their names, to be linked
};
Asset race_asset();  // witnesses and runs
Asset study_asset(); // curves
Asset index_asset(); // tables; no script

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
  std::string html(const Asset& asset = race_asset()) const;

private:
  nlohmann::ordered_json scenarios_ = nlohmann::ordered_json::array();
};

// Whole pages: a title, data in the place where the script looks for it, script and style.
std::string html_page(const std::string& title, const std::string& json, const Asset& asset);
// `body` is HTML.
std::string html_table_page(const std::string& title, const std::string& body);
std::string html_text(std::string_view text); // escaped, for elements and attributes

} // namespace ghostwalk::report
