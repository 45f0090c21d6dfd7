// SPDX-License-Identifier: MIT
#include <cstdlib>

#include <fmt/format.h>

#include "sim/core/version.hpp"
#include "sim/report/costs_json.hpp"
#include "sim/report/describe.hpp"
#include "sim/report/sampled.hpp"

namespace ghostwalk::report {
namespace {

using Json = nlohmann::ordered_json;

// Six digits: what lies beyond may differ between mathematical libraries.
Json rounded(double value) { return std::strtod(fmt::format("{:.6g}", value).c_str(), nullptr); }

Json histogram(const Histogram& h) {
  if (h.count() == 0) return nullptr;
  Json buckets = Json::array();
  for (const auto& [bucket, count] : h.parts().used)
    buckets.push_back({Histogram::lowest(bucket), Histogram::width(bucket), count});
  return {{"count", h.count()},           {"sum", h.sum()},
          {"least", h.least()},           {"most", h.most()},
          {"p5", h.quantile(5, 100)},     {"p50", h.quantile(50, 100)},
          {"p95", h.quantile(95, 100)},   {"p99", h.quantile(99, 100)},
          {"buckets", std::move(buckets)}};
}

Json probability(std::uint64_t hits, std::uint64_t trials) {
  const Interval interval = clopper_pearson(hits, trials);
  Json p{{"estimate", nullptr}, {"low", rounded(interval.low)}, {"high", rounded(interval.high)}};
  if (trials > 0) p["estimate"] = rounded(static_cast<double>(hits) / static_cast<double>(trials));
  if (hits == 0) p["one_sided"] = rounded(bound_without_hits(trials));
  return p;
}

Json outcome(const Outcome& o, std::uint64_t trials) {
  Json first = Json::array();
  for (std::size_t i = 0; i < o.all->first.size(); ++i) first.push_back(o.all->first[i]);
  return {{"outcome", o.name},
          {"hits", o.hits},
          {"probability", probability(o.hits, trials)},
          {"first_trials", std::move(first)},
          {"cycles", histogram(o.all->when)}};
}

Json happened(const Program& program, const Tally& tally) {
  Json all = Json::object();
  for (std::size_t bit = 0; bit < tally.happened.size(); ++bit) {
    if (tally.happened[bit] == 0) continue;
    constexpr auto oracles = static_cast<std::size_t>(Oracle::count_);
    const std::string what = bit < oracles ? std::string(name(static_cast<Oracle>(bit)))
                                           : "event " + program.events[bit - oracles];
    all[what] = tally.happened[bit];
  }
  return all;
}

Json expectation(Expected expected) {
  if (expected == Expected::nothing) return nullptr;
  return expected == Expected::found ? "found" : "absent";
}

Json sampled_case(const Sampled& s, std::size_t n) {
  const auto& [asked, program] = *s.cases[n];
  const Tally& t = s.of(n);
  Json options = Json::object(), results = Json::array();
  for (const auto& [option, value] : program.options) options[option] = value;
  for (const Outcome& o : outcomes(program, t)) results.push_back(outcome(o, t.trials));
  Json all{{"kernel", asked.kernel},           {"options", std::move(options)},
           {"verdict", name(verdict(t))},      {"expected", expectation(asked.expected)},
           {"as_expected", as_expected(s, n)}, {"outcomes", std::move(results)},
           {"happened", happened(program, t)}};
  all["ends"] = {{"finished", t.ends[0]},
                 {"time limit", t.ends[1]},
                 {"step limit", t.ends[2]},
                 {"deadlock", t.ends[3]}};
  all["window"] = {{"found", histogram(t.window_found)},
                   {"other", histogram(t.window_other)},
                   {"margin", histogram(t.margin)},
                   {"open_at_end", t.window_open_at_end}};
  all["cycles"] = histogram(t.cycles);
  if (t.stale_most.count() > 0)
    all["stale"] = {{"most", histogram(t.stale_most)}, {"cycles", t.stale_cycles}};
  all["counters"] = counters_json(t.cpus);
  if (!t.by_cause.empty()) all["causes"] = causes_json(program, *s.sources, t.by_cause);
  all["replay"] = nullptr;
  if (t.found.count() > 0)
    all["replay"] = fmt::format("{} --trial {}", asked.replay, t.found.first[0]);
  return all;
}

Json differences(const Sampled& s) {
  Json all = Json::array();
  for (std::size_t n = 1; n < s.cases.size(); ++n) {
    const Discordant& d = s.tally.against_first[n - 1];
    const std::vector<Outcome> names = outcomes(s.cases[n]->program, s.of(n));
    for (std::size_t bit = 0; bit < d.only_this.size(); ++bit) {
      const PairedDifference diff =
          paired_difference(d.only_this[bit], d.only_first[bit], s.tally.trials);
      all.push_back({{"kernel", s.cases[n]->asked.kernel},
                     {"against", s.cases.front()->asked.kernel},
                     {"outcome", names[bit].name},
                     {"only_here", d.only_this[bit]},
                     {"only_there", d.only_first[bit]},
                     {"estimate", rounded(diff.estimate)},
                     {"low", rounded(diff.interval.low)},
                     {"high", rounded(diff.interval.high)},
                     {"p_value", rounded(diff.p_value)}});
    }
  }
  return all;
}

Json sample(const Sampled& s) {
  const auto& [asked, program] = *s.cases.front();
  Json cases = Json::array();
  for (std::size_t n = 0; n < s.cases.size(); ++n) cases.push_back(sampled_case(s, n));
  return {{"file", asked.file},
          {"scenario", program.scenario},
          {"cpu",
           {{"name", program.cpu.name},
            {"count", program.cpus},
            {"clock_mhz", program.cpu.number(hw::Key::clock_mhz)}}},
          {"seed", asked.seed},
          {"point", asked.point},
          {"trials", s.tally.trials},
          {"asked_trials", s.asked_trials},
          {"interrupted", s.interrupted},
          {"cases", std::move(cases)},
          {"differences", differences(s)}};
}

// Lists of numbers on one line each: a histogram has many.
std::string with_short_lists(const std::string& text) {
  std::string out;
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"' && (at == 0 || text[at - 1] != '\\')) quoted = !quoted;
    const std::size_t end =
        quoted || c != '[' ? at : text.find_first_not_of(" \n,0123456789", at + 1);
    if (end == at || end == std::string::npos || text[end] != ']') {
      out += c;
      continue;
    }
    for (; at < end; ++at)
      if (text[at] == ',')
        out += ", ";
      else if (text[at] != ' ' && text[at] != '\n')
        out += text[at];
    out += ']';
  }
  return out;
}

} // namespace

std::string json(const std::vector<const Sampled*>& samples) {
  Json document{{"schema", sample_schema}, {"ghostwalk", version()}, {"samples", Json::array()}};
  for (const Sampled* s : samples) document["samples"].push_back(sample(*s));
  return with_short_lists(document.dump(2, ' ', false, Json::error_handler_t::replace)) + '\n';
}

} // namespace ghostwalk::report
