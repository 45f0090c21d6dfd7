// SPDX-License-Identifier: MIT
// The matrix, what shows each of its findings, and what the scenario has no need of.
#include <algorithm>

#include <fmt/format.h>

#include "sim/cli/ablate_view.hpp"
#include "sim/core/shell.hpp"
#include "sim/report/units.hpp"

namespace ghostwalk::cli {
namespace {

using ablate::Change;
using ablate::MaintenanceStep;
using ablate::Row;
using ablate::Trial;
using report::Paint;
using report::Style;

// 1 + 4 + 2 + 18 + 2 + 27 + 2 + 17 + 2 + 25 = 100
constexpr std::size_t line_width = 4, procedure_width = 18, step_width = 27, removed_width = 17,
                      later_width = 25;

std::string cut(const std::string& text, std::size_t width) {
  if (report::width_of(text) <= width) return text;
  std::size_t bytes = 0;
  for (std::size_t columns = 0; bytes < text.size(); ++bytes)
    if ((static_cast<unsigned char>(text[bytes]) & 0xc0U) != 0x80 && ++columns == width) break;
  return text.substr(0, bytes) + "…";
}

Style style_of(const Trial& trial) {
  switch (trial.result) {
  case Trial::Result::found: return Style::bad;
  case Trial::Result::absent: return trial.idle.empty() ? Style::good : Style::plain;
  default: return Style::plain;
  }
}

struct Cell {
  std::string text;
  Style style = Style::quiet;
};

Cell cell(const Trial& trial) { return {what_appears(trial, true), style_of(trial)}; }

// One line when both moves come to the same; else one for each, with its name.
std::vector<Cell> moved(const Row& row) {
  std::vector<const Trial*> trials;
  for (const Trial& t : row.trials)
    if (t.edit.change != Change::without) trials.push_back(&t);
  std::vector<Cell> cells;
  for (const Trial* t : trials) {
    const bool same = !cells.empty() && what_appears(*t, false) == what_appears(*trials[0], false);
    if (same) continue;
    cells.push_back(cell(*t));
  }
  const bool is_free = row.step.kind == MaintenanceStep::Kind::free;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (is_free)
      cells[i].text = (i == 0 ? "early: " : "first: ") + cells[i].text;
    else if (i > 0)
      cells[i].text = "last: " + cells[i].text;
  }
  return cells;
}

std::vector<Cell> removed(const Row& row) {
  for (const Trial& t : row.trials)
    if (t.edit.change == Change::without) return {cell(t)};
  return {};
}

class Text {
public:
  Text(const AblationView& view, const Paint& paint) : v_(view), paint_(paint) {}

  std::string all() {
    heading();
    if (v_.ablation.baseline.verdict != Verdict::absent) return std::move(out_);
    matrix();
    notes();
    findings();
    senseless();
    redundant();
    return std::move(out_);
  }

private:
  void wrapped(const std::string& text, Style style = Style::plain) {
    for (const std::string& line : report::wrapped(text, report::page_width))
      out_ += paint_(style, line) + "\n";
  }

  void heading() {
    const Exploration& e = v_.ablation.baseline;
    const Program& p = v_.ablation.program;
    const std::string states = report::plural(static_cast<std::int64_t>(e.states), "state");
    out_ += paint_(Style::strong, report::safe(p.scenario)) + " under " +
            paint_(Style::strong, report::safe(v_.kernel)) + ": ";
    if (e.verdict == Verdict::found) {
      out_ += paint_(Style::bad, "found") +
              fmt::format(", {} after {}\n", p.properties[static_cast<std::size_t>(e.broken)].text,
                          report::plural(static_cast<std::int64_t>(e.witness.size()), "step"));
      wrapped("The kernel is not safe as it is: there is nothing to take away from it.");
    } else if (e.verdict == Verdict::gave_up) {
      out_ += fmt::format("gave up at {}, after {}\n", e.gave_up_because, states);
    } else {
      const auto reached = static_cast<std::int64_t>(v_.ablation.rows.size());
      out_ += paint_(Style::good, "absent") + ", " + states + "\n";
      wrapped(fmt::format("What appears without each of its {}, or when it comes later: the "
                          "number is the steps of a shortest schedule.",
                          report::plural(reached, "maintenance step")));
    }
  }

  void matrix() {
    std::uint32_t file = 0;
    for (const Row& row : v_.ablation.rows) {
      if (row.step.at.file != file) header(file = row.step.at.file);
      lines_of(row);
    }
  }

  void header(std::uint32_t file) {
    out_ += "\n" + paint_(Style::quiet, report::safe(v_.library.sources.name(file))) + "\n";
    out_ += paint_(Style::quiet, report::right_aligned("line", 1 + line_width) + "  " +
                                     report::padded("procedure", procedure_width) + "  " +
                                     report::padded("step", step_width) + "  " +
                                     report::padded("removed", removed_width) + "  later") +
            "\n";
    std::string rule;
    for (std::size_t i = 0; i < report::page_width; ++i) rule += "─";
    out_ += paint_(Style::quiet, rule) + "\n";
  }

