// SPDX-License-Identifier: MIT
#include "sim/cli/replay_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/core/version.hpp"
#include "sim/report/describe.hpp"
#include "sim/report/text.hpp"
#include "sim/report/units.hpp"

namespace ghostwalk::cli {
namespace {

using report::page_width;
using report::Report;
using report::Style;

std::string lines(const std::string& text, const std::string& indent = {}) {
  std::string out;
  for (const std::string& line : report::wrapped(report::safe(text), page_width - indent.size()))
    out += fmt::format("{}{}\n", indent, line);
  return out;
}

std::string where(const Report& r, const Divergence& d) {
  if (d.ended) return fmt::format("cpu {} is at the end of its script", d.cpu);
  if (d.cpu >= r.program.cpus) return fmt::format("there is no cpu {}", d.cpu);
  const Origin& origin = r.program.origins[r.program.code[d.insn].origin];
  return fmt::format("cpu {} is at {}", d.cpu,
                     report::place_text(*r.sources, origin.at, origin.procedures));
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string divergence_text(const Report& r, const Divergence& d, const report::Paint& paint) {
  return paint(Style::bad,
               lines(fmt::format(
                   "diverged at step {}: '{}' (character {} of the schedule) is not possible; {}",
                   d.step, d.word, d.at, where(r, d)))) +
         lines(fmt::format("possible instead: {}",
                           d.possible.empty() ? "nothing" : joined(d.possible)),
               "  ");
}

// Every step: number, time where there is one, word, what happened.
std::string trace_text(const Report& r, const Replayed& done) {
  std::string out;
  for (std::size_t i = 0; i < r.run.steps.size(); ++i) {
    const TimedStep& step = r.run.steps[i];
    const std::string time =
        r.run.timed ? fmt::format("{:>9}  ", report::grouped(count(step.at))) : std::string();
    std::string head = fmt::format("{:>5}  {}{:<20} ", i + 1, time, done.words[i]);
    if (step.events == 0) out += head + '\n';
    for (std::uint32_t n = 0; n < step.events; ++n) {
      const Event& e = r.run.events[step.first_event + n];
      std::string line = fmt::format("{} cpu {} {}", head, e.cpu, report::describe(r.program, e));
      if (const Origin* origin = r.history->origin(step.first_event + n);
          origin != nullptr && n == 0)
        line +=
            fmt::format("  ({})", report::place_text(*r.sources, origin->at, origin->procedures));
      out += line + '\n';
      head.assign(head.size(), ' ');
    }
  }
  return out + '\n';
}

std::string_view verdict(const Report& r) {
  return r.judgement.verdict == report::Verdict::found ? "found" : "not seen";
}

std::string summary(const Report& r, const Replayed& done) {
  std::string text = fmt::format("{} of the schedule's steps taken", done.scheduled);
  if (done.steps.size() > done.scheduled)
    text += fmt::format(", {} more after it", done.steps.size() - done.scheduled);
  if (r.run.timed)
    text += fmt::format(", {}", report::span(r.run.ended_at, r.history->clock_mhz()));
  if (r.run.end == RunEnd::finished) text += "; nothing more can happen";
  if (r.run.end == RunEnd::deadlock) text += "; deadlock";
  return text;
}

} // namespace

Divergence divergence(const Machine& machine, const std::byte* state, std::size_t step,
                      const ScheduleWord& word) {
  Divergence d{step, word_of(word.decision), word.at, {}, word.decision.cpu, 0, false};
  if (d.cpu < machine.program().cpus) {
    d.insn = machine.next_insn(state, d.cpu);
    d.ended = machine.ended(state, d.cpu);
  }
  std::vector<Step> possible;
  machine.steps(state, possible);
  for (const Step s : possible) d.possible.push_back(word_of(decision_of(machine, state, s)));
  return d;
}

std::string replay_text(const Report& r, const Replayed& done, bool trace,
                        const report::Paint& paint) {
  std::string out = paint(Style::strong, report::safe(r.program.scenario)) + "   " +
                    paint(Style::quiet, report::safe(r.asked.file)) + '\n';
  out += lines(fmt::format("{}: {}", r.asked.kernel, summary(r, done))) + '\n';
  if (trace) out += trace_text(r, done);
  if (done.divergence) out += divergence_text(r, *done.divergence, paint) + '\n';
  if (r.story) out += report::story_text(r, paint) + '\n';
  out += fmt::format("verdict of this schedule: {}\n", verdict(r));
  if (!done.divergence && !r.as_expected())
    out +=
        paint(Style::bad,
              lines(fmt::format("{} is expected {}", r.asked.kernel,
                                r.asked.expected == report::Expected::found ? "found" : "absent")));
  if (done.steps.size() > done.scheduled)
    out +=
        paint(Style::quiet, "replay: ") + fmt::format("{} --schedule \"{}\"\n", r.asked.replay,
                                                      schedule_of(Machine(r.program), done.steps));
  return out;
}

std::string replay_json(const Report& r, const Replayed& done) {
  using Json = nlohmann::ordered_json;
  Json steps = Json::array(), broken = Json::array();
  for (std::size_t i = 0; i < r.run.steps.size(); ++i) {
    Json step{{"step", i + 1},
              {"word", done.words[i]},
              {"cpu", r.run.steps[i].step.cpu},
              {"events", Json::array()}};
    if (r.run.timed) step["cycles"] = count(r.run.steps[i].at);
    for (std::uint32_t n = 0; n < r.run.steps[i].events; ++n)
      step["events"].push_back(
          report::describe(r.program, r.run.events[r.run.steps[i].first_event + n]));
    steps.push_back(std::move(step));
  }
  for (const auto& finding : r.judgement.broken) broken.push_back(finding.name);
  Json all{{"schema", "ghostwalk-replay/1"}, {"ghostwalk", version()},
           {"file", r.asked.file},           {"scenario", r.program.scenario},
           {"kernel", r.asked.kernel},       {"verdict", verdict(r)},
           {"broken", std::move(broken)},    {"scheduled_steps", done.scheduled},
           {"divergence", nullptr},          {"steps", std::move(steps)}};
  if (done.divergence)
    all["divergence"] = {{"step", done.divergence->step},
                         {"word", done.divergence->word},
                         {"character", done.divergence->at},
                         {"where", where(r, *done.divergence)},
                         {"possible", done.divergence->possible}};
  return all.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

} // namespace ghostwalk::cli
