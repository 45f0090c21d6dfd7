// SPDX-License-Identifier: MIT
#include "sim/report/page/film.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "sim/drivers/schedule.hpp"
#include "sim/report/describe.hpp"
#include "sim/report/page/cells.hpp"
#include "sim/report/page/lanes.hpp"

namespace ghostwalk::report {
namespace {

using Json = nlohmann::ordered_json;

class Film {
public:
  Film(const Report& report, Lines& lines)
      : lines_(lines), r_(report), p_(report.program), machine_(p_), cells_(machine_) {}

  void add_to(Json& run) {
    Json steps = shoot();
    Json drawn = draw();
    run["cells"] = describe_cells();
    run["first"] = std::move(first_);
    run["steps"] = std::move(steps);
    run["lanes"] = std::move(drawn);
    run["places"] = places();
    run["values"] = values();
    run["texts"] = cells_.texts.all();
    run["bad_texts"] = std::vector<std::uint32_t>(bad_.begin(), bad_.end());
    run["noted_texts"] = std::vector<std::uint32_t>(noted_.begin(), noted_.end());
    run["pages"] = Json::array();
    for (const Page& page : p_.pages) run["pages"].push_back(address(p_, page.va));
    run["vectors"] = Json::array();
    for (const Vector& v : p_.vectors) run["vectors"].push_back(v.name);
  }

private:
  // Columns, not rows: a column of small numbers is short.
  Json shoot() {
    std::vector<std::byte> before = p_.initial, state = p_.initial;
    std::vector<std::uint32_t> now = cells_.first(View(p_, state.data()));
    first_ = now;
    std::int64_t last = 0;
    for (const TimedStep& step : r_.run.steps) {
      cpu_.push_back(step.step.cpu);
      kind_.push_back(static_cast<int>(step.step.kind));
      after_.push_back(count(step.at) - last);
      last = count(step.at);
      words_.push_back(cells_.texts.id(word_of(decision_of(machine_, state.data(), step.step))));
      tell(step);
      machine_.apply(state.data(), step.step);
      const auto changed = cells_.changed(before.data(), View(p_, state.data()), now);
      changes_.push_back(static_cast<std::uint32_t>(changed.size()));
      for (const std::uint32_t cell : changed) {
        changes_.push_back(cell);
        changes_.push_back(now[cell]);
      }
      before = state;
    }
    return {{"cpu", cpu_},    {"kind", kind_},     {"after", after_},
            {"word", words_}, {"events", events_}, {"changes", changes_}};
  }

  // The texts of a step's events, their number first.
  void tell(const TimedStep& step) {
    events_.push_back(step.events);
    for (std::uint32_t i = 0; i < step.events; ++i) {
      const Event& e = r_.run.events[step.first_event + i];
      std::string text = describe(p_, e);
      if (e.cpu != step.step.cpu) text = fmt::format("cpu {}: {}", e.cpu, text);
      const std::uint32_t id = cells_.texts.id(text);
      if (e.kind == EventKind::oracle) (forbidden(e.what) ? bad_ : noted_).insert(id);
      events_.push_back(id);
    }
  }

  bool forbidden(std::uint8_t oracle) const {
    return std::any_of(p_.properties.begin(), p_.properties.end(), [&](const Property& claim) {
      return claim.never && claim.kind == Property::Kind::oracle && claim.index == oracle;
    });
  }

  Json describe_cells() const {
    Json all = Json::array();
    for (const StateCell& cell : cells_.all())
      all.push_back({name(cell.kind), cell.cpu < 0 ? Json(nullptr) : Json(cell.cpu), cell.label});
    return all;
  }

