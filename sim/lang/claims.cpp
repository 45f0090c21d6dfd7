// SPDX-License-Identifier: MIT
#include "sim/lang/claims.hpp"

#include <algorithm>

#include "sim/lang/fold.hpp"
#include "sim/machine/oracles.hpp"

namespace ghostwalk::lang {
namespace {

std::uint8_t oracle_number(const std::string& name, Location at) {
  if (const auto oracle = oracle_named(name)) return static_cast<std::uint8_t>(*oracle);
  fail(at, "there is no oracle '" + name + "'" + suggest(name, oracle_names()));
}

std::set<std::string> reached_events(const Symbols& symbols) {
  std::set<std::string> names;
  const auto note = [&](const Stmt& s) {
    if (s.kind == Stmt::Kind::reach) names.insert(s.text);
  };
  for (const auto& [name, procedure] : symbols.procedures) each_statement(procedure->body, note);
  for (const Procedure* interrupt : symbols.interrupts) each_statement(interrupt->body, note);
  for (const Script* script : symbols.scripts) each_statement(script->body, note);
  return names;
}

std::uint8_t event_named(const std::string& name, Location at, const Symbols& symbols,
                         Lowering& lowering) {
  const std::set<std::string> known = reached_events(symbols);
  if (!known.contains(name))
    fail(at, "no `reach` names the event '" + name + "'" +
                 suggest(name, std::vector<std::string>(known.begin(), known.end())));
  return static_cast<std::uint8_t>(lowering.event(name));
}

// As the scenario has it, on one line: from behind `never` to the end of what is claimed.
std::string text_of(const Expr& e);

std::string joined(const std::vector<Expr>& children) {
  std::string text;
  for (const Expr& child : children) text += (text.empty() ? "" : ", ") + text_of(child);
  return text;
}

std::string in_parentheses(const Expr& e) {
  return e.kind == Expr::Kind::binary ? "(" + text_of(e) + ")" : text_of(e);
}

std::string text_of(const Expr& e) {
  const auto child = [&](std::size_t i) { return in_parentheses(e.children[i]); };
  switch (e.kind) {
  case Expr::Kind::unary: return e.text + (e.text == "not" ? " " : "") + child(0);
  case Expr::Kind::binary: return child(0) + " " + e.text + " " + child(1);
  case Expr::Kind::index: return child(0) + "[" + text_of(e.children[1]) + "]";
  case Expr::Kind::field: return child(0) + "." + e.text;
  case Expr::Kind::call: return e.text + "(" + joined(e.children) + ")";
  default: return e.text;
  }
}

DraftClaim draft(const Claim& claim, const Symbols& symbols, Lowering& lowering) {
  DraftClaim d;
  d.property.never = claim.never;
  d.property.at = claim.at;
  if (!claim.oracle.empty()) {
    d.property.kind = Property::Kind::oracle;
    d.property.index = oracle_number(claim.oracle, claim.at);
    d.property.text = claim.oracle;
  } else if (!claim.event.empty()) {
    d.property.kind = Property::Kind::event;
    d.property.index = event_named(claim.event, claim.event_at, symbols, lowering);
    d.property.text = "event " + claim.event;
  } else {
    d.property.kind = Property::Kind::state;
    d.property.text = text_of(claim.condition[0]);
    d.condition = lowering.claim(claim.condition[0]).code;
  }
  return d;
}

DraftClaim always(Oracle oracle, const std::string& text) {
  DraftClaim d;
  d.property.index = static_cast<std::uint8_t>(oracle);
  d.property.text = text;
  return d;
}

} // namespace

std::vector<DraftClaim> claims(const Symbols& symbols, Lowering& lowering) {
  std::vector<DraftClaim> all;
  bool deadlock = false;
  for (const Claim* claim : symbols.claims) {
    all.push_back(draft(*claim, symbols, lowering));
    const Property& p = all.back().property;
    deadlock = deadlock || (p.kind == Property::Kind::oracle &&
                            p.index == static_cast<std::uint8_t>(Oracle::deadlock));
  }
  if (!deadlock) all.push_back(always(Oracle::deadlock, "deadlock"));
  all.push_back(always(Oracle::assertion, "failed assertion"));
  return all;
}

Value Lowering::claim(const Expr& condition) {
  at_ = condition.at;
  self_.reset();
  reads_ = Reads::claim;
  Value v = value(condition);
  reads_ = Reads::steps;
  if (v.depth > 100) fail(condition.at, "this claim is too deep", "split it in two");
  return v;
}

} // namespace ghostwalk::lang
