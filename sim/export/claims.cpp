// SPDX-License-Identifier: MIT
// Claims over states, as invariants. What a step does wrong is an `error` where it happens.
#include "sim/export/groups.hpp"

#include <algorithm>

namespace ghostwalk::murphi {
namespace {

std::string quoted(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < ' ' || c > '~' || c == '"' || c == '\\'; },
      ' ');
  return text;
}

void has_ended(const Model& m, Text& out) {
  std::string stops = "false";
  for (std::size_t pc = 0; pc < m.p.code.size(); ++pc)
    if (m.flows.of[pc] >= 0 && m.p.code[pc].op == Op::stop)
      stops += fmt::format(" || (pc[c][0] = {})", pc);
  out.open("function has_ended(c: cpu): boolean;");
  out.between("begin");
  out.line("return (active[c] = 0) && ({});", stops);
  out.close();
  out.line("");
}

// Speculation and evictions wake nobody.
void deadlock(const Model& m, Groups& groups, Text& out) {
  out.open("invariant \"deadlock\"");
  out.line("(exists c: cpu do walking(c) ||{}", m.buffers() ? " (buffer_used[c] > 0) ||" : "");
  groups.each([&](const Group& group) { out.line("  {} ||", group.possible()); });
  out.line("  (exists v: vector do interruptible(c, v) end) end) ||");
  out.line("(forall c: cpu do has_ended(c) end);");
  out.close("");
}

} // namespace

void write_claims(const Model& m, Groups& groups, Text& out) {
  if (m.claims(Oracle::deadlock)) {
    has_ended(m, out);
    deadlock(m, groups, out);
  }
  if (!m.settings.claims) return;
  for (const Property& claim : m.p.properties)
    if (claim.never && claim.kind == Property::Kind::state)
      out.line("invariant \"never {}\" !{};", quoted(claim.text),
               condition(m, claim.condition, "0", See::memory));
}

} // namespace ghostwalk::murphi
