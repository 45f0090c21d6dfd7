// SPDX-License-Identifier: MIT
// Calls in expressions: procedures, builtins, record(n).
#include <fmt/format.h>

#include "sim/lang/lower/fold.hpp"
#include "sim/lang/lower/lower.hpp"
#include "sim/lang/resolve/owners.hpp"

namespace ghostwalk::lang {

Value Lowering::call_expression(const Expr& e, bool wants_value) {
  const auto found = s_.procedures.find(e.text);
  if (found == s_.procedures.end())
    return s_.records.contains(e.text) ? record_reference(e) : builtin(e);
  const auto reads =
      std::exchange(reads_, Reads::steps); // Arguments are values, also in `wait until`.
  std::vector<Value> arguments;
  for (const Expr& argument : e.children) arguments.push_back(value(argument));
  Value result = call(*found->second, std::move(arguments), e.at, wants_value);
  reads_ = reads;
  return result;
}

Value Lowering::builtin(const Expr& e) {
  if (e.text == "alloc_page") return alloc_page(e);
  if (e.text == "entry") return entry(e);
  if (e.text == "index") return table_index(e);
  if (e.text == "table_at_start") return table_at_start(e);
  if (e.text == "free_page") {
    one_operand(Op::free, e.children[0]);
    return constant_value(0);
  }
  const ExprOp op = *unary_builtin(e.text);
  Value a = value(e.children[0]);
  const std::size_t bits = 64 * mask_words();
  if (op == ExprOp::bit && a.is_constant() && a.constant() >= bits)
    fail(e.at, fmt::format("bit({}) is 0: there are {} bits", a.constant(), bits));
  return apply(op, std::move(a));
}

Value Lowering::alloc_page(const Expr& e) {
  const LocalId page = local("page", true);
  emit({.op = Op::alloc,
        .aux = static_cast<std::uint8_t>(owner_named(e.children[0].text)),
        .dst = page});
  return local_value(page);
}

Value Lowering::entry(const Expr& e) {
  Word bits = 0;
  for (std::size_t i = 1; i < e.children.size(); ++i) bits |= *entry_flag(e.children[i].text);
  Value frame = value(e.children[0]);
  Value shifted = apply(ExprOp::shift_left, std::move(frame), constant_value(12), e.at);
  return apply(ExprOp::bit_or, std::move(shifted), constant_value(bits), e.at);
}

Value Lowering::table_index(const Expr& e) {
  Value va = value(e.children[0]);
  const Value level = value(e.children[1]);
  const hw::PagingMode& mode = *s_.chosen.mode;
  if (!level.is_constant()) fail(e.children[1].at, "the level has to be a constant");
  const std::uint64_t number =
      within(level.constant(), 1, mode.levels, e.children[1].at, "the level");
  const hw::Level& at = mode.level[number];
  Value shifted = apply(ExprOp::shift_right, std::move(va), constant_value(at.shift), e.at);
  return apply(ExprOp::bit_and, std::move(shifted), constant_value((1U << at.bits) - 1), e.at);
}

// What the kernel knows without looking: level1_fixmap_pgt and its likes.
Value Lowering::table_at_start(const Expr& e) {
  const Value process = value(e.children[0]), va = value(e.children[1]);
  const Value level = value(e.children[2]);
  for (std::size_t i = 0; i < 3; ++i)
    if (!(i == 0 ? process : i == 1 ? va : level).is_constant())
      fail(e.children[i].at, "this has to be a constant: a table that is there from the start");
  within(process.constant(), 1, tables_.roots.size(), e.children[0].at, "the process");
  within(level.constant(), 1, s_.chosen.mode->levels, e.children[2].at, "the level");
  const Pfn table = lang::table_at_start(tables_, *s_.chosen.mode, process.constant() - 1,
                                         va.constant(), level.constant());
  if (table == 0)
    fail(e.at,
         fmt::format("at the start there is no table of level {} for {:#x}", level.constant(),
                     va.constant()),
         "map a page near it in that process: its tables are made then");
  return constant_value(table);
}

Value Lowering::record_reference(const Expr& e) {
  const RecordSymbol& record = s_.records.at(e.text);
  Value v = value(e.children[0]);
  if (v.is_constant()) within(v.constant(), 1, record.instances, e.at, "the number of the record");
  v.record = &record;
  return v;
}

} // namespace ghostwalk::lang
