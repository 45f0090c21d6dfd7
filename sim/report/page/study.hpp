// SPDX-License-Identifier: MIT
// The results of a study as a page of curves: schema "ghostwalk-study/1", sim/report/schema.md.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace ghostwalk::report {

class StudyPage {
public:
  // Lines of `ghostwalk results --ndjson`, the one about the study first.
  void add(const std::string& line);
  std::size_t points() const { return points_.size(); }
  std::string json() const;
  std::string html() const;

private:
  nlohmann::ordered_json study_, points_ = nlohmann::ordered_json::array();
};

} // namespace ghostwalk::report
