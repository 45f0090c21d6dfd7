// SPDX-License-Identifier: MIT
// A plan as JSON and back: what a store keeps of its study.
#include <nlohmann/json.hpp>

#include "sim/core/error.hpp"
#include "sim/sweep/measures.hpp"

namespace ghostwalk::sweep {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Pairs& pairs) {
  Json list = Json::array();
  for (const auto& [key, value] : pairs) list.push_back({key, value});
  return list;
}

Json json_of(const PlanAxis& axis) {
  Json parts = Json::array();
  for (const PlanAxis::Part& part : axis.parts)
    parts.push_back({{"key", part.key},
                     {"option", part.option},
                     {"geometric", part.geometric},
                     {"values", part.values}});
  return parts;
}

Json json_of(const PlanProgram& program) {
  Json claims = Json::array();
  for (const PlanProgram::Claim& claim : program.claims)
    claims.push_back({{"never", claim.never}, {"text", claim.text}});
  return {{"texts", hex(program.texts)}, {"claims", claims}, {"events", program.events}};
}

Pairs pairs_from(const Json& json) {
  Pairs pairs;
  for (const Json& pair : json) pairs.emplace_back(pair.at(0), pair.at(1));
  return pairs;
}

// The library would turn 1e30 and -1 into some number as well.
std::uint64_t whole(const Json& json) {
  if (!json.is_number_unsigned()) throw std::invalid_argument("not a whole number of 64 bits");
  return json.get<std::uint64_t>();
}

Hash hash_from(const Json& json) {
  const std::string digits = json.get<std::string>();
  if (digits.size() != 32 || digits.find_first_not_of("0123456789abcdef") != std::string::npos)
    throw std::invalid_argument("a hash has 32 digits");
  Hash hash;
  for (std::size_t i = 0; i < hash.bytes.size(); ++i)
    hash.bytes[i] = static_cast<std::uint8_t>(std::stoul(digits.substr(2 * i, 2), nullptr, 16));
  return hash;
}

PlanAxis axis_from(const Json& json) {
  PlanAxis axis;
  for (const Json& part : json)
    axis.parts.push_back({part.at("key"), part.at("option"), part.at("geometric"),
                          part.at("values").get<std::vector<std::string>>()});
  return axis;
}

PlanProgram program_from(const Json& json) {
  PlanProgram program{
      hash_from(json.at("texts")), {}, json.at("events").get<std::vector<std::string>>()};
  for (const Json& claim : json.at("claims"))
    program.claims.push_back({claim.at("never"), claim.at("text")});
  return program;
}

Plan plan_from(const Json& json) {
  Plan plan;
  plan.study = json.at("study");
  plan.file = json.at("file");
  plan.seed = whole(json.at("seed"));
  plan.trials = whole(json.at("trials"));
  for (const Json& s : json.at("scenarios")) plan.scenarios.push_back({s.at("name"), s.at("file")});
  for (const Json& k : json.at("kernels"))
    plan.kernels.push_back({k.at("name"), pairs_from(k.at("options"))});
  for (const Json& axis : json.at("axes")) plan.axes.push_back(axis_from(axis));
  plan.options = pairs_from(json.at("options"));
  plan.settings = pairs_from(json.at("settings"));
  plan.measures = json.at("measures").get<std::vector<std::string>>();
  plan.stale = counts_stale(plan);
  for (const Json& program : json.at("programs")) plan.programs.push_back(program_from(program));
  for (const Json& text : json.at("texts"))
    plan.texts.push_back({text.at("kind"), text.at("name"), hash_from(text.at("code"))});
  return plan;
}

// What the code takes for granted of a plan.
bool sound(const Plan& plan) {
  const auto good = [](const PlanAxis& axis) {
    if (axis.parts.empty() || axis.parts[0].values.empty()) return false;
    for (const PlanAxis::Part& part : axis.parts)
      if (part.values.size() != axis.parts[0].values.size()) return false;
    return true;
  };
  std::uint64_t points = std::uint64_t{plan.scenarios.size()} * plan.kernels.size();
  for (const PlanAxis& axis : plan.axes) {
    if (!good(axis)) return false;
    points *= axis.parts[0].values.size();
    if (points > lang::max_study_points) return false;
  }
  return plan.trials <= lang::max_study_trials && !plan.scenarios.empty() &&
         !plan.kernels.empty() && plan.trials > 0 &&
         plan.programs.size() == plan.scenarios.size() * plan.kernels.size();
}

} // namespace

std::string to_json(const Plan& plan) {
  Json json{
      {"study", plan.study}, {"file", plan.file}, {"seed", plan.seed}, {"trials", plan.trials}};
  Json& scenarios = json["scenarios"] = Json::array();
  for (const PlanScenario& s : plan.scenarios)
    scenarios.push_back({{"name", s.name}, {"file", s.file}});
  Json& kernels = json["kernels"] = Json::array();
  for (const PlanKernel& k : plan.kernels)
    kernels.push_back({{"name", k.name}, {"options", json_of(k.options)}});
  Json& axes = json["axes"] = Json::array();
  for (const PlanAxis& axis : plan.axes) axes.push_back(json_of(axis));
  json["options"] = json_of(plan.options);
  json["settings"] = json_of(plan.settings);
  json["measures"] = plan.measures;
  Json& programs = json["programs"] = Json::array();
  for (const PlanProgram& program : plan.programs) programs.push_back(json_of(program));
  Json& texts = json["texts"] = Json::array();
  for (const PlanText& text : plan.texts)
    texts.push_back({{"kind", text.kind}, {"name", text.name}, {"code", hex(text.code)}});
  return json.dump();
}

Plan plan_from_json(const std::string& text) {
  try {
    Plan plan = plan_from(Json::parse(text));
    if (sound(plan)) return plan;
  } catch (const std::exception&) { // Of the JSON library, or a number that is none.
  }
  throw InputError("the study in this store cannot be read", "the store is damaged");
}

} // namespace ghostwalk::sweep
