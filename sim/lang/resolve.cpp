// SPDX-License-Identifier: MIT
#include "sim/lang/resolve.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/lang/fold.hpp"
#include "sim/lang/words.hpp"

namespace ghostwalk::lang {
namespace {

using Kind = Expr::Kind;

const std::vector<std::string>& builtin_procedures() {
  static const std::vector<std::string> names{"bit",   "count", "fls",   "present",    "frame",
                                              "empty", "entry", "index", "alloc_page", "free_page"};
  return names;
}

class Resolver {
public:
  enum class Where : std::uint8_t { procedure, handler, script, claim };

  explicit Resolver(const Symbols& symbols) : s_(symbols) {}

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

  static void check_arity(const std::string& name, Location at, std::size_t given,
                          std::size_t wanted) {
    if (given != wanted)
      fail(at, fmt::format("'{}' takes {} argument{}, and {} {} given", name, wanted,
                           wanted == 1 ? "" : "s", given, given == 1 ? "is" : "are"));
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

  void whole_variable(std::uint32_t place, const Expr& t) const {
    if (s_.variables[place].array)
      fail(t.at, fmt::format("'{}' is an array: write {}[i]", t.text, t.text));
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

  static void owner(const std::string& word, Location at, bool quicklist) {
    Words owners = owner_words();
    if (!quicklist) std::erase(owners, "quicklist");
    if (!contains(owners, word))
      fail(at, "there is no owner '" + word + "'" + suggest(word, owners));
  }

  void vector(const std::string& name, Location at) const {
    if (s_.find_interrupt(name) >= 0) return;
    std::vector<std::string> names;
    for (const Procedure* p : s_.interrupts) names.push_back(p->name);
    fail(at, "there is no interrupt '" + name + "'" + suggest(name, names));
  }

  // ── Expressions ──

  void value(const Expr& e) {
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

  void binary(const Expr& e) {
    const Expr &a = e.children[0], &b = e.children[1];
    if (e.text == "==" || e.text == "!=") {
      if (option_value(a, b)) return;
      if (option_value(b, a)) return;
    }
    value(a);
    value(b);
  }

  // `a` an option, or a local that may hold one's value, and `b` a value's name.
  bool option_value(const Expr& a, const Expr& b) {
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

  [[noreturn]] void unknown_name(const Expr& e) const {
    std::vector<std::string> known(locals_.begin(), locals_.end());
    for (const std::string& name : s_.names()) known.push_back(name);
    std::string hint = dash_hint(e.text);
    if (s_.procedures.contains(e.text)) hint = "it is a procedure: write " + e.text + "(...)";
    fail(e.at, "unknown name '" + e.text + "'" + (hint.empty() ? suggest(e.text, known) : ""),
         hint);
  }

  void name(const Expr& e) const {
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

  void index(const Expr& e) {
    const Expr& of = e.children[0];
    const Symbol* symbol = of.kind == Kind::name ? s_.find(of.text) : nullptr;
    const bool element = symbol != nullptr && symbol->kind == Symbol::Kind::variable &&
                         (s_.variables[symbol->index].array ||
                          s_.places[symbol->index].scope == Place::Scope::per_cpu);
    if (!element) value(of);
    value(e.children[1]);
  }

  void field(const Expr& e) {
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

  void call(const Expr& e, bool statement) {
    const auto procedure = s_.procedures.find(e.text);
    if (procedure != s_.procedures.end()) {
      if (where_ == Where::claim) fail(e.at, "a procedure cannot be called here");
      check_arity(e.text, e.at, e.children.size(), procedure->second->parameters.size());
      for (const Expr& argument : e.children) value(argument);
      return;
    }
    if (s_.records.contains(e.text)) return record(e);
    if (!contains(builtin_procedures(), e.text)) unknown_procedure(e);
    builtin(e, statement);
  }

  void record(const Expr& e) {
    check_arity(e.text, e.at, e.children.size(), 1);
    value(e.children[0]);
  }

  [[noreturn]] void unknown_procedure(const Expr& e) const {
    std::vector<std::string> known = names_of(s_.procedures);
    for (const std::string& name : builtin_procedures()) known.push_back(name);
    fail(e.at, "there is no procedure '" + e.text + "'" + suggest(e.text, known));
  }

  void builtin(const Expr& e, bool statement) {
    const bool acts = e.text == "alloc_page" || e.text == "free_page";
    if (acts && where_ == Where::claim) fail(e.at, "'" + e.text + "' cannot be called here");
    if (statement && !acts) fail(e.at, "'" + e.text + "(...)' is a value: nothing is done with it");
    if (!statement && e.text == "free_page") fail(e.at, "'free_page' has no value");
    if (e.text == "entry") return entry(e);
    check_arity(e.text, e.at, e.children.size(), e.text == "index" ? 2 : 1);
    if (e.text == "alloc_page") return owner(e.children[0].text, e.children[0].at, false);
    for (const Expr& argument : e.children) value(argument);
  }

  void entry(const Expr& e) {
    if (e.children.empty())
      fail(e.at, "'entry' takes a frame and flags", "such as entry(page, present, user)");
    value(e.children[0]);
    for (std::size_t i = 1; i < e.children.size(); ++i) {
      const Expr& flag = e.children[i];
      if (!entry_flag(flag.text))
        fail(flag.at,
             "a table word has no flag '" + flag.text + "'" + suggest(flag.text, entry_flags()));
      if (flag.text == "noexec" && !s_.chosen.mode->has_no_execute)
        fail(flag.at, "there is no noexec in i386 paging");
    }
  }

  const Symbols& s_;
  Where where_ = Where::procedure;
  std::set<std::string> locals_;
  std::vector<std::string> loops_;
};

} // namespace

bool is_builtin_name(const std::string& name) {
  static const Words names{"self",  "cpus", "none",      "true",
                           "false", "cr3",  "page_size", "interrupts_on"};
  return contains(names, name);
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
