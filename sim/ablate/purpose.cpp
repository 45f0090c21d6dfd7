// SPDX-License-Identifier: MIT
#include "sim/ablate/purpose.hpp"

#include <algorithm>
#include <set>

#include "sim/lang/resolve/resolve.hpp"

namespace ghostwalk::ablate {

using lang::Block;
using lang::Expr;
using lang::Stmt;

namespace {

bool names(const Expr& e, const std::string& name) {
  return e.kind == Expr::Kind::name && e.text == name;
}

void called_in(const Expr& e, std::set<std::string>& out) {
  if (e.kind == Expr::Kind::call) out.insert(e.text);
  for (const Expr& child : e.children) called_in(child, out);
}

} // namespace

Purposes::Purposes(const lang::Declaration& kernel) {
  for (const lang::Item& item : kernel.items) {
    if (const auto* procedure = std::get_if<lang::Procedure>(&item))
      if (!procedure->interrupt) procedures_[procedure->name] = procedure;
    if (const auto* variable = std::get_if<lang::Variable>(&item)) {
      per_cpu_[variable->name] = variable->per_cpu;
      is_array_[variable->name] = !variable->size.empty();
    }
  }
}

// ── Flushes ──

bool Purposes::only_flushes(const std::string& procedure) {
  const Effects e = effects(procedure);
  return e.flushes && !e.others;
}

Purposes::Effects Purposes::effects(const std::string& procedure) {
  const auto known = known_.find(procedure);
  if (known != known_.end()) return known->second;
  const auto found = procedures_.find(procedure);
  if (found == procedures_.end()) return {}; // A builtin, or a scenario's.
  const Effects e = effects(found->second->body);
  known_[procedure] = e;
  return e;
}

Purposes::Effects Purposes::effects(const Block& block) {
  Effects all;
  for (const Stmt& s : block.statements) {
    const Effects e = effects(s);
    all.flushes |= e.flushes;
    all.others |= e.others;
  }
  return all;
}

Purposes::Effects Purposes::effects(const Stmt& s) {
  Effects all;
  const auto add = [&](const Effects& e) {
    all.flushes |= e.flushes;
    all.others |= e.others;
  };
  using Kind = Stmt::Kind;
  switch (s.kind) {
  case Kind::invlpg:
  case Kind::invpcid:
  case Kind::load_cr3:
  case Kind::fence:
  case Kind::send: all.flushes = true; break;
  case Kind::assign:
    all.flushes = lang::is_pge(s.exprs[0]);
    all.others = !all.flushes && stores_for_others(s);
    break;
  case Kind::mark:
  case Kind::read:
  case Kind::write:
  case Kind::execute:
  case Kind::branch_user:
  case Kind::speculate:
  case Kind::forever:
  case Kind::stop: all.others = true; break;
  default: break;
  }
  for (const Expr& e : s.exprs) add(effects(e));
  for (const Block& b : s.blocks) add(effects(b));
  return all;
}

Purposes::Effects Purposes::effects(const Expr& value) {
  Effects all;
  if (value.kind == Expr::Kind::access) all.others = true;
  if (value.kind == Expr::Kind::call) {
    all = effects(value.text);
    if (value.text == "alloc_page" || value.text == "free_page") all.others = true;
  }
  for (const Expr& child : value.children) {
    const Effects e = effects(child);
    all.flushes |= e.flushes;
    all.others |= e.others;
  }
  return all;
}

bool Purposes::stores_for_others(const Stmt& assign) const {
  const Expr& target = assign.exprs[0];
  if (target.kind == Expr::Kind::field) return !assign.atomic;
  const Expr& base = target.kind == Expr::Kind::index ? target.children[0] : target;
  const auto variable = per_cpu_.find(base.text);
  const bool is_variable = base.kind == Expr::Kind::name && variable != per_cpu_.end();
  if (is_variable && variable->second) return true;
  if (target.kind == Expr::Kind::index) return !is_variable || !is_array_.at(base.text);
  return false;
}

// ── Frees ──

bool Purposes::frees(const Expr& call) {
  if (call.text == "free_page") return true;
  const auto found = procedures_.find(call.text);
  if (found == procedures_.end()) return false;
  for (std::size_t i = 0; i < found->second->parameters.size(); ++i)
    if (frees_parameter(call.text, i)) return true;
  return false;
}

bool Purposes::frees_parameter(const std::string& procedure, std::size_t parameter) {
  const auto found = procedures_.find(procedure);
  return found != procedures_.end() && parameter < found->second->parameters.size() &&
         frees_name(found->second->body, found->second->parameters[parameter].text);
}

bool Purposes::frees_name(const Block& block, const std::string& name) {
  for (const Stmt& s : block.statements) {
    if (s.kind == Stmt::Kind::mark && names(s.exprs[0], name)) return true;
    if (s.kind == Stmt::Kind::call && gives_away(s.exprs[0], name)) return true;
    for (const Block& inner : s.blocks)
      if (frees_name(inner, name)) return true;
  }
  return false;
}

bool Purposes::gives_away(const Expr& call, const std::string& name) {
  for (std::size_t i = 0; i < call.children.size(); ++i)
    if (names(call.children[i], name) &&
        (call.text == "free_page" || frees_parameter(call.text, i)))
      return true;
  return false;
}

// ── Calls ──

const std::vector<std::string>& Purposes::reached_from(const std::string& procedure) {
  const auto [known, fresh] = reached_.try_emplace(procedure);
  const auto found = procedures_.find(procedure);
  if (!fresh || found == procedures_.end()) return known->second;
  std::set<std::string> called, all{procedure};
  lang::each_statement(found->second->body, [&](const Stmt& s) {
    for (const Expr& e : s.exprs) called_in(e, called);
  });
  for (const std::string& name : called)
    for (const std::string& further : reached_from(name)) all.insert(further);
  return reached_[procedure] = {all.begin(), all.end()};
}

} // namespace ghostwalk::ablate
