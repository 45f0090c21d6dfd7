// SPDX-License-Identifier: MIT
// How much a file may ask for. Everything that grows with a text has a limit here, and its error says which one, where
// and what to do: a text of a few KiB takes neither minutes nor gigabytes. Each has a test from both sides
// (tests/compile/bounds_test.cpp), which finds them by name in the table below.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace ghostwalk::lang {

// Text.
constexpr std::size_t max_file_bytes = 1U << 20U;
constexpr int max_include_depth = 16;
constexpr std::size_t max_word = 250; // characters of a name, number or path: errors stay readable
// These two bound the recursion of whoever walks a tree.
constexpr int max_nesting =
    64; // of blocks, of parentheses in an expression, of signs in front of a value
constexpr int max_parts = 1000; // numbers, names and operators of a line: no Expr is deeper

// Names.
constexpr std::size_t max_places = 4096; // variables; each field of a record is one
constexpr std::uint32_t max_elements = 4096;
constexpr std::uint32_t max_instances =
    250; // of a record, processes among them: references fit one byte
constexpr std::size_t max_constants = 64; // that need one another
constexpr std::size_t max_choices =
    255; // of one `any of` or `either`: a step's number fits one byte

// The machine.
constexpr std::uint16_t max_cpus = 256, max_frames = 4096;
constexpr std::size_t max_pages = 4096; // linear ones that are mapped or touched
constexpr std::size_t max_outside_reads = 16;
constexpr std::uint64_t max_weight =
    1'000'000; // of a part of a distribution: sums stay far from overflow
constexpr std::uint32_t max_state_bytes = 16U << 20U;

// Code: procedures are inlined, loops between constants unrolled.
constexpr std::size_t max_code = 60'000; // instructions
constexpr std::uint64_t max_work =
    1'000'000;                 // statements compiled, each as often as it is inlined or unrolled
constexpr int max_rounds = 16; // of compiling, while there are more words that somebody writes
constexpr std::size_t max_inlining = 64;  // procedures that call one another
constexpr std::uint64_t max_turns = 4096; // of an unrolled loop; a longer one counts at run time
constexpr int max_depth =
    48; // of the machine's stack in an expression; deeper ones go through locals where there are steps
constexpr int max_setup_steps = 100'000;
constexpr std::uint64_t max_work_cycles = 1'000'000'000;    // of one `work`
constexpr std::uint64_t max_run_cycles = 1'000'000'000'000; // of `for N cycles`

// Studies.
constexpr std::uint64_t max_study_points = 1'000'000;
constexpr std::uint64_t max_study_trials = 1'000'000'000'000; // at each point
constexpr std::uint64_t max_study_batches =
    100'000'000; // of a few thousand trials, over all points

// The same as a table, for people and for the test.
struct Limit {
  std::string_view name; // as the test knows it
  std::uint64_t most;
  std::string_view of; // "instructions of all scripts and handlers"
};
const std::vector<Limit>& limits();

} // namespace ghostwalk::lang
