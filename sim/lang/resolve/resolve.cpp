// SPDX-License-Identifier: MIT
#include "sim/lang/resolve/resolve_expr.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/lang/lower/fold.hpp"
#include "sim/lang/parse/words.hpp"

namespace ghostwalk::lang {
namespace {

using Kind = Expr::Kind;

class Resolver : ExprResolver {
public:
  using ExprResolver::ExprResolver;

  void procedure(const Procedure& p) {
    where_ = p.interrupt ? Where::handler : Where::procedure;
    locals_ = assigned_names(p.body, true);
    for (const auto& [name, at] : p.parameters) {
      check_local(name, at);
      locals_.insert(name);
    }
    forget_symbols();
    block(p.body);
  }

  void script(const Script& script) {
    where_ = Where::claim; // Its arguments see no locals and have no statements before them.
    locals_.clear();
    if (!script.setup.empty()) setup(script);
    where_ = Where::script;
    locals_ = assigned_names(script.body, true);
    forget_symbols();
    block(script.body);
  }

  void claim(const Expr& condition) {
    where_ = Where::claim;
    locals_.clear();
    value(condition);
  }

private:
  void forget_symbols() {
    std::erase_if(locals_, [this](const std::string& name) { return s_.find(name) != nullptr; });
  }

  void check_local(const std::string& name, Location at) const {
    const Symbol* symbol = s_.find(name);
    if (symbol != nullptr || is_builtin_name(name))
      fail(at, "'" + name + "' has a meaning already and cannot be a local name",
           symbol == nullptr ? std::string()
                             : fmt::format("it is declared in line {}{}", symbol->at.line,
                                           symbol->at.file == at.file ? "" : " of another file"));
  }

  void setup(const Script& script) {
    const auto found = s_.procedures.find(script.setup);
    if (found == s_.procedures.end())
      fail(script.setup_at, "there is no setup procedure '" + script.setup + "'" +
                                suggest(script.setup, names_of(s_.procedures)));
    check_arity(script.setup, script.setup_at, script.arguments.size(),
                found->second->parameters.size());
    for (const Expr& argument : script.arguments) value(argument);
  }

  // ── Statements ──

  void block(const Block& b) {
    for (const Stmt& stmt : b.statements) statement(stmt);
  }

  void statement(const Stmt& s) {
    switch (s.kind) {
    case Stmt::Kind::assign: assign(s); break;
    case Stmt::Kind::call: call(s.exprs[0], true); break;
    case Stmt::Kind::for_: return for_loop(s);
    case Stmt::Kind::return_: return_value(s); break;
    case Stmt::Kind::stop:
      if (where_ == Where::handler) fail(s.at, "`stop` in an interrupt", "use `return`");
      break;
    case Stmt::Kind::lock:
    case Stmt::Kind::unlock: lock(s.exprs[0]); break;
    case Stmt::Kind::mark: owner(s.text, s.at, true); break;
    case Stmt::Kind::send: vector(s.text, s.at); break;
    case Stmt::Kind::write: right_side(s.exprs[1]); break;
    default: break;
    }
    const bool first_only = s.kind == Stmt::Kind::write || s.kind == Stmt::Kind::mark;
    const bool none = s.kind == Stmt::Kind::assign || s.kind == Stmt::Kind::call ||
                      s.kind == Stmt::Kind::lock || s.kind == Stmt::Kind::unlock;
    if (!none)
      for (std::size_t i = 0; i < (first_only ? 1 : s.exprs.size()); ++i) operand(s, s.exprs[i]);
    for (const Block& b : s.blocks) block(b);
  }

  void operand(const Stmt& s, const Expr& e) {
    if (s.kind == Stmt::Kind::work && e.kind == Kind::range) {
      value(e.children[0]);
      value(e.children[1]);
    } else {
      value(e);
    }
  }

  void assign(const Stmt& s) {
    target(s, s.exprs[0]);
    const Expr& right = s.exprs[1];
    if (s.atomic && s.op == "=")
      fail(s.at, "`atomic` needs |=, &=, ^=, += or -=",
           "for a plain exchange write `old = atomic exchange(x, value)`");
    if (s.op != "=" &&
        (right.kind == Kind::any_of || right.kind == Kind::access || right.kind == Kind::atomic))
      fail(right.at, "this can only stand alone behind `=`");
    right_side(right);
  }

  void right_side(const Expr& e) {
    switch (e.kind) {
    case Kind::any_of:
      for (const Expr& child : e.children) value(child);
      break;
    case Kind::access: value(e.children[0]); break;
    case Kind::atomic:
      shared_place(e.children[0]);
      value(e.children[1]);
      break;
    default: value(e);
    }
  }

  void target(const Stmt& s, const Expr& t) {
    if (t.kind == Kind::name && s_.find(t.text) == nullptr) return local_target(s, t);
    if (is_pge(t)) {
      if (s.op != "=" || s.atomic) fail(t.at, "cr4.pge can only be set with `=`");
      return;
    }
    shared_place(t);
  }

  void local_target(const Stmt& s, const Expr& t) {
    if (is_builtin_name(t.text)) fail(t.at, "'" + t.text + "' cannot be assigned to");
    if (std::find(loops_.begin(), loops_.end(), t.text) != loops_.end())
      fail(t.at, "'" + t.text + "' is counted by the loop and cannot be assigned to");
    if (!locals_.contains(t.text)) unknown_name(t);
    if (s.atomic)
      fail(t.at, "'" + t.text + "' is local to this code",
           "`atomic` is for variables that others see");
  }

