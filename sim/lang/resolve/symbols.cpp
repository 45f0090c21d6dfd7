// SPDX-License-Identifier: MIT
// Declares the names of the kernel, then those of the scenario. The types of variables are in types.cpp.
#include "sim/lang/resolve/symbols.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/lang/lower/fold.hpp"
#include "sim/lang/parse/lexer.hpp"
#include "sim/lang/parse/words.hpp"

namespace ghostwalk::lang {
namespace {

std::string earlier(Location first, Location second) {
  return fmt::format("it is declared in line {}{} already", first.line,
                     first.file == second.file ? "" : " of another file");
}

} // namespace

Symbols::Symbols(Selected selected) : chosen(std::move(selected)) {
  collect(*chosen.kernel, true);
  if (chosen.scenario != nullptr) collect(*chosen.scenario, false);
  add_option_values();
  size_records();
  for (const auto* from : {chosen.kernel, chosen.scenario}) {
    if (from == nullptr) continue;
    for (const Item& item : from->items)
      if (const auto* record = std::get_if<Record>(&item)) add_fields(records.at(record->name));
    add_variables(*from);
  }
  check_processes_record();
  for (const auto& [name, symbol] : names_)
    if (symbol.kind == Symbol::Kind::constant) constant_of(*symbol.constant);
}

void Symbols::collect(const Declaration& from, bool kernel) {
  for (const Item& item : from.items) {
    if (const auto* option = std::get_if<Option>(&item)) add(*option);
    if (const auto* c = std::get_if<Constant>(&item))
      declare(c->name, {Symbol::Kind::constant, c->at, 0, c});
    if (const auto* record = std::get_if<Record>(&item)) add(*record);
    if (const auto* process = std::get_if<Process>(&item)) add(*process, kernel);
    if (const auto* procedure = std::get_if<Procedure>(&item)) add(*procedure);
    if (const auto* script = std::get_if<Script>(&item)) scripts.push_back(script);
    if (const auto* claim = std::get_if<Claim>(&item)) claims.push_back(claim);
  }
}

void Symbols::declare(const std::string& name, Symbol symbol) {
  const auto& builtin = name_words();
  if (std::find(builtin.begin(), builtin.end(), name) != builtin.end())
    fail(symbol.at, "'" + name + "' is a word of the language and cannot be declared");
  const auto [first, fresh] = names_.emplace(name, symbol);
  if (!fresh) fail(symbol.at, "a second '" + name + "'", earlier(first->second.at, symbol.at));
}

void Symbols::add(const Option& option) {
  declare(option.name,
          {Symbol::Kind::option, option.at, static_cast<std::uint32_t>(options.size()), nullptr});
  OptionSymbol symbol;
  symbol.name = option.name;
  symbol.at = option.at;
  for (const auto& [value, at] : option.values) {
    if (std::find(symbol.values.begin(), symbol.values.end(), value) != symbol.values.end())
      fail(at, fmt::format("option '{}' has the value '{}' twice", option.name, value));
    symbol.values.push_back(value);
  }
  if (!option.number.empty()) {
    symbol.lowest = plain_number(option.number[1], "a number");
    symbol.highest = plain_number(option.number[2], "a number");
    symbol.value = within(plain_number(option.number[0], "a number"), symbol.lowest, symbol.highest,
                          option.number[0].at, "the default");
  }
  options.push_back(std::move(symbol));
}

void Symbols::add(const Procedure& procedure) {
  for (std::size_t i = 0; i < procedure.parameters.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (procedure.parameters[i].text == procedure.parameters[j].text)
        fail(procedure.parameters[i].at,
             fmt::format("a second parameter '{}'", procedure.parameters[i].text));
  if (procedure.interrupt) {
    if (find_interrupt(procedure.name) >= 0)
      fail(procedure.at, "a second interrupt '" + procedure.name + "'");
    if (!procedure.parameters.empty()) fail(procedure.at, "an interrupt takes no parameters");
    if (interrupts.size() == hw::max_vectors)
      fail(procedure.at, fmt::format("more than {} interrupts", hw::max_vectors),
           "let one handler look at a variable that says what to do");
    interrupts.push_back(&procedure);
    return;
  }
  const auto [first, fresh] = procedures.emplace(procedure.name, &procedure);
  if (!fresh)
    fail(procedure.at, "a second procedure '" + procedure.name + "'",
         earlier(first->second->at, procedure.at));
}

void Symbols::add(const Record& record) {
  const auto [at, fresh] = records.emplace(record.name, RecordSymbol{&record, 0, {}});
  if (!fresh)
    fail(record.at, "a second record '" + record.name + "'",
         earlier(at->second.declared->at, record.at));
  if (!record.for_processes) return;
  if (processes_record != nullptr)
    fail(record.at, "a second record for processes",
         fmt::format("'{}' is one already", processes_record->declared->name));
  processes_record = &at->second;
}

void Symbols::add(const Process& process, bool kernel) {
  for (ProcessSymbol& known : processes)
    if (!kernel && known.of_kernel && known.extended == nullptr &&
        known.declared->name == process.name) {
      known.extended = &process;
      return;
    }
  if (processes.size() == max_instances)
    fail(process.at, fmt::format("more than {} processes", max_instances),
         "leave some out: each has tables of its own");
  processes.push_back({&process, kernel});
  declare(process.name, {Symbol::Kind::process, process.at,
                         static_cast<std::uint32_t>(processes.size()), nullptr});
}

namespace {

std::uint64_t chosen_value(const OptionSymbol& option, const Selected::Option& o) {
  if (!option.values.empty()) {
    const auto found = std::find(option.values.begin(), option.values.end(), o.value);
    if (found == option.values.end())
      fail(o.at, fmt::format("option '{}' has no value '{}'{}", o.name, o.value,
                             suggest(o.value, option.values)));
    return static_cast<std::uint64_t>(found - option.values.begin());
  }
  if (o.value.empty() || o.value[0] < '0' || o.value[0] > '9')
    fail(o.at, fmt::format("option '{}' is a number, not '{}'", o.name, o.value));
  return within(number_value(o.value, o.at), option.lowest, option.highest, o.at,
                "option '" + o.name + "'");
}

} // namespace

void Symbols::add_option_values() {
  std::vector<std::string> names;
  for (const OptionSymbol& option : options) names.push_back(option.name);
  for (const Selected::Option& o : chosen.options) {
    const auto found = std::find(names.begin(), names.end(), o.name);
    if (found == names.end())
      fail(o.at, fmt::format("kernel '{}' has no option '{}'{}", chosen.kernel->name, o.name,
                             suggest(o.name, names)));
    OptionSymbol& option = options[static_cast<std::size_t>(found - names.begin())];
    option.value = chosen_value(option, o);
  }
}

void Symbols::size_records() {
  for (auto& [name, record] : records) {
    if (record.declared->for_processes) {
      record.instances = static_cast<std::uint32_t>(processes.size());
    } else {
      if (record.declared->instances.empty())
        fail(record.declared->at, "record '" + name + "' does not say how many there are",
             "write `record " + name + " 4`, or `record " + name + " for processes`");
      const Expr& count = record.declared->instances[0];
      record.instances = static_cast<std::uint32_t>(
          within(constant(count), 1, max_instances, count.at, "the number of instances"));
    }
  }
}

const Symbol* Symbols::find(const std::string& name) const {
  const auto found = names_.find(name);
  return found == names_.end() ? nullptr : &found->second;
}

int Symbols::find_interrupt(const std::string& name) const {
  for (std::size_t i = 0; i < interrupts.size(); ++i)
    if (interrupts[i]->name == name) return static_cast<int>(i);
  return -1;
}

std::vector<std::string> Symbols::names() const {
  std::vector<std::string> all;
  for (const auto& entry : names_) all.push_back(entry.first);
  all.insert(all.end(), name_words().begin(), name_words().end());
  return all;
}

std::uint64_t Symbols::constant_of(const Constant& declared) const {
  if (std::find(evaluating_.begin(), evaluating_.end(), &declared) != evaluating_.end())
    fail(declared.at, "const '" + declared.name + "' is defined by itself");
  if (evaluating_.size() == max_constants)
    fail(declared.at, fmt::format("more than {} constants that need one another", max_constants),
         "write one of them as a number");
  evaluating_.push_back(&declared);
  const std::uint64_t value = constant(declared.value);
  evaluating_.pop_back();
  return value;
}

std::uint64_t Symbols::mask_of_all(Location at) const {
  if (chosen.cpus > 64) fail(at, "all_cpus is no constant on a machine of more than 64 CPUs");
  return chosen.cpus == 64 ? ~0ULL : (1ULL << chosen.cpus) - 1;
}

std::uint64_t Symbols::constant(const Expr& expr) const {
  return lang::constant(expr, *chosen.mode, [this](const Expr& name) -> std::uint64_t {
    if (name.text == "none" || name.text == "false") return 0;
    if (name.text == "true") return 1;
    if (name.text == "cpus") return chosen.cpus;
    if (name.text == "all_cpus") return mask_of_all(name.at);
    if (name.text == "page_size") return hw::page_bytes;
    const Symbol* symbol = find(name.text);
    if (symbol == nullptr)
      fail(name.at, "unknown name '" + name.text + "'" + suggest(name.text, names()),
           dash_hint(name.text));
    switch (symbol->kind) {
    case Symbol::Kind::option: return options[symbol->index].value;
    case Symbol::Kind::constant: return constant_of(*symbol->constant);
    case Symbol::Kind::process: return symbol->index;
    default: fail(name.at, "'" + name.text + "' is a variable, and this has to be a constant");
    }
  });
}

std::uint64_t Symbols::option_value(const OptionSymbol& option, const Expr& name) const {
  const auto found = std::find(option.values.begin(), option.values.end(), name.text);
  if (found == option.values.end())
    fail(name.at, fmt::format("option '{}' has no value '{}'{}", option.name, name.text,
                              suggest(name.text, option.values)));
  return static_cast<std::uint64_t>(found - option.values.begin());
}

std::vector<const RecordSymbol*> Symbols::with_field(const std::string& field) const {
  std::vector<const RecordSymbol*> found;
  for (const auto& [name, record] : records)
    if (record.fields.contains(field)) found.push_back(&record);
  return found;
}

std::vector<std::string> Symbols::fields() const {
  std::vector<std::string> all;
  for (const auto& [name, record] : records)
    for (const auto& field : record.fields)
      if (std::find(all.begin(), all.end(), field.first) == all.end()) all.push_back(field.first);
  return all;
}

} // namespace ghostwalk::lang
