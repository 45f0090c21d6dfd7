// SPDX-License-Identifier: MIT
#include <array>

#include "sim/lang/parse/words.hpp"
#include "sim/machine/oracles.hpp"
#include "tests/lang/generate.hpp"

namespace ghostwalk::lang {
namespace {

using std::string_literals::operator""s;

template <class List>
void unspace(List& list) {
  if (!list.empty()) list[0].comments.spaced = false;
}

} // namespace

Type Generator::type() {
  Type made;
  made.kind = static_cast<Type::Kind>(random_.below(8));
  if (made.kind == Type::Kind::record) made.record = "r"s;
  if (made.kind == Type::Kind::range) made.bounds = some(2, 2, [&] { return expr(2); });
  return made;
}

Variable Generator::variable() {
  Variable made;
  made.comments = comments();
  made.name = name();
  made.type = type();
  if (chance(30)) made.initial.push_back(expr(2));
  return made;
}

Maps Generator::maps() {
  Maps made;
  made.comments = comments();
  made.where = range_or_value(2);
  made.flags = some(0, 2, [&] { return named(one_of(map_words())); });
  return made;
}

Setting Generator::setting() {
  Setting made;
  made.key = chance(20) ? "atomic" : name();
  made.parts = some(1, 3, [&] {
    Weighted part;
    part.value = range_or_value(2);
    part.weight.number = 1;
    if (chance(50)) {
      part.weight.number = 1 + random_.below(9);
      part.weight.text = std::to_string(part.weight.number);
      part.weight.at.line = 1;
    }
    return part;
  });
  return made;
}

With Generator::with() { return {name(), {}, name_or_number()}; }

Item Generator::kernel_item() {
  switch (random_.below(9)) {
  case 0: return Line{{}, comments(), "paging", {named(one_of(paging_words()))}, {}};
  case 1: {
    Option made{{}, comments(), name(), {}, {}};
    if (chance(50))
      made.values = some(1, 3, [&] { return named(dashed()); });
    else
      made.number = some(3, 3, [&] { return expr(2); });
    return made;
  }
  case 2: return Constant{{}, comments(), name(), expr(4)};
  case 3: {
    Record made{{}, comments(), "r", chance(50), {}, {}, trailing()};
    if (!made.for_processes) made.instances.push_back(expr(2));
    made.fields = some(1, 3, [&] {
      Variable field = variable();
      field.fixed = chance(30);
      return field;
    });
    unspace(made.fields);
    return made;
  }
  case 4: return process();
  case 5: {
    Variable made = variable();
    if (chance(30)) made.size.push_back(expr(1));
    return made;
  }
  case 6: {
    Variable made = variable();
    made.per_cpu = true;
    return made;
  }
  default: return procedure(chance(30));
  }
}

Item Generator::process() {
  Process made{{}, comments(), name(), some(0, 3, [&] { return maps(); }), {}};
  unspace(made.maps);
  if (!made.maps.empty()) made.trailing = trailing();
  return made;
}

Item Generator::procedure(bool interrupt) {
  Procedure made{{}, comments(), interrupt, "p", {}, block(3)};
  if (!interrupt) made.parameters = some(0, 3, [&] { return named(name()); });
  return made;
}

Item Generator::script() {
  Script made;
  made.comments = comments();
  made.cpus = range_or_value(1);
  if (chance(50)) {
    made.setup = name();
    made.arguments = some(0, 2, [&] { return expr(2); });
  }
  if (made.setup.empty() || chance(50)) made.body = block(3);
  return made;
}

Item Generator::claim() {
  Claim made;
  made.comments = comments();
  made.never = chance(50);
  switch (random_.below(3)) {
  case 0: made.oracle = one_of(oracle_names()); break;
  case 1: made.event = dashed(); break;
  default: made.condition.push_back(expr(4));
  }
  return made;
}

Line Generator::line() {
  Line made;
  made.comments = comments();
  made.keyword = one_of(std::array{"cpu"s, "frames"s, "option"s, "outside"s, "for"s});
  if (made.keyword == "cpu") {
    made.words = {named(dashed())};
    made.exprs = some(0, 1, [&] { return expr(2); });
  } else if (made.keyword == "frames") {
    if (chance(50)) made.words = {named(one_of(reuse_words()))};
    made.exprs = some(1, 2, [&] { return expr(2); });
  } else if (made.keyword == "option") {
    made.words = {named(name())};
    made.exprs.push_back(name_or_number());
  } else {
    made.exprs = some(1, made.keyword == "outside" ? 3 : 1, [&] { return expr(2); });
  }
  return made;
}

Item Generator::scenario_item() {
  switch (random_.below(8)) {
  case 0:
  case 1: return line();
  case 2: return process();
  case 3: return procedure(false);
  case 4:
  case 5: return script();
  case 6: return claim();
  default: {
    Expect made{{}, comments(), dashed(), {}, some(0, 2, [&] { return with(); }), "found"};
    if (chance(50)) made.verdict = "absent";
    return made;
  }
  }
}

Axis Generator::axis() {
  Axis made;
  made.option = chance(30);
  made.key = name();
  made.values = some(1, 3, [&] {
    Values values;
    values.value = range_or_value(2);
    if (values.value.kind != Expr::Kind::range) return values;
    values.kind = static_cast<Values::Kind>(random_.below(3));
    if (values.kind != Values::Kind::one) values.by = expr(1);
    return values;
  });
  return made;
}

Item Generator::study_item() {
  switch (random_.below(7)) {
  case 0: return Line{{}, comments(), "scenario", {named(dashed())}, {}};
  case 1: return Line{{}, comments(), "trials", {}, {expr(2)}};
  case 2: return Line{{}, comments(), "option", {named(name())}, {name_or_number()}};
  case 3: {
    Setting made = setting();
    made.comments = comments();
    return made;
  }
  case 4: return Subject{{}, comments(), dashed(), {}, some(0, 2, [&] { return with(); })};
  case 5: return Measure{{}, comments(), some(1, 3, [&] { return named(one_of(oracle_names())); })};
  default: {
    Vary made{{}, comments(), chance(50), {}, {}};
    made.axes = some(1, made.together ? 3 : 1, [&] { return axis(); });
    if (!made.together) return made;
    for (Axis& each : made.axes) each.comments = comments();
    unspace(made.axes);
    made.trailing = trailing();
    return made;
  }
  }
}

Declaration Generator::declaration() {
  using Kind = Declaration::Kind;
  Declaration made;
  made.comments = comments();
  made.kind = static_cast<Kind>(random_.below(5));
  made.name = made.kind == Kind::include ? "some/path.race" : dashed();
  if (made.kind == Kind::include) return made;
  if ((made.kind == Kind::kernel || made.kind == Kind::cpu) && chance(40)) {
    made.base = dashed();
    if (made.kind == Kind::kernel) made.with = some(0, 3, [&] { return with(); });
    if (made.kind == Kind::cpu) made.settings = some(0, 3, [&] { return setting(); });
    return made;
  }
  made.trailing = trailing();
  if (made.kind == Kind::cpu) {
    made.settings = some(1, 4, [&] { return setting(); });
    for (Setting& each : made.settings) each.comments = comments();
    unspace(made.settings);
  } else {
    made.items = some(1, 5, [&] {
      return made.kind == Kind::kernel  ? kernel_item()
             : made.kind == Kind::study ? study_item()
                                        : scenario_item();
    });
    std::visit([](auto& first) { first.comments.spaced = false; }, made.items[0]);
  }
  return made;
}

File Generator::file() {
  File made;
  made.declarations = some(1, 3, [&] { return declaration(); });
  unspace(made.declarations);
  made.trailing = trailing();
  return made;
}

} // namespace ghostwalk::lang
