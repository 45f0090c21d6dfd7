// SPDX-License-Identifier: MIT
// Claims over states, as invariants. What a step does wrong is an `error` where it happens.
#include "sim/export/model.hpp"

#include <algorithm>

namespace ghostwalk::murphi {
namespace {

std::string quoted(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < ' ' || c > '~' || c == '"' || c == '\\'; },
      ' ');
  return text;
}

void case_of(const Model& m, Text& out, std::uint16_t pc) {
  const Insn& i = m.p.code[pc];
  std::string ready = waits_for(m, pc);
  if (i.op == Op::stop) ready = "false";
  if (i.op == Op::alloc) ready += std::string(ready.empty() ? "" : " && ") + "(free_to(c) > 0)";
  if (i.op == Op::access || i.op == Op::branch_user) ready = access_ready(m, pc);
  if (!ready.empty()) out.line("case {}: return {};", pc, ready);
}

// Can the CPU's next instruction be done?
void can_go_on(const Model& m, Text& out) {
  out.open("function can_go_on(c: cpu): boolean;");
  out.between("begin");
  out.open("switch pc[c][active[c]]");
  for (std::uint16_t pc = 0; pc < m.p.code.size(); ++pc)
    if (m.flow_of(pc) >= 0 && is_visible(m.p.code[pc].op)) case_of(m, out, pc);
  out.close();
  out.line("return true;");
  out.close();
  out.line("");
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
void deadlock(const Model& m, Text& out) {
  out.open("invariant \"deadlock\"");
  out.line("(exists c: cpu do can_go_on(c) || walking(c) ||{}",
           m.buffers() ? " (buffer_used[c] > 0) ||" : "");
  out.line("  (exists v: vector do interruptible(c, v) end) end) ||");
  out.line("(forall c: cpu do has_ended(c) end);");
  out.close("");
}

} // namespace

void write_claims(const Model& m, Text& out) {
  if (m.claims(Oracle::deadlock)) {
    can_go_on(m, out);
    has_ended(m, out);
    deadlock(m, out);
  }
  if (!m.settings.claims) return;
  for (const Property& claim : m.p.properties)
    if (claim.never && claim.kind == Property::Kind::state)
      out.line("invariant \"never {}\" !{};", quoted(claim.text),
               condition(m, claim.condition, "0", See::memory));
}

} // namespace ghostwalk::murphi
