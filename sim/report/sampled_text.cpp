// SPDX-License-Identifier: MIT
// Samples as a person reads them.
#include <algorithm>

#include <fmt/format.h>

#include "sim/report/costs.hpp"
#include "sim/report/describe.hpp"
#include "sim/report/sampled.hpp"
#include "sim/report/units.hpp"

namespace ghostwalk::report {
namespace {

std::string number(std::uint64_t n) { return grouped(static_cast<std::int64_t>(n)); }

// One case, as the rows of the table ask for it.
struct Case {
  const Sampled& sampled;
  std::size_t n;
  const Asked& asked() const { return sampled.cases[n]->asked; }
  const Program& program() const { return sampled.cases[n]->program; }
  const Tally& tally() const { return sampled.of(n); }
  std::string nanoseconds(std::int64_t cycles) const {
    return report::nanoseconds(Cycles{cycles}, program().cpu.number(hw::Key::clock_mhz));
  }
};

std::string share(std::uint64_t part, std::uint64_t all) {
  if (all == 0) return "";
  const double percent = 100.0 * static_cast<double>(part) / static_cast<double>(all);
  return part == all || part == 0 ? fmt::format("{:.0f} %", percent)
                                  : fmt::format("{:.3g} %", percent);
}

// "0.9189", "0.9184 .. 0.9194"; without a hit the bound, which the rule of three roughly gives.
std::vector<std::string> probability(std::uint64_t hits, std::uint64_t trials) {
  if (trials == 0) return {"unknown"};
  if (hits == 0)
    return {fmt::format("0, at most {}", probability_text(bound_without_hits(trials))),
            fmt::format("rule of three: 3/{}", number(trials))};
  const Interval interval = clopper_pearson(hits, trials);
  return {probability_text(static_cast<double>(hits) / static_cast<double>(trials)),
          fmt::format("{} .. {}", probability_text(interval.low), probability_text(interval.high))};
}

Cell verdict_cell(const Case& c) {
  const std::string trials = number(c.tally().trials) + " trials";
  switch (verdict(c.tally())) {
  case Verdict::found:
    return {{"found", fmt::format("in {} of {}", number(c.tally().found.count()), trials)},
            Style::bad};
  case Verdict::gave_up: return {{"gave up", "trials ended at the step limit"}, Style::bad};
  default: return {{"not seen", "in " + trials + ": proves no absence"}};
  }
}

Cell expected_cell(const Case& c) {
  const Expected expected = c.asked().expected;
  if (expected == Expected::nothing) return {{"-"}, Style::quiet};
  const char* word = expected == Expected::found ? "found" : "absent";
  if (c.sampled.interrupted && verdict(c.tally()) != Verdict::found)
    return {{fmt::format("{}: not decided", word)}};
  const bool met = as_expected(c.sampled, c.n);
  return {{fmt::format("{} {}", word, met ? "\u2713" : "\u2717")}, met ? Style::good : Style::bad};
}

Cell probability_cell(const Case& c) {
  return {probability(c.tally().found.count(), c.tally().trials)};
}

// Each claim by itself; a lone `never` that is all that was found says nothing new.
Cell claims_cell(const Case& c, bool never) {
  const auto& properties = c.program().properties;
  const auto nevers = std::count_if(properties.begin(), properties.end(),
                                    [](const Property& p) { return p.never; });
  Cell cell;
  for (std::size_t i = 0; i < properties.size(); ++i) {
    const std::uint64_t hits = c.tally().claims[i].count();
    if (properties[i].never != never) continue;
    if (never && nevers == 1 && hits == c.tally().found.count()) continue;
    if (never && hits == 0) {
      cell.lines.push_back(properties[i].text + ": not seen");
      continue;
    }
    cell.lines.push_back(properties[i].text + ":");
    for (const std::string& line : probability(hits, c.tally().trials))
      cell.lines.push_back("  " + line);
  }
  return cell;
}
Cell nevers_cell(const Case& c) { return claims_cell(c, true); }
Cell sometimes_cell(const Case& c) { return claims_cell(c, false); }

bool claimed(const Program& program, Oracle oracle) {
  return std::any_of(program.properties.begin(), program.properties.end(), [&](const Property& p) {
    return p.kind == Property::Kind::oracle && p.index == static_cast<std::uint8_t>(oracle);
  });
}

Cell also_cell(const Case& c) {
  Cell cell{{}, Style::plain};
  for (int i = 0; i < static_cast<int>(Oracle::count_); ++i) {
    const std::uint64_t trials = c.tally().happened[static_cast<std::size_t>(i)];
    if (trials == 0 || claimed(c.program(), static_cast<Oracle>(i))) continue;
    cell.lines.push_back(
        fmt::format("{}: {}", name(static_cast<Oracle>(i)), share(trials, c.tally().trials)));
  }
  return cell;
}

std::vector<std::string> spread(const Case& c, const Histogram& h) {
  const auto at = [&](std::uint64_t percent) { return h.quantile(percent, 100); };
  return {fmt::format("median {} ({})", grouped(at(50)), c.nanoseconds(at(50))),
          fmt::format("90 % in {} .. {}", grouped(at(5)), grouped(at(95))),
          fmt::format("all in {} .. {}", grouped(h.least()), grouped(h.most()))};
}

Cell first_hit_cell(const Case& c) {
  const Hits& found = c.tally().found;
  if (found.count() == 0) return {};
  Cell cell{spread(c, found.when)};
  cell.lines.push_back("first: trial " + number(found.first[0]));
  return cell;
}

Cell window_cell(const Case& c) {
  const Tally& t = c.tally();
  const Histogram all = t.window();
  if (all.count() == 0 && t.margin.count() == 0) return {{"none"}};
  if (all.count() == 0)
    return {{"closed in time", fmt::format("least margin {} cycles", grouped(t.margin.least()))},
            Style::good};
  Cell cell{spread(c, all), Style::bad};
  cell.lines.push_back("open in " + share(all.count(), t.trials) + " of trials");
  if (t.window_open_at_end > 0)
    cell.lines.push_back(share(t.window_open_at_end, t.trials) + ": still open at the end");
  return cell;
}

// How many flushes that were put off leave outstanding.
Cell stale_cell(const Case& c) {
  const Histogram& most = c.tally().stale_most;
  if (most.count() == 0) return {};
  const double mean =
      static_cast<double>(c.tally().stale_cycles) / static_cast<double>(c.tally().cycles.sum());
  return {{fmt::format("at most at once: median {}", grouped(most.quantile(50, 100))),
           fmt::format("90 % in {} .. {}", grouped(most.quantile(5, 100)),
                       grouped(most.quantile(95, 100))),
           fmt::format("all in {} .. {}", grouped(most.least()), grouped(most.most())),
           fmt::format("mean over time {:.4g}", mean)}};
}

Cell ends_cell(const Case& c) {
  constexpr std::string_view words[] = {"finished", "time limit", "step limit", "deadlock"};
  Cell cell{{}, Style::quiet};
  for (std::size_t i = 0; i < c.tally().ends.size(); ++i)
    if (const std::uint64_t n = c.tally().ends[i]; n > 0)
      cell.lines.push_back(fmt::format("{} of trials {}", share(n, c.tally().trials), words[i]));
  const Histogram& h = c.tally().cycles;
  if (h.count() > 0)
    cell.lines.push_back(
        fmt::format("mean {} cycles", number((h.sum() + h.count() / 2) / h.count())));
  return cell;
}

// ── The page ──

Costs costs_of(const Case& c) {
  return {c.asked().kernel, c.program(), c.tally().cpus, c.tally().by_cause, c.tally().trials};
}

std::string tables(const std::vector<Case>& cases, const Paint& paint) {
  struct Question {
    const char* label;
    Cell (*answer)(const Case&);
  };
  constexpr Question questions[] = {
      {"verdict", verdict_cell},
      {"expected", expected_cell},
      {"probability, 95 %", probability_cell},
      {"never", nevers_cell},
      {"sometimes", sometimes_cell},
      {"also happened", also_cell},
      {"cycles to the hit", first_hit_cell},
      {"window, cycles", window_cell},
      {"stale translations", stale_cell},
      {"trials", ends_cell},
  };
  std::vector<std::string> names;
  std::vector<Histogram> windows;
  for (const Case& c : cases) {
    names.push_back(c.asked().kernel);
    windows.push_back(c.tally().window());
  }
  std::vector<Row> rows;
  for (const Question& question : questions) {
    rows.push_back({question.label, {}});
    for (const Case& c : cases) rows.back().cells.push_back(question.answer(c));
  }
  std::string out = columns(names, rows, paint);
  if (const std::string window = bars("window", names, windows, paint); !window.empty())
    out += '\n' + window;
  out += "\nMeans per trial, all CPUs together\n";
  std::vector<Costs> costs;
  for (const Case& c : cases) costs.push_back(costs_of(c));
  out += costs_in_all(costs, paint);
  for (const Costs& of_one : costs)
    if (!of_one.causes.empty())
      out += "\nMeans per trial, by CPU and by who asked\n" + costs_by_cause(of_one, paint);
  return out;
}

std::string heading(const Sampled& s, const Paint& paint) {
  const Program& p = s.cases.front()->program;
  const Asked& asked = s.cases.front()->asked;
  std::string out =
      paint(Style::strong, safe(p.scenario)) + "   " + paint(Style::quiet, safe(asked.file)) + '\n';
  if (!s.summary.empty())
    for (const std::string& line : wrapped(safe(s.summary), page_width)) out += line + '\n';
  std::string line =
      fmt::format("{} x {} at {} MHz, seed {}, {} trials of each", p.cpus, p.cpu.name,
                  number(p.cpu.number(hw::Key::clock_mhz)), asked.seed, number(s.tally.trials));
  if (asked.point != 0) line += fmt::format(", point {}", asked.point);
  if (s.interrupted) line += fmt::format(" of {}: interrupted", number(s.asked_trials));
  return out + paint(Style::quiet, line) + "\n\n";
}

// How the probability of `found` differs from the first case's, trial by trial.
std::string difference(const Sampled& s, std::size_t n, const Paint& paint) {
  const Discordant& d = s.tally.against_first[n - 1];
  const PairedDifference diff = paired_difference(d.only_this[0], d.only_first[0], s.tally.trials);
  const bool less = diff.estimate < 0;
  const double low = less ? -diff.interval.high : diff.interval.low,
               high = less ? -diff.interval.low : diff.interval.high;
  std::string text = fmt::format(
      "{} against {}, the same luck for both: the probability is {} {} ({} .. {}, 95 %); {} trials "
      "found only there, {} only here",
      s.cases[n]->asked.kernel, s.cases.front()->asked.kernel,
      probability_text(less ? -diff.estimate : diff.estimate), less ? "less" : "more",
      probability_text(low), probability_text(high), number(d.only_first[0]),
      number(d.only_this[0]));
  if (d.only_first[0] + d.only_this[0] > 0)
    text += fmt::format("; McNemar's exact test: p {} {}", diff.p_value < 1e-6 ? "<" : "=",
                        diff.p_value < 1e-6 ? "1e-06" : probability_text(diff.p_value));
  std::string out;
  for (const std::string& line : wrapped(safe(text), page_width)) out += line + '\n';
  return paint(Style::plain, out);
}

std::string complaint(const Sampled& s, std::size_t n) {
  const Asked& asked = s.cases[n]->asked;
  if (as_expected(s, n)) return "";
  if (verdict(s.of(n)) == Verdict::gave_up)
    return asked.kernel + ": gave up: trials ended at the step limit before anything was found";
  if (asked.expected == Expected::absent)
    return asked.kernel + ": expected absent, but found; see the trial below";
  return fmt::format(
      "{}: expected found, but not seen in {} trials; with these durations it is rare "
      "or impossible: ghostwalk explore says which",
      asked.kernel, number(s.tally.trials));
}

} // namespace

std::string probability_text(double probability) {
  const double size = probability < 0 ? -probability : probability;
  if (size == 0 || size == 1) return fmt::format("{:.0f}", probability);
  // Near 1 what is missing counts.
  if (size > 0.999) return fmt::format("{:.6g}", probability);
  return fmt::format("{:.4g}", probability);
}

std::string comparison(const Sampled& sampled, const Paint& paint) {
  std::string out = heading(sampled, paint);
  const std::size_t all = sampled.cases.size(), at_once = columns_at_once(all);
  for (std::size_t i = 0; i < all; i += at_once) {
    std::vector<Case> cases;
    for (std::size_t n = i; n < std::min(i + at_once, all); ++n) cases.push_back({sampled, n});
    out += tables(cases, paint) + '\n';
  }
  for (std::size_t n = 1; n < all; ++n) out += difference(sampled, n, paint);
  for (std::size_t n = 0; n < all; ++n)
    if (const std::string line = complaint(sampled, n); !line.empty())
      for (const std::string& part : wrapped(safe(line), page_width))
        out += paint(Style::bad, part) + '\n';
  for (std::size_t n = 0; n < all; ++n)
    if (const Hits& found = sampled.of(n).found; found.count() > 0)
      out += fmt::format("{}{} --trial {}\n", paint(Style::quiet, "first hit: "),
                         sampled.cases[n]->asked.replay, found.first[0]);
  return out;
}

} // namespace ghostwalk::report
