// SPDX-License-Identifier: MIT
#include "sim/sweep/rows.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ghostwalk::sweep {
namespace {

using Json = nlohmann::ordered_json;

struct Percentile {
  const char* name;
  std::uint64_t part;
};
constexpr std::array percentiles{Percentile{"p5", 5}, Percentile{"p25", 25}, Percentile{"p50", 50},
                                 Percentile{"p75", 75}, Percentile{"p95", 95}};

constexpr std::array<const char*, 4> ends{"finished", "time_limit", "step_limit", "deadlock"};

std::string underscored(std::string_view words) {
  std::string name(words);
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

double ratio(std::uint64_t sum, std::uint64_t count) {
  return static_cast<double>(sum) / static_cast<double>(count);
}

// A table in which every cell is asked for by its column.
class Cells {
public:
  void add(const std::string& name, std::string value) {
    names_.push_back(name);
    values_.push_back(std::move(value));
  }
  void add(const std::string& name, std::uint64_t value) { add(name, std::to_string(value)); }
  void add(const std::string& name, double value) { add(name, number_text(value)); }
  static std::string line(const std::vector<std::string>& fields) {
    std::string text;
    for (std::size_t i = 0; i < fields.size(); ++i) text += (i == 0 ? "" : ",") + quoted(fields[i]);
    return text + "\n";
  }
  const std::vector<std::string>& names() const { return names_; }
  const std::vector<std::string>& values() const { return values_; }

private:
  static std::string quoted(const std::string& field) {
    if (field.find_first_of(",\"\n\r") == std::string::npos) return field;
    std::string text = "\"";
    for (const char c : field) text += c == '"' ? std::string("\"\"") : std::string(1, c);
    return text + "\"";
  }
  std::vector<std::string> names_, values_;
};

void add_probability(Cells& cells, const Tally& tally) {
  const bool any = tally.trials > 0;
  const Interval interval = clopper_pearson(tally.found.count(), tally.trials);
  cells.add("found", tally.found.count());
  cells.add("probability", any ? number_text(ratio(tally.found.count(), tally.trials)) : "");
  cells.add("low", interval.low);
  cells.add("high", interval.high);
  cells.add("first_trial",
            tally.found.first.size() > 0 ? std::to_string(tally.found.first[0]) : "");
}

void add_window(Cells& cells, const Tally& tally) {
  const Histogram window = tally.window();
  const bool any = window.count() > 0;
  cells.add("windows", window.count());
  cells.add("windows_found", tally.window_found.count());
  cells.add("window_mean", any ? number_text(ratio(window.sum(), window.count())) : "");
  cells.add("window_least", any ? std::to_string(window.least()) : "");
  for (const auto& [name, part] : percentiles)
    cells.add(fmt::format("window_{}", name),
              any ? std::to_string(window.quantile(part, 100)) : "");
  cells.add("window_most", any ? std::to_string(window.most()) : "");
  cells.add("windows_open_at_end", tally.window_open_at_end);
}

void add_stale(Cells& cells, const Tally& tally) {
  const Histogram& most = tally.stale_most;
  const bool any = most.count() > 0;
  const auto text = [&](const char* name) {
    const auto number = mean(measured(name), tally);
    return number ? number_text(*number) : "";
  };
  cells.add("stale_mean", text("stale_mean"));
  cells.add("stale_most_mean", text("stale_most"));
  for (const auto& [name, part] : percentiles)
    cells.add(fmt::format("stale_most_{}", name),
              any ? std::to_string(most.quantile(part, 100)) : "");
  cells.add("stale_most_most", any ? std::to_string(most.most()) : "");
}

void add_counts(Cells& cells, const Tally& tally) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(Oracle::count_); ++i)
    cells.add(underscored(words(static_cast<Oracle>(i))), tally.happened[i]);
  for (std::size_t i = 0; i < ends.size(); ++i)
    cells.add(fmt::format("end_{}", ends[i]), tally.ends[i]);
  const CounterBlock all = tally.all_cpus();
  for (const CounterName& counter : counter_names())
    cells.add(std::string(counter.name), all[counter.counter]);
}

Cells cells_of(const Plan& plan, const ResultRow& row) {
  Cells cells;
  cells.add("study", plan.study);
  cells.add("scenario", plan.scenarios[row.point.scenario].name);
  cells.add("kernel", label(plan.kernels[row.point.kernel]));
  const auto names = varied_names(plan), values = varied_values(plan, row.point);
  for (std::size_t i = 0; i < names.size(); ++i) cells.add(names[i], values[i]);
  cells.add("point", hex(row.point.id));
  cells.add("stream", row.point.stream);
  cells.add("trials", row.tally.trials);
  add_probability(cells, row.tally);
  add_window(cells, row.tally);
  cells.add("cycles_mean", row.tally.trials > 0
                               ? number_text(ratio(row.tally.cycles.sum(), row.tally.trials))
                               : "");
  if (plan.stale) add_stale(cells, row.tally);
  add_counts(cells, row.tally);
  return cells;
}

// ── NDJSON ──

Json json_of(const Histogram& histogram) {
  Json json{{"count", histogram.count()}};
  if (histogram.count() == 0) return json;
  json["sum"] = histogram.sum();
  json["least"] = histogram.least();
  json["most"] = histogram.most();
  for (const auto& [name, part] : percentiles) json[name] = histogram.quantile(part, 100);
  Json& buckets = json["buckets"] = Json::array();
  for (const auto& [bucket, count] : histogram.parts().used)
    buckets.push_back({Histogram::lowest(bucket), Histogram::width(bucket), count});
  return json;
}

