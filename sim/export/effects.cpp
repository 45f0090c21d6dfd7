// SPDX-License-Identifier: MIT
// What each instruction does to memory, variables and control registers, and what it waits for.
#include "sim/export/model.hpp"
#include "sim/machine/oracles.hpp"

namespace ghostwalk::murphi {
namespace {

Value own(const Model& m, ExprRef e) { return value(m, e, "c", See::own_stores_first); }

std::string pfn_of(const Model& m, ExprRef e) { return at_most(own(m, e), m.highest_pfn()); }

bool is_constant(const Model& m, ExprRef e) {
  return e.size == 1 && m.p.expr[e.first].op == ExprOp::constant;
}

// 1 + the slot of a word, for loads and stores of instructions.
std::string slot_text(const Model& m, ExprRef index) {
  if (!is_constant(m, index)) return fmt::format("slot_of({})", at_most(own(m, index), u32_max));
  const std::uint64_t n = m.p.constants[m.p.expr[index.first].arg];
  for (std::size_t k = 0; k < m.p.words.size(); ++k)
    if (m.p.words[k] == n) return fmt::format("{}", k + 1);
  return "0";
}

void check_word(const Model& m, Text& out, const Insn& i) {
  out.line("if {} = 0 then error \"a word of frame none\"; end;", own(m, i.a).text);
  out.line("if {} >= {} then error \"beyond the words of a frame\"; end;", own(m, i.b).text,
           4096 / m.p.mode->word_bytes);
}

Value word_value(const Model& m, const Insn& i) {
  const std::string at = fmt::format("c, {}, {}", pfn_of(m, i.a), slot_text(m, i.b));
  if (m.wide_words()) return {fmt::format("((load_high({0}) << 32) | load_low({0}))", at)};
  return {fmt::format("load_low({})", at), u32_max};
}

Value modified(const Insn& i, const Value& old, const Value& operand) {
  const auto both = [&](const char* op) {
    return Value{fmt::format("({} {} {})", old.text, op, operand.text)};
  };
  switch (static_cast<Rmw>(i.aux)) {
  case Rmw::bit_or: return both("|");
  case Rmw::bit_and: return both("&");
  case Rmw::bit_xor: return both("^");
  case Rmw::add:
    return {fmt::format("({0} <= ~{1} ? {0} + {1} : ({0} - ~{1}) - 1)", old.text, operand.text)};
  case Rmw::sub:
    return {fmt::format("({0} >= {1} ? {0} - {1} : ~({1} - {0}) + 1)", old.text, operand.text)};
  default: return operand;
  }
}

// ── Variables ──

// What the type cannot hold is an error, except the bits of CPUs that are not there.
void put_place(const Model& m, Text& out, const Insn& i, Value v, bool locked) {
  const Place& at = m.p.places[i.place];
  const Variable to = m.place(i.place, index_of_place(m, i.place, i.a, "c").text);
  if (at.type == Place::Type::cpumask && v.highest > to.highest)
    v = {fmt::format("({} & {})", v.text, to.highest), to.highest};
  if (v.highest > to.highest)
    out.line("if {} > {} then error \"more than a variable holds\"; end;", v.text, to.highest);
  if (!m.buffers() || locked) {
    if (to.wide() || v.highest <= to.highest)
      assign(out, to, v);
    else
      out.line("{} := {};", to.text, v.text);
    return;
  }
  out.line("push_store(c, {}, {}, {});",
           m.place_cell(i.place, index_of_place(m, i.place, i.a, "c").text), high_half(v),
           low_half(v));
}

Value old_place(const Model& m, const Insn& i, See see) {
  return read_place(m, i.place, index_of_place(m, i.place, i.a, "c").text, "c", see);
}

void rmw_var(const Model& m, Text& out, const Insn& i) {
  const Value old = old_place(m, i, See::memory);
  const Variable was{"was", ~0ULL};
  assign(out, was, old);
  put_place(m, out, i, modified(i, {read(was), old.highest}, own(m, i.b)), true);
  set_dst(m, out, i, {read(was), ~0ULL});
}

void take_lock(const Model& m, Text& out, const Insn& i) {
  const Value index = index_of_place(m, i.place, i.a, "c");
  const Variable held_by = m.place(i.place, index.text);
  out.line("{} := c + 1;", held_by.text);
}

void unlock(const Model& m, Text& out, const Insn& i) {
  out.line("if {} != c + 1 then error \"unlock of a lock that this CPU does not hold\"; end;",
           old_place(m, i, See::own_stores_first).text);
  put_place(m, out, i, {"0", 0, true}, false);
}

// ── Words ──

void put_word(const Model& m, Text& out, const Insn& i, const Value& v, bool locked) {
  out.line("store_word(c, {}, {}, {}, {}, {});", pfn_of(m, i.a), slot_text(m, i.b),
           m.wide_words() ? high_half(v) : "0", low_half(v), locked ? "true" : "false");
}

void rmw_word(const Model& m, Text& out, const Insn& i) {
  check_word(m, out, i);
  const Variable was{"was", ~0ULL};
  assign(out, was, word_value(m, i));
  put_word(m, out, i, modified(i, {read(was), m.word_highest()}, own(m, i.c)), true);
  set_dst(m, out, i, {read(was), ~0ULL});
}

// ── Control ──

void mov_cr3(const Model& m, Text& out, const Insn& i) {
  const Value root = own(m, i.a);
  out.line("if {} = 0 then error \"cr3 = none\"; end;", root.text);
  if (i.b.size != 0) out.line("pcid[c] := {};", own(m, i.b).text); // Its range is checked.
  if (m.p.layout.frame_bytes == 4)
    out.line("cr3[c] := {};", low_half(root));
  else
    out.line("cr3[c] := {};", root.text);
  for (std::size_t k = 0; k < m.p.root_index.size(); ++k)
    for (std::size_t slot = 0; slot < m.p.words.size(); ++slot)
      if (m.p.words[slot] == m.p.root_index[k]) {
        out.open("if in_pool(cr3[c]) then");
        out.line("root_register[c][{}] := words[cr3[c] - first_frame][{}];", k, slot);
        out.between("else");
        out.line("clear root_register[c][{}];", k);
        out.close();
      }
  if (i.c.size == 0)
    out.line("flush_process(c);");
  else
    out.line("if {} = 0 then flush_process(c); end;", own(m, i.c).text);
}

void set_pge(const Model& m, Text& out, const Insn& i) {
  out.open("if pge[c] != {} then", condition(m, i.a, "c", See::own_stores_first));
  out.line("pge[c] := !pge[c];");
  out.line("flush_all(c);");
  out.close();
}

void invpcid(const Model& m, Text& out, const Insn& i) {
  const std::string of = i.b.size == 0 ? "0" : own(m, i.b).text; // Its range is checked.
  switch (static_cast<InvpcidType>(i.aux)) {
  case InvpcidType::address:
    return out.line("invpcid_address(c, {}, {});", page_number(m, i.a), of);
  case InvpcidType::context: return out.line("flush_context(c, {});", of);
  case InvpcidType::all: return out.line("flush_all(c);");
  default: return out.line("flush_nonglobal(c);");
  }
}

void send(const Model& m, Text& out, const Insn& i) {
  if (i.b.size != 0) {
    out.line("if {} >= cpus then error \"send to a CPU that is not there\"; end;",
             own(m, i.b).text);
    return out.line("pending[{}][{}] := true;", own(m, i.b).text, i.aux);
  }
  const Value mask = own(m, i.a);
  out.line("if ({} >> cpus) != 0 then error \"send to a CPU that is not there\"; end;", mask.text);
  for (CpuId to = 0; to < m.p.cpus; ++to)
    out.line("if ({} & {}) != 0 then pending[{}][{}] := true; end;", mask.text,
             std::uint64_t{1} << to, to, i.aux);
}

void allocate(const Model& m, Text& out, const Insn& i) {
  out.line("f := take_frame(c, n);");
  out.line("owner_of[f] := {};", owner_name(static_cast<Owner>(i.aux)));
  set_dst(m, out, i, {"(f + first_frame)", m.p.first_frame + m.p.frames});
}

} // namespace

void set_dst(const Model& m, Text& out, const Insn& i, const Value& v) {
  if (i.dst != no_local) assign(out, m.local(i.dst, "c"), v);
}

void visible_effect(const Model& m, Text& out, const Insn& i) {
  switch (i.op) {
  case Op::load_var: set_dst(m, out, i, old_place(m, i, See::own_stores_first)); break;
  case Op::store_var: put_place(m, out, i, own(m, i.b), false); break;
  case Op::rmw_var: rmw_var(m, out, i); break;
  case Op::load_word:
    check_word(m, out, i);
    set_dst(m, out, i, word_value(m, i));
    break;
  case Op::store_word:
    check_word(m, out, i);
    put_word(m, out, i, own(m, i.c), false);
    break;
  case Op::rmw_word: rmw_word(m, out, i); break;
  case Op::lock: take_lock(m, out, i); break;
  case Op::unlock: unlock(m, out, i); break;
  case Op::alloc: allocate(m, out, i); break;
  case Op::free: out.line("free_frame(c, {});", pfn_of(m, i.a)); break;
  case Op::invlpg: out.line("invlpg(c, {});", page_number(m, i.a)); break;
  case Op::mov_cr3: mov_cr3(m, out, i); break;
  case Op::set_pge: set_pge(m, out, i); break;
  case Op::invpcid: invpcid(m, out, i); break;
  case Op::set_interrupts:
    out.line("interrupts_on[c] := {};", condition(m, i.a, "c", See::own_stores_first));
    break;
  case Op::send: send(m, out, i); break;
  default: break; // wait_until, fence, branch_kernel, pause: only the waiting matters.
  }
}

void local_effect(const Model& m, Text& out, const Insn& i) {
  switch (i.op) {
  case Op::assign: set_dst(m, out, i, own(m, i.a)); break;
  case Op::mark:
    out.line("mark_frame({}, {});", pfn_of(m, i.a), owner_name(static_cast<Owner>(i.aux)));
    break;
  case Op::speculate:
    out.line("if {} = 0 then error \"speculate: no such page\"; end;", page_number(m, i.a));
    out.line("reach[c][{} - 1] := true;", page_number(m, i.a));
    break;
  case Op::event:
    if (m.claims_event(i.aux)) out.line("error \"event\";");
    break;
  case Op::check:
    if (m.claims(static_cast<Oracle>(i.aux)))
      out.line("if !{} then error \"{}\"; end;", condition(m, i.a, "c", See::own_stores_first),
               words(static_cast<Oracle>(i.aux)));
    break;
  default: break;
  }
}

void return_from_interrupt(const Model& m, Text& out, std::uint16_t pc) {
  const int context = m.flows.all[static_cast<std::size_t>(m.flow_of(pc))].context;
  out.line("active[c] := resume[c][{}];", context - 1);
  out.line("resume[c][{}] := 0;", context - 1);
  out.line("pc[c][{}] := 0;", context);
  out.line("interrupts_on[c] := true;");
}

std::string waits_for(const Model& m, std::uint16_t pc) {
  const Insn& i = m.p.code[pc];
  std::string wait;
  const auto also = [&](const std::string& condition) {
    wait += (wait.empty() ? "" : " && ") + condition;
  };
  if (m.buffers()) {
    switch (i.op) {
    case Op::rmw_var:
    case Op::rmw_word:
    case Op::lock:
    case Op::fence:
    case Op::alloc:
    case Op::free:
    case Op::invlpg:
    case Op::mov_cr3:
    case Op::set_pge:
    case Op::invpcid:
    case Op::send:
    case Op::iret: also("(buffer_used[c] = 0)"); break;
    case Op::store_var:
    case Op::store_word:
    case Op::unlock: also("(buffer_used[c] < buffered_stores)"); break;
    default: break;
    }
  }
  if (i.op == Op::lock) also(fmt::format("({} = 0)", old_place(m, i, See::memory).text));
  if (i.op == Op::wait_until) also(condition(m, i.a, "c", See::own_stores_first));
  const bool invalidates =
      i.op == Op::invlpg || i.op == Op::mov_cr3 || i.op == Op::set_pge || i.op == Op::invpcid;
  if (invalidates && m.p.cpu.number(hw::Key::walk_drains) != 0) also("!walking(c)");
  return wait;
}

} // namespace ghostwalk::murphi
