// SPDX-License-Identifier: MIT
// What every part of the exporter knows: the program, who runs what, and how its things are called in Murphi.
//
//   murphi.cpp ─> declarations.cpp   constants, types, variables, the start
//              ─> tables.cpp         functions that are tables of this program and paging mode
//              ─> walker.cpp, translation.cpp, memory.cpp    the hardware, the same text for every program
//              ─> instructions.cpp, effects.cpp, access_rules.cpp    what instructions do, by the kind of step (groups.cpp)
//              ─> hardware_rules.cpp  interrupts, walks, evictions, stores that reach memory
//              ─> claims.cpp         invariants
#pragma once

#include "sim/export/flows.hpp"
#include "sim/export/murphi.hpp"
#include "sim/export/text.hpp"

namespace ghostwalk::murphi {

constexpr std::uint64_t u32_max = 0xffffffffU;

// An expression in Murphi, of at most that value. Computed in 64 bits.
struct Value {
  std::string text;
  std::uint64_t highest = ~0ULL;
  bool fixed = false; // Nothing but `highest`.
};

// A variable of the model. Murphi's widest range is just short of 64 bits: a wide one is a record of two halves.
struct Variable {
  std::string text;
  std::uint64_t highest = 0;
  bool wide() const { return highest > u32_max; }
};

struct Model {
  const Program& p;
  MurphiSettings settings;
  Flows flows;
  Liveness liveness;

  bool wide_words() const { return p.mode->word_bytes == 8; }
  bool buffers() const { return p.layout.store_buffer_slots > 0; }
  bool paging_caches() const { return p.layout.paging_cache_slots > 0; }
  bool claims(Oracle o) const; // Is it claimed never to happen?
  bool claims_event(std::uint8_t event) const;
  std::uint64_t word_highest() const { return wide_words() ? ~0ULL : u32_max; }
  std::uint64_t highest_pfn() const { return wide_words() ? (1ULL << 40) - 1 : u32_max; }
  std::uint64_t highest_stored() const; // In a store buffer.
  int highest_pcid() const;
  std::size_t cells() const; // Places of memory that a store buffer can name.

  // ── Names ──
  std::string place_name(std::uint16_t place) const;
  std::string local_name(std::uint16_t local) const;
  Variable local(std::uint16_t local, const std::string& cpu) const;
  Variable place(std::uint16_t place, const std::string& index) const;
  std::uint64_t place_highest(std::uint16_t place) const;
  std::uint64_t local_highest(std::uint16_t local) const;
  std::string place_cell(std::uint16_t number, const std::string& index) const;
  int flow_of(std::uint16_t pc) const { return flows.of[pc]; }
};

// ── values.cpp ──
enum class See : std::uint8_t { memory, own_stores_first };
Value value(const Model& m, ExprRef e, const std::string& cpu, See see);
std::string condition(const Model& m, ExprRef e, const std::string& cpu, See see);
std::string read(const Variable& v);
// Statements that assign; `t` is a variable of the rule, for wide ones.
void assign(Text& out, const Variable& to, const Value& value);
// The value as an argument of a range up to `most`, which stands for everything above.
std::string at_most(const Value& v, std::uint64_t most);
std::string low_half(const Value& v);
std::string high_half(const Value& v);
// A shared variable as a CPU reads it.
Value read_place(const Model& m, std::uint16_t number, const std::string& index,
                 const std::string& cpu, See see);
Value index_of_place(const Model& m, std::uint16_t number, ExprRef index, const std::string& cpu);
std::string owner_name(Owner o);

// ── The parts ──
void write_constants(const Model& m, Text& out);
void write_types(const Model& m, Text& out);
void write_variables(const Model& m, Text& out);
void write_start(const Model& m, Text& out);
void write_tables(const Model& m, Text& out);
void write_memory(const Model& m, Text& out);
void write_translation(const Model& m, Text& out);
void write_walker(const Model& m, Text& out);
void write_hardware_functions(const Model& m, Text& out);
void write_flows(const Model& m, Text& out);
void write_hardware_rules(const Model& m, Text& out);

// ── effects.cpp: statements, where `c` is the CPU ──
void visible_effect(const Model& m, Text& out, const Insn& i);
void local_effect(const Model& m, Text& out, const Insn& i);
void return_from_interrupt(const Model& m, Text& out, std::uint16_t pc);
void set_dst(const Model& m, Text& out, const Insn& i, const Value& v);
std::string waits_for(const Model& m, std::uint16_t pc);  // A condition; empty: for nothing.
std::string page_number(const Model& m, ExprRef address); // 1 + page; "0": not tracked

void go_on(const Model& m, Text& out, std::uint16_t from, std::uint16_t to);

} // namespace ghostwalk::murphi
