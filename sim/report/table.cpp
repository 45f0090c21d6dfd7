// SPDX-License-Identifier: MIT
// The verdict table: a row per question, a column per kernel.
#include <functional>

#include <fmt/format.h>

#include "sim/report/describe.hpp"
#include "sim/report/text.hpp"
#include "sim/report/units.hpp"

namespace ghostwalk::report {
namespace {

constexpr std::size_t label_width = 20;
constexpr std::size_t gap = 3;

struct Cell {
  std::vector<std::string> lines;
  Style style = Style::plain; // of the first line
};
struct Row {
  std::string label;
  std::function<Cell(const Report&)> cell;
};

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

Cell broken_into_lines(Cell cell, std::size_t width) {
  std::vector<std::string> lines;
  for (const std::string& line : cell.lines)
    for (std::string& part : wrapped(safe(line), width)) lines.push_back(std::move(part));
  cell.lines = std::move(lines);
  return cell;
}

std::string row_text(const Row& row, const std::vector<const Report*>& runs, std::size_t width,
                     const Paint& paint) {
  std::vector<Cell> cells;
  std::size_t height = 0;
  for (const Report* run : runs) {
    cells.push_back(broken_into_lines(row.cell(*run), width));
    height = std::max(height, cells.back().lines.size());
  }
  std::string out;
  for (std::size_t line = 0; line < height; ++line) {
    out += paint(Style::quiet, padded(line == 0 ? row.label : "", label_width));
    std::size_t blanks = 0; // Kept back: no line ends in spaces.
    for (const Cell& cell : cells) {
      const std::string text = line < cell.lines.size() ? cell.lines[line] : "";
      if (!text.empty())
        out += std::string(blanks, ' ') + paint(line == 0 ? cell.style : Style::plain, text);
      blanks = (text.empty() ? blanks : 0) + width + gap - width_of(text);
    }
    out += '\n';
  }
  return out;
}

} // namespace

std::string table(const std::vector<const Report*>& runs, const Paint& paint) {
  const std::size_t width = (page_width - label_width - gap * (runs.size() - 1)) / runs.size();
  const Row rows[] = {
      {"verdict of this run", verdict},
      {"expected", expected},
      {"global user entry", poisoned},
      {"window", window},
      {"idle", idle},
      {"run", ended},
  };
  const Row header{"", [](const Report& r) { return Cell{{r.asked.kernel}, Style::strong}; }};
  std::string out = row_text(header, runs, width, paint);
  std::string line;
  for (std::size_t i = 0; i < page_width; ++i) line += "\u2500";
  out += paint(Style::quiet, line) + '\n';
  for (const Row& row : rows) out += row_text(row, runs, width, paint);
  return out;
}

} // namespace ghostwalk::report
