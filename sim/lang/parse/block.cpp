// SPDX-License-Identifier: MIT
// Statements with blocks.
#include <fmt/format.h>

#include "sim/lang/parse/parser.hpp"

namespace ghostwalk::lang {

Block Parser::body(std::uint32_t above, const Token* owner) {
  Block found;
  found.trailing =
      block(above, owner, [&](bool first) { found.statements.push_back(statement(first)); });
  return found;
}

bool Parser::compound(Stmt& stmt) {
  if (at_assignment()) return false;
  const Token owner = peek();
  const std::uint32_t indent = line().indent;
  if (accept_word("if")) {
    if_chain(stmt);
  } else if (accept_word("either")) {
    either(stmt);
  } else if (accept_word("while")) {
    stmt.kind = Stmt::Kind::while_;
    condition(stmt);
    next_block(stmt, owner, indent, {});
  } else if (accept_word("for")) {
    for_loop(stmt);
    next_block(stmt, owner, indent, {});
  } else if (accept_word("forever")) {
    stmt.kind = Stmt::Kind::forever;
    next_block(stmt, owner, indent, {});
  } else {
    return false;
  }
  return true;
}

void Parser::condition(Stmt& stmt) {
  stmt.exprs.push_back(value());
  if (at_op("=")) fail(peek(), "'=' assigns; to compare, write '=='");
}

// The rest of the line that owns a block must be empty; then the block.
void Parser::next_block(Stmt& stmt, const Token& owner, std::uint32_t indent, Comments notes) {
  end_of_line();
  stmt.block_comments.push_back(std::move(notes));
  stmt.blocks.push_back(body(indent, &owner));
}

void Parser::if_chain(Stmt& stmt) {
  const std::uint32_t indent = line().indent;
  stmt.kind = Stmt::Kind::if_;
  Token owner = lexed_.tokens[line().first_token];
  condition(stmt);
  next_block(stmt, owner, indent, {});
  for (bool last = false; !last && !at_file_end() && line().indent == indent && at_word("else");) {
    Comments notes = comments(true);
    owner = take();
    last = !accept_word("if");
    if (!last) condition(stmt);
    next_block(stmt, owner, indent, std::move(notes));
  }
}

void Parser::for_loop(Stmt& stmt) {
  stmt.kind = Stmt::Kind::for_;
  stmt.text = expect_plain("a loop's variable").text;
  expect_word("in");
  const Token start = peek();
  stmt.exprs.push_back(range_or_bound());
  const Expr& over = stmt.exprs[0];
  const bool mask =
      over.kind == Expr::Kind::call && over.text == "mask" && over.children.size() == 1;
  if (over.kind != Expr::Kind::range && !mask && at_end())
    fail(start, "a loop goes over A .. B, or over the CPUs of mask(E)");
}

void Parser::either(Stmt& stmt) {
  const std::uint32_t indent = line().indent;
  stmt.kind = Stmt::Kind::either;
  Token owner = lexed_.tokens[line().first_token];
  next_block(stmt, owner, indent, {});
  while (!at_file_end() && line().indent == indent && at_word("or")) {
    Comments notes = comments(true);
    owner = take();
    next_block(stmt, owner, indent, std::move(notes));
  }
  if (stmt.blocks.size() < 2)
    throw InputError(stmt.at, "'either' without 'or'",
                     "a choice has two or more blocks: either, or, or");
}

void Parser::on_fault(Stmt& stmt, std::uint32_t indent) {
  if (at_file_end() || line().indent != indent || !at_word("on") || !at_word("fault", 1)) return;
  using Kind = Stmt::Kind;
  const bool reads = stmt.kind == Kind::assign && stmt.exprs[1].kind == Expr::Kind::access;
  if (!reads && stmt.kind != Kind::read && stmt.kind != Kind::write && stmt.kind != Kind::execute &&
      stmt.kind != Kind::branch_user)
    return;
  Comments notes = comments(true);
  Token owner = take();
  take();
  owner.text = "on fault";
  stmt.has_fault = true;
  next_block(stmt, owner, indent, std::move(notes));
}

// Lines that only go on with a statement, where none is that they could go on with.
void Parser::orphan() const {
  if (at_assignment()) return;
  if (at_word("else"))
    fail(peek(), "'else' without 'if'", "an 'else' stands below its 'if', indented as that is");
  if (at_word("or"))
    fail(peek(), "'or' without 'either'", "an 'or' stands below its 'either', indented as that is");
  if (at_word("on") && at_word("fault", 1))
    fail(peek(), "'on fault' stands only below read, write, execute or a branch to somewhere",
         "directly below, indented as that is");
}

} // namespace ghostwalk::lang
