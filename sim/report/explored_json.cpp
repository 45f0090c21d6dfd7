// SPDX-License-Identifier: MIT
#include <nlohmann/json.hpp>

#include "sim/core/version.hpp"
#include "sim/report/explored.hpp"

namespace ghostwalk::report {
namespace {

using Json = nlohmann::ordered_json;

Json source(const Report& r, Location where, const std::vector<std::string>& procedures) {
  if (where.line == 0) return nullptr;
  return {{"file", r.sources->name(where.file)}, {"line", where.line}, {"procedures", procedures}};
}

Json story(const Report& r) {
  if (!r.story) return nullptr;
  Json steps = Json::array();
  for (const StoryStep& s : r.story->steps)
    steps.push_back({{"role", name(s.role)},
                     {"step", count(s.at)},
                     {"cpu", s.cpu},
                     {"text", s.text},
                     {"source", source(r, s.where, s.procedures)}});
  return {{"claim", r.story->finding.name},
          {"meaning", r.story->meaning},
          {"steps", std::move(steps)},
          {"notes", r.story->notes}};
}

Json no_way_back(const Explored& x) {
  const Doom& d = x.doom;
  Json doom{{"determined", d.determined}, {"luck_alone_after", nullptr}};
  if (d.luck_alone) doom["luck_alone_after"] = *d.luck_alone;
  if (!d.determined) return doom;
  doom["inevitable_after"] = d.inevitable;
  doom["instead"] = nullptr;
  if (!d.way_out.empty()) doom["instead"] = instead(x);
  return doom;
}

Json witness(const Explored& x) {
  if (x.exploration.verdict != ghostwalk::Verdict::found || !x.exploration.told) return nullptr;
  Json broken = Json::array();
  for (const Finding& f : x.report->judgement.broken) broken.push_back(f.name);
  return {{"schedule", x.schedule},
          {"steps", x.exploration.witness.size()},
          {"shortest", x.exploration.shortest},
          {"context_switches", x.switches},
          {"broken", std::move(broken)},
          {"no_way_back", no_way_back(x)},
          {"story", story(*x.report)},
          {"replay", x.report->asked.replay + " --schedule \"" + x.schedule + "\""}};
}

Json expectation(Expected expected) {
  if (expected == Expected::nothing) return nullptr;
  return expected == Expected::found ? "found" : "absent";
}

Json search(const Explored& x) {
  const Report& r = *x.report;
  const Exploration& e = x.exploration;
  Json options = Json::object();
  for (const auto& [option, value] : r.program.options) options[option] = value;
  Json all{{"file", r.asked.file},
           {"scenario", r.program.scenario},
           {"kernel", r.asked.kernel},
           {"options", std::move(options)},
           {"cpu", {{"name", r.program.cpu.name}, {"count", r.program.cpus}}},
           {"verdict", name(e.verdict)},
           {"expected", expectation(r.asked.expected)},
           {"as_expected", x.as_expected()},
           {"bounds", bounds(r.program)},
           {"states", e.states},
           {"transitions", e.transitions},
           {"depth", e.depth},
           {"miss_probability", nullptr},
           {"idle", x.idle},
           {"witness", witness(x)}};
  if (e.miss_probability > 0) all["miss_probability"] = e.miss_probability;
  if (e.verdict == ghostwalk::Verdict::gave_up) all["gave_up_at"] = e.gave_up_because;
  return all;
}

} // namespace

std::string json(const std::vector<const Explored*>& searches) {
  Json document{{"schema", explore_schema}, {"ghostwalk", version()}, {"searches", Json::array()}};
  for (const Explored* x : searches) document["searches"].push_back(search(*x));
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

} // namespace ghostwalk::report
