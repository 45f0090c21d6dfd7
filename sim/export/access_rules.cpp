// SPDX-License-Identifier: MIT
// Accesses through the MMU: through any translation that permits it, else by a walk that it waits for, else a fault. User branches
// fetch likewise.
#include "sim/export/model.hpp"

namespace ghostwalk::murphi {
namespace {

struct Accessing {
  const Model& m;
  Text& out;
  std::uint16_t pc;
  const Insn& i;
  const char* kind;
  std::string page; // its number
  std::string room; // what it waits for besides
};

const char* kind_of(const Insn& i) {
  if (i.op == Op::branch_user) return "executing";
  constexpr const char* kinds[] = {"reading", "writing", "executing", "executing"};
  return kinds[i.aux & 3];
}

bool is_write(const Accessing& a) { return std::string_view(a.kind) == "writing"; }

Value own(const Model& m, ExprRef e) { return value(m, e, "c", See::own_stores_first); }

// 1 + the slot of the word at that address; "0": not tracked.
std::string slot_text(const Accessing& a) {
  const Value va = own(a.m, a.i.a);
  const auto bytes = a.m.p.mode->word_bytes;
  if (!va.fixed) return fmt::format("slot_of(({} & 4095) / {})", va.text, bytes);
  for (std::size_t k = 0; k < a.m.p.words.size(); ++k)
    if (a.m.p.words[k] == (va.highest & 0xfff) / bytes) return fmt::format("{}", k + 1);
  return "0";
}

std::string frame_text(const Accessing& a) { return fmt::format("frame_for(c, {}, s, g)", a.page); }

// Beyond the pool and beyond what is tracked there is nothing to read or write.
void touch_data(const Accessing& a) {
  const Insn& i = a.i;
  const std::string slot = slot_text(a), f = frame_text(a);
  Value word = is_write(a) ? own(a.m, i.b) : Value{"0", 0, true};
  if (is_write(a)) {
    a.out.line("if {} != 0 then store_word(c, {}, {}, {}, {}, false); end;", slot, f, slot,
               a.m.wide_words() ? high_half(word) : "0", low_half(word));
  }
  if (i.op != Op::access || i.dst == no_local) return;
  const Variable to = a.m.local(i.dst, "c");
  if (std::string_view(a.kind) != "reading") return assign(a.out, to, word);
  a.out.open("if in_pool({}) && ({} != 0) then", f, slot);
  const std::string at = fmt::format("c, {}, {}", f, slot);
  assign(a.out, to,
         a.m.wide_words() ? Value{fmt::format("((load_high({0}) << 32) | load_low({0}))", at)}
                          : Value{fmt::format("load_low({})", at), u32_max});
  a.out.between("else");
  assign(a.out, to, {"0", 0, true});
  a.out.close();
}

// What was touched may be walked on a wrong path from now on; of code, the page behind it too.
void extend_reach(const Accessing& a) {
  a.out.line("reach[c][{}] := true;", a.page);
  if (std::string_view(a.kind) == "executing")
    a.out.line("reach[c][next_page({})] := true;", a.page);
  if (a.i.op != Op::branch_user) return;
  const std::string target = page_number(a.m, a.i.b);
  if (target == "0") return;
  a.out.open("if {} != 0 then", target);
  a.out.line("reach[c][{} - 1] := true;", target);
  a.out.line("reach[c][next_page({} - 1)] := true;", target);
  a.out.close();
}

void hit(const Accessing& a) {
  const RuleHead head{"s: size; g: boolean",
                      fmt::format("{}(awaited(c, {}) = 0) && permits(c, {}, s, g, {})", a.room,
                                  a.page, a.page, a.kind),
                      " hit"};
  open_rule(a.m, a.out, a.pc, head);
  a.out.line("judge(c, {}, s, g, {});", a.page, is_write(a) ? "true" : "false");
  // The value to be written is computed before anything else changes; the address is not needed afterwards.
  extend_reach(a);
  touch_data(a);
  go_on(a.m, a.out, a.pc, a.i.next);
  close_rule(a.out, head);
}

std::string misses(const Accessing& a) {
  return fmt::format("{}(awaited(c, {}) = 0) && !permitted(c, {}, {}) && (free_walk(c) != 0)",
                     a.room, a.page, a.page, a.kind);
}

// A translation that forbids the access goes first, as if it had faulted; with it goes what the
// paging cache has for the page, so that only the root is left to start from.
void walk(const Accessing& a) {
  const RuleHead root{"", fmt::format("{} && rooted(c, {})", misses(a), a.page), " walk"};
  open_rule(a.m, a.out, a.pc, root);
  a.out.line("if translated(c, {0}) then heal(c, {0}); end;", a.page);
  a.out.line("start_walk(c, {}, {}, true, 0);", a.page, a.kind);
  close_rule(a.out, root);
  if (!a.m.paging_caches()) return;
  const RuleHead cached{"l: level",
                        fmt::format("{} && rooted(c, {}) && !translated(c, {}) && cached(c, {}, l)",
                                    misses(a), a.page, a.page, a.page),
                        " walk from cache"};
  open_rule(a.m, a.out, a.pc, cached);
  a.out.line("start_walk(c, {}, {}, true, l);", a.page, a.kind);
  close_rule(a.out, cached);
}

void faults(const Accessing& a, const std::string& when, const char* name) {
  const RuleHead head{"", when, name};
  open_rule(a.m, a.out, a.pc, head);
  a.out.line("if awaited(c, {0}) != 0 then clear walks[c][awaited(c, {0}) - 1]; end;", a.page);
  a.out.line("if translated(c, {0}) || {1} then heal(c, {0}); end;", a.page,
             std::string_view(name) == " fault" ? "true" : "false");
  a.out.line("if never_fault = 1 then error \"fault\"; end;");
  go_on(a.m, a.out, a.pc, a.i.alt);
  close_rule(a.out, head);
}

std::string is_faulted(const Accessing& a) {
  return fmt::format(
      "(awaited(c, {0}) != 0) && walks[c][awaited(c, {0}) = 0 ? 0 : awaited(c, {0}) - 1].faulted",
      a.page);
}

void bad_address(const Accessing& a, const std::string& number) {
  if (own(a.m, a.i.a).fixed) return;
  const RuleHead head{"", fmt::format("({} = 0)", number), " nowhere"};
  open_rule(a.m, a.out, a.pc, head);
  a.out.line("error \"an address that is not tracked\";");
  close_rule(a.out, head);
}

Accessing accessing(const Model& m, Text& out, std::uint16_t pc) {
  const Insn& i = m.p.code[pc];
  Accessing a{m, out, pc, i, kind_of(i), "", ""};
  const std::string number = page_number(m, i.a);
  const bool fixed = own(m, i.a).fixed;
  if (fixed && number == "0")
    throw InputError(m.p.origins[i.origin].at,
                     "an address that is not tracked: this cannot be exported");
  a.page = fixed ? fmt::format("{}", std::stoul(number) - 1) : fmt::format("({} - 1)", number);
  if (!fixed) a.room = fmt::format("({} != 0) && ", number);
  if (m.buffers() && i.op == Op::access && is_write(a))
    a.room += "(buffer_used[c] < buffered_stores) && ";
  return a;
}

} // namespace

std::string page_number(const Model& m, ExprRef address) {
  const Value va = own(m, address);
  if (!va.fixed) return fmt::format("page_of({}, {})", high_half(va), low_half(va));
  for (std::size_t page = 0; page < m.p.pages.size(); ++page)
    if (m.p.pages[page].va >> 12 == va.highest >> 12) return fmt::format("{}", page + 1);
  return "0";
}

void write_access(const Model& m, Text& out, std::uint16_t pc) {
  const Accessing a = accessing(m, out, pc);
  bad_address(a, page_number(m, a.i.a));
  hit(a);
  walk(a);
  faults(a, a.room + is_faulted(a), " fault");
  if (m.p.mode->root_in_registers)
    faults(a, fmt::format("{} && !rooted(c, {})", misses(a), a.page), " no table");
}

std::string access_ready(const Model& m, std::uint16_t pc) {
  Text nothing;
  const Accessing a = accessing(m, nothing, pc);
  std::string ready =
      fmt::format("{0}(({1}) || ((awaited(c, {2}) = 0) && (permitted(c, {2}, {3}) || "
                  "(free_walk(c) != 0))))",
                  a.room, is_faulted(a), a.page, a.kind);
  if (!own(m, a.i.a).fixed) ready = fmt::format("({} = 0) || ({})", page_number(m, a.i.a), ready);
  return ready;
}

} // namespace ghostwalk::murphi
