// SPDX-License-Identifier: MIT
// Leaves out of a row what no curve shows: histograms' buckets, counters of each CPU, hashes.
#include "sim/report/page/study.hpp"

#include "sim/core/version.hpp"
#include "sim/report/page/page.hpp"

namespace ghostwalk::report {
namespace {

using Json = nlohmann::ordered_json;

Json hits(const Json& all) {
  Json kept = all;
  kept.erase("when");
  return kept;
}

Json histogram(const Json& all) {
  Json kept = all;
  kept.erase("buckets");
  return kept;
}

Json point(const Json& row) {
  Json kept = Json::object();
  for (const char* key : {"scenario", "kernel", "kernel_options", "options", "settings", "trials",
                          "window_open_at_end", "replay"})
    kept[key] = row.at(key);
  kept["found"] = hits(row.at("found"));
  kept["claims"] = Json::array();
  for (const Json& claim : row.at("claims")) kept["claims"].push_back(hits(claim));
  for (const char* key : {"window", "margin", "cycles"}) kept[key] = histogram(row.at(key));
  kept["happened"] = Json::object();
  for (const auto& [what, trials] : row.at("happened").items())
    if (trials != 0) kept["happened"][what] = trials;
  return kept;
}

} // namespace

void StudyPage::add(const std::string& line) {
  const Json row = Json::parse(line);
  if (study_.is_null())
    study_ = row;
  else
    points_.push_back(point(row));
}

std::string StudyPage::json() const {
  const Json document{{"schema", "ghostwalk-study/1"},
                      {"ghostwalk", version()},
                      {"study", study_},
                      {"points", points_}};
  return document.dump(-1, ' ', true, Json::error_handler_t::replace);
}

std::string StudyPage::html() const {
  const std::string name = study_.value("study", std::string());
  return html_page(name + " \xe2\x80\x93 Ghostwalk", json(), study_asset());
}

} // namespace ghostwalk::report
