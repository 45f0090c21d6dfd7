// SPDX-License-Identifier: MIT
// Searches as a person reads them: kernels side by side, the stories, the lines that replay them.
#include <algorithm>

#include <fmt/format.h>

#include "sim/report/columns.hpp"
#include "sim/report/explored.hpp"
#include "sim/report/text.hpp"
#include "sim/report/units.hpp"

namespace ghostwalk::report {
namespace {

using Searches = std::vector<const Explored*>;

std::string number(std::uint64_t n) { return grouped(static_cast<std::int64_t>(n)); }
std::string many(std::uint64_t n, const std::string& noun) {
  return plural(static_cast<std::int64_t>(n), noun);
}

const std::string& broken_claim(const Explored& x) {
  return x.report->program.properties[static_cast<std::size_t>(x.exploration.broken)].text;
}

Cell absent(const Explored& x) {
  const double missed = x.exploration.miss_probability;
  if (missed <= 0) return {{"absent", "in every interleaving"}, Style::good};
  return {{"absent", "in all that was seen; a state was", "missed with a chance of",
           fmt::format("{:.2g} at most: no proof", missed)},
          Style::good};
}

Cell verdict(const Explored& x) {
  switch (x.exploration.verdict) {
  case ghostwalk::Verdict::found: {
    Cell cell{{"found"}, Style::bad};
    if (!x.exploration.told) cell.lines.push_back(broken_claim(x));
    for (const Finding& f : x.report->judgement.broken) cell.lines.push_back(f.name);
    return cell;
  }
  case ghostwalk::Verdict::absent: return absent(x);
  default:
    return {{"gave up", "at " + x.exploration.gave_up_because + ": says nothing"}, Style::bad};
  }
}

Cell expected(const Explored& x) {
  if (x.report->asked.expected == Expected::nothing) return {{"-"}, Style::quiet};
  const char* word = x.report->asked.expected == Expected::found ? "found" : "absent";
  if (x.exploration.verdict == ghostwalk::Verdict::gave_up)
    return {{fmt::format("{}: not decided", word)}};
  const bool met = x.as_expected();
  return {{fmt::format("{} {}", word, met ? "\u2713" : "\u2717")}, met ? Style::good : Style::bad};
}

Cell idle(const Explored& x) {
  Cell cell{{}, Style::bad};
  for (const std::string& claim : x.idle) cell.lines.push_back(claim + " never happens");
  return cell;
}

Cell witness(const Explored& x) {
  if (x.exploration.verdict != ghostwalk::Verdict::found) return {};
  if (!x.exploration.told) return {{"a bound came first"}};
  return {{many(x.exploration.witness.size(), "step") +
               (x.exploration.shortest ? ", none shorter" : ""),
           fmt::format("{} context switch{}", x.switches, x.switches == 1 ? "" : "es")}};
}

Cell no_way_back(const Explored& x) {
  if (x.exploration.verdict != ghostwalk::Verdict::found || !x.exploration.told) return {};
  if (!x.doom.determined) return {{"not determined", "a bound came first"}};
  return {{x.doom.inevitable == 0 ? "from the start"
                                  : fmt::format("after step {}", x.doom.inevitable)}};
}

Cell explored(const Explored& x) {
  const Exploration& e = x.exploration;
  return {{many(e.states, "state"), many(e.transitions, "transition"),
           fmt::format("depth {}", e.depth)},
          Style::quiet};
}

// Of fewer states the tables, as large as they begin, are most of it.
constexpr std::uint64_t enough_to_tell = 100'000;

Cell took(const Explored& x) {
  const auto ms = static_cast<std::uint64_t>(std::max<std::int64_t>(0, x.took.count()));
  const Exploration& e = x.exploration;
  Cell cell{{fmt::format("{} ms, {} MiB", number(ms), number((e.bytes + (1U << 20U) - 1) >> 20U))},
            Style::quiet};
  if (e.states >= enough_to_tell)
    cell.lines.push_back(fmt::format("{:.1f} bytes a state of {}",
                                     static_cast<double>(e.bytes) / static_cast<double>(e.states),
                                     x.report->program.layout.bytes));
  return cell;
}

std::string verdict_table(const Searches& searches, const Paint& paint) {
  struct Question {
    const char* label;
    Cell (*answer)(const Explored&);
  };
  constexpr Question questions[] = {
      {"verdict", verdict},         {"expected", expected}, {"idle", idle}, {"witness", witness},
      {"no way back", no_way_back}, {"explored", explored}, {"took", took}};
  std::vector<std::string> header;
  for (const Explored* x : searches) header.push_back(x->report->asked.kernel);
  std::vector<Row> rows;
  for (const Question& question : questions) {
    rows.push_back({question.label, {}});
    for (const Explored* x : searches) rows.back().cells.push_back(question.answer(*x));
  }
  return columns(header, rows, paint);
}

std::string paragraph(const std::string& text, const std::string& indent = "") {
  std::string out;
  for (const std::string& line : wrapped(safe(text), page_width - indent.size()))
    out += indent + line + '\n';
  return out;
}

std::string heading(const Explored& x, const std::string& summary, const Paint& paint) {
  const Program& p = x.report->program;
  std::string out = paint(Style::strong, safe(p.scenario)) + "   " +
                    paint(Style::quiet, safe(x.report->asked.file)) + '\n';
  if (!summary.empty()) out += paragraph(summary);
  return out + paint(Style::quiet, fmt::format("{} x {}, every interleaving", p.cpus, p.cpu.name)) +
         "\n\n";
}

// Kernels of one scenario mostly share their bounds: told once then.
std::string all_bounds(const Searches& searches) {
  std::string out;
  std::vector<std::vector<std::string>> told;
  for (const Explored* x : searches) {
    const auto these = bounds(x->report->program);
    if (std::find(told.begin(), told.end(), these) != told.end()) continue;
    told.push_back(these);
    std::string text = "bounds: ";
    for (const std::string& bound : these) text += (&bound == these.data() ? "" : "; ") + bound;
    out += paragraph(text + (told.size() > 1 ? " (" + x->report->asked.kernel + ")" : ""));
  }
  return out;
}

std::string story(const Explored& x, const Paint& paint) {
  std::string out = x.report->story ? story_text(*x.report, paint) : "";
  for (const std::string& line : doom_text(x)) out += paragraph(line, "     ");
  return out;
}

// Of searches with like stories the last is told: in a list of versions, the one next to the fix.
std::string stories(const Searches& searches, const Paint& paint) {
  std::string out;
  for (std::size_t i = 0; i < searches.size(); ++i) {
    const auto& e = searches[i]->exploration;
    if (e.verdict != ghostwalk::Verdict::found || !e.told) continue;
    const auto alike_to = [&](const Explored* other) {
      const auto &mine = searches[i]->report->story, &theirs = other->report->story;
      return mine && theirs && alike(*mine, *theirs);
    };
    const auto begin = searches.begin(), here = begin + static_cast<std::ptrdiff_t>(i);
    if (std::any_of(here + 1, searches.end(), alike_to)) continue;
    out += story(*searches[i], paint);
    for (auto other = begin; other != here; ++other)
      if (alike_to(*other))
        out += paint(Style::quiet, "     the same steps under " + (*other)->report->asked.kernel) +
               '\n';
    out += '\n';
  }
  return out;
}

std::string complaint(const Explored& x) {
  const std::string who = x.report->asked.kernel + ": ";
  if (!x.exploration.told)
    return who + "found, but a bound came before a schedule that shows it was known";
  if (x.as_expected() && x.idle.empty()) return "";
  if (x.exploration.verdict == ghostwalk::Verdict::gave_up)
    return fmt::format(
        "{}gave up at {}; schedules of up to {} are done, which says nothing either way", who,
        x.exploration.gave_up_because, many(x.exploration.depth, "step"));
  if (!x.idle.empty())
    return fmt::format("{}absent, but idle: `sometimes {}` never happens, so the scenario does not "
                       "show what it is about",
                       who, x.idle.front());
  return fmt::format("{}expected {}, but {}", who,
                     x.report->asked.expected == Expected::found ? "found" : "absent",
                     name(x.exploration.verdict));
}

} // namespace

std::string comparison(const Searches& searches, const std::string& summary, const Paint& paint) {
  std::string out = heading(*searches.front(), summary, paint);
  const std::size_t at_once = columns_at_once(searches.size());
  for (std::size_t i = 0; i < searches.size(); i += at_once) {
    const std::size_t end = std::min(i + at_once, searches.size());
    out += verdict_table({searches.begin() + static_cast<std::ptrdiff_t>(i),
                          searches.begin() + static_cast<std::ptrdiff_t>(end)},
                         paint);
    out += '\n';
  }
  out += all_bounds(searches) + '\n';
  out += stories(searches, paint);
  for (const Explored* x : searches)
    if (const std::string line = complaint(*x); !line.empty())
      out += paint(Style::bad, paragraph(line));
  for (const Explored* x : searches)
    if (x->exploration.verdict == ghostwalk::Verdict::found && x->exploration.told)
      out += paint(Style::quiet, "replay: ") + x->report->asked.replay + " --schedule \"" +
             x->schedule + "\"\n";
  return out;
}

} // namespace ghostwalk::report
