// SPDX-License-Identifier: MIT
#include "sim/report/page/about.hpp"

#include <algorithm>

#include "sim/core/shell.hpp"
#include "sim/report/describe.hpp"
#include "sim/report/page/lanes.hpp"
#include "sim/report/units.hpp"

namespace ghostwalk::report {
namespace {

using Json = nlohmann::ordered_json;

Json place(const Report& r, Location where, const std::vector<std::string>& procedures) {
  if (where.line == 0) return nullptr;
  return {where.file, where.line, procedures, r.sources->name(where.file)};
}

Json at(const Report& r, EventId id) {
  return id == no_event ? Json(nullptr) : Json(position(*r.history, id));
}

// Where a finding shows: its event's step, or for a state the last step of its date.
Json shows(const Report& r, const Finding& f) {
  if (f.at != no_event || count(f.when) < 0) return at(r, f.at);
  const auto& steps = r.run.steps;
  const auto later = std::find_if(steps.begin(), steps.end(),
                                  [&](const TimedStep& step) { return step.at > f.when; });
  return later - steps.begin();
}

Json story(const Report& r) {
  if (!r.story) return nullptr;
  Json steps = Json::array();
  for (const StoryStep& s : r.story->steps)
    steps.push_back({{"role", name(s.role)},
                     {"step", at(r, s.event)},
                     {"cpu", s.cpu},
                     {"text", s.text},
                     {"source", place(r, s.where, s.procedures)}});
  return {{"claim", r.story->finding.name},
          {"meaning", r.story->meaning},
          {"step", shows(r, r.story->finding)},
          {"table", r.story->table == 0 ? Json(nullptr) : Json(hex(r.story->table))},
          {"cpu", r.story->cpu},
          {"steps", std::move(steps)},
          {"notes", r.story->notes}};
}

Json window(const Report& r, const Window& w) {
  const auto length = [&](Cycles cycles) {
    return r.run.timed ? span(cycles, r.history->clock_mhz()) : plural(count(cycles), "step");
  };
  return {{"frame", hex(w.frame)},
          {"lane", w.frame - r.program.first_frame},
          {"kind", w.table ? "table" : "page"},
          {"cpu", w.cpu},
          {"held", w.held},
          {"unlinked", at(r, w.unlinked)},
          {"retired", at(r, w.retired)},
          {"freed", at(r, w.freed)},
          {"flushed", at(r, w.closed)},
          {"width", length(width(*r.history, w))},
          {"margin", length(margin(*r.history, w))}};
}

Json claims(const Report& r) {
  Json all = Json::array();
  for (std::size_t i = 0; i < r.program.properties.size(); ++i) {
    const Property& p = r.program.properties[i];
    Json when = nullptr;
    for (const Finding& f : r.judgement.broken)
      if (f.property == static_cast<int>(i)) when = shows(r, f);
    all.push_back({{"never", p.never}, {"text", p.text}, {"step", std::move(when)}});
  }
  return all;
}

Json broken(const Report& r) {
  Json all = Json::array();
  for (const Finding& f : r.judgement.broken)
    all.push_back({{"claim", f.name}, {"step", shows(r, f)}});
  return all;
}

void add_asked(Json& run, const Report& r) {
  Json options = Json::object();
  for (const auto& [option, value] : r.program.options) options[option] = value;
  run["file"] = r.asked.file;
  run["scenario"] = r.program.scenario;
  run["kernel"] = r.asked.kernel;
  run["options"] = std::move(options);
  run["cpu"] = {{"name", r.program.cpu.name},
                {"count", r.program.cpus},
                {"clock_mhz", r.history->clock_mhz()}};
  run["frames"] = Json::array();
  for (std::uint32_t f = 0; f < r.program.frames; ++f)
    run["frames"].push_back(hex(r.program.first_frame + f));
  run["seed"] = r.asked.seed;
  run["replay"] = r.asked.replay;
  run["expected"] = r.asked.expected == Expected::nothing ? Json(nullptr)
                    : r.asked.expected == Expected::found ? Json("found")
                                                          : Json("absent");
}

void add_seen(Json& run, const Report& r) {
  constexpr std::string_view ends[] = {"finished", "time limit", "step limit", "deadlock"};
  run["timed"] = r.run.timed;
  run["verdict"] = name(r.judgement.verdict);
  run["as_expected"] = r.as_expected();
  run["end"] = ends[static_cast<std::size_t>(r.run.end)];
  run["ended"] = count(r.run.ended_at);
  run["claims"] = claims(r);
  run["broken"] = broken(r);
  run["idle"] = r.judgement.idle;
  run["waiting"] = r.run.waiting;
  run["story"] = story(r);
  run["windows"] = Json::array();
  for (const Window& w : r.all_windows) run["windows"].push_back(window(r, w));
  run["shown_window"] = r.window < 0 ? Json(nullptr) : Json(r.window);
}

void add_search(Json& run, const Explored& x) {
  const Exploration& e = x.exploration;
  run["verdict"] = name(e.verdict);
  run["as_expected"] = x.as_expected();
  run["idle"] = x.idle;
  Json search{{"states", e.states}, {"depth", e.depth}, {"bounds", bounds(x.report->program)}};
  // There is no schedule to replay: the search is what can be done again.
  const std::string replay = program_word() + " replay ";
  if (const std::string& line = x.report->asked.replay; line.starts_with(replay))
    run["replay"] = program_word() + " explore " + line.substr(replay.size());
  if (e.verdict == ghostwalk::Verdict::gave_up) search["gave_up_at"] = e.gave_up_because;
  if (e.miss_probability > 0) search["miss_probability"] = e.miss_probability;
  if (e.verdict == ghostwalk::Verdict::found && x.report->history != nullptr) {
    search["shortest"] = e.shortest;
    search["switches"] = x.switches;
    search["no_way_back"] = doom_text(x);
    if (x.doom.determined) search["inevitable_after"] = x.doom.inevitable;
    if (x.doom.luck_alone) search["luck_alone_after"] = *x.doom.luck_alone;
    if (!x.doom.way_out.empty()) search["instead"] = instead(x);
    run["replay"] = x.report->asked.replay + " --schedule \"" + x.schedule + "\"";
  }
  run["search"] = std::move(search);
}

} // namespace

void add_about(Json& run, const Report& report, const Explored* search) {
  add_asked(run, report);
  add_seen(run, report);
  if (search != nullptr) add_search(run, *search);
}

} // namespace ghostwalk::report