Json json_of(const Hits& hits, std::uint64_t trials) {
  const Interval interval = clopper_pearson(hits.count(), trials);
  Json first = Json::array();
  for (std::size_t i = 0; i < hits.first.size(); ++i) first.push_back(hits.first[i]);
  return {{"hits", hits.count()},
          {"low", number_text(interval.low)},
          {"high", number_text(interval.high)},
          {"first_trials", first},
          {"when", json_of(hits.when)}};
}

Json object_of(const Pairs& pairs) {
  Json json = Json::object();
  for (const auto& [key, value] : pairs) json[key] = value;
  return json;
}

Json claims_of(const PlanProgram& program, const Tally& tally) {
  Json claims = Json::array();
  for (std::size_t i = 0; i < program.claims.size() && i < tally.claims.size(); ++i) {
    Json claim{{"claim", program.claims[i].text}, {"never", program.claims[i].never}};
    claim.update(json_of(tally.claims[i], tally.trials));
    claims.push_back(std::move(claim));
  }
  return claims;
}

Json happened_of(const PlanProgram& program, const Tally& tally) {
  Json happened = Json::object();
  for (std::size_t i = 0; i < static_cast<std::size_t>(Oracle::count_); ++i)
    happened[std::string(words(static_cast<Oracle>(i)))] = tally.happened[i];
  for (const std::string& event : program.events)
    happened["event " + event] = hits(measured("event " + event), program, tally).value_or(0);
  return happened;
}

Json counters_of(const CounterBlock& block) {
  Json counters = Json::object();
  for (const CounterName& counter : counter_names())
    counters[std::string(counter.name)] = block[counter.counter];
  return counters;
}

} // namespace

void each_row(const Store& store, const std::function<void(const ResultRow&)>& see) {
  const Plan& plan = store.plan();
  for (std::uint64_t index = 0; index < plan.points(); ++index) {
    ResultRow row{point(plan, index), {}};
    row.tally = store.tally(row.point.id);
    see(row);
  }
}

std::vector<std::string> varied_names(const Plan& plan) {
  std::vector<std::string> names;
  for (const PlanAxis& axis : plan.axes)
    for (const PlanAxis::Part& part : axis.parts)
      names.push_back((part.option ? "option " : "") + part.key);
  return names;
}

std::vector<std::string> varied_values(const Plan& plan, const Point& point) {
  std::vector<std::string> values;
  for (std::size_t a = 0; a < plan.axes.size(); ++a)
    for (const PlanAxis::Part& part : plan.axes[a].parts)
      values.push_back(part.values[point.values[a]]);
  return values;
}

std::string csv_header(const Plan& plan) {
  return Cells::line(cells_of(plan, {point(plan, 0), {}}).names());
}

std::string csv_line(const Plan& plan, const ResultRow& row) {
  return Cells::line(cells_of(plan, row).values());
}

std::string ndjson_header(const Store& store) {
  const Plan& plan = store.plan();
  Json builds = Json::array(), texts = Json::array();
  std::vector<Build> sorted = store.builds();
  std::sort(sorted.begin(), sorted.end());
  for (const Build& build : sorted)
    builds.push_back({{"version", build.version},
                      {"commit", build.commit},
                      {"dirty", build.dirty},
                      {"compiler", build.compiler}});
  for (const PlanText& text : plan.texts)
    texts.push_back({{"kind", text.kind}, {"name", text.name}, {"code", hex(text.code)}});
  const Json json{{"schema", "ghostwalk-results/1"},
                  {"study", plan.study},
                  {"seed", plan.seed},
                  {"trials", plan.trials},
                  {"points", plan.points()},
                  {"measures", plan.measures},
                  {"options", object_of(plan.options)},
                  {"settings", object_of(plan.settings)},
                  {"texts", texts},
                  {"builds", builds}};
  // Of a damaged build's name, what is text.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string ndjson_line(const Plan& plan, const ResultRow& row) {
  const PlanProgram& program = plan.program(row.point.scenario, row.point.kernel);
  const PlanKernel& kernel = plan.kernels[row.point.kernel];
  const Tally& tally = row.tally;
  Json json{{"point", hex(row.point.id)},
            {"stream", row.point.stream},
            {"scenario", plan.scenarios[row.point.scenario].name},
            {"kernel", kernel.name},
            {"kernel_options", object_of(kernel.options)},
            {"options", object_of(row.point.options)},
            {"settings", object_of(row.point.settings)},
            {"texts", hex(program.texts)},
            {"trials", tally.trials},
            {"found", json_of(tally.found, tally.trials)},
            {"claims", claims_of(program, tally)},
            {"happened", happened_of(program, tally)},
            {"window", json_of(tally.window())},
            {"window_found", json_of(tally.window_found)},
            {"window_open_at_end", tally.window_open_at_end},
            {"margin", json_of(tally.margin)},
            {"cycles", json_of(tally.cycles)}};
  if (plan.stale) {
    json["stale_most"] = json_of(tally.stale_most);
    json["stale_cycles"] = tally.stale_cycles;
  }
  for (std::size_t i = 0; i < ends.size(); ++i) json["ends"][ends[i]] = tally.ends[i];
  Json& cpus = json["cpus"] = Json::array();
  for (const CounterBlock& cpu : tally.cpus) cpus.push_back(counters_of(cpu));
  json["replay"] = tally.found.first.size() > 0
                       ? Json(replay_line(plan, row.point, tally.found.first[0]))
                       : Json(nullptr);
  return json.dump() + "\n";
}

std::string number_text(double number) { return fmt::format("{:.6g}", number); }

} // namespace ghostwalk::sweep
