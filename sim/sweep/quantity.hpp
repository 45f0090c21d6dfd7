// SPDX-License-Identifier: MIT
// What a picture of means is about: a counter or a sum of them, of all CPUs together, of CPU 0 or of all the others;
// the length of a trial; or stale translations.
//
//   handler_cycles
//   cycles stolen from the others = handler_cycles@others
//   the flush itself = flush_pge_cycles@0 + ipi_send_cycles@0 + ipi_wait_cycles@0
#pragma once

#include "sim/sweep/measures.hpp"

namespace ghostwalk::sweep {

struct Quantity {
  enum class Whose : std::uint8_t { all, first, others };
  struct Term {
    Measured measured;
    Whose whose = Whose::all;
  };
  std::string title; // what the text says before the `=`; else all of it
  std::vector<Term> terms;
  bool is_number = false; // of stale translations at a time: it is not divided by what a trial does
};

// Throws InputError: no such measure, one that has no mean, or a sum of what cannot be added.
Quantity quantity(const std::string& text);

// Per trial, of stale translations as measures.hpp says. Nothing without trials that have it.
std::optional<double> mean(const Quantity& quantity, const Tally& tally);

} // namespace ghostwalk::sweep
