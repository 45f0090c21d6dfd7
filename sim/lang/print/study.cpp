// SPDX-License-Identifier: MIT
// Studies.
#include "sim/lang/print/printer.hpp"

namespace ghostwalk::lang {
namespace {

std::string values_text(const Values& values) {
  const auto tight = [](const Expr& expr) { return expr_text(expr, Level::unary); };
  if (values.value.kind != Expr::Kind::range) return tight(values.value);
  std::string text = tight(values.value.children[0]) + " .. " + tight(values.value.children[1]);
  if (values.kind == Values::Kind::step) text += " step " + tight(values.by);
  if (values.kind == Values::Kind::times) text += " times " + tight(values.by);
  return text;
}

std::string axis_text(const Axis& axis) {
  std::string text = (axis.option ? "option " : "") + axis.key + " = ";
  for (std::size_t i = 0; i < axis.values.size(); ++i)
    text += (i == 0 ? "" : ", ") + values_text(axis.values[i]);
  return text;
}

} // namespace

void Printer::item(const Setting& setting) {
  line("set " + setting_text(setting), setting.comments);
}

void Printer::item(const Vary& vary) {
  if (!vary.together) return line("vary " + axis_text(vary.axes[0]), vary.comments);
  line("vary together", vary.comments);
  indent_ += 2;
  for (const Axis& axis : vary.axes) line(axis_text(axis), axis.comments);
  trailing(vary.trailing);
  indent_ -= 2;
}

void Printer::item(const Subject& subject) {
  line("kernel " + subject.kernel + with_text(subject.with), subject.comments);
}

void Printer::item(const Measure& measure) {
  std::string text;
  for (const Name& name : measure.what) text += (text.empty() ? "" : ", ") + name.text;
  line("measure " + text, measure.comments);
}

} // namespace ghostwalk::lang
