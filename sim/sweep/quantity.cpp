// SPDX-License-Identifier: MIT
#include "sim/sweep/quantity.hpp"

#include <fmt/format.h>

namespace ghostwalk::sweep {
namespace {

using Whose = Quantity::Whose;

std::string trimmed(const std::string& text) {
  const std::size_t from = text.find_first_not_of(" \n");
  return from == std::string::npos ? ""
                                   : text.substr(from, text.find_last_not_of(" \n") - from + 1);
}

Whose whose(const std::string& text) {
  if (text == "0") return Whose::first;
  if (text == "others") return Whose::others;
  throw InputError(fmt::format("a counter is of CPU 0 or of the others, not of '{}'", text),
                   "write NAME, NAME@0 or NAME@others");
}

Quantity::Term term(const std::string& text) {
  const std::size_t at = text.find('@');
  Quantity::Term found{measured(trimmed(text.substr(0, at))), Whose::all};
  if (is_probability(found.measured))
    throw InputError(fmt::format("'{}' has a probability, and no mean", name_of(found.measured)),
                     "-y probability draws it");
  if (at == std::string::npos) return found;
  found.whose = whose(trimmed(text.substr(at + 1)));
  if (found.measured.kind != Measured::Kind::counter)
    throw InputError(fmt::format("'{}' is of the trial, not of a CPU", name_of(found.measured)));
  return found;
}

double of_cpus(const Quantity::Term& term, const Tally& tally) {
  std::uint64_t sum = 0;
  for (std::size_t cpu = 0; cpu < tally.cpus.size(); ++cpu)
    if (term.whose == Whose::all || (term.whose == Whose::first) == (cpu == 0))
      sum += tally.cpus[cpu][term.measured.counter];
  return static_cast<double>(sum) / static_cast<double>(tally.trials);
}

} // namespace

Quantity quantity(const std::string& text) {
  Quantity made;
  const std::size_t named = text.find('=');
  const std::string sum = named == std::string::npos ? text : text.substr(named + 1);
  made.title = trimmed(text.substr(0, named));
  for (std::size_t from = 0; from <= sum.size();) {
    const std::size_t plus = std::min(sum.find('+', from), sum.size());
    made.terms.push_back(term(trimmed(sum.substr(from, plus - from))));
    from = plus + 1;
  }
  for (const Quantity::Term& one : made.terms) {
    made.is_number = made.is_number || needs_stale(one.measured);
    const bool adds = one.measured.kind == Measured::Kind::counter;
    if (made.terms.size() > 1 && !adds)
      throw InputError(
          fmt::format("'{}' is no counter: it cannot be added to others", name_of(one.measured)));
  }
  return made;
}

std::optional<double> mean(const Quantity& quantity, const Tally& tally) {
  if (tally.trials == 0) return std::nullopt;
  const Measured& first = quantity.terms.front().measured;
  if (first.kind != Measured::Kind::counter) return mean(first, tally);
  double sum = 0;
  for (const Quantity::Term& term : quantity.terms) sum += of_cpus(term, tally);
  return sum;
}

} // namespace ghostwalk::sweep
