// SPDX-License-Identifier: MIT
#include "sim/lang/print/printer.hpp"

namespace ghostwalk::lang {

std::string setting_text(const Setting& setting) {
  std::string text;
  for (const Weighted& part : setting.parts) {
    text += text.empty() ? setting.key + " = " : ", ";
    if (part.weight.at.line != 0) text += part.weight.text + " * ";
    if (part.value.kind == Expr::Kind::range)
      text += expr_text(part.value.children[0], Level::unary) + " .. " +
              expr_text(part.value.children[1], Level::unary);
    else
      text += expr_text(part.value, Level::unary);
  }
  return text;
}

std::string with_text(const std::vector<With>& list) {
  std::string text;
  for (const With& with : list)
    text += (text.empty() ? " with " : ", ") + with.key + " = " + expr_text(with.value);
  return text;
}

namespace {

std::string type_text(const Type& type) {
  using Kind = Type::Kind;
  switch (type.kind) {
  case Kind::range:
    return expr_text(type.bounds[0], Level::bit_or) + " .. " +
           expr_text(type.bounds[1], Level::bit_or);
  case Kind::boolean: return "bool";
  case Kind::cpumask: return "cpumask";
  case Kind::frame: return "frame";
  case Kind::word: return "word";
  case Kind::address: return "address";
  case Kind::lock: return "lock";
  case Kind::record: return type.record;
  }
  return {};
}

std::string variable_text(const Variable& variable) {
  std::string text = variable.name;
  if (!variable.size.empty()) text += '[' + expr_text(variable.size[0]) + ']';
  text += ": " + type_text(variable.type);
  return variable.initial.empty() ? text : text + " = " + expr_text(variable.initial[0]);
}

std::string names(const std::vector<Name>& list, std::string_view between) {
  std::string text;
  for (const Name& name : list) {
    if (!text.empty()) text += between;
    text += name.text;
  }
  return text;
}

std::string heading(const Declaration& declaration) {
  using Kind = Declaration::Kind;
  if (declaration.kind == Kind::include) return "include \"" + declaration.name + '"';
  std::string text = declaration.kind == Kind::kernel  ? "kernel "
                     : declaration.kind == Kind::cpu   ? "cpu "
                     : declaration.kind == Kind::study ? "study "
                                                       : "scenario ";
  text += declaration.name;
  if (declaration.base.empty()) return text;
  text += " = " + declaration.base + with_text(declaration.with);
  for (std::size_t i = 0; i < declaration.settings.size(); ++i)
    text += (i == 0 ? " with " : ", ") + setting_text(declaration.settings[i]);
  return text;
}

} // namespace

void Printer::declaration(const Declaration& declaration) {
  line(heading(declaration), declaration.comments);
  indent_ += 2;
  if (declaration.base.empty())
    for (const Setting& setting : declaration.settings)
      line(setting_text(setting), setting.comments);
  for (const Item& any : declaration.items) std::visit([this](const auto& one) { item(one); }, any);
  trailing(declaration.trailing);
  indent_ -= 2;
}

void Printer::item(const Line& short_line) {
  const std::string& keyword = short_line.keyword;
  const auto value = [&](std::size_t i) { return expr_text(short_line.exprs[i]); };
  std::string text = keyword + ' ';
  if (keyword == "cpu") {
    text += short_line.words[0].text + (short_line.exprs.empty() ? "" : " * " + value(0));
  } else if (keyword == "frames") {
    text += value(0) + (short_line.words.empty() ? "" : " reuse " + short_line.words[0].text) +
            (short_line.exprs.size() < 2 ? "" : " per cpu " + value(1));
  } else if (keyword == "option") {
    text += short_line.words[0].text + " = " + value(0);
  } else if (keyword == "outside") {
    text += (short_line.exprs.size() > 1 ? "reads any of " : "reads ") +
            comma_separated(short_line.exprs);
  } else if (keyword == "for") {
    text += value(0) + " cycles";
  } else if (keyword == "trials") {
    text += value(0);
  } else { // paging, memory, scenario
    text += short_line.words[0].text;
  }
  line(text, short_line.comments);
}

void Printer::item(const Option& option) {
  std::string values = names(option.values, " | ");
  if (!option.number.empty()) // Tighter than `|`, which would read as an enumeration.
    values = expr_text(option.number[0], Level::bit_xor) + " in " +
             expr_text(option.number[1], Level::bit_or) + " .. " +
             expr_text(option.number[2], Level::bit_or);
  line("option " + option.name + " = " + values, option.comments);
}

void Printer::item(const Constant& constant) {
  line("const " + constant.name + " = " + expr_text(constant.value), constant.comments);
}

void Printer::item(const Record& record) {
  line("record " + record.name +
           (record.for_processes ? " for processes" : ' ' + expr_text(record.instances[0])),
       record.comments);
  indent_ += 2;
  for (const Variable& field : record.fields)
    line((field.fixed ? "fixed " : "") + variable_text(field), field.comments);
  trailing(record.trailing);
  indent_ -= 2;
}

void Printer::item(const Process& process) {
  line("process " + process.name, process.comments);
  indent_ += 2;
  for (const Maps& maps : process.maps)
    line("maps " + range_text(maps.where) +
             (maps.flags.empty() ? "" : ' ' + names(maps.flags, " ")),
         maps.comments);
  trailing(process.trailing);
  indent_ -= 2;
}

void Printer::item(const Variable& variable) {
  line((variable.per_cpu ? "percpu " : "var ") + variable_text(variable), variable.comments);
}

void Printer::item(const Procedure& procedure) {
  line(procedure.interrupt
           ? "interrupt " + procedure.name
           : "proc " + procedure.name + '(' + names(procedure.parameters, ", ") + ')',
       procedure.comments);
  block(procedure.body);
}

void Printer::item(const Script& script) {
  std::string text = "on cpu " + range_text(script.cpus);
  if (!script.setup.empty()) text += ' ' + script.setup;
  if (!script.arguments.empty()) text += ' ' + comma_separated(script.arguments);
  line(text, script.comments);
  block(script.body);
}

// `never` and `sometimes` stand below each other; what they say is in one column.
void Printer::item(const Claim& claim) {
  const std::string what = !claim.oracle.empty()  ? claim.oracle
                           : !claim.event.empty() ? "event " + claim.event
                                                  : expr_text(claim.condition[0]);
  line((claim.never ? "never     " : "sometimes ") + what, claim.comments);
}

void Printer::item(const Expect& expect) {
  line("expect " + expect.kernel + with_text(expect.with) + ' ' + expect.verdict, expect.comments);
}

} // namespace ghostwalk::lang
