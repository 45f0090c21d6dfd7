// SPDX-License-Identifier: MIT
#include "sim/ablate/pairs.hpp"

#include "sim/lang/print/printer.hpp"
#include "sim/lang/resolve/resolve.hpp"

namespace ghostwalk::ablate {

using lang::Block;
using lang::Stmt;

namespace {

bool find_in(Block& block, Location at, Place& place) {
  for (std::size_t i = 0; i < block.statements.size(); ++i) {
    Stmt& s = block.statements[i];
    if (s.at == at) {
      place.block = &block;
      place.index = i;
      return true;
    }
    for (Block& inner : s.blocks)
      if (find_in(inner, at, place)) return true;
  }
  return false;
}

// What is opened or closed, as text; empty: nothing is.
std::string subject(const Stmt& s) {
  if (s.kind == Stmt::Kind::interrupts) return "interrupts";
  if (s.kind == Stmt::Kind::lock || s.kind == Stmt::Kind::unlock)
    return "lock " + lang::expr_text(s.exprs[0]);
  return {};
}

} // namespace

Place find(lang::Declaration& kernel, Location at) {
  Place place;
  for (lang::Item& item : kernel.items) {
    auto* procedure = std::get_if<lang::Procedure>(&item);
    if (procedure == nullptr || !find_in(procedure->body, at, place)) continue;
    place.procedure = procedure;
    break;
  }
  return place;
}

bool opens(const Stmt& s) {
  return s.kind == Stmt::Kind::lock || (s.kind == Stmt::Kind::interrupts && s.text == "off");
}

std::vector<Location> closers(const lang::Procedure& procedure, const Stmt& opener) {
  std::vector<Location> found;
  bool open = false;
  lang::each_statement(procedure.body, [&](const Stmt& s) {
    if (subject(s) != subject(opener)) return;
    if (opens(s))
      open = s.at == opener.at;
    else if (open)
      found.push_back(s.at);
  });
  return found;
}

} // namespace ghostwalk::ablate
