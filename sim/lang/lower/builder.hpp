// SPDX-License-Identifier: MIT
// Code while it is made: instructions with labels instead of numbers, and as many locals as it likes, each with a name of its own.
// tidy() drops what is never reached or never used; ranges and storage follow in later files.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/lang/lower/value.hpp"

namespace ghostwalk::lang {

using Label = std::uint32_t;
using LocalId = std::uint32_t;
constexpr std::uint32_t nothing = 0xffffffff;

struct Draft { // An Insn to be.
  Op op = Op::stop;
  std::uint8_t aux = 0;
  LocalId dst = nothing;
  std::uint16_t place = 0;
  Codes a{}, b{}, c{};
  std::vector<Codes> values{};         // choose
  std::vector<Label> targets{};        // either
  Label next = nothing, alt = nothing; // Labels; nothing: the instruction behind.
  Codes bound{};                       // Of what dst can be, where arithmetic alone would not tell.
  std::uint32_t origin = 0;
  std::uint32_t elided = 0;
};

// Calls f(code) for each expression of an instruction.
template <class Insn_, class F>
void each_expression(Insn_& d, const F& f) {
  f(d.a);
  f(d.b);
  f(d.c);
  for (auto& v : d.values) f(v);
}

struct DraftLocal {
  std::string name;
  bool temporary = false; // Holds what one instruction loaded.
};

// Where execution can begin.
struct Root {
  std::uint32_t entry = 0; // Index into the code.
  int context = 0;         // 0: task; 1 + vector
  std::string name;        // "cpu 0", "interrupt invalidate", for errors
};

struct DraftCode {
  std::vector<Draft> code;
  std::vector<DraftLocal> locals;
  std::vector<std::uint32_t> labels; // Position each is bound to.
  std::vector<Origin> origins;
  std::vector<Root> roots;
};

// Turns labels into positions (next and alt then are instruction numbers), takes out jumps, code that no root reaches, assignments
// that nobody reads and their likes. Roots move along.
void tidy(DraftCode& draft);

} // namespace ghostwalk::lang
