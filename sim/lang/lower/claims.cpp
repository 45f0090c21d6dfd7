// SPDX-License-Identifier: MIT
#include "sim/lang/lower/claims.hpp"

#include <algorithm>

#include "sim/lang/lower/fold.hpp"
#include "sim/lang/print/printer.hpp"
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
    d.property.text = expr_text(claim.condition[0]);
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
  Value v = this->condition(condition);
  reads_ = Reads::steps;
  return v;
}

} // namespace ghostwalk::lang
