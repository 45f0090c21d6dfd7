// SPDX-License-Identifier: MIT
// The verdict table: a row per question, a column per kernel.
#include <fmt/format.h>

#include "sim/report/columns.hpp"
#include "sim/report/describe.hpp"
#include "sim/report/text.hpp"
#include "sim/report/units.hpp"

namespace ghostwalk::report {
namespace {

std::string moment(const Report& r, EventId id) {
  const Cycles at = r.history->at(id);
  return fmt::format("{} ({})", grouped(count(at)), nanoseconds(at, r.history->clock_mhz()));
}

Cell verdict(const Report& r) {
  if (r.judgement.verdict == Verdict::not_seen)
    return {{"not seen", "in one timed run: proves no absence"}};
  if (r.judgement.verdict == Verdict::gave_up)
    return {{"gave up", "at the step limit: says nothing"}, Style::bad};
  Cell cell{{"found"}, Style::bad};
  for (const Finding& f : r.judgement.broken)
    cell.lines.push_back(fmt::format("{} at {}", f.name, grouped(count(f.when))));
  return cell;
}

Cell expected(const Report& r) {
  if (r.asked.expected == Expected::nothing) return {{"-"}, Style::quiet};
  const bool met = r.as_expected();
  const char* word = r.asked.expected == Expected::found ? "found" : "absent";
  return {{fmt::format("{} {}", word, met ? "\u2713" : "\u2717")}, met ? Style::good : Style::bad};
}

Cell poisoned(const Report& r) {
  if (!r.poisoned) return {{"none"}};
  if (r.poisoned->at == no_event) return {{"yes"}, Style::bad};
  const Event& e = (*r.history)[r.poisoned->at];
  return {{fmt::format("{} on cpu {}", page_name(r.program, e.page), e.cpu),
           "at " + moment(r, r.poisoned->at)},
          Style::bad};
}

std::string what(const Window& w) {
  return fmt::format("{} {}, cpu {}", w.table ? "table" : "page", hex(w.frame), w.cpu);
}

Cell open_window(const Report& r, const Window& w) {
  const Cycles wide = width(*r.history, w);
  const std::string text = span(wide, r.history->clock_mhz());
  Cell cell{{}, Style::bad};
  if (w.closed == no_event)
    cell.lines = {"open at the end of the run", "\u2265 " + text};
  else
    cell.lines = {text};
  cell.lines.push_back(what(w));
  cell.lines.push_back("freed at " + moment(r, w.freed));
  cell.lines.push_back(w.closed == no_event ? "no flush in this run"
                                            : "flushed at " + moment(r, w.closed));
  return cell;
}

Cell closed_window(const Report& r, const Window& w) {
  if (w.freed != no_event)
    return {{"closed: flushed before the free", what(w), "flushed at " + moment(r, w.closed),
             "freed at " + moment(r, w.freed)},
            Style::good};
  Cell cell{{"closed: not freed in this run", what(w), "on a quicklist at " + moment(r, w.retired)},
            Style::good};
  if (w.closed != no_event)
    cell.lines.push_back("flushed at " + moment(r, w.closed));
  else
    cell.lines.push_back("not flushed in this run");
  return cell;
}

Cell window(const Report& r) {
  if (r.window < 0) return {{"none: no exposed page was freed"}};
  const Window& w = r.all_windows[static_cast<std::size_t>(r.window)];
  const bool open = w.freed != no_event && !w.flushed_first();
  Cell cell = open ? open_window(r, w) : closed_window(r, w);
  if (const std::size_t all = r.all_windows.size(); all > 1)
    cell.lines.push_back(fmt::format("{} of {} (--json: all)", open ? "widest" : "closest", all));
  return cell;
}

Cell idle(const Report& r) {
  Cell cell{{}, Style::quiet};
  if (r.asked.expected == Expected::absent)
    for (const std::string& claim : r.judgement.idle) cell.lines.push_back(claim);
  return cell;
}

Cell ended(const Report& r) {
  constexpr std::string_view ends[] = {"finished", "time limit", "step limit", "deadlock"};
  return {{fmt::format("{}, {}, {}", ends[static_cast<std::size_t>(r.run.end)],
                       plural(count(r.run.ended_at), "cycle"),
                       plural(static_cast<std::int64_t>(r.run.steps.size()), "step"))},
          Style::quiet};
}

} // namespace

std::string table(const std::vector<const Report*>& runs, const Paint& paint) {
  struct Question {
    const char* label;
    Cell (*answer)(const Report&);
  };
  constexpr Question questions[] = {
      {"verdict of this run", verdict},
      {"expected", expected},
      {"global user entry", poisoned},
      {"window", window},
      {"idle", idle},
      {"run", ended},
  };
  std::vector<std::string> header;
  for (const Report* run : runs) header.push_back(run->asked.kernel);
  std::vector<Row> rows;
  for (const Question& question : questions) {
    rows.push_back({question.label, {}});
    for (const Report* run : runs) rows.back().cells.push_back(question.answer(*run));
  }
  return columns(header, rows, paint);
}

} // namespace ghostwalk::report
