// SPDX-License-Identifier: MIT
#include "sim/machine/oracles.hpp"

#include <array>

namespace ghostwalk {
namespace {

struct Named {
  Oracle oracle;
  std::string_view words;
};
constexpr std::array table{
    Named{Oracle::poisoned, "poisoned"},
    Named{Oracle::ghost_walk, "ghost walk"},
    Named{Oracle::quicklist_walk, "quicklist walk"},
    Named{Oracle::stale_use, "stale use"},
    Named{Oracle::use_after_free, "use after free"},
    Named{Oracle::scribble, "scribble"},
    Named{Oracle::memory_type_conflict, "memory type conflict"},
    Named{Oracle::torn_instruction, "torn instruction"},
    Named{Oracle::table_freed_in_flight, "table freed in flight"},
    Named{Oracle::fault, "fault"},
    Named{Oracle::deadlock, "deadlock"},
    Named{Oracle::assertion, "assertion"},
    Named{Oracle::translation_left, "translation left"},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < table.size(); ++i)
    if (table[i].oracle != static_cast<Oracle>(i)) return false;
  return table.size() == static_cast<std::size_t>(Oracle::count_);
}
static_assert(in_order(), "every oracle has its line, at its place");

} // namespace

std::string_view words(Oracle oracle) { return table.at(static_cast<std::size_t>(oracle)).words; }

std::optional<Oracle> oracle_named(std::string_view words) {
  for (const Named& named : table)
    if (named.words == words && named.oracle != Oracle::assertion) return named.oracle;
  return std::nullopt;
}

const std::vector<std::string>& oracle_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const Named& named : table)
      if (named.oracle != Oracle::assertion) all.emplace_back(named.words);
    return all;
  }();
  return names;
}

} // namespace ghostwalk
