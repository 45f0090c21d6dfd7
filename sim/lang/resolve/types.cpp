// SPDX-License-Identifier: MIT
// Variables, fields and their types: the places of the program, but for their offsets.
#include <bit>

#include <fmt/format.h>

#include "sim/lang/lower/fold.hpp"
#include "sim/lang/resolve/symbols.hpp"

namespace ghostwalk::lang {
namespace {

std::uint8_t width_of(std::uint64_t highest) {
  const auto bits = std::bit_width(highest);
  return bits <= 8 ? 1 : bits <= 16 ? 2 : bits <= 32 ? 4 : 8;
}

void set(Place& place, Place::Type type, std::uint64_t highest) {
  place.type = type;
  place.highest = highest;
  place.width = width_of(highest);
}

std::uint64_t all_ones(int bits) { return bits >= 64 ? ~0ULL : (1ULL << bits) - 1; }

} // namespace

void Symbols::set_range(Place& place, const Variable& v) const {
  const std::uint64_t lowest = constant(v.type.bounds[0]), highest = constant(v.type.bounds[1]);
  if (lowest > highest)
    fail(v.type.at,
         fmt::format("{} .. {} is empty: the lower number comes first", lowest, highest));
  set(place, Place::Type::number, highest);
}

void Symbols::set_record(Place& place, VariableSymbol& info, const Variable& v) const {
  const auto found = records.find(v.type.record);
  if (found == records.end())
    fail(v.type.at, "there is no type or record '" + v.type.record + "'" +
                        suggest(v.type.record, names_of(records)));
  info.record = &found->second;
  set(place, Place::Type::record, found->second.instances);
}

void Symbols::set_type(Place& place, VariableSymbol& info, const Variable& v) const {
  const bool wide = chosen.mode->id == hw::PagingModeId::x86_64;
  switch (v.type.kind) {
  case Type::Kind::range: return set_range(place, v);
  case Type::Kind::boolean: return set(place, Place::Type::boolean, 1);
  case Type::Kind::cpumask:
    return set(place, Place::Type::cpumask, all_ones(chosen.cpus - place.first_cpu));
  case Type::Kind::frame:
    return set(place, Place::Type::frame,
               all_ones(wide                           ? 40
                        : chosen.mode->word_bytes == 4 ? 20
                                                       : 32));
  case Type::Kind::word:
    return set(place, Place::Type::word, all_ones(8 * chosen.mode->word_bytes));
  case Type::Kind::address: return set(place, Place::Type::address, all_ones(wide ? 64 : 32));
  case Type::Kind::lock: return set(place, Place::Type::lock, chosen.cpus);
  default: return set_record(place, info, v);
  }
}

void Symbols::set_initial(const Place& place, VariableSymbol& info, const Variable& v) const {
  if (place.type == Place::Type::number) info.initial = constant(v.type.bounds[0]);
  if (v.initial.empty()) return;
  const Expr& written = v.initial[0];
  if (place.type == Place::Type::lock) fail(written.at, "a lock is free at the start");
  info.initial = constant(written);
  const std::uint64_t lowest = place.type == Place::Type::number ? constant(v.type.bounds[0]) : 0;
  within(info.initial, lowest, place.highest, written.at, "the initial value");
}

std::uint16_t Symbols::add_place(const Variable& v, const std::string& name, Place place) {
  if (places.size() == max_places)
    fail(v.at, fmt::format("more than {} variables", max_places),
         "use arrays, and records with fewer fields");
  VariableSymbol info;
  info.declared = &v;
  info.fixed = v.fixed;
  place.name = name;
  place.at = v.at;
  set_type(place, info, v);
  set_initial(place, info, v);
  if (!v.size.empty()) {
    if (place.scope == Place::Scope::per_cpu || place.first == 1)
      fail(v.size[0].at, "only a `var` can be an array");
    place.count = static_cast<std::uint32_t>(
        within(constant(v.size[0]), 1, max_elements, v.size[0].at, "the size of the array"));
    info.array = true;
  }
  const auto number = static_cast<std::uint16_t>(places.size());
  places.push_back(place);
  variables.push_back(info);
  if (place.type == Place::Type::cpumask) add_upper_words(v, place, info);
  return number;
}

// A mask of more than 64 CPUs: a place for each 64 more (lower/mask.cpp).
void Symbols::add_upper_words(const Variable& v, const Place& first, VariableSymbol info) {
  Place place = first;
  info.initial = 0;
  while (place.first_cpu + 64 < chosen.cpus) {
    if (places.size() == max_places) fail(v.at, fmt::format("more than {} variables", max_places));
    place.first_cpu = static_cast<std::uint16_t>(place.first_cpu + 64);
    place.name = fmt::format("{} from cpu {}", first.name, place.first_cpu);
    set_type(place, info, v);
    places.push_back(place);
    variables.push_back(info);
  }
}

void Symbols::add_fields(RecordSymbol& record) {
  for (const Variable& field : record.declared->fields) {
    Place place;
    place.count = record.instances;
    place.first = 1;
    if (record.fields.contains(field.name))
      fail(field.at,
           fmt::format("record '{}' has a second field '{}'", record.declared->name, field.name));
    const std::uint16_t number = add_place(field, record.declared->name + "." + field.name, place);
    record.fields[field.name] = {number, field.fixed};
  }
}

void Symbols::add_variables(const Declaration& from) {
  for (const Item& item : from.items) {
    const auto* v = std::get_if<Variable>(&item);
    if (v == nullptr) continue;
    if (v->fixed)
      fail(v->at, "only the field of a record can be fixed", "use `const` for a constant");
    Place place;
    if (v->per_cpu) place.scope = Place::Scope::per_cpu;
    const std::uint16_t number = add_place(*v, v->name, place);
    declare(v->name, {Symbol::Kind::variable, v->at, number, nullptr});
  }
}

void Symbols::check_processes_record() {
  if (processes_record == nullptr) {
    if (!processes.empty())
      fail(processes[0].declared->at,
           "kernel '" + chosen.kernel->name + "' has no record for processes",
           "add one such as `record mm for processes` with a field `fixed pgd: frame`");
    return;
  }
  const auto pgd = processes_record->fields.find("pgd");
  if (pgd == processes_record->fields.end() || !pgd->second.fixed ||
      places[pgd->second.place].type != Place::Type::frame)
    fail(processes_record->declared->at,
         "the record for processes needs a field `fixed pgd: frame`");
  variables[pgd->second.place].root = true;
}

} // namespace ghostwalk::lang
