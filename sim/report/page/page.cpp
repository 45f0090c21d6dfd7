// SPDX-License-Identifier: MIT
#include "sim/report/page/page.hpp"

#include "sim/core/version.hpp"
#include "sim/drivers/replay.hpp"
#include "sim/report/page/about.hpp"
#include "sim/report/page/beside.hpp"
#include "sim/report/page/film.hpp"

namespace ghostwalk::report {
namespace {

using Json = nlohmann::ordered_json;

Json about_scenario(const Report& r, const Setting& setting) {
  Json notes = Json::object();
  for (const auto& [option, text] : setting.option_notes) notes[option] = text;
  return {{"scenario", r.program.scenario},
          {"file", r.asked.file},
          {"summary", setting.summary},
          {"option_notes", std::move(notes)},
          {"runs", Json::array()}};
}

// A scenario in the making: its runs share the lines of source.
class Maker {
public:
  Maker(const Report& r, const Setting& setting)
      : scenario_(about_scenario(r, setting)), sources_(*r.sources) {}

  Json filmed(const Report& r, const Explored* search) {
    Json run = Json::object();
    add_about(run, r, search);
    add_film(run, r, lines_);
    return run;
  }
  // `other`, not yet concluded, follows the schedule of `model`.
  Json following(std::size_t of, const Report& model, Report& other, const Explored* search);
  // Under a kernel without a witness: another's schedule, or nothing but the start.
  Json without_witness(const Explored& x, const Explored* model, std::size_t of);

  Json& runs() { return scenario_["runs"]; }
  Json finish() {
    scenario_["files"] = source_pieces(sources_, lines_);
    return std::move(scenario_);
  }

private:
  Json scenario_;
  const Sources& sources_;
  Lines lines_;
};

Json beside(std::size_t of, const Report& model, const Report& other) {
  Json all{{"of", of}, {"parts", nullptr}};
  if (const auto n = parting(model, other)) all["parts"] = *n;
  return all;
}

// The first run that was found: the one that others are held against.
std::size_t first_found(const Json& runs) {
  for (std::size_t i = 0; i < runs.size(); ++i)
    if (runs[i]["verdict"] == "found") return i;
  return 0;
}

Json Maker::following(std::size_t of, const Report& model, Report& other, const Explored* search) {
  std::vector<Step> steps;
  for (const TimedStep& step : model.run.steps) steps.push_back(step.step);
  Beside followed = follow(model.program, steps, other.program);
  other.conclude(std::move(followed.run));
  Json run = filmed(other, search);
  run["beside"] = beside(of, model, other);
  run["beside"]["taken"] = followed.taken;
  run["beside"]["left_out"] = followed.left_out;
  run["beside"]["more"] = followed.more;
  return run;
}

Json Maker::without_witness(const Explored& x, const Explored* model, std::size_t of) {
  Report other(x.report->asked, x.report->program, *x.report->sources);
  if (model != nullptr) return following(of, *model->report, other, &x);
  other.conclude(retrace(Machine(other.program), {}));
  return filmed(other, &x);
}

} // namespace

void Page::add(const std::vector<const Report*>& runs, const Setting& setting) {
  if (runs.empty()) return;
  Maker scenario(*runs.front(), setting);
  for (const Report* r : runs) scenario.runs().push_back(scenario.filmed(*r, nullptr));
  const std::size_t of = first_found(scenario.runs());
  for (std::size_t i = 0; i < runs.size(); ++i)
    if (i != of) scenario.runs()[i]["beside"] = beside(of, *runs[of], *runs[i]);
  scenarios_.push_back(scenario.finish());
}

void Page::add(const Report& run, Asked asked, Program program, const Setting& setting) {
  Maker scenario(run, setting);
  scenario.runs().push_back(scenario.filmed(run, nullptr));
  Report other(std::move(asked), std::move(program), *run.sources);
  scenario.runs().push_back(scenario.following(0, run, other, nullptr));
  scenarios_.push_back(scenario.finish());
}

void Page::add(const std::vector<const Explored*>& searches, const Setting& setting) {
  if (searches.empty()) return;
  Maker scenario(*searches.front()->report, setting);
  const auto has_witness = [](const Explored* x) { return x->report->history != nullptr; };
  const auto first = std::find_if(searches.begin(), searches.end(), has_witness);
  auto model =
      first; // Of those without: the nearest before them, the bug that they end; else the first.
  for (auto x = searches.begin(); x != searches.end(); ++x) {
    const auto of = static_cast<std::size_t>(model - searches.begin());
    const Explored* bug = model == searches.end() ? nullptr : *model;
    if (has_witness(*x)) {
      Json run = scenario.filmed(*(*x)->report, *x);
      if (x != first) run["beside"] = beside(of, *bug->report, *(*x)->report);
      scenario.runs().push_back(std::move(run));
      model = x;
    } else {
      scenario.runs().push_back(scenario.without_witness(**x, bug, of));
    }
  }
  scenarios_.push_back(scenario.finish());
}

std::string Page::json() const {
  const Json document{{"schema", page_schema}, {"ghostwalk", version()}, {"scenarios", scenarios_}};
  // ASCII: what a file name or a comment may hold is safe in any reader's hands.
  return document.dump(-1, ' ', true, Json::error_handler_t::replace);
}

std::string Page::html(const Asset& asset) const {
  std::string title = "Ghostwalk";
  if (!scenarios_.empty())
    title = scenarios_.front()["scenario"].get<std::string>() + " \xe2\x80\x93 " + title;
  return html_page(title, json(), asset);
}

} // namespace ghostwalk::report
