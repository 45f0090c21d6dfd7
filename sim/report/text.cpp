// SPDX-License-Identifier: MIT
#include "sim/report/text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/report/columns.hpp"
#include "sim/report/units.hpp"

namespace ghostwalk::report {
namespace {

std::string file_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

std::string hardware_place(Role role) {
  return role == Role::walk_read || role == Role::fill || role == Role::walk_start ? "page walker"
                                                                                   : "";
}

Style style_of(Role role) {
  switch (role) {
  case Role::fill:
  case Role::use:
  case Role::finding: return Style::bad;
  case Role::free:
  case Role::late_flush: return Style::strong;
  default: return Style::plain;
  }
}

// The place goes to the right of the text's last line where it fits, else on a line of its own.
std::string with_place(const StoryStep& step, const std::string& place, std::size_t indent,
                       const Paint& paint) {
  const std::size_t width = page_width - indent;
  std::vector<std::string> lines = wrapped(step.text, width);
  if (!place.empty() && width_of(lines.back()) + 2 + width_of(place) > width) lines.emplace_back();
  std::string out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) out += '\n' + std::string(indent, ' ');
    out += paint(style_of(step.role), lines[i]);
  }
  if (!place.empty())
    out += paint(Style::quiet, right_aligned(place, width - width_of(lines.back())));
  return out + '\n';
}

// Of runs with like stories the last is told: in a list of versions, the one next to the fix.
std::string stories(const std::vector<const Report*>& runs, const Paint& paint) {
  std::string out;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (!runs[i]->story) continue;
    const auto alike_to = [&](const Report* other) {
      return other->story && alike(*other->story, *runs[i]->story);
    };
    if (std::any_of(runs.begin() + static_cast<std::ptrdiff_t>(i) + 1, runs.end(), alike_to))
      continue;
    out += story_text(*runs[i], paint);
    for (std::size_t j = 0; j < i; ++j)
      if (alike_to(runs[j]))
        out += paint(Style::quiet, "     the same steps under " + runs[j]->asked.kernel) + '\n';
    out += '\n';
  }
  return out;
}

std::string heading(const Report& run, const std::string& summary, const Paint& paint) {
  const Program& p = run.program;
  std::string out = paint(Style::strong, safe(p.scenario)) + "   " +
                    paint(Style::quiet, safe(run.asked.file)) + '\n';
  if (!summary.empty())
    for (const std::string& line : wrapped(safe(summary), page_width)) out += line + '\n';
  std::string line =
      fmt::format("{} x {} at {} MHz, seed {}", p.cpus, p.cpu.name,
                  grouped(static_cast<std::int64_t>(run.history->clock_mhz())), run.asked.seed);
  if (run.asked.point != 0) line += fmt::format(", point {}", run.asked.point);
  if (run.asked.trial != 0)
    line += ", trial " + grouped(static_cast<std::int64_t>(run.asked.trial));
  return out + paint(Style::quiet, line) + "\n\n";
}

} // namespace

bool alike(const Story& a, const Story& b) {
  const auto same = [](const StoryStep& x, const StoryStep& y) {
    return x.role == y.role && x.cpu == y.cpu;
  };
  return a.finding.name == b.finding.name &&
         std::equal(a.steps.begin(), a.steps.end(), b.steps.begin(), b.steps.end(), same);
}

std::string place_text(const Sources& sources, Location where,
                       const std::vector<std::string>& procedures) {
  std::string text = procedures.empty() ? "" : procedures.back();
  if (where.line == 0) return text;
  if (!text.empty()) text += ", ";
  return text + fmt::format("{}:{}", file_name(sources.name(where.file)), where.line);
}

std::string story_text(const Report& run, const Paint& paint) {
  const Story& story = *run.story;
  std::string out;
  for (const std::string& line :
       wrapped(fmt::format("{}: {}: {}", run.asked.kernel, story.finding.name, story.meaning),
               page_width))
    out += paint(Style::strong, line) + '\n';
  const std::size_t cycle_width = std::max<std::size_t>(
      6, story.steps.empty() ? 0 : grouped(count(story.steps.back().at)).size());
  int n = 0;
  for (const StoryStep& step : story.steps) {
    const std::string who = fmt::format("cpu {}", step.cpu);
    const std::string when =
        run.run.timed
            ? fmt::format("{:>3}  {}", ++n, right_aligned(grouped(count(step.at)), cycle_width))
            : fmt::format("{:>4}", count(step.at));
    const std::string prefix = fmt::format("{}  {:<6} ", when, who);
    std::string place = place_text(*run.sources, step.where, step.procedures);
    if (place.empty()) place = hardware_place(step.role);
    out += prefix + with_place(step, place, prefix.size(), paint);
  }
  for (const std::string& note : story.notes) out += "     " + note + '\n';
  return out;
}

std::string complaint(const Report& run) {
  const std::string who = run.asked.kernel + ": ";
  if (run.judgement.verdict == Verdict::gave_up)
    return who + "gave up at the step limit; this says nothing either way";
  if (run.as_expected()) return "";
  if (run.asked.expected == Expected::absent)
    return who + "expected absent, but this run breaks `never " +
           run.judgement.broken.front().name + "`";
  return who + "expected found, but not seen in this run; one timing proves nothing: another "
               "--seed may show it";
}

std::string comparison(const std::vector<const Report*>& runs, const std::string& summary,
                       const Paint& paint) {
  std::string out = heading(*runs.front(), summary, paint);
  const std::size_t at_once = columns_at_once(runs.size());
  for (std::size_t i = 0; i < runs.size(); i += at_once) {
    const std::size_t end = std::min(i + at_once, runs.size());
    out += table({runs.begin() + static_cast<std::ptrdiff_t>(i),
                  runs.begin() + static_cast<std::ptrdiff_t>(end)},
                 paint);
    out += '\n';
  }
  out += stories(runs, paint);
  for (const Report* run : runs)
    if (const std::string line = complaint(*run); !line.empty())
      for (const std::string& part : wrapped(safe(line), page_width))
        out += paint(Style::bad, part) + '\n';
  for (const Report* run : runs) out += paint(Style::quiet, "replay: ") + run->asked.replay + '\n';
  return out;
}

} // namespace ghostwalk::report
