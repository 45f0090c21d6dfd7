// SPDX-License-Identifier: MIT
#include "sim/lang/print/printer.hpp"

namespace ghostwalk::lang {
namespace {

std::string load_cr3(const Stmt& stmt) {
  std::string text = "cr3 = " + expr_text(stmt.exprs[0]);
  if (stmt.exprs.size() > 1) text += " pcid " + expr_text(stmt.exprs[1]);
  return stmt.text.empty() ? text : text + ' ' + stmt.text;
}

std::string invpcid(const Stmt& stmt) {
  std::string text = "invpcid " + stmt.text;
  if (!stmt.exprs.empty()) text += ' ' + expr_text(stmt.exprs[0]);
  return stmt.exprs.size() > 1 ? text + " pcid " + expr_text(stmt.exprs[1]) : text;
}

std::string send(const Stmt& stmt) {
  const std::string whom = expr_text(stmt.exprs[0]);
  return "send " + stmt.text + " to " +
         (stmt.op == "cpu" ? "cpu " + whom : not_starting_with(whom, "cpu"));
}

// The line of the statement; of one with blocks, the first.
std::string text_of(const Stmt& stmt) {
  using Kind = Stmt::Kind;
  const auto value = [&](std::size_t i) { return expr_text(stmt.exprs[i]); };
  switch (stmt.kind) {
  case Kind::assign:
    return (stmt.atomic ? "atomic " : "") + value(0) + ' ' + stmt.op + ' ' + value(1);
  case Kind::call: return value(0);
  case Kind::lock: return "lock " + value(0);
  case Kind::unlock: return "unlock " + value(0);
  case Kind::interrupts: return "interrupts " + stmt.text;
  case Kind::if_: return "if " + value(0);
  case Kind::while_: return "while " + value(0);
  case Kind::for_: return "for " + stmt.text + " in " + value(0);
  case Kind::forever: return "forever";
  case Kind::either: return "either";
  case Kind::wait_until: return "wait until " + value(0);
  case Kind::return_: return stmt.exprs.empty() ? "return" : "return " + value(0);
  case Kind::stop: return "stop";
  case Kind::mark: return "mark " + value(0) + " as " + stmt.text;
  case Kind::load_cr3: return load_cr3(stmt);
  case Kind::fence: return "fence";
  case Kind::invlpg: return "invlpg " + value(0);
  case Kind::invpcid: return invpcid(stmt);
  case Kind::send: return send(stmt);
  case Kind::read: return "read " + value(0);
  case Kind::write: return "write " + value(0) + " = " + value(1);
  case Kind::execute: return "execute " + value(0);
  case Kind::branch_user: return "branch " + not_starting_with(value(0), "at") + " to " + value(1);
  case Kind::branch_kernel: return "branch at " + value(0);
  case Kind::speculate: return "speculate " + value(0);
  case Kind::work: return "work " + range_text(stmt.exprs[0]);
  case Kind::assert_: return "assert " + value(0);
  case Kind::torn: return "torn if " + value(0);
  case Kind::reach: return "reach " + stmt.text;
  }
  return {};
}

// The line above block `i` of an `if` or `either`.
std::string heading(const Stmt& stmt, std::size_t i) {
  if (stmt.kind == Stmt::Kind::either) return "or";
  return i < stmt.exprs.size() ? "else if " + expr_text(stmt.exprs[i]) : "else";
}

} // namespace

void Printer::statement(const Stmt& stmt) {
  line(text_of(stmt), stmt.comments);
  for (std::size_t i = 0; i < stmt.blocks.size(); ++i) {
    if (stmt.has_fault)
      line("on fault", stmt.block_comments[i]);
    else if (i > 0)
      line(heading(stmt, i), stmt.block_comments[i]);
    block(stmt.blocks[i]);
  }
}

void Printer::block(const Block& block) {
  indent_ += 2;
  for (const Stmt& stmt : block.statements) statement(stmt);
  trailing(block.trailing);
  indent_ -= 2;
}

} // namespace ghostwalk::lang
