// SPDX-License-Identifier: MIT
// Reads of what others can change: a step each, but in claims and in `wait until`. Fixed fields never change: reading one is free,
// and of a known record it is a constant. A word that no step can write reads as 0.
#include <fmt/format.h>

#include "sim/lang/lower/fold.hpp"
#include "sim/lang/lower/lower.hpp"

namespace ghostwalk::lang {

// ── Which place is meant ──

std::optional<PlaceRef> Lowering::place_of(const Expr& e) {
  if (e.kind == Expr::Kind::field) return field_of(e);
  const Expr& named = e.kind == Expr::Kind::index ? e.children[0] : e;
  const Symbol* symbol = named.kind == Expr::Kind::name ? s_.find(named.text) : nullptr;
  if (symbol == nullptr || symbol->kind != Symbol::Kind::variable) return std::nullopt;
  const auto place = static_cast<std::uint16_t>(symbol->index);
  if (e.kind == Expr::Kind::name) return PlaceRef{place, std::nullopt};
  const bool elements =
      s_.variables[place].array || s_.places[place].scope == Place::Scope::per_cpu;
  if (!elements) return std::nullopt;
  return element_of(place, e.children[1]);
}

PlaceRef Lowering::element_of(std::uint16_t place, const Expr& subscript) {
  Value index = number(subscript);
  check_index(place, index, subscript.at);
  return {place, std::move(index)};
}

void Lowering::check_index(std::uint16_t place, const Value& index, Location at) const {
  if (!index.is_constant()) return;
  const Place& p = s_.places[place];
  const bool per_cpu = p.scope == Place::Scope::per_cpu;
  const std::uint64_t lowest = per_cpu ? 0 : p.first;
  const std::uint64_t count = per_cpu ? s_.chosen.cpus : p.count;
  const std::uint64_t i = index.constant();
  if (i >= lowest && i < lowest + count) return;
  if (p.first == 1 && i == 0) fail(at, "'" + p.name + "' of `none`");
  if (per_cpu)
    fail(at, fmt::format("'{}' of CPU {}: the machine has {}", p.name, i, s_.chosen.cpus));
  fail(at, fmt::format("'{}' has no element {}; it has {} .. {}", p.name, i, lowest,
                       lowest + count - 1));
}

PlaceRef Lowering::field_of(const Expr& e) {
  Value of = value(e.children[0]);
  const RecordSymbol* record = of.record;
  if (record == nullptr) {
    const auto candidates = s_.with_field(e.text);
    if (candidates.size() != 1)
      fail(e.at, "it is not clear which record this is a field of",
           fmt::format(
               "{} records have '{}': keep the reference in a variable of one of their types",
               candidates.size(), e.text));
    record = candidates[0];
  }
  const auto field = record->fields.find(e.text);
  if (field == record->fields.end())
    fail(e.at, fmt::format("record '{}' has no field '{}'{}", record->declared->name, e.text,
                           suggest(e.text, names_of(record->fields))));
  check_index(field->second.place, of, e.at);
  return {field->second.place, std::move(of)};
}

// ── Reading it ──

Value Lowering::typed(Value v, std::uint16_t place) const {
  v.record = s_.variables[place].record;
  return v;
}

Value Lowering::read(const PlaceRef& at, Location where) {
  const VariableSymbol& variable = s_.variables[at.place];
  if (variable.fixed && at.index->is_constant())
    return typed(constant_value(variable.root ? tables_.roots.at(at.index->constant() - 1)
                                              : variable.initial),
                 at.place);
  if (variable.fixed) return typed(read_in_place(at), at.place);
  if (reads_ == Reads::steps) return typed(each_word(at, &Lowering::read_step), at.place);
  for (const Code& c : at.index ? at.index->code : Codes{})
    if (c.op == ExprOp::shared && reads_ == Reads::wait) ++reads_in_place_;
  ++reads_in_place_;
  if (reads_ == Reads::wait && reads_in_place_ > 1)
    fail(where, "`wait until` reads more than one shared variable or word",
         "read the others into locals before, or wait for one after the other");
  return typed(each_word(at, &Lowering::read_in_place), at.place);
}

Value Lowering::each_word(const PlaceRef& at, Value (Lowering::*reading)(const PlaceRef&)) {
  if (!is_wide(at)) return (this->*reading)(at);
  std::vector<Value> words;
  for (std::size_t i = 0; i < mask_words(); ++i)
    words.push_back((this->*reading)(place_of_word(at, i)));
  return joined(std::move(words));
}

Value Lowering::read_step(const PlaceRef& at) {
  const LocalId into = local(s_.places[at.place].name, true);
  emit({.op = Op::load_var,
        .dst = into,
        .place = at.place,
        .a = at.index ? at.index->code : Codes{}});
  return local_value(into);
}

Value Lowering::read_in_place(const PlaceRef& at) {
  Value v;
  if (at.index) {
    v = *at.index;
  } else if (s_.places[at.place].scope == Place::Scope::per_cpu) {
    v.code = {{ExprOp::self, 0}};
  } else {
    v = constant_value(0);
  }
  v.code.push_back({ExprOp::shared, at.place});
  return v;
}

Value Lowering::field(const Expr& e) {
  if (is_pge(e)) return {.code = {{ExprOp::reg, static_cast<std::uint64_t>(Register::pge)}}};
  return read(field_of(e), e.at);
}

Value Lowering::index(const Expr& e) {
  if (const auto place = place_of(e)) return read(*place, e.at);
  return read_word(e);
}

// ── Words of frames ──

std::pair<Value, Value> Lowering::word_of(const Expr& e) {
  Value frame = number(e.children[0]);
  Value index = number(e.children[1]);
  const std::uint64_t words = hw::page_bytes / s_.chosen.mode->word_bytes;
  if (index.is_constant() && index.constant() >= words)
    fail(e.children[1].at, fmt::format("word {} of a frame that has {}", index.constant(), words));
  if (frame.is_constant() && frame.constant() == 0)
    fail(e.children[0].at, "a word of frame `none`");
  return {std::move(frame), std::move(index)};
}

Value Lowering::read_word(const Expr& e) {
  const auto [frame, index] = word_of(e);
  return read_word_at(frame, index);
}

Value Lowering::read_word_at(const Value& frame, const Value& index) {
  if (index.is_constant() && !words_.contains(static_cast<std::uint16_t>(index.constant()))) {
    if (reads_ != Reads::claim && flow().reachable) ++elided_; // It still costs time.
    return constant_value(0);
  }
  if (reads_ == Reads::claim) {
    Value v = frame;
    v.code.insert(v.code.end(), index.code.begin(), index.code.end());
    v.code.push_back({ExprOp::word_at, 0});
    v.depth = std::max(frame.depth, index.depth + 1);
    return v;
  }
  const LocalId into = local("word", true);
  emit({.op = Op::load_word, .dst = into, .a = frame.code, .b = index.code});
  return local_value(into);
}

} // namespace ghostwalk::lang
