// SPDX-License-Identifier: MIT
#include "sim/report/verdict.hpp"

#include <algorithm>

#include "sim/report/describe.hpp"

namespace ghostwalk::report {
namespace {

Cycles first(const Run& run, int bit) {
  const auto n = static_cast<std::size_t>(bit);
  return n < run.first.size() ? run.first[n] : Cycles{-1};
}

bool happened_in(const Run& run, Oracle oracle) {
  if (oracle == Oracle::deadlock && run.end == RunEnd::deadlock) return true;
  return (run.seen & happened(oracle)) != 0;
}

Finding of_oracle(const History& h, Oracle oracle, int property) {
  Finding f;
  f.oracle = oracle;
  f.property = property;
  f.name = name(oracle);
  f.at = h.first_from(0, [&](const Event& e) {
    return (e.kind == EventKind::oracle && e.what == static_cast<std::uint8_t>(oracle)) ||
           (oracle == Oracle::assertion && e.kind == EventKind::assertion);
  });
  f.when = first(h.run(), static_cast<int>(oracle));
  if (count(f.when) < 0) f.when = f.at != no_event ? h.at(f.at) : h.run().ended_at;
  return f;
}

Finding of_event(const History& h, int event, int property) {
  Finding f;
  f.kind = Property::Kind::event;
  f.event = event;
  f.property = property;
  f.name = h.program().properties[static_cast<std::size_t>(property)].text;
  f.at = h.first_from(0, [&](const Event& e) {
    return e.kind == EventKind::event && e.index == static_cast<std::uint32_t>(event);
  });
  f.when = first(h.run(), static_cast<int>(Oracle::count_) + event);
  return f;
}

Finding of_state(const History& h, int property) {
  Finding f;
  f.kind = Property::Kind::state;
  f.property = property;
  f.name = h.program().properties[static_cast<std::size_t>(property)].text;
  f.when = h.run().broken_at;
  return f;
}

std::optional<Finding> check(const History& h, int property) {
  const Property& p = h.program().properties[static_cast<std::size_t>(property)];
  const Run& run = h.run();
  switch (p.kind) {
  case Property::Kind::oracle:
    if (!happened_in(run, static_cast<Oracle>(p.index))) return std::nullopt;
    return of_oracle(h, static_cast<Oracle>(p.index), property);
  case Property::Kind::event:
    if ((run.seen & happened_event(p.index)) == 0) return std::nullopt;
    return of_event(h, p.index, property);
  default:
    if (run.broken_claim != property) return std::nullopt;
    return of_state(h, property);
  }
}

// A `sometimes` over the state: the driver looks after every step.
bool held(const Run& run, int property) {
  const auto n = static_cast<std::size_t>(property);
  return n < run.sometimes_seen.size() && run.sometimes_seen[n];
}

bool claimed(const std::vector<Finding>& findings, Oracle oracle) {
  return std::any_of(findings.begin(), findings.end(), [&](const Finding& f) {
    return f.kind == Property::Kind::oracle && f.oracle == oracle;
  });
}

} // namespace

std::string_view name(Verdict verdict) {
  switch (verdict) {
  case Verdict::found: return "found";
  case Verdict::gave_up: return "gave up";
  default: return "not seen";
  }
}

std::optional<Finding> first_time(const History& history, Oracle oracle) {
  if (!happened_in(history.run(), oracle)) return std::nullopt;
  return of_oracle(history, oracle, -1);
}

Judgement judge(const History& history) {
  Judgement j;
  const auto& properties = history.program().properties;
  for (int n = 0; n < static_cast<int>(properties.size()); ++n) {
    const Property& p = properties[static_cast<std::size_t>(n)];
    const auto seen = check(history, n);
    if (p.never && seen) j.broken.push_back(*seen);
    if (!p.never && !seen && !held(history.run(), n)) j.idle.push_back(p.text);
  }
  for (const Oracle always : {Oracle::deadlock, Oracle::assertion})
    if (!claimed(j.broken, always) && happened_in(history.run(), always))
      j.broken.push_back(of_oracle(history, always, -1));
  std::stable_sort(j.broken.begin(), j.broken.end(),
                   [](const Finding& a, const Finding& b) { return a.when < b.when; });
  if (!j.broken.empty())
    j.verdict = Verdict::found;
  else if (history.run().end == RunEnd::step_limit)
    j.verdict = Verdict::gave_up;
  return j;
}

} // namespace ghostwalk::report
