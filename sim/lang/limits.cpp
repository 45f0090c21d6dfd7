// SPDX-License-Identifier: MIT
#include "sim/lang/limits.hpp"

#include "models/hw/apic.hpp"
#include "sim/machine/machine.hpp"

namespace ghostwalk::lang {

const std::vector<Limit>& limits() {
  static const std::vector<Limit> all{
      {"file", max_file_bytes, "bytes of a file"},
      {"include", max_include_depth, "files that include one another"},
      {"word", max_word, "characters of a name, a number or a path"},
      {"nesting", max_nesting, "blocks within blocks, parentheses within parentheses"},
      {"parts", max_parts, "numbers, names and operators of a line"},
      {"variables", max_places, "variables and fields of records"},
      {"elements", max_elements, "elements of an array"},
      {"instances", max_instances, "instances of a record"},
      {"processes", max_instances, "processes"},
      {"constants", max_constants, "constants that need one another"},
      {"interrupts", hw::max_vectors, "interrupts"},
      {"events", max_events, "named events that a scenario can reach"},
      {"choices", max_choices, "choices of an `any of`"},
      {"alternatives", max_choices, "alternatives of an `either`"},
      {"cpus", max_cpus, "CPUs"},
      {"frames", max_frames, "page frames"},
      {"pages", max_pages, "linear pages that are mapped or touched"},
      {"outside", max_outside_reads, "words of `outside reads`"},
      {"weight", max_weight, "weight of a part of a parameter's values"},
      {"state", max_state_bytes, "bytes of a state"},
      {"code", max_code, "instructions, with procedures inlined and loops unrolled"},
      {"statements", max_work, "statements compiled, each as often as it is inlined or unrolled"},
      {"rounds", max_rounds, "rounds of compiling, while more words turn out to be written"},
      {"calls", max_inlining, "procedures that call one another"},
      {"depth", max_depth, "values at hand at once in a claim or a `wait until`"},
      {"setup", max_setup_steps, "steps of a setup procedure"},
      {"work", max_work_cycles, "cycles of a `work`"},
      {"run", max_run_cycles, "cycles of `for N cycles`"},
      {"points", max_study_points, "points of a study"},
      {"trials", max_study_trials, "trials at each point of a study"},
      {"batches", max_study_batches, "batches of trials of a study, some thousands of trials each"},
  };
  return all;
}

} // namespace ghostwalk::lang
