// SPDX-License-Identifier: MIT
#include "sim/lang/resolve/resolve_expr.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/lang/lower/fold.hpp"
#include "sim/lang/parse/words.hpp"
#include "sim/machine/oracles.hpp"

namespace ghostwalk::lang {
namespace {
using Kind = Expr::Kind;
} // namespace

void ExprResolver::value(const Expr& e) {
  switch (e.kind) {
  case Kind::number: break;
  case Kind::name: name(e); break;
  case Kind::unary: value(e.children[0]); break;
  case Kind::binary: binary(e); break;
  case Kind::index: index(e); break;
  case Kind::field: field(e); break;
  case Kind::call: call(e, false); break;
  case Kind::any_of:
    fail(e.at, "`any of` stands alone behind `=`",
         "give the choice a name first: `x = any of ...`");
  case Kind::range: fail(e.at, "a range has no value");
  default: fail(e.at, "this can only stand alone behind `=`");
  }
}

void ExprResolver::binary(const Expr& e) {
  const Expr &a = e.children[0], &b = e.children[1];
  if (e.text == "==" || e.text == "!=") {
    if (option_value(a, b)) return;
    if (option_value(b, a)) return;
  }
  value(a);
  value(b);
}

// `a` an option, or a local that may hold one's value, and `b` a value's name.
bool ExprResolver::option_value(const Expr& a, const Expr& b) {
  if (b.kind != Kind::name) return false;
  if (const OptionSymbol* option = option_named(s_, a)) {
    if (contains(option->values, b.text)) return true;
    if (locals_.contains(b.text) || s_.find(b.text) != nullptr) return false;
    s_.option_value(*option, b);
  }
  if (a.kind != Kind::name || !locals_.contains(a.text) || locals_.contains(b.text) ||
      s_.find(b.text) != nullptr)
    return false;
  return std::any_of(s_.options.begin(), s_.options.end(),
                     [&](const OptionSymbol& o) { return contains(o.values, b.text); });
}

void ExprResolver::unknown_name(const Expr& e) const {
  std::vector<std::string> known(locals_.begin(), locals_.end());
  for (const std::string& name : s_.names()) known.push_back(name);
  std::string hint = dash_hint(e.text);
  if (const std::string oracle = near_name(e.text, oracle_names());
      where_ == Where::claim && !oracle.empty())
    fail(e.at, fmt::format("unknown name '{}'; did you mean the oracle '{}'?", e.text, oracle));
  if (s_.procedures.contains(e.text)) hint = "it is a procedure: write " + e.text + "(...)";
  fail(e.at, "unknown name '" + e.text + "'" + (hint.empty() ? suggest(e.text, known) : ""), hint);
}

void ExprResolver::name(const Expr& e) const {
  if (locals_.contains(e.text)) return;
  if (is_builtin_name(e.text)) {
    if (where_ == Where::claim &&
        (e.text == "self" || e.text == "cr3" || e.text == "interrupts_on"))
      fail(e.at, "'" + e.text + "' has no meaning here: no CPU is running");
    return;
  }
  const Symbol* symbol = s_.find(e.text);
  if (symbol == nullptr) unknown_name(e);
  if (symbol->kind != Symbol::Kind::variable) return;
  whole_variable(symbol->index, e);
  if (where_ == Where::claim && s_.places[symbol->index].scope == Place::Scope::per_cpu)
    fail(e.at, fmt::format("'{}' is there once for each CPU: write {}[0]", e.text, e.text));
}

void ExprResolver::index(const Expr& e) {
  const Expr& of = e.children[0];
  const Symbol* symbol = of.kind == Kind::name ? s_.find(of.text) : nullptr;
  const bool element = symbol != nullptr && symbol->kind == Symbol::Kind::variable &&
                       (s_.variables[symbol->index].array ||
                        s_.places[symbol->index].scope == Place::Scope::per_cpu);
  if (!element) value(of);
  value(e.children[1]);
}

void ExprResolver::field(const Expr& e) {
  if (is_pge(e)) {
    if (where_ == Where::claim) fail(e.at, "cr4.pge has no meaning here: no CPU is running");
    return;
  }
  if (e.children[0].kind == Kind::name && e.children[0].text == "cr4")
    fail(e.at, "cr4 has no '" + e.text + "'; it has pge");
  value(e.children[0]);
  if (s_.with_field(e.text).empty())
    fail(e.at, "no record has a field '" + e.text + "'" + suggest(e.text, s_.fields()));
}

void ExprResolver::call(const Expr& e, bool statement) {
  const auto procedure = s_.procedures.find(e.text);
  if (procedure != s_.procedures.end()) {
    if (where_ == Where::claim) fail(e.at, "a procedure cannot be called here");
    check_arity(e.text, e.at, e.children.size(), procedure->second->parameters.size());
    for (const Expr& argument : e.children) value(argument);
    return;
  }
  if (s_.records.contains(e.text)) return record(e);
  if (!contains(function_words(), e.text)) unknown_procedure(e);
  builtin(e, statement);
}

void ExprResolver::record(const Expr& e) {
  check_arity(e.text, e.at, e.children.size(), 1);
  value(e.children[0]);
}

void ExprResolver::unknown_procedure(const Expr& e) const {
  std::vector<std::string> known = names_of(s_.procedures);
  for (const std::string& name : function_words()) known.push_back(name);
  fail(e.at, "there is no procedure '" + e.text + "'" + suggest(e.text, known));
}

void ExprResolver::builtin(const Expr& e, bool statement) {
  const bool acts = e.text == "alloc_page" || e.text == "free_page";
  if (acts && where_ == Where::claim) fail(e.at, "'" + e.text + "' cannot be called here");
  if (statement && !acts) fail(e.at, "'" + e.text + "(...)' is a value: nothing is done with it");
  if (!statement && e.text == "free_page") fail(e.at, "'free_page' has no value");
  if (e.text == "entry") return entry(e);
  const std::size_t wanted = e.text == "index" ? 2 : e.text == "table_at_start" ? 3 : 1;
  check_arity(e.text, e.at, e.children.size(), wanted);
  if (e.text == "alloc_page") return owner(e.children[0].text, e.children[0].at, false);
  for (const Expr& argument : e.children) value(argument);
}

void ExprResolver::entry(const Expr& e) {
  if (e.children.empty())
    fail(e.at, "'entry' takes a frame and flags", "such as entry(page, present, user)");
  value(e.children[0]);
  for (std::size_t i = 1; i < e.children.size(); ++i) {
    const Expr& flag = e.children[i];
    if (!entry_flag(flag.text))
      fail(flag.at,
           "a table word has no flag '" + flag.text + "'" + suggest(flag.text, flag_words()));
    if (flag.text == "noexec" && !s_.chosen.mode->has_no_execute)
      fail(flag.at, "there is no noexec in i386 paging");
  }
}

void ExprResolver::whole_variable(std::uint32_t place, const Expr& t) const {
  if (s_.variables[place].array)
    fail(t.at, fmt::format("'{}' is an array: write {}[i]", t.text, t.text));
}

void ExprResolver::check_arity(const std::string& name, Location at, std::size_t given,
                               std::size_t wanted) {
  if (given != wanted)
    fail(at, fmt::format("'{}' takes {} argument{}, and {} {} given", name, wanted,
                         wanted == 1 ? "" : "s", given, given == 1 ? "is" : "are"));
}

void ExprResolver::owner(const std::string& word, Location at, bool quicklist) {
  Words owners = owner_words();
  if (!quicklist) std::erase(owners, "quicklist");
  if (!contains(owners, word)) fail(at, "there is no owner '" + word + "'" + suggest(word, owners));
}

} // namespace ghostwalk::lang
