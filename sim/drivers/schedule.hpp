// SPDX-License-Identifier: MIT
// Schedules as text: a word a decision, and the step that the word stands for in a state.
//
//   0                      cpu 0's next instruction
//   0/2                    the same, its alternative 2 (any of, either, which page)
//   1:irq@flush            cpu 1 takes the interrupt `flush`
//   1:walk@0x08048000      speculation starts a walk for that page; /1: one level skipped through the paging cache
//   1:read                 a walk of cpu 1 reads its next level; 1:read.1: the walk in slot 1; /1: alternative 1 of
//                          what a frame outside the pool reads as
//   1:evict@0x08048000     the TLB loses the entry of that page; #1: the second of several
//   1:forget@0x08048000    the paging cache does; likewise
//   1:drain                the oldest buffered store of cpu 1 reaches memory
//   0*12                   twelve times the same word
//
// Words are separated by white space, `;` starts a comment up to the end of the line. No character means anything to a shell
// in double quotes. The words do not name instructions: the same schedule under a changed file or kernel goes as far as its steps
// are possible.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/error.hpp"
#include "sim/machine/machine.hpp"

namespace ghostwalk {

// A word, taken apart. Equal decisions are equal steps in one state.
struct Decision {
  CpuId cpu = 0;
  StepKind kind = StepKind::exec;
  std::uint16_t choice = 0;
  std::uint16_t number = 0; // walk_read: slot; evict_*: which of the entries of that page
  Address va = 0;           // walk_start, evict_*
  std::string vector;       // interrupt
  bool operator==(const Decision&) const = default;
};

struct ScheduleWord {
  Decision decision;
  std::size_t at = 0; // where it stands in the text, from 1
};

// Throws InputError, which names the word, its place and what was expected there.
std::vector<ScheduleWord> read_schedule(std::string_view text);

std::string word_of(const Decision& decision);
Decision decision_of(const Machine& machine, const std::byte* state, Step step);
// The step that the word stands for; nothing when it is not possible in this state.
std::optional<Step> step_of(const Machine& machine, const std::byte* state,
                            const Decision& decision);

// The words of steps taken from the initial state on, runs of equal words as `0*12`.
std::string schedule_of(const Machine& machine, const std::vector<Step>& steps);

} // namespace ghostwalk
