// SPDX-License-Identifier: MIT
// The one format. Expressions become texts; everything else becomes lines, whose comments are put
// into a column at the end.
#pragma once

#include <string>
#include <vector>

#include "sim/lang/ast.hpp"
#include "sim/lang/parse/operators.hpp"

namespace ghostwalk::lang {

// With parentheses around what binds looser than `loosest`, and no others.
std::string expr_text(const Expr& expr, Level loosest = Level::any);

// A .. B, or what may stand there alone.
std::string range_text(const Expr& expr);

// In parentheses also when it starts with `word`, which would be taken for a keyword there.
std::string not_starting_with(const std::string& text, std::string_view word);

std::string comma_separated(const std::vector<Expr>& list);

// KEY = VALUE, ... and " with OPTION = VALUE, ..." (empty for none).
std::string setting_text(const Setting& setting);
std::string with_text(const std::vector<With>& list);

class Printer {
public:
  std::string file(const File& file);
  std::string code(const Declaration& declaration); // Without comments.

private:
  // ── print.cpp: lines and comments ──
  struct TextLine {
    std::string text, after;
  };
  void line(const std::string& text, const Comments& comments);
  void own_line(const std::string& comment);
  void trailing(const std::vector<std::string>& comments);
  void block(const Block& block);
  std::string joined() const;

  // ── stmt.cpp ──
  void statement(const Stmt& stmt);

  // ── decl.cpp ──
  void declaration(const Declaration& declaration);
  void item(const Line& line);
  void item(const Option& option);
  void item(const Constant& constant);
  void item(const Record& record);
  void item(const Process& process);
  void item(const Variable& variable);
  void item(const Procedure& procedure);
  void item(const Script& script);
  void item(const Claim& claim);
  void item(const Expect& expect);

  // ── study.cpp ──
  void item(const Setting& setting);
  void item(const Vary& vary);
  void item(const Subject& subject);
  void item(const Measure& measure);

  std::vector<TextLine> lines_;
  std::size_t indent_ = 0;
  bool comments_ = true;
};

} // namespace ghostwalk::lang
