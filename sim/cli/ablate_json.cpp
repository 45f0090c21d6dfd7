// SPDX-License-Identifier: MIT
// Schema ghostwalk-ablate/1: one document. `key` and `change` are what --without, --later, ... take.
#include <array>

#include <nlohmann/json.hpp>

#include "sim/cli/ablate_view.hpp"
#include "sim/core/version.hpp"

namespace ghostwalk::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string_view kind(ablate::MaintenanceStep::Kind kind) {
  constexpr std::array<std::string_view, 9> words{"flush",      "fence",  "send", "wait", "lock",
                                                  "interrupts", "atomic", "call", "free"};
  return words[static_cast<std::size_t>(kind)];
}

std::string_view result(ablate::Trial::Result result) {
  constexpr std::array<std::string_view, 4> words{"absent", "found", "gave up", "makes no sense"};
  return words[static_cast<std::size_t>(result)];
}

std::string_view verdict(Verdict verdict) {
  constexpr std::array<std::string_view, 3> words{"found", "absent", "gave up"};
  return words[static_cast<std::size_t>(verdict)];
}

Json trial(const ablate::Trial& t) {
  Json json{
      {"change", ablate::word(t.edit.change)}, {"result", result(t.result)}, {"states", t.states}};
  if (t.result == ablate::Trial::Result::absent) {
    json["idle"] = t.idle;
    return json;
  }
  json["what"] = t.what;
  if (t.result != ablate::Trial::Result::found) return json;
  json["steps"] = t.witness.size();
  json["schedule"] = t.schedule;
  return json;
}

Json row(const AblationView& view, const ablate::Row& r) {
  Json json{{"file", view.library.sources.name(r.step.at.file)},
            {"line", r.step.at.line},
            {"key", ablate::key(view.library.sources, r.step.at)},
            {"procedure", r.step.procedure},
            {"statement", statement(view, r.step.at)},
            {"kind", kind(r.step.kind)},
            {"redundant", r.redundant()},
            {"trials", Json::array()}};
  for (const ablate::Trial& t : r.trials) json["trials"].push_back(trial(t));
  return json;
}

} // namespace

std::string ablation_json(const AblationView& view) {
  const ablate::Ablation& a = view.ablation;
  Json options = Json::object();
  for (const auto& [name, value] : a.program.options) options[name] = value;
  Json json{{"schema", "ghostwalk-ablate/1"},
            {"ghostwalk", version()},
            {"file", view.file},
            {"scenario", a.program.scenario},
            {"kernel", view.kernel},
            {"options", std::move(options)},
            {"verdict", verdict(a.baseline.verdict)},
            {"states", a.baseline.states},
            {"all_reached", a.all_reached},
            {"rows", Json::array()}};
  for (const ablate::Row& r : a.rows) json["rows"].push_back(row(view, r));
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace ghostwalk::cli
