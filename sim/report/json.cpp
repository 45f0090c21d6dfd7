// SPDX-License-Identifier: MIT
#include "sim/report/json.hpp"

#include "sim/core/version.hpp"
#include "sim/report/costs_json.hpp"
#include "sim/report/describe.hpp"
#include "sim/report/units.hpp"

namespace ghostwalk::report {
namespace {

using Json = nlohmann::ordered_json;

// A time: whole cycles, and picoseconds for those who want seconds.
Json moment(const Report& r, Cycles at) {
  if (count(at) < 0) return nullptr;
  return {{"cycles", count(at)}, {"ps", picoseconds(at, r.history->clock_mhz())}};
}
Json moment(const Report& r, EventId id) {
  return id == no_event ? Json(nullptr) : moment(r, r.history->at(id));
}

Json place(const Report& r, Location where, const std::vector<std::string>& procedures) {
  if (where.line == 0) return nullptr;
  return {{"file", r.sources->name(where.file)}, {"line", where.line}, {"procedures", procedures}};
}

std::string_view state(const Window& w) {
  if (w.freed == no_event) return "not freed";
  if (w.flushed_first()) return "closed";
  return w.closed == no_event ? "open at end" : "flushed late";
}

Json window(const Report& r, const Window& w) {
  return {{"state", state(w)},
          {"frame", hex(w.frame)},
          {"kind", w.table ? "table" : "page"},
          {"cpu", w.cpu},
          {"held", w.held},
          {"unlinked", moment(r, w.unlinked)},
          {"retired", moment(r, w.retired)},
          {"freed", moment(r, w.freed)},
          {"flushed", moment(r, w.closed)},
          {"width", moment(r, width(*r.history, w))}};
}

std::string_view kind(const Finding& f) {
  if (f.kind == Property::Kind::oracle) return "oracle";
  return f.kind == Property::Kind::event ? "event" : "state";
}

Json finding(const Report& r, const Finding& f) {
  return {{"claim", f.name}, {"kind", kind(f)}, {"at", moment(r, f.when)}};
}

Json step(const Report& r, const StoryStep& s) {
  return {{"role", name(s.role)},
          {"at", moment(r, s.at)},
          {"cpu", s.cpu},
          {"text", s.text},
          {"source", place(r, s.where, s.procedures)}};
}

Json story(const Report& r) {
  if (!r.story) return nullptr;
  Json steps = Json::array();
  for (const StoryStep& s : r.story->steps) steps.push_back(step(r, s));
  return {{"claim", r.story->finding.name},
          {"meaning", r.story->meaning},
          {"steps", std::move(steps)},
          {"notes", r.story->notes}};
}

Json poisoned(const Report& r) {
  if (!r.poisoned || r.poisoned->at == no_event) return nullptr;
  const Event& e = (*r.history)[r.poisoned->at];
  return {
      {"page", page_name(r.program, e.page)}, {"cpu", e.cpu}, {"at", moment(r, r.poisoned->when)}};
}

Json happened_first(const Report& r) {
  Json all = Json::object();
  const auto add = [&](std::string_view name, std::size_t bit) {
    if (bit < r.run.first.size() && count(r.run.first[bit]) >= 0)
      all[std::string(name)] = moment(r, r.run.first[bit]);
  };
  constexpr auto oracles = static_cast<std::size_t>(Oracle::count_);
  for (std::size_t o = 0; o < oracles; ++o) add(name(static_cast<Oracle>(o)), o);
  for (std::size_t e = 0; e < r.program.events.size(); ++e)
    add("event " + r.program.events[e], oracles + e);
  return all;
}

Json event(const Report& r, EventId id) {
  const Origin* origin = r.history->origin(id);
  const Event& e = (*r.history)[id];
  return {{"at", moment(r, id)},
          {"cpu", e.cpu},
          {"kind", kind_name(e.kind)},
          {"text", describe(r.program, e)},
          {"source", origin == nullptr ? Json(nullptr) : place(r, origin->at, origin->procedures)}};
}

Json expectation(const Report& r) {
  if (r.asked.expected == Expected::nothing) return nullptr;
  return r.asked.expected == Expected::found ? "found" : "absent";
}

void add_asked(Json& run, const Report& r) {
  Json options = Json::object();
  for (const auto& [name, value] : r.program.options) options[name] = value;
  run["file"] = r.asked.file;
  run["scenario"] = r.program.scenario;
  run["kernel"] = r.asked.kernel;
  run["options"] = std::move(options);
  run["cpu"] = {{"name", r.program.cpu.name},
                {"count", r.program.cpus},
                {"clock_mhz", r.history->clock_mhz()}};
  run["seed"] = r.asked.seed;
  if (r.asked.point != 0) run["point"] = r.asked.point;
  if (r.asked.trial != 0) run["trial"] = r.asked.trial;
  run["replay"] = r.asked.replay;
}

void add_seen(Json& run, const Report& r) {
  constexpr std::string_view ends[] = {"finished", "time limit", "step limit", "deadlock"};
  run["verdict"] = name(r.judgement.verdict);
  run["expected"] = expectation(r);
  run["as_expected"] = r.as_expected();
  run["end"] = ends[static_cast<std::size_t>(r.run.end)];
  run["ended"] = moment(r, r.run.ended_at);
  run["steps"] = r.run.steps.size();
  run["broken"] = Json::array();
  for (const Finding& f : r.judgement.broken) run["broken"].push_back(finding(r, f));
  run["idle"] = r.judgement.idle;
  run["poisoned"] = poisoned(r);
  run["happened"] = happened_first(r);
  run["windows"] = Json::array();
  for (const Window& w : r.all_windows) run["windows"].push_back(window(r, w));
  run["shown_window"] = r.window < 0 ? Json(nullptr) : Json(r.window);
  run["story"] = story(r);
  run["waiting"] = r.run.waiting;
  if (!r.counters.empty()) run["counters"] = counters_json(r.counters);
  if (!r.causes.empty()) run["causes"] = causes_json(r.program, *r.sources, r.causes);
}

} // namespace

std::string json(const std::vector<const Report*>& runs, bool events) {
  Json document{{"schema", run_schema}, {"ghostwalk", version()}, {"runs", Json::array()}};
  for (const Report* r : runs) {
    Json run = Json::object();
    add_asked(run, *r);
    add_seen(run, *r);
    if (events) {
      run["events"] = Json::array();
      for (EventId id = 0; id < r->history->size(); ++id) run["events"].push_back(event(*r, id));
    }
    document["runs"].push_back(std::move(run));
  }
  // A path may hold bytes that are no UTF-8: they are replaced, never a reason to fail.
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

} // namespace ghostwalk::report
