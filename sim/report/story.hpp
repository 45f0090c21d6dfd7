// SPDX-License-Identifier: MIT
// A finding told step by step: who, when, where in the source, and what it meant.
#pragma once

#include <string>

#include "sim/report/verdict.hpp"

namespace ghostwalk::report {

enum class Role : std::uint8_t {
  training,   // a user branch that the BTB remembers
  walk_start, // who started the walk, and why
  walk_read,  // a table read by it
  unlink,     // the directory or table entry cleared
  retire,     // put on a quicklist
  free,       // given back to the allocator
  reuse,      // taken for something else
  write,      // the word that the walk then reads, or that the access then meets
  fill,       // the translation made
  keep,       // a flush that left it in place
  late_flush, // a flush that came after the harm
  use,        // an access through it
  finding,    // the step that breaks the claim, when it is none of the above
  clue,       // what led to it, in stories of variables
};
std::string_view name(Role role); // for JSON: "walk start"

struct StoryStep {
  Role role = Role::clue;
  EventId event = no_event;
  Cycles at{};
  CpuId cpu = 0;
  std::string text;
  Location where;                      // nowhere: the hardware on its own
  std::vector<std::string> procedures; // outermost first
};

struct Story {
  Finding finding;
  std::string meaning;          // of the finding, one sentence
  std::vector<StoryStep> steps; // in the order in which they happened
  std::vector<std::string> notes;
  Pfn table = 0; // the given-up frame that it is about, if any
  CpuId cpu = 0; // whose walk, entry or access it is about
};

Story tell(const History& history, const Finding& finding);

} // namespace ghostwalk::report
