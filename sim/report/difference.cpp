// SPDX-License-Identifier: MIT
#include "sim/report/difference.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace ghostwalk::report {
namespace {

using Json = nlohmann::ordered_json;

std::string line_at(const std::string& text, std::size_t at) {
  if (at >= text.size()) return "nothing";
  const std::size_t newline = at == 0 ? std::string::npos : text.rfind('\n', at - 1);
  const std::size_t begin = newline == std::string::npos ? 0 : newline + 1;
  return text.substr(begin, text.find('\n', at) - begin);
}

std::string value_at(const Json& document, const std::string& key) {
  const Json::json_pointer pointer(key);
  return document.contains(pointer) ? document[pointer].dump() : "nothing";
}

} // namespace

std::optional<Difference> difference(const std::string& one, const std::string& other) {
  const auto [here, there] = std::mismatch(one.begin(), one.end(), other.begin(), other.end());
  if (here == one.end() && there == other.end()) return std::nullopt;
  const auto at = static_cast<std::size_t>(here - one.begin());
  Difference found;
  found.line = 1 + static_cast<std::size_t>(std::count(one.begin(), here, '\n'));
  found.one = line_at(one, at);
  found.other = line_at(other, at);
  const Json a = Json::parse(one, nullptr, false), b = Json::parse(other, nullptr, false);
  if (a.is_discarded() || b.is_discarded()) return found;
  const Json changes = Json::diff(a, b);
  if (changes.empty()) return found;
  found.key = changes.front().at("path").get<std::string>();
  found.one = value_at(a, found.key);
  found.other = value_at(b, found.key);
  return found;
}

std::optional<Disagreement> disagreement(const std::vector<Answer>& answers) {
  for (std::size_t i = 1; i < answers.size(); ++i)
    if (auto differs = difference(answers[i - 1].document, answers[i].document))
      return Disagreement{answers[i - 1].how, answers[i].how, std::move(*differs)};
  return std::nullopt;
}

} // namespace ghostwalk::report
