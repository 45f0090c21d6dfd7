// SPDX-License-Identifier: MIT
#include "sim/lang/lower/fold.hpp"
#include "sim/lang/parse/words.hpp"

#include <map>

#include <fmt/format.h>

namespace ghostwalk::lang {

void fail(Location at, const std::string& message, std::string hint) {
  throw InputError(at, message, std::move(hint));
}

BinaryOperator binary_operator(const Expr& expr) {
  static const std::map<std::string_view, BinaryOperator> operators{
      {"or", {ExprOp::logical_or}},  {"and", {ExprOp::logical_and}},
      {"==", {ExprOp::equal}},       {"!=", {ExprOp::not_equal}},
      {"<", {ExprOp::less}},         {"<=", {ExprOp::less_equal}},
      {">", {ExprOp::less, true}},   {">=", {ExprOp::less_equal, true}},
      {"|", {ExprOp::bit_or}},       {"^", {ExprOp::bit_xor}},
      {"&", {ExprOp::bit_and}},      {"<<", {ExprOp::shift_left}},
      {">>", {ExprOp::shift_right}}, {"+", {ExprOp::add}},
      {"-", {ExprOp::sub}},          {"*", {ExprOp::mul}},
      {"/", {ExprOp::div}},          {"%", {ExprOp::mod}},
  };
  const auto found = operators.find(expr.text);
  if (found == operators.end()) fail(expr.at, "'" + expr.text + "' is no operator");
  return found->second;
}

std::optional<ExprOp> unary_builtin(std::string_view name) {
  if (name == "bit") return ExprOp::bit;
  if (name == "count") return ExprOp::count_bits;
  if (name == "fls") return ExprOp::last_bit;
  if (name == "present") return ExprOp::present;
  if (name == "frame") return ExprOp::frame_of;
  if (name == "empty") return ExprOp::table_empty;
  return std::nullopt;
}

std::optional<Word> entry_flag(std::string_view name) {
  using namespace hw::bit;
  constexpr std::array bits{present, writable, user, accessed, dirty,
                            large,   global,   pcd,  pwt,      no_execute};
  for (std::size_t i = 0; i < bits.size(); ++i)
    if (flag_words()[i] == name) return bits[i];
  return std::nullopt;
}

namespace {

struct Folder {
  const hw::PagingMode& mode;
  const Lookup& lookup;

  std::uint64_t of(const Expr& e) const {
    switch (e.kind) {
    case Expr::Kind::number: return e.number;
    case Expr::Kind::name: return lookup(e);
    case Expr::Kind::unary: return unary(e);
    case Expr::Kind::binary: return binary(e);
    case Expr::Kind::call: return call(e);
    default: fail(e.at, "this has to be a constant", "write numbers, constants and options only");
    }
  }

  std::uint64_t unary(const Expr& e) const {
    const std::uint64_t a = of(e.children[0]);
    if (e.text == "-") return 0 - a;
    return compute(e.text == "~" ? ExprOp::bit_not : ExprOp::logical_not, a, mode);
  }

  std::uint64_t binary(const Expr& e) const {
    const BinaryOperator o = binary_operator(e);
    const std::uint64_t a = of(e.children[0]), b = of(e.children[1]);
    if ((o.op == ExprOp::div || o.op == ExprOp::mod) && b == 0) fail(e.at, "division by zero");
    return o.swapped ? compute(o.op, b, a) : compute(o.op, a, b);
  }

  std::uint64_t call(const Expr& e) const {
    const auto op = unary_builtin(e.text);
    if (op && *op != ExprOp::table_empty && e.children.size() == 1)
      return compute(*op, of(e.children[0]), mode);
    fail(e.at, "'" + e.text + "(...)' is no constant",
         "bit, count, fls, present and frame of a constant are");
  }
};

} // namespace

std::uint64_t constant(const Expr& expr, const hw::PagingMode& mode, const Lookup& lookup) {
  return Folder{mode, lookup}.of(expr);
}

std::uint64_t plain_number(const Expr& expr, const std::string& what) {
  return constant(expr, hw::paging_mode(hw::PagingModeId::i386),
                  [&](const Expr& name) -> std::uint64_t {
                    fail(name.at, fmt::format("expected {}, got '{}'", what, name.text));
                  });
}

std::uint64_t within(std::uint64_t value, std::uint64_t lowest, std::uint64_t highest, Location at,
                     const std::string& what) {
  if (value < lowest || value > highest)
    fail(at, fmt::format("{} is {}, which is not in {} .. {}", what, value, lowest, highest));
  return value;
}

} // namespace ghostwalk::lang
