// SPDX-License-Identifier: MIT
#include "sim/cli/results_table.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/report/units.hpp"

namespace ghostwalk::cli {
namespace {

using report::Style;
using sweep::Measured;

std::string grouped(std::uint64_t number) {
  return report::grouped(static_cast<std::int64_t>(number));
}

std::string spread_text(const Histogram& all) {
  if (all.count() == 0) return "none";
  return fmt::format("{} ({} .. {})", report::grouped(all.quantile(50, 100)),
                     report::grouped(all.quantile(5, 100)), report::grouped(all.quantile(95, 100)));
}

// Four digits tell a probability from its neighbour; the rest is in the CSV.
std::string probability_text(double p) { return fmt::format("{:.4g}", p); }

} // namespace

ResultsTable::ResultsTable(Context& context, const sweep::Store& store, const sweep::Where& where,
                           Measures measures, bool replay)
    : context_(context),
      store_(store),
      plan_(store.plan()),
      where_(where),
      measures_(std::move(measures)),
      replay_(replay) {
  if (measures_.empty()) measures_ = {sweep::measured("broken"), sweep::measured("window")};
}

void ResultsTable::print() {
  for (std::size_t s = 0; s < plan_.scenarios.size(); ++s)
    for (std::size_t k = 0; k < plan_.kernels.size(); ++k) {
      const std::vector<Line> lines = lines_of(s, k);
      if (lines.empty()) continue;
      print_table(fmt::format("{} under {}", plan_.scenarios[s].name, label(plan_.kernels[k])),
                  lines);
      context_.out.write("\n");
    }
  print_provenance();
}

// Points of one scenario and kernel are a kernel's number apart.
std::vector<ResultsTable::Line> ResultsTable::lines_of(std::size_t scenario, std::size_t kernel) {
  const std::uint64_t each = plan_.points() / plan_.scenarios.size();
  std::vector<Line> lines;
  for (std::uint64_t i = kernel; i < each; i += plan_.kernels.size()) {
    sweep::ResultRow row{sweep::point(plan_, scenario * each + i), {}};
    if (!where_.has(row.point)) continue;
    row.tally = store_.tally(row.point.id);
    missing_ += plan_.trials - std::min(plan_.trials, row.tally.trials);
    lines.push_back({fields_of(row), ""});
    if (replay_ && row.tally.found.first.size() > 0)
      lines.back().replay = sweep::replay_line(plan_, row.point, row.tally.found.first[0]);
  }
  return lines;
}

void ResultsTable::print_table(const std::string& title, const std::vector<Line>& lines) {
  const Fields names = header();
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < names.size(); ++i) {
    widths.push_back(report::width_of(names[i]));
    for (const Line& line : lines)
      widths[i] = std::max(widths[i], report::width_of(line.fields[i]));
  }
  const auto text = [&](const Fields& fields) {
    std::string out;
    for (std::size_t i = 0; i < fields.size(); ++i)
      out += (i == 0 ? "" : "  ") + report::right_aligned(report::safe(fields[i]), widths[i]);
    return out;
  };
  context_.out.write(context_.paint(Style::strong, report::safe(title)) + "\n");
  context_.out.write(context_.paint(Style::quiet, text(names)) + "\n");
  for (const Line& line : lines) {
    context_.out.write(text(line.fields) + "\n");
    if (!line.replay.empty())
      context_.out.write(fmt::format("    {}\n", report::safe(line.replay)));
  }
}

ResultsTable::Fields ResultsTable::header() const {
  Fields names = sweep::varied_names(plan_);
  names.emplace_back("trials");
  for (const Measured& measure : measures_) {
    const std::string name = sweep::name_of(measure);
    if (sweep::is_probability(measure)) {
      names.push_back(name);
      names.emplace_back("probability");
      names.emplace_back("95 % interval");
    } else if (sweep::spread(measure, {})) {
      names.push_back(name + (measure.kind == Measured::Kind::stale_most ? "" : " in cycles") +
                      ", median (5 .. 95 %)");
    } else if (measure.kind == Measured::Kind::stale_mean) {
      names.push_back(name);
    } else {
      names.push_back(name + " per trial");
    }
  }
  return names;
}

ResultsTable::Fields ResultsTable::fields_of(const sweep::ResultRow& row) const {
  Fields fields = sweep::varied_values(plan_, row.point);
  fields.push_back(grouped(row.tally.trials));
  for (const Measured& measure : measures_) add_measure(fields, row, measure);
  return fields;
}

void ResultsTable::add_measure(Fields& fields, const sweep::ResultRow& row,
                               const Measured& measure) const {
  const Tally& tally = row.tally;
  const auto part = [&](std::uint64_t of) {
    return tally.trials == 0 ? 0.0 : static_cast<double>(of) / static_cast<double>(tally.trials);
  };
  if (const auto all = sweep::spread(measure, tally)) return fields.push_back(spread_text(*all));
  if (!sweep::is_probability(measure))
    return fields.push_back(fmt::format("{:.2f}", sweep::mean(measure, tally).value_or(0)));
  const auto hits =
      sweep::hits(measure, plan_.program(row.point.scenario, row.point.kernel), tally);
  const Interval interval = clopper_pearson(hits.value_or(0), hits ? tally.trials : 0);
  fields.push_back(hits ? grouped(*hits) : "no such event");
  fields.push_back(hits && tally.trials > 0 ? probability_text(part(*hits)) : "");
  fields.push_back(
      fmt::format("{} .. {}", probability_text(interval.low), probability_text(interval.high)));
}

void ResultsTable::print_provenance() {
  for (const sweep::Build& build : store_.builds())
    context_.out.write(
        fmt::format("seed {}, Ghostwalk {}\n", plan_.seed, report::safe(describe(build))));
  if (missing_ > 0)
    context_.out.write(fmt::format("{} trials are missing: ghostwalk results {} --missing\n",
                                   grouped(missing_), shell_word(store_.name())));
}

} // namespace ghostwalk::cli
