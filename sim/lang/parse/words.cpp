// SPDX-License-Identifier: MIT
#include "sim/lang/parse/words.hpp"

#include <algorithm>

namespace ghostwalk::lang {

Words words_of(Terms terms) {
  Words words;
  for (const Term& term : terms) words.emplace_back(term.word);
  return words;
}

const Words& reserved_words() {
  static const Words words{"and",   "or",  "not",     "read",   "atomic", "if",    "else",
                           "while", "for", "forever", "either", "return", "assert"};
  return words;
}

const Words& statement_words() {
  static const Words words = words_of(statement_terms());
  return words;
}

const Words& file_words() {
  static const Words words = words_of(file_terms());
  return words;
}

const Words& kernel_words() {
  static const Words words = words_of(kernel_terms());
  return words;
}

const Words& scenario_words() {
  static const Words words = words_of(scenario_terms());
  return words;
}

const Words& study_words() {
  static const Words words = words_of(study_terms());
  return words;
}

const Words& paging_words() {
  static const Words words = words_of(paging_terms());
  return words;
}

const Words& reuse_words() {
  static const Words words = words_of(reuse_terms());
  return words;
}

const Words& memory_words() {
  static const Words words = words_of(memory_terms());
  return words;
}

const Words& map_words() {
  static const Words words = words_of(map_terms());
  return words;
}

const Words& owner_words() {
  static const Words words = words_of(owner_terms());
  return words;
}

const Words& invpcid_words() {
  static const Words words = words_of(invpcid_terms());
  return words;
}

const Words& type_words() {
  static const Words words = words_of(type_terms());
  return words;
}

const Words& verdict_words() {
  static const Words words = words_of(verdict_terms());
  return words;
}

const Words& function_words() {
  static const Words words = words_of(function_terms());
  return words;
}

const Words& name_words() {
  static const Words words = words_of(name_terms());
  return words;
}

const Words& flag_words() {
  static const Words words = words_of(flag_terms());
  return words;
}

const Words& setting_words() {
  static const Words words = words_of(setting_terms());
  return words;
}

bool contains(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string dash_hint(std::string_view name) {
  std::string apart;
  for (const char c : name) apart += c == '-' ? std::string(" - ") : std::string(1, c);
  if (apart.size() == name.size()) return {};
  return "write '" + apart + "' to subtract; without spaces, '-' is part of a name";
}

} // namespace ghostwalk::lang
