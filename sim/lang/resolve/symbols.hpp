// SPDX-License-Identifier: MIT
// What the names of a kernel and a scenario stand for. Procedures, records, interrupts and the rest (variables, constants,
// options, processes) are four name spaces.
#pragma once

#include <map>

#include "sim/lang/lower/value.hpp"
#include "sim/lang/resolve/select.hpp"

namespace ghostwalk::lang {

struct OptionSymbol {
  std::string name;
  std::vector<std::string> values; // Empty: a number.
  std::uint64_t value = 0;
  std::uint64_t lowest = 0, highest = 0; // Of a number.
  Location at;
};

struct FieldSymbol {
  std::uint16_t place = 0;
  bool fixed = false;
};

struct RecordSymbol {
  const Record* declared = nullptr;
  std::uint32_t instances = 0;
  std::map<std::string, FieldSymbol> fields;
};

// A place of the program, and what the compiler knows of it besides.
struct VariableSymbol {
  const Variable* declared = nullptr;
  const RecordSymbol* record = nullptr;            // Its type, when that is a reference.
  bool array = false, fixed = false, root = false; // root: `fixed pgd` of the processes
  std::uint64_t initial = 0;
};

struct ProcessSymbol {
  const Process* declared = nullptr;
  bool of_kernel = false;
  const Process* extended = nullptr; // A scenario's process of the kernel's name: maps more in it.
};

struct Symbol {
  enum class Kind : std::uint8_t { option, constant, variable, process } kind;
  Location at;
  std::uint32_t index = 0; // Into options, places; of a process: its reference, from 1.
  const Constant* constant = nullptr;
};

class Symbols {
public:
  explicit Symbols(Selected selected);
  Symbols(const Symbols&) = delete;
  Symbols& operator=(const Symbols&) = delete;

  Selected chosen;
  std::vector<OptionSymbol> options; // In order of declaration.
  std::map<std::string, RecordSymbol> records;
  const RecordSymbol* processes_record = nullptr;
  std::vector<ProcessSymbol> processes;  // The kernel's first; reference 1 is [0].
  std::vector<Place> places;             // Without offsets.
  std::vector<VariableSymbol> variables; // One per place.
  std::map<std::string, const Procedure*> procedures;
  std::vector<const Procedure*> interrupts; // In order of declaration: their numbers.
  std::vector<const Script*> scripts;
  std::vector<const Claim*> claims;

  const Symbol* find(const std::string& name) const;
  int find_interrupt(const std::string& name) const; // -1: none
  std::uint64_t constant_of(const Constant& declared) const;
  // An expression of constants, options, processes and numbers.
  std::uint64_t constant(const Expr& expr) const;
  std::vector<std::string> names() const;
  std::uint64_t option_value(const OptionSymbol& option, const Expr& name) const;
  // Records that have the field; one: it is clear which.
  std::vector<const RecordSymbol*> with_field(const std::string& field) const;
  std::vector<std::string> fields() const;

private:
  std::uint64_t mask_of_all(Location at) const;
  void collect(const Declaration& from, bool kernel);
  void declare(const std::string& name, Symbol symbol);
  void add(const Option& option);
  void add(const Procedure& procedure);
  void add(const Record& record);
  void add(const Process& process, bool kernel);
  void add_option_values();
  void size_records();
  void add_fields(RecordSymbol& record);
  void add_variables(const Declaration& from);
  std::uint16_t add_place(const Variable& v, const std::string& name, Place place);
  void add_upper_words(const Variable& v, const Place& first, VariableSymbol info);
  void set_type(Place& place, VariableSymbol& info, const Variable& v) const;
  void set_record(Place& place, VariableSymbol& info, const Variable& v) const;
  void set_range(Place& place, const Variable& v) const;
  void set_initial(const Place& place, VariableSymbol& info, const Variable& v) const;
  void check_processes_record();

  std::map<std::string, Symbol> names_;
  mutable std::vector<const Constant*> evaluating_;
};

} // namespace ghostwalk::lang
