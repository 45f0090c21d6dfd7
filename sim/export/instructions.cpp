// SPDX-License-Identifier: MIT
// The steps that instructions are: a rule for each kind, which looks up the instruction that is next. And for each flow a procedure
// that runs the local instructions behind a visible one, up to the next; there, locals that nobody will read are forgotten.
#include "sim/export/groups.hpp"

namespace ghostwalk::murphi {
namespace {

std::vector<std::uint16_t> forgotten(const Model& m, std::uint16_t pc) {
  std::vector<std::uint16_t> locals;
  for (std::uint16_t l = 0; l < m.p.locals.size(); ++l)
    if (m.liveness.forget[pc][l]) locals.push_back(l);
  return locals;
}

void forget(const Model& m, Text& out, std::uint16_t pc) {
  for (const std::uint16_t l : forgotten(m, pc)) assign(out, m.local(l, "c"), {"0", 0, true});
}

bool settles_at_once(const Model& m, std::uint16_t pc) {
  return is_visible(m.p.code[pc].op) && forgotten(m, pc).empty();
}

void settle_case(const Model& m, Text& out, const Flow& flow, std::uint16_t pc) {
  const Insn& i = m.p.code[pc];
  if (settles_at_once(m, pc)) return;
  out.open("case {}:", pc);
  if (is_visible(i.op)) {
    forget(m, out, pc);
    out.line("return;");
  } else {
    local_effect(m, out, i);
    if (i.op == Op::jump_if)
      out.line("pc[c][{}] := ({} ? {} : {});", flow.context,
               condition(m, i.a, "c", See::own_stores_first), i.next, i.alt);
    else
      out.line("pc[c][{}] := {};", flow.context, i.next);
  }
  out.close("");
}

void settle_procedure(const Model& m, Text& out, const Flow& flow) {
  out.open("procedure settle{}(c: cpu);", flow.entry);
  out.line("var t: pair; rounds: u32;");
  out.between("begin");
  out.line("rounds := 0;");
  out.open("while rounds < 10000 do");
  out.line("rounds := rounds + 1;");
  out.open("switch pc[c][{}]", flow.context);
  for (const std::uint16_t pc : flow.code) settle_case(m, out, flow, pc);
  out.line("else return;");
  out.close();
  out.close();
  out.line("error \"an endless loop of local instructions\";");
  out.close();
  out.line("");
}

void instruction(const Model& m, Groups& groups, std::uint16_t pc) {
  const Insn& i = m.p.code[pc];
  Text& out = groups.plain.open(m, pc, waits_for(m, pc));
  if (i.op == Op::iret) {
    return_from_interrupt(m, out, pc);
  } else {
    visible_effect(m, out, i);
    go_on(m, out, pc, i.next);
  }
  groups.plain.close();
}

void allocation(const Model& m, Groups& groups, std::uint16_t pc) {
  const std::string wait = waits_for(m, pc);
  Text& out =
      groups.allocation.open(m, pc, wait + (wait.empty() ? "" : " && ") + "(n < free_to(c))");
  visible_effect(m, out, m.p.code[pc]);
  go_on(m, out, pc, m.p.code[pc].next);
  groups.allocation.close();
}

void choice(const Model& m, Groups& groups, std::uint16_t pc) {
  const Insn& i = m.p.code[pc];
  Text& out = groups.choice.open(m, pc, fmt::format("(n < {})", i.aux));
  out.open("switch n");
  for (std::uint32_t k = 0; k < i.aux; ++k) {
    out.open("case {}:", k);
    if (i.op == Op::choose)
      set_dst(m, out, i, value(m, m.p.choice_values[i.list + k], "c", See::own_stores_first));
    go_on(m, out, pc, i.op == Op::choose ? i.next : m.p.choice_targets[i.list + k]);
    out.close("");
  }
  out.close();
  groups.choice.close();
}

void add(const Model& m, Groups& groups, std::uint16_t pc) {
  switch (m.p.code[pc].op) {
  case Op::stop: return;
  case Op::alloc: return allocation(m, groups, pc);
  case Op::choose:
  case Op::either: return choice(m, groups, pc);
  case Op::access:
  case Op::branch_user: return add_access(m, groups, pc);
  default: return instruction(m, groups, pc);
  }
}

} // namespace

void go_on(const Model& m, Text& out, std::uint16_t from, std::uint16_t to) {
  const Flow& flow = m.flows.all[static_cast<std::size_t>(m.flow_of(from))];
  out.line("pc[c][{}] := {};", flow.context, to);
  if (!settles_at_once(m, to)) out.line("settle{}(c);", flow.entry);
}

Groups group_instructions(const Model& m) {
  Groups groups;
  for (const Flow& flow : m.flows.all)
    for (const std::uint16_t pc : flow.code)
      if (is_visible(m.p.code[pc].op)) add(m, groups, pc);
  return groups;
}

void write_flows(const Model& m, Text& out) {
  for (const Flow& flow : m.flows.all) settle_procedure(m, out, flow);
}

} // namespace ghostwalk::murphi
