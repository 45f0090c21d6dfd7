// SPDX-License-Identifier: MIT
// The parser: recursive descent over lines of tokens, with a limit on depth. One class, for the
// place in the text is its only state; the .cpp files of this folder hold its parts, each with what they know.
#pragma once

#include <string>
#include <string_view>

#include "sim/lang/ast.hpp"
#include "sim/lang/parse/lexer.hpp"
#include "sim/lang/parse/operators.hpp"
#include "sim/lang/parse/words.hpp"

namespace ghostwalk::lang {

class Parser {
public:
  Parser(const Sources& sources, std::uint32_t file) : lexed_(lex(sources, file)), file_(file) {}
  File file();

private:
  // ── line.cpp: the tokens of a line, and what stands around it ──
  const Token& peek(std::uint32_t ahead = 0) const;
  Token take();
  Token with_name(Token keyword) const;
  bool at_op(std::string_view op) const;
  bool at_word(std::string_view word, std::uint32_t ahead = 0) const;
  bool at_end() const { return peek().kind == Token::Kind::end; }
  bool accept_op(std::string_view op);
  bool accept_word(std::string_view word);
  void expect_op(std::string_view op, std::string_view where);
  void expect_word(std::string_view word);
  Token expect_name(std::string_view what);  // Any name: of a kernel, a CPU, an option's value.
  Token expect_plain(std::string_view what); // Without '-', and no reserved word.
  Name expect_one_of(std::string_view what, const Words& words);
  void end_of_line(); // Goes on to the next one.
  Location where(const Token& token) const { return {file_, token.line, token.column}; }
  Location here() const { return where(peek()); }
  [[noreturn]] void fail(const Token& at, const std::string& message, std::string hint = {}) const;
  [[noreturn]] void expected(std::string_view what, std::string hint = {}) const;

  const TokenLine& line() const { return lexed_.lines[line_]; }
  bool at_file_end() const { return line_ + 1 == lexed_.lines.size(); }
  Comments comments(bool first); // Of the current line; of the first in a block or not.
  std::vector<std::string> trailing(std::uint32_t indent);
  void bad_indentation(std::uint32_t block, std::uint32_t above) const;

  // Calls each(first) at every line of the block below a line indented by `above`, and returns the
  // comments at its end. No block: an error about `owner`, unless that may go without one.
  template <class Each>
  std::vector<std::string> block(std::uint32_t above, const Token* owner, Each each) {
    if (at_file_end() || line().indent <= above) {
      if (owner != nullptr) empty_block(*owner, above);
      return {};
    }
    return lines_of_block(line().indent, above, each);
  }
  template <class Each>
  std::vector<std::string> lines_of_block(std::uint32_t indent, std::uint32_t above, Each each) {
    deeper(peek());
    for (bool first = true; !at_file_end() && line().indent == indent; first = false) each(first);
    bad_indentation(indent, above);
    --depth_;
    return trailing(indent);
  }
  [[noreturn]] void empty_block(const Token& owner, std::uint32_t above) const;
  void deeper(const Token& at);

  // ── expr.cpp ──
  Expr value();           // Any expression but `any of`, ranges and the like.
  Expr bound();           // One without comparisons, and, or, not: of a range.
  Expr range_or_bound();  // A or A .. B
  Expr choice_or_value(); // any of A, B or a value
  bool at_fetch() const;
  Expr right_side();        // That, or read, or atomic exchange.
  std::vector<Expr> list(); // One or more values.
  Expr name_or_number(std::string_view what);
  Expr binary(Level loosest);
  Expr prefix(Level loosest);
  Expr postfix();
  Expr primary();
  Expr name_or_call();
  std::vector<Expr> arguments();
  Expr make(Expr::Kind kind, const Token& at, std::string_view text = {});
  void reject_dashes(const Expr& expr, bool allowed) const;

  // ── stmt.cpp: statements of one line; block.cpp: those with blocks ──
  Stmt statement(bool first);
  bool at_assignment() const;
  void simple(Stmt& stmt);
  void assignment_or_call(Stmt& stmt);
  void atomic(Stmt& stmt);
  void load_cr3(Stmt& stmt);
  void invpcid(Stmt& stmt);
  void torn(Stmt& stmt);
  void interrupts(Stmt& stmt);
  void mark(Stmt& stmt);
  void send(Stmt& stmt);
  void branch(Stmt& stmt);
  void write(Stmt& stmt);
  void wait_until(Stmt& stmt);
  void work(Stmt& stmt);
  void return_value(Stmt& stmt);
  void reach(Stmt& stmt);
  void one_value(Stmt& stmt);
  void nothing(Stmt&) {}
  void not_a_statement() const;

  Block body(std::uint32_t above, const Token* owner);
  bool compound(Stmt& stmt);
  void condition(Stmt& stmt);
  void if_chain(Stmt& stmt);
  void for_loop(Stmt& stmt);
  void either(Stmt& stmt);
  void next_block(Stmt& stmt, const Token& owner, std::uint32_t indent, Comments notes);
  void on_fault(Stmt& stmt, std::uint32_t indent);
  void orphan() const;

  // ── file.cpp: what a file declares ──
  Declaration declaration(bool first);
  void include(Declaration& declaration);
  void named(Declaration& declaration, const Token& keyword);
  void derived(Declaration& declaration);
  void cpu_block(Declaration& declaration, const Token& owner);
  void item_block(Declaration& declaration, const Token& owner);
  std::vector<Weighted> weighted_values();
  bool another_setting();
  std::vector<With> with_list();

  // ── item.cpp: what kernels and scenarios declare; scenario.cpp: only scenarios ──
  Item item(Declaration::Kind kind, bool first);
  [[noreturn]] void unknown_item(Declaration::Kind kind) const;
  Item option(Comments notes);
  Item constant(Comments notes);
  Item record(Comments notes);
  Item process(Comments notes);
  Item variable(Comments notes);
  Item procedure(Comments notes);
  Item paging(Comments notes);
  void option_number(Option& option);
  Maps maps(bool first);
  Variable field(bool first);
  void name_and_type(Variable& variable);
  Type type();

  Item cpus(Comments notes);
  Item frames(Comments notes);
  Item scenario_option(Comments notes);
  Item outside(Comments notes);
  Item memory(Comments notes);
  Item duration(Comments notes);
  Item script(Comments notes);
  Item claim(Comments notes);
  Item expect(Comments notes);
  Line short_line(Comments notes);
  bool oracle_or_event(Claim& claim);

  // ── study.cpp: only studies ──
  Item studied_scenario(Comments notes);
  Item subject(Comments notes);
  Item fixed_setting(Comments notes);
  Item vary(Comments notes);
  Item trials(Comments notes);
  Item measure(Comments notes);
  Axis axis();
  Values values_of_axis();

  Lexed lexed_;
  std::uint32_t file_;
  std::uint32_t line_ = 0, pos_ = 0; // Indices of the current line and token.
  int depth_ = 0;                    // Of blocks.
  int nested_ = 0;                   // In the current expression.
  int parts_ = 0;                    // Of the current line.
};

} // namespace ghostwalk::lang