  // A variable, an element, a field or a word that may be written.
  void shared_place(const Expr& t) {
    if (t.kind == Kind::name) {
      const Symbol* symbol = s_.find(t.text);
      if (symbol == nullptr && locals_.contains(t.text))
        fail(t.at, "'" + t.text + "' is local to this code");
      if (symbol == nullptr) unknown_name(t);
      if (symbol->kind != Symbol::Kind::variable)
        fail(t.at,
             fmt::format("'{}' is {} and cannot be assigned to", t.text, kind_name(symbol->kind)));
      check_writable(symbol->index, t);
    } else if (t.kind == Kind::field) {
      value(t);
      for (const RecordSymbol* record : s_.with_field(t.text)) {
        const FieldSymbol& field = record->fields.at(t.text);
        if (field.fixed) fail(t.at, "'" + t.text + "' is fixed and cannot be assigned to");
        check_writable(field.place, t);
      }
    } else if (t.kind == Kind::index) {
      value(t);
      if (t.children[0].kind != Kind::name) return;
      const Symbol* symbol = s_.find(t.children[0].text);
      if (symbol != nullptr && symbol->kind == Symbol::Kind::variable)
        check_writable(symbol->index, t);
    } else {
      fail(t.at, "this cannot be assigned to",
           "a variable, an element, a field or a word of a frame can");
    }
  }

  void check_writable(std::uint32_t place, const Expr& t) const {
    if (s_.places[place].type == Place::Type::lock)
      fail(t.at, "'" + s_.places[place].name + "' is a lock", "use `lock` and `unlock`");
    if (t.kind == Kind::name) whole_variable(place, t);
  }

  static std::string kind_name(Symbol::Kind kind) {
    switch (kind) {
    case Symbol::Kind::option: return "an option";
    case Symbol::Kind::constant: return "a constant";
    case Symbol::Kind::process: return "a process";
    default: return "a variable";
    }
  }

  void for_loop(const Stmt& s) {
    check_local(s.text, s.at);
    if (std::find(loops_.begin(), loops_.end(), s.text) != loops_.end())
      fail(s.at, "a loop over '" + s.text + "' within a loop over it");
    const Expr& over = s.exprs[0];
    for (const Expr& child : over.children) value(child);
    loops_.push_back(s.text);
    block(s.blocks[0]);
    loops_.pop_back();
  }

  void return_value(const Stmt& s) const {
    if (where_ != Where::procedure && !s.exprs.empty())
      fail(s.at, "only a procedure can return a value");
  }

  void lock(const Expr& e) {
    value(e);
    if (e.kind == Kind::field || e.kind == Kind::name || e.kind == Kind::index) return;
    fail(e.at, "this is no lock", "`lock` takes a variable or a field of type lock");
  }

  void vector(const std::string& name, Location at) const {
    if (s_.find_interrupt(name) >= 0) return;
    std::vector<std::string> names;
    for (const Procedure* p : s_.interrupts) names.push_back(p->name);
    fail(at, "there is no interrupt '" + name + "'" + suggest(name, names));
  }

  std::vector<std::string> loops_;
};

} // namespace

bool is_builtin_name(const std::string& name) {
  return name != "cr4" && contains(name_words(), name); // That has a field, and no value.
}

bool is_pge(const Expr& e) {
  return e.kind == Kind::field && e.text == "pge" && e.children[0].kind == Kind::name &&
         e.children[0].text == "cr4";
}

const OptionSymbol* option_named(const Symbols& symbols, const Expr& expr) {
  if (expr.kind != Kind::name) return nullptr;
  const Symbol* symbol = symbols.find(expr.text);
  if (symbol == nullptr || symbol->kind != Symbol::Kind::option) return nullptr;
  const OptionSymbol& option = symbols.options[symbol->index];
  return option.values.empty() ? nullptr : &option;
}

std::set<std::string> assigned_names(const Block& block, bool first_only) {
  std::set<std::string> names;
  each_statement(block, [&](const Stmt& s) {
    const bool sets = s.kind == Stmt::Kind::assign && (!first_only || (s.op == "=" && !s.atomic));
    if (sets && s.exprs[0].kind == Kind::name && !is_builtin_name(s.exprs[0].text))
      names.insert(s.exprs[0].text);
    if (s.kind == Stmt::Kind::for_) names.insert(s.text);
  });
  return names;
}

void resolve(const Symbols& symbols) {
  Resolver resolver(symbols);
  check_recursion(symbols);
  for (const auto* from : {symbols.chosen.kernel, symbols.chosen.scenario}) {
    if (from == nullptr) continue;
    for (const Item& item : from->items) {
      if (const auto* procedure = std::get_if<Procedure>(&item)) resolver.procedure(*procedure);
      if (const auto* script = std::get_if<Script>(&item)) resolver.script(*script);
      if (const auto* claim = std::get_if<Claim>(&item);
          claim != nullptr && !claim->condition.empty())
        resolver.claim(claim->condition[0]);
    }
  }
}

} // namespace ghostwalk::lang