  void lines_of(const Row& row) {
    std::vector<Cell> first = removed(row), second = moved(row);
    if (first.empty()) first.push_back({"–"});
    if (second.empty()) second.push_back({"–"});
    for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
      const bool top = i == 0;
      std::string line =
          report::right_aligned(top ? fmt::format("{}", row.step.at.line) : "", 1 + line_width) +
          "  ";
      line +=
          report::padded(cut(top ? row.step.procedure : "", procedure_width), procedure_width + 2);
      line +=
          report::padded(cut(top ? statement(v_, row.step.at) : "", step_width), step_width + 2);
      const Cell a = i < first.size() ? first[i] : Cell{},
                 b = i < second.size() ? second[i] : Cell{};
      const std::string text = cut(a.text, removed_width);
      line += paint_(a.style, text);
      line += std::string(removed_width + 2 - report::width_of(text), ' ') +
              paint_(b.style, cut(b.text, later_width));
      out_ += line + "\n";
    }
  }

  bool any(MaintenanceStep::Kind kind) const {
    return std::any_of(v_.ablation.rows.begin(), v_.ablation.rows.end(),
                       [&](const Row& row) { return row.step.kind == kind; });
  }

  bool any_idle() const {
    for (const Row& row : v_.ablation.rows)
      for (const Trial& trial : row.trials)
        if (!trial.idle.empty()) return true;
    return false;
  }

  void notes() {
    std::string text;
    if (any(MaintenanceStep::Kind::atomic)) text += "`atomic` removed: a plain load and store. ";
    if (any(MaintenanceStep::Kind::lock)) text += "`lock` removed: with its unlocks. ";
    if (any(MaintenanceStep::Kind::free)) text += "A free is tried earlier instead of later. ";
    if (any_idle()) text += "`idle`: nothing bad appears, but a `sometimes` no longer happens. ";
    if (v_.ablation.all_reached)
      text += "Which steps are reached took too long to find out: all are listed. ";
    if (text.empty()) return;
    out_ += "\n";
    wrapped(text, Style::quiet);
  }

  std::string place(const Row& row) const {
    return fmt::format("{}, {}: {}", row.step.procedure, key(row), statement(v_, row.step.at));
  }
  std::string key(const Row& row) const { return ablate::key(v_.library.sources, row.step.at); }

  void findings() {
    bool begun = false;
    for (const Row& row : v_.ablation.rows)
      for (const Trial& trial : row.trials) {
        if (trial.result != Trial::Result::found) continue;
        if (!begun) out_ += "\n" + paint_(Style::strong, "needed here") + "\n";
        begun = true;
        finding(row, trial);
      }
  }

  void finding(const Row& row, const Trial& trial) {
    const std::string edit = fmt::format("--{} {}", ablate::word(trial.edit.change), key(row));
    out_ += fmt::format("  {}: {} in {}\n", edit, trial.what,
                        report::plural(static_cast<std::int64_t>(trial.witness.size()), "step"));
    out_ += paint_(Style::quiet, fmt::format("    replay: {} replay {} {} --schedule \"{}\"",
                                             program_word(), v_.arguments, edit, trial.schedule)) +
            "\n";
  }

  void senseless() {
    bool begun = false;
    for (const Row& row : v_.ablation.rows)
      for (const Trial& trial : row.trials) {
        if (trial.result != Trial::Result::senseless && trial.result != Trial::Result::gave_up)
          continue;
        if (!begun) out_ += "\n" + paint_(Style::strong, "undecided") + "\n";
        begun = true;
        for (const std::string& line :
             report::wrapped(fmt::format("--{} {}: {}: {}", ablate::word(trial.edit.change),
                                         key(row), what_appears(trial, false), trial.what),
                             report::page_width - 2))
          out_ += "  " + line + "\n";
      }
  }

  void redundant() {
    bool begun = false;
    for (const Row& row : v_.ablation.rows) {
      if (!row.redundant()) continue;
      if (!begun) out_ += "\n" + paint_(Style::strong, "redundant in this scenario") + "\n";
      begun = true;
      out_ += "  " + place(row) + "\n";
    }
  }

  const AblationView& v_;
  const Paint& paint_;
  std::string out_;
};

} // namespace

std::string statement(const AblationView& view, Location at) {
  std::string text(view.library.sources.line(at));
  text.erase(0, at.column > 0 ? at.column - 1 : 0);
  if (const std::size_t comment = text.find('#'); comment != std::string::npos) text.erase(comment);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.pop_back();
  return report::safe(text);
}

std::string what_appears(const Trial& trial, bool counted) {
  switch (trial.result) {
  case Trial::Result::found:
    return counted ? fmt::format("{} {}", trial.what, trial.witness.size()) : trial.what;
  case Trial::Result::gave_up: return "gave up";
  case Trial::Result::senseless: return "makes no sense";
  case Trial::Result::absent: break;
  }
  return trial.idle.empty() ? "redundant" : "idle";
}

std::string ablation_text(const AblationView& view, const Paint& paint) {
  return Text(view, paint).all();
}

} // namespace ghostwalk::cli
