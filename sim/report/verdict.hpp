// SPDX-License-Identifier: MIT
// What one timed run says about a scenario's claims. A run can find; it can never show an absence.
#pragma once

#include <optional>
#include <string>

#include "sim/report/history.hpp"

namespace ghostwalk::report {

enum class Verdict : std::uint8_t {
  found,    // A `never` was broken.
  not_seen, // None was, in this run. Says nothing about others.
  gave_up,  // The step limit came first.
};
std::string_view name(Verdict verdict); // "found", "not seen", "gave up"

// Something that a claim forbids and that happened.
struct Finding {
  Property::Kind kind = Property::Kind::oracle;
  Oracle oracle = Oracle::count_;
  int event = -1;        // Kind::event: which
  int property = -1;     // index into Program::properties; -1: always forbidden, or only looked for
  std::string name;      // "poisoned", "event torn", "a == 1 and b == 1"
  EventId at = no_event; // where it shows in the trace, if it does
  Cycles when{-1};
};

struct Judgement {
  Verdict verdict = Verdict::not_seen;
  std::vector<Finding> broken;   // by time, then as claimed
  std::vector<std::string> idle; // `sometimes` claims that did not happen in this run
};
Judgement judge(const History& history);

// The first time an oracle spoke, claimed or not.
std::optional<Finding> first_time(const History& history, Oracle oracle);

} // namespace ghostwalk::report