  Json draw() {
    const Lanes all = lanes(r_);
    Json segments = Json::array(), ipis = Json::array(), holds = Json::array(),
         owned = Json::array(), touches = Json::array();
    for (const Segment& s : all.segments)
      segments.push_back(
          {s.cpu, s.from, s.to, cells_.texts.id(name(s.mode)), cells_.place(s.origin)});
    for (const Ipi& i : all.ipis)
      ipis.push_back(
          {i.from, i.to, i.vector, i.sent, i.taken == no_position ? Json(nullptr) : Json(i.taken)});
    for (const Hold& h : all.holds) holds.push_back({frame(h.frame), h.cpu, h.from, h.to});
    for (const Owned& o : all.owned)
      owned.push_back({frame(o.frame), o.from, o.to, cells_.texts.id(name(o.owner))});
    for (const Touch& t : all.touches)
      touches.push_back({frame(t.frame), t.cpu, t.at, cells_.texts.id(name(t.kind))});
    return {{"segments", segments}, {"walks", walks()}, {"ipis", ipis},
            {"holds", holds},       {"owned", owned},   {"touches", touches}};
  }

  Json walks() {
    constexpr std::string_view ends[] = {"translation", "not present", "no rights", "invalidated"};
    const History& h = *r_.history;
    Json all = Json::array();
    for (const WalkRecord& w : h.walks()) {
      Json reads = Json::array();
      for (const EventId id : w.reads)
        reads.push_back({position(h, id), entry_name(h[id].level), hex(h[id].frame)});
      Json end = nullptr, ended = nullptr;
      if (w.ended != no_event) {
        end = position(h, w.ended);
        ended = ends[h[w.ended].what < 4 ? h[w.ended].what : 0];
      }
      all.push_back({w.cpu, w.slot, position(h, w.started), end,
                     cells_.texts.id(page_name(p_, w.page)), w.demand ? 1 : 0, ended, reads});
    }
    return all;
  }

  Pfn frame(Pfn pfn) const { return pfn - p_.first_frame; }

  Json places() {
    Json all = Json::array();
    for (const std::uint32_t id : cells_.places()) {
      const Origin& o = p_.origins[id];
      lines_[o.at.file].insert(o.at.line);
      all.push_back({o.at.file, o.at.line, o.procedures});
    }
    return all;
  }

  Json values() const {
    Json all = Json::array();
    for (const Value& value : cells_.values.all()) {
      Json items = Json::array();
      for (const Item& item : value)
        items.push_back(item.mark == Mark::none ? Json(item.text)
                                                : Json({item.text, static_cast<int>(item.mark)}));
      all.push_back(std::move(items));
    }
    return all;
  }

  Lines& lines_;
  const Report& r_;
  const Program& p_;
  const Machine machine_;
  Cells cells_;
  std::vector<std::uint32_t> first_, words_, events_, changes_;
  std::vector<int> cpu_, kind_;
  std::vector<std::int64_t> after_;
  std::set<std::uint32_t> bad_, noted_; // texts of oracles: claimed never to speak, others
};

std::uint32_t lines_in(std::string_view text) {
  const auto ends = static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n'));
  return text.empty() || text.back() == '\n' ? ends : ends + 1;
}

Json pieces_of(const Sources& sources, std::uint32_t file, const std::set<std::uint32_t>& lines) {
  constexpr std::uint32_t around = 9;
  const std::uint32_t all = lines_in(sources.text(file));
  Json pieces = Json::array();
  std::uint32_t done = 0;
  for (const std::uint32_t line : lines) {
    const std::uint32_t from = std::max(done + 1, line > around ? line - around : 1);
    const std::uint32_t to = std::min(line + around, all);
    if (pieces.empty() || from > done + 1) pieces.push_back({from, Json::array()});
    for (std::uint32_t n = from; n <= to; ++n)
      pieces.back()[1].push_back(sources.line({file, n, 1}));
    done = std::max(done, to);
  }
  return pieces;
}

} // namespace

void add_film(Json& run, const Report& report, Lines& lines) { Film(report, lines).add_to(run); }

Json source_pieces(const Sources& sources, const Lines& lines) {
  Json all = Json::object();
  for (const auto& [file, executed] : lines)
    all[std::to_string(file)] = {{"name", sources.name(file)},
                                 {"pieces", pieces_of(sources, file, executed)}};
  return all;
}

} // namespace ghostwalk::report
