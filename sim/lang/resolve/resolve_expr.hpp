// SPDX-License-Identifier: MIT
// Names and arity in expressions; statements are in resolve.cpp.
#pragma once

#include "sim/lang/resolve/resolve.hpp"

namespace ghostwalk::lang {

class ExprResolver {
public:
  enum class Where : std::uint8_t { procedure, handler, script, claim };

  explicit ExprResolver(const Symbols& symbols) : s_(symbols) {}

protected:
  void value(const Expr& e);
  void binary(const Expr& e);
  bool option_value(const Expr& a, const Expr& b);
  [[noreturn]] void unknown_name(const Expr& e) const;
  void name(const Expr& e) const;
  void index(const Expr& e);
  void field(const Expr& e);
  void call(const Expr& e, bool statement);
  void record(const Expr& e);
  [[noreturn]] void unknown_procedure(const Expr& e) const;
  void builtin(const Expr& e, bool statement);
  void entry(const Expr& e);
  void whole_variable(std::uint32_t place, const Expr& t) const;
  static void check_arity(const std::string& name, Location at, std::size_t given,
                          std::size_t wanted);
  static void owner(const std::string& word, Location at, bool quicklist);

  const Symbols& s_;
  Where where_ = Where::procedure;
  std::set<std::string> locals_;
};

} // namespace ghostwalk::lang
