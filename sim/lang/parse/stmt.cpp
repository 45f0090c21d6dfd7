// SPDX-License-Identifier: MIT
// Statements of one line, and what takes a line for a statement that is none.
#include <fmt/format.h>

#include <array>
#include <cassert>

#include "sim/lang/parse/parser.hpp"

namespace ghostwalk::lang {

Stmt Parser::statement(bool first) {
  orphan();
  const std::uint32_t indent = line().indent;
  Stmt stmt;
  stmt.at = here();
  stmt.comments = comments(first);
  if (compound(stmt)) return stmt;
  simple(stmt);
  end_of_line();
  on_fault(stmt, indent);
  return stmt;
}

// A keyword is one only where no name could stand: `work = 3` assigns to a variable.
bool Parser::at_assignment() const {
  const Token& next = peek(1);
  return next.kind == Token::Kind::op &&
         (is_assignment(next.text) || next.text == "." || next.text == "[" || next.text == "*=");
}

void Parser::simple(Stmt& stmt) {
  struct Form {
    std::string_view word;
    Stmt::Kind kind;
    void (Parser::*rest)(Stmt&);
  };
  using Kind = Stmt::Kind;
  static constexpr std::array forms{
      Form{"lock", Kind::lock, &Parser::one_value},
      Form{"unlock", Kind::unlock, &Parser::one_value},
      Form{"interrupts", Kind::interrupts, &Parser::interrupts},
      Form{"wait", Kind::wait_until, &Parser::wait_until},
      Form{"return", Kind::return_, &Parser::return_value},
      Form{"stop", Kind::stop, &Parser::nothing},
      Form{"mark", Kind::mark, &Parser::mark},
      Form{"invlpg", Kind::invlpg, &Parser::one_value},
      Form{"invpcid", Kind::invpcid, &Parser::invpcid},
      Form{"fence", Kind::fence, &Parser::nothing},
      Form{"send", Kind::send, &Parser::send},
      Form{"read", Kind::read, &Parser::one_value},
      Form{"write", Kind::write, &Parser::write},
      Form{"execute", Kind::execute, &Parser::one_value},
      Form{"branch", Kind::branch_user, &Parser::branch},
      Form{"speculate", Kind::speculate, &Parser::one_value},
      Form{"work", Kind::work, &Parser::work},
      Form{"assert", Kind::assert_, &Parser::condition},
      Form{"torn", Kind::torn, &Parser::torn},
      Form{"reach", Kind::reach, &Parser::reach},
      Form{"atomic", Kind::assign, &Parser::atomic},
  };
  if (peek().kind != Token::Kind::name) expected("a statement");
  if (at_word("cr3") && peek(1).text == "=") return load_cr3(stmt);
  if (!at_assignment())
    for (const Form& form : forms)
      if (accept_word(form.word)) {
        assert(contains(statement_words(), form.word)); // The reference has it.
        stmt.kind = form.kind;
        return (this->*form.rest)(stmt);
      }
  assignment_or_call(stmt);
}

void Parser::assignment_or_call(Stmt& stmt) {
  not_a_statement();
  stmt.kind = Stmt::Kind::call;
  stmt.exprs.push_back(postfix());
  const Expr& target = stmt.exprs[0];
  reject_dashes(target, false);
  if (at_op("==")) fail(peek(), "'==' compares; to assign, write '='");
  if (at_op("*=")) fail(peek(), "there is no '*='; there are = |= &= ^= += -=");
  if (peek().kind == Token::Kind::op && is_assignment(peek().text)) {
    if (target.kind == Expr::Kind::call) fail(peek(), "cannot assign to what a procedure returns");
    stmt.kind = Stmt::Kind::assign;
    stmt.op = take().text;
    stmt.exprs.push_back(stmt.op == "=" ? right_side() : value());
    if (stmt.atomic && stmt.op == "=")
      throw InputError(stmt.at, "an atomic statement is |=, &=, ^=, += or -=",
                       "to exchange: old = atomic exchange(PLACE, VALUE)");
  } else if (target.kind != Expr::Kind::call) {
    expected("'='");
  }
}

void Parser::atomic(Stmt& stmt) {
  stmt.atomic = true;
  assignment_or_call(stmt);
  if (stmt.kind == Stmt::Kind::call)
    throw InputError(stmt.at, "only an assignment can be atomic",
                     "such as 'atomic x |= VALUE', or 'old = atomic exchange(PLACE, VALUE)'");
}

void Parser::load_cr3(Stmt& stmt) {
  stmt.kind = Stmt::Kind::load_cr3;
  pos_ += 2;
  stmt.exprs.push_back(value());
  if (!accept_word("pcid")) return;
  stmt.exprs.push_back(value());
  if (accept_word("keep")) stmt.text = "keep";
}

// The types of the SDM's table: 0 one address, 1 one PCID, 2 all, 3 all but what is global.
void Parser::invpcid(Stmt& stmt) {
  stmt.text = expect_one_of("what INVPCID invalidates", invpcid_words()).text;
  if (stmt.text == "address") {
    stmt.exprs.push_back(value());
    expect_word("pcid");
  }
  if (stmt.text == "address" || stmt.text == "context") stmt.exprs.push_back(value());
}

void Parser::torn(Stmt& stmt) {
  expect_word("if");
  condition(stmt);
}

void Parser::interrupts(Stmt& stmt) {
  stmt.text = expect_one_of("'on' or 'off'", {"on", "off"}).text;
}

void Parser::mark(Stmt& stmt) {
  stmt.exprs.push_back(value());
  expect_word("as");
  if (at_word("free")) fail(peek(), "no frame is marked as free", "write free_page(FRAME)");
  stmt.text = expect_one_of("an owner of frames", owner_words()).text;
}

void Parser::send(Stmt& stmt) {
  stmt.text = expect_plain("the name of an interrupt").text;
  expect_word("to");
  stmt.op = accept_word("cpu") ? "cpu" : "mask";
  stmt.exprs.push_back(value());
}

void Parser::branch(Stmt& stmt) {
  if (accept_word("at")) {
    stmt.kind = Stmt::Kind::branch_kernel;
    return one_value(stmt);
  }
  one_value(stmt);
  expect_word("to");
  one_value(stmt);
}

void Parser::write(Stmt& stmt) {
  one_value(stmt);
  expect_op("=", "and the value to write");
  stmt.exprs.push_back(choice_or_value());
}

void Parser::wait_until(Stmt& stmt) {
  expect_word("until");
  condition(stmt);
}

void Parser::work(Stmt& stmt) { stmt.exprs.push_back(range_or_bound()); }

void Parser::return_value(Stmt& stmt) {
  if (!at_end()) one_value(stmt);
}

void Parser::reach(Stmt& stmt) { stmt.text = expect_name("the name of an event").text; }

void Parser::one_value(Stmt& stmt) { stmt.exprs.push_back(value()); }

// At a name that starts neither a known statement nor, by what follows, an assignment or a call.
void Parser::not_a_statement() const {
  const Token& word = peek();
  if (word.kind != Token::Kind::name) expected("a variable");
  const Token& next = peek(1);
  if (next.kind == Token::Kind::op && next.text != "~") return;
  if (contains(kernel_words(), word.text) || contains(scenario_words(), word.text))
    fail(word, fmt::format("'{}' is a declaration, not a statement", word.text),
         "declarations stand in the kernel or scenario itself, not in a block of statements");
  const std::string call = next.kind == Token::Kind::end
                               ? fmt::format("to call a procedure, write {}()", word.text)
                               : "";
  if (const std::string near = near_name(word.text, statement_words()); !near.empty())
    fail(word, fmt::format("unknown statement '{}'; did you mean '{}'?", word.text, near), call);
  if (!call.empty()) fail(word, fmt::format("'{}' alone is no statement", word.text), call);
  fail(word, fmt::format("unknown statement '{}'", word.text),
       "a statement is an assignment, a call NAME(...), or starts with a keyword such as lock, "
       "if, for, read, write, send");
}

} // namespace ghostwalk::lang
