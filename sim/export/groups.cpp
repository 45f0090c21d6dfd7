// SPDX-License-Identifier: MIT
#include "sim/export/groups.hpp"

namespace ghostwalk::murphi {
namespace {

constexpr const char* op_names[] = {
    "assign",  "jump",     "jump_if",        "mark",    "work",      "speculate",   "event",
    "check",   "load_var", "store_var",      "rmw_var", "load_word", "store_word",  "rmw_word",
    "lock",    "unlock",   "wait_until",     "fence",   "alloc",     "free",        "invlpg",
    "mov_cr3", "set_pge",  "set_interrupts", "send",    "access",    "branch_user", "branch_kernel",
    "choose",  "either",   "pause",          "iret",    "stop"};

std::string joined(const std::string& first, const char* between, const std::string& more) {
  return more.empty() ? first : first + between + more;
}

} // namespace

Group::Group(std::string name, const std::string& parameters, const std::string& arguments)
    : name_(std::move(name)),
      parameters_(joined("c: cpu", "; ", parameters)),
      arguments_(joined("c", ", ", arguments)),
      guards_(2),
      bodies_(2) {}

Text& Group::open(const Model& m, std::uint16_t pc, const std::string& guard) {
  const Insn& i = m.p.code[pc];
  empty_ = false;
  guards_.line("case {}: return {};", pc, guard.empty() ? "true" : guard);
  bodies_.open("case {}: -- {}, line {}", pc, op_names[static_cast<std::size_t>(i.op)],
               m.p.origins[i.origin].at.line);
  return bodies_;
}

void Group::close() { bodies_.close(""); }

void Group::write_functions(Text& out) {
  out.open("function can_{}({}): boolean;", name_, parameters_);
  out.between("begin");
  out.line("switch pc[c][active[c]]");
  out.block(guards_.take());
  out.line("end;");
  out.line("return false;");
  out.close();
  out.line("");
  out.open("procedure do_{}({});", name_, parameters_);
  out.line("var t: pair; was: pair; f: frame;");
  out.between("begin");
  out.line("switch pc[c][active[c]]");
  out.block(bodies_.take());
  out.line("end;");
  out.close();
  out.line("");
}

void Group::write_rule(Text& out) const {
  out.open("ruleset {} do", parameters_);
  out.open("rule \"{}\"", name_);
  out.line("can_{}({})", name_, arguments_);
  out.between("==>");
  out.between("begin");
  out.line("do_{}({});", name_, arguments_);
  out.close();
  out.close();
  out.line("");
}

std::string Group::possible() const {
  std::string condition = fmt::format("can_{}({})", name_, arguments_);
  std::string text = parameters_;
  for (std::size_t at; (at = text.rfind("; ")) != std::string::npos; text.resize(at))
    condition = fmt::format("(exists {} do {} end)", text.substr(at + 2), condition);
  return condition;
}

} // namespace ghostwalk::murphi
