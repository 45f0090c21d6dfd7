// SPDX-License-Identifier: MIT
// Are two trees the same but for where they stand? Each overload lists the fields of its type.
#include <algorithm>

#include "sim/lang/ast.hpp"

namespace ghostwalk::lang {
namespace {

bool eq(const Name& a, const Name& b) { return a.text == b.text; }

template <class T>
bool eq(const std::vector<T>& a, const std::vector<T>& b);

bool eq(const Expr& a, const Expr& b) {
  return a.kind == b.kind && a.text == b.text && a.number == b.number && eq(a.children, b.children);
}

bool eq(const Comments& a, const Comments& b) {
  return a.before == b.before && a.after == b.after && a.spaced == b.spaced;
}

bool eq(const Stmt& a, const Stmt& b);
bool eq(const Block& a, const Block& b) {
  return eq(a.statements, b.statements) && a.trailing == b.trailing;
}

bool eq(const Stmt& a, const Stmt& b) {
  return a.kind == b.kind && eq(a.comments, b.comments) && a.text == b.text && a.op == b.op &&
         a.atomic == b.atomic && a.has_fault == b.has_fault && eq(a.exprs, b.exprs) &&
         eq(a.blocks, b.blocks) && eq(a.block_comments, b.block_comments);
}

bool eq(const Type& a, const Type& b) {
  return a.kind == b.kind && a.record == b.record && eq(a.bounds, b.bounds);
}

bool eq(const Weighted& a, const Weighted& b) {
  const bool written = a.weight.at.line != 0, also = b.weight.at.line != 0;
  return written == also && eq(a.weight, b.weight) && eq(a.value, b.value);
}

bool eq(const Setting& a, const Setting& b) {
  return a.key == b.key && eq(a.comments, b.comments) && eq(a.parts, b.parts);
}

bool eq(const Variable& a, const Variable& b) {
  return a.name == b.name && a.per_cpu == b.per_cpu && a.fixed == b.fixed &&
         eq(a.comments, b.comments) && eq(a.size, b.size) && eq(a.type, b.type) &&
         eq(a.initial, b.initial);
}

bool eq(const Maps& a, const Maps& b) {
  return eq(a.comments, b.comments) && eq(a.where, b.where) && eq(a.flags, b.flags);
}

bool eq(const Process& a, const Process& b) {
  return a.name == b.name && eq(a.comments, b.comments) && eq(a.maps, b.maps) &&
         a.trailing == b.trailing;
}

bool eq(const Record& a, const Record& b) {
  return a.name == b.name && a.for_processes == b.for_processes && eq(a.comments, b.comments) &&
         eq(a.instances, b.instances) && eq(a.fields, b.fields) && a.trailing == b.trailing;
}

bool eq(const Procedure& a, const Procedure& b) {
  return a.name == b.name && a.interrupt == b.interrupt && eq(a.comments, b.comments) &&
         eq(a.parameters, b.parameters) && eq(a.body, b.body);
}

bool eq(const Option& a, const Option& b) {
  return a.name == b.name && eq(a.comments, b.comments) && eq(a.values, b.values) &&
         eq(a.number, b.number);
}

bool eq(const Constant& a, const Constant& b) {
  return a.name == b.name && eq(a.comments, b.comments) && eq(a.value, b.value);
}

bool eq(const Script& a, const Script& b) {
  return a.setup == b.setup && eq(a.comments, b.comments) && eq(a.cpus, b.cpus) &&
         eq(a.arguments, b.arguments) && eq(a.body, b.body);
}

bool eq(const Claim& a, const Claim& b) {
  return a.never == b.never && a.oracle == b.oracle && a.event == b.event &&
         eq(a.comments, b.comments) && eq(a.condition, b.condition);
}

bool eq(const With& a, const With& b) { return a.key == b.key && eq(a.value, b.value); }

bool eq(const Expect& a, const Expect& b) {
  return a.kernel == b.kernel && a.verdict == b.verdict && eq(a.comments, b.comments) &&
         eq(a.with, b.with);
}

bool eq(const Values& a, const Values& b) {
  return a.kind == b.kind && eq(a.value, b.value) && eq(a.by, b.by);
}

bool eq(const Axis& a, const Axis& b) {
  return a.option == b.option && a.key == b.key && eq(a.comments, b.comments) &&
         eq(a.values, b.values);
}

bool eq(const Vary& a, const Vary& b) {
  return a.together == b.together && eq(a.comments, b.comments) && eq(a.axes, b.axes) &&
         a.trailing == b.trailing;
}

bool eq(const Subject& a, const Subject& b) {
  return a.kernel == b.kernel && eq(a.comments, b.comments) && eq(a.with, b.with);
}

bool eq(const Measure& a, const Measure& b) {
  return eq(a.comments, b.comments) && eq(a.what, b.what);
}

bool eq(const Line& a, const Line& b) {
  return a.keyword == b.keyword && eq(a.comments, b.comments) && eq(a.words, b.words) &&
         eq(a.exprs, b.exprs);
}

bool eq(const Item& a, const Item& b) {
  return std::visit(
      [&b](const auto& one) {
        const auto* other = std::get_if<std::decay_t<decltype(one)>>(&b);
        return other != nullptr && eq(one, *other);
      },
      a);
}

bool eq(const Declaration& a, const Declaration& b) {
  return a.kind == b.kind && a.name == b.name && a.base == b.base && eq(a.comments, b.comments) &&
         eq(a.with, b.with) && eq(a.settings, b.settings) && eq(a.items, b.items) &&
         a.trailing == b.trailing;
}

template <class T>
bool eq(const std::vector<T>& a, const std::vector<T>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const T& x, const T& y) { return eq(x, y); });
}

} // namespace

bool same(const File& a, const File& b) {
  return eq(a.declarations, b.declarations) && a.trailing == b.trailing;
}

} // namespace ghostwalk::lang
