// SPDX-License-Identifier: MIT
// Prints the parser's words as a dictionary for libFuzzer: what random bytes would hardly ever spell.
#include <cstdio>
#include <set>

#include "models/hw/parameters.hpp"
#include "sim/lang/parse/words.hpp"
#include "sim/machine/oracles.hpp"

using namespace ghostwalk;

int main() {
  std::set<std::string> words{"0x",  "..",    " any of ", "KiB",      "for 10 cycles",
                              "= 1", "\\x0a", "\\x0a  ",  "\\x0a    "};
  const auto take = [&](const lang::Words& some) { words.insert(some.begin(), some.end()); };
  for (const auto list :
       {&lang::reserved_words, &lang::statement_words, &lang::file_words, &lang::kernel_words,
        &lang::scenario_words, &lang::study_words, &lang::paging_words, &lang::reuse_words,
        &lang::memory_words, &lang::map_words, &lang::owner_words, &lang::invpcid_words,
        &lang::type_words, &lang::verdict_words})
    take(list());
  take(oracle_names());
  for (const hw::Parameter& parameter : hw::parameters()) words.emplace(parameter.name);
  for (const std::string& word : words) std::printf("\"%s\"\n", word.c_str());
}
