// SPDX-License-Identifier: MIT
#include "sim/lang/parse/words.hpp"

#include <algorithm>

namespace ghostwalk::lang {

const Words& reserved_words() {
  static const Words words{"and",   "or",  "not",     "read",   "atomic", "if",    "else",
                           "while", "for", "forever", "either", "return", "assert"};
  return words;
}

const Words& statement_words() {
  static const Words words{"if",         "while",   "for",     "forever",  "either",   "wait",
                           "return",     "stop",    "lock",    "unlock",   "atomic",   "mark",
                           "invlpg",     "invpcid", "fence",   "send",     "read",     "write",
                           "work",       "torn",    "execute", "branch",   "reach",    "assert",
                           "interrupts", "else",    "or",      "on fault", "speculate"};
  return words;
}

const Words& file_words() {
  static const Words words{"kernel", "scenario", "cpu", "study", "include"};
  return words;
}

const Words& kernel_words() {
  static const Words words{"paging", "option", "const", "record",   "process",
                           "var",    "percpu", "proc",  "interrupt"};
  return words;
}

const Words& scenario_words() {
  static const Words words{"cpu",    "frames",  "option", "outside",   "memory",
                           "const",  "process", "var",    "percpu",    "proc",
                           "on cpu", "for",     "never",  "sometimes", "expect"};
  return words;
}

const Words& study_words() {
  static const Words words{"scenario", "kernel", "vary", "set", "option", "trials", "measure"};
  return words;
}

const Words& paging_words() {
  static const Words words{"i386", "pae", "x86-64"};
  return words;
}

const Words& reuse_words() {
  static const Words words{"lifo", "fifo", "any"};
  return words;
}

const Words& memory_words() {
  static const Words words{"sc", "tso"};
  return words;
}

const Words& map_words() {
  static const Words words{"read", "write", "noexec", "kernel", "global", "large", "direct"};
  return words;
}

const Words& owner_words() {
  static const Words words{"table", "table2", "table3", "table4", "user", "kernel", "quicklist"};
  return words;
}

const Words& invpcid_words() {
  static const Words words{"address", "context", "nonglobal", "all"};
  return words;
}

const Words& type_words() {
  static const Words words{"bool", "cpumask", "frame", "word", "address", "lock"};
  return words;
}

const Words& verdict_words() {
  static const Words words{"found", "absent"};
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
