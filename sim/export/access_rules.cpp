// SPDX-License-Identifier: MIT
// Accesses through the MMU: through any translation that permits it, else by a walk that it waits for, else a fault. User branches
// fetch likewise.
#include "sim/export/groups.hpp"

namespace ghostwalk::murphi {
namespace {

struct Accessing {
  const Model& m;
  std::uint16_t pc;
  const Insn& i;
  const char* kind;
  std::string page;    // its number
  std::string room;    // what it waits for besides
  std::string nowhere; // when it is an error; empty: never
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
void touch_data(const Accessing& a, Text& out) {
  const Insn& i = a.i;
  const std::string slot = slot_text(a), f = frame_text(a);
  Value word = is_write(a) ? own(a.m, i.b) : Value{"0", 0, true};
  if (is_write(a)) {
    out.line("if {} != 0 then store_word(c, {}, {}, {}, {}, false); end;", slot, f, slot,
             a.m.wide_words() ? high_half(word) : "0", low_half(word));
  }
  if (i.op != Op::access || i.dst == no_local) return;
  const Variable to = a.m.local(i.dst, "c");
  if (std::string_view(a.kind) != "reading") return assign(out, to, word);
  out.open("if in_pool({}) && ({} != 0) then", f, slot);
  const std::string at = fmt::format("c, {}, {}", f, slot);
  assign(out, to,
         a.m.wide_words() ? Value{fmt::format("((load_high({0}) << 32) | load_low({0}))", at)}
                          : Value{fmt::format("load_low({})", at), u32_max});
  out.between("else");
  assign(out, to, {"0", 0, true});
  out.close();
}

// What was touched may be walked on a wrong path from now on; of code, the page behind it too.
void extend_reach(const Accessing& a, Text& out) {
  out.line("reach[c][{}] := true;", a.page);
  if (std::string_view(a.kind) == "executing") out.line("reach[c][next_page({})] := true;", a.page);
  if (a.i.op != Op::branch_user) return;
  const std::string target = page_number(a.m, a.i.b);
  if (target == "0") return;
  out.open("if {} != 0 then", target);
  out.line("reach[c][{} - 1] := true;", target);
  out.line("reach[c][next_page({} - 1)] := true;", target);
  out.close();
}

// ── The kinds of step ──

void hit(const Accessing& a, Group& group) {
  Text& out = group.open(a.m, a.pc,
                         fmt::format("{0}(awaited(c, {1}) = 0) && permits(c, {1}, s, g, {2})",
                                     a.room, a.page, a.kind));
  out.line("judge(c, {}, s, g, {});", a.page, is_write(a) ? "true" : "false");
  extend_reach(a, out); // Before the address may be overwritten.
  touch_data(a, out);
  go_on(a.m, out, a.pc, a.i.next);
  group.close();
}

std::string misses(const Accessing& a) {
  return fmt::format("{0}(awaited(c, {1}) = 0) && !permitted(c, {1}, {2}) && (free_walk(c) != 0)",
                     a.room, a.page, a.kind);
}

// A translation that forbids the access goes first, as if it had faulted; with it goes what the
// paging cache has for the page, so that only the root is left to start from.
void walk(const Accessing& a, Groups& groups) {
  Text& out = groups.walk.open(a.m, a.pc, fmt::format("{} && rooted(c, {})", misses(a), a.page));
  out.line("if translated(c, {0}) then heal(c, {0}); end;", a.page);
  out.line("start_walk(c, {}, {}, true, 0);", a.page, a.kind);
  groups.walk.close();
  if (!a.m.paging_caches()) return;
  Text& cached = groups.cached_walk.open(
      a.m, a.pc,
      fmt::format("{0} && rooted(c, {1}) && !translated(c, {1}) && cached(c, {1}, l)", misses(a),
                  a.page));
  cached.line("start_walk(c, {}, {}, true, l);", a.page, a.kind);
  groups.cached_walk.close();
}

// Its walk found nothing, or (PAE) there is no table to start one in.
void fault(const Accessing& a, Group& group) {
  const std::string faulted = fmt::format("faulted(c, {})", a.page);
  std::string guard = a.room + faulted;
  if (a.m.p.mode->root_in_registers)
    guard = fmt::format("({}) || ({} && !rooted(c, {}))", guard, misses(a), a.page);
  if (!a.nowhere.empty()) guard = fmt::format("{} || ({})", a.nowhere, guard);
  Text& out = group.open(a.m, a.pc, guard);
  if (!a.nowhere.empty())
    out.line("if {} then error \"an address that is not tracked\"; end;", a.nowhere);
  out.open("if {} then", faulted);
  out.line("clear walks[c][awaited(c, {}) - 1];", a.page);
  out.line("heal(c, {});", a.page);
  out.between(fmt::format("elsif translated(c, {}) then", a.page));
  out.line("heal(c, {});", a.page);
  out.close();
  out.line("if never_fault = 1 then error \"fault\"; end;");
  go_on(a.m, out, a.pc, a.i.alt);
  group.close();
}

Accessing accessing(const Model& m, std::uint16_t pc) {
  const Insn& i = m.p.code[pc];
  Accessing a{m, pc, i, kind_of(i), "", "", ""};
  const std::string number = page_number(m, i.a);
  const bool fixed = own(m, i.a).fixed;
  if (fixed && number == "0")
    throw InputError(m.p.origins[i.origin].at,
                     "an address that is not tracked: this cannot be exported");
  a.page = fixed ? fmt::format("{}", std::stoul(number) - 1) : fmt::format("({} - 1)", number);
  if (!fixed) {
    a.nowhere = fmt::format("({} = 0)", number);
    a.room = fmt::format("({} != 0) && ", number);
  }
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

void add_access(const Model& m, Groups& groups, std::uint16_t pc) {
  const Accessing a = accessing(m, pc);
  hit(a, groups.hit);
  walk(a, groups);
  fault(a, groups.fault);
}

} // namespace ghostwalk::murphi
