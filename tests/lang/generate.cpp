// SPDX-License-Identifier: MIT
#include "tests/lang/generate.hpp"

#include <array>

#include "sim/machine/oracles.hpp"

namespace ghostwalk::lang {
namespace {

using std::string_literals::operator""s;

// Many of them are keywords elsewhere.
const std::vector<std::string> names{"a",    "mm",    "x_1",   "cpu",  "at",     "to",   "work",
                                     "lock", "mark",  "any",   "keep", "cr4",    "pcid", "until",
                                     "as",   "reads", "read_", "maps", "frames", "large"};

void unspace(std::vector<Stmt>& list) {
  if (!list.empty()) list[0].comments.spaced = false;
}

} // namespace

std::string Generator::name() { return one_of(names); }
std::string Generator::dashed() {
  return chance(50) ? name() : one_of(std::array{"x86-64"s, "linux-2.4.18"s, "a-1"s});
}

Expr Generator::leaf() {
  Expr expr;
  if (chance(50)) {
    expr.kind = Expr::Kind::name;
    expr.text = name();
  } else {
    expr.number = random_.below(100);
    expr.text = std::to_string(expr.number);
  }
  return expr;
}

Expr Generator::name_or_number() {
  Expr expr = leaf();
  if (expr.kind == Expr::Kind::name) expr.text = dashed();
  return expr;
}

Expr Generator::expr(int depth) {
  using Kind = Expr::Kind;
  static const std::vector<std::string> operators{
      "or", "and", "==", "!=", "<", "<=", ">", ">=", "|",
      "^",  "&",   "<<", ">>", "+", "-",  "*", "/",  "%"};
  if (depth == 0 || chance(20)) return leaf();
  Expr made;
  made.kind = one_of(std::array{Kind::unary, Kind::binary, Kind::binary, Kind::binary, Kind::index,
                                Kind::field, Kind::call});
  const auto child = [&] { return expr(depth - 1); };
  switch (made.kind) {
  case Kind::unary:
    made.text = one_of(std::array{"not"s, "~"s, "-"s});
    made.children = some(1, 1, child);
    break;
  case Kind::binary:
    made.text = one_of(operators);
    made.children = some(2, 2, child);
    if ((made.text == "==" || made.text == "!=") && made.children[1].kind == Kind::name)
      made.children[1].text = dashed();
    break;
  case Kind::index: made.children = some(2, 2, child); break;
  case Kind::field:
    made.text = name();
    made.children = some(1, 1, child);
    break;
  default: made.text = name(); made.children = some(0, 3, child);
  }
  return made;
}

Expr Generator::range_or_value(int depth) {
  if (chance(50)) return expr(depth);
  Expr range;
  range.kind = Expr::Kind::range;
  range.children = some(2, 2, [&] { return expr(depth); });
  return range;
}

Expr Generator::choice_or_value() {
  if (chance(70)) return expr(3);
  Expr choice;
  choice.kind = Expr::Kind::any_of;
  choice.children = some(1, 4, [&] { return expr(2); });
  return choice;
}

Expr Generator::target() {
  Expr made;
  made.kind = Expr::Kind::name;
  made.text = name();
  while (chance(40)) {
    Expr outer;
    outer.kind = chance(50) ? Expr::Kind::index : Expr::Kind::field;
    if (outer.kind == Expr::Kind::field) outer.text = name();
    outer.children.push_back(std::move(made));
    if (outer.kind == Expr::Kind::index) outer.children.push_back(expr(2));
    made = std::move(outer);
  }
  return made;
}

Expr Generator::call() {
  Expr made;
  made.kind = Expr::Kind::call;
  made.text = "f"s;
  made.children = some(0, 3, [&] { return expr(2); });
  return made;
}

Comments Generator::own_comments() {
  Comments made;
  if (chance(20)) made.before = some(1, 2, [&] { return one_of(std::array{"#"s, "# one"s}); });
  if (!made.before.empty() && chance(30)) made.before.emplace_back();
  if (chance(20)) made.after = "# after";
  return made;
}

Comments Generator::comments() {
  Comments made = own_comments();
  made.spaced = chance(20);
  return made;
}

std::vector<std::string> Generator::trailing() {
  if (chance(80)) return {};
  std::vector<std::string> made;
  if (chance(50)) made.emplace_back();
  made.emplace_back("# at the end");
  if (chance(30)) made.insert(made.end(), {"", "# really"});
  return made;
}

Block Generator::block(int depth) {
  Block made;
  made.statements = some(1, depth == 0 ? 2 : 4, [&] { return statement(depth); });
  unspace(made.statements);
  made.trailing = trailing();
  return made;
}

Stmt Generator::statement(int depth) {
  Stmt made;
  made.comments = comments();
  if (depth > 0 && chance(30))
    long_statement(made, depth - 1);
  else
    short_statement(made);
  if (depth > 0) fault(made, depth - 1);
  return made;
}

void Generator::long_statement(Stmt& stmt, int depth) {
  using Kind = Stmt::Kind;
  stmt.kind = one_of(std::array{Kind::if_, Kind::while_, Kind::for_, Kind::forever, Kind::either});
  std::size_t blocks = 1;
  if (stmt.kind == Kind::if_) {
    stmt.exprs = some(1, 3, [&] { return expr(3); });
    blocks = stmt.exprs.size() + (chance(50) ? 1 : 0);
  } else if (stmt.kind == Kind::either) {
    blocks = 2 + static_cast<std::size_t>(random_.below(2));
  } else if (stmt.kind == Kind::while_) {
    stmt.exprs.push_back(expr(3));
  } else if (stmt.kind == Kind::for_) {
    stmt.text = name();
    Expr over = range_or_value(2);
    if (over.kind != Expr::Kind::range) {
      over = call();
      over.text = "mask";
      over.children = some(1, 1, [&] { return expr(3); });
    }
    stmt.exprs.push_back(std::move(over));
  }
  stmt.blocks = some(blocks, blocks, [&] { return block(depth); });
  stmt.block_comments = some(blocks, blocks, [&] { return own_comments(); });
  stmt.block_comments[0] = {};
}

void Generator::short_statement(Stmt& stmt) {
  using Kind = Stmt::Kind;
  static const std::vector<std::string> owners{"table", "table2", "user", "kernel", "quicklist"};
  static const std::vector<std::string> updates{"|=", "&=", "^=", "+=", "-="};
  do stmt.kind = static_cast<Kind>(random_.below(static_cast<std::uint64_t>(Kind::reach) + 1));
  while (stmt.kind >= Kind::if_ && stmt.kind <= Kind::either);
  const auto value = [&] { stmt.exprs.push_back(expr(3)); };
  switch (stmt.kind) {
  case Kind::assign:
    stmt.exprs.push_back(target());
    stmt.atomic = chance(20);
    stmt.op = stmt.atomic || chance(30) ? one_of(updates) : "=";
    stmt.exprs.push_back(stmt.op == "=" ? choice_or_value() : expr(3));
    if (stmt.op == "=" && chance(30)) {
      Expr special;
      special.kind = chance(50) ? Expr::Kind::access : Expr::Kind::atomic;
      if (special.kind == Expr::Kind::access) special.text = chance(50) ? "read" : "execute";
      const std::size_t count = special.kind == Expr::Kind::access ? 1 : 2;
      special.children = some(count, count, [&] { return expr(2); });
      stmt.exprs[1] = std::move(special);
    }
    break;
  case Kind::call: stmt.exprs.push_back(call()); break;
  case Kind::interrupts: stmt.text = chance(50) ? "on" : "off"; break;
  case Kind::return_:
    if (chance(50)) value();
    break;
  case Kind::stop:
  case Kind::fence: break;
  case Kind::mark:
    value();
    stmt.text = one_of(owners);
    break;
  case Kind::load_cr3:
    value();
    if (chance(50)) value();
    if (stmt.exprs.size() > 1 && chance(50)) stmt.text = "keep";
    break;
  case Kind::invpcid:
    stmt.text = one_of(std::array{"address"s, "context"s, "nonglobal"s, "all"s});
    if (stmt.text == "address") value();
    if (stmt.text == "address" || stmt.text == "context") value();
    break;
  case Kind::send:
    stmt.text = name();
    stmt.op = chance(50) ? "cpu" : "mask";
    value();
    break;
  case Kind::write:
    value();
    stmt.exprs.push_back(choice_or_value());
    break;
  case Kind::branch_user:
    value();
    value();
    break;
  case Kind::work: stmt.exprs.push_back(range_or_value(2)); break;
  case Kind::reach: stmt.text = dashed(); break;
  default: value();
  }
}

void Generator::fault(Stmt& stmt, int depth) {
  using Kind = Stmt::Kind;
  const bool reads = stmt.kind == Kind::assign && stmt.exprs[1].kind == Expr::Kind::access;
  const bool other = stmt.kind == Kind::read || stmt.kind == Kind::write ||
                     stmt.kind == Kind::execute || stmt.kind == Kind::branch_user;
  if ((!reads && !other) || chance(50)) return;
  stmt.has_fault = true;
  stmt.blocks = some(1, 1, [&] { return block(depth); });
  stmt.block_comments = some(1, 1, [&] { return own_comments(); });
}

} // namespace ghostwalk::lang
