// SPDX-License-Identifier: MIT
#include "sim/machine/disassemble.hpp"

#include <array>

#include <fmt/format.h>

#include "models/hw/page_walker.hpp"

namespace ghostwalk {
namespace {

constexpr std::array operators{"+",  "-",  "*",  "/",  "%", "&",  "|",   "^",
                               "<<", ">>", "==", "!=", "<", "<=", "and", "or"};
constexpr std::array functions{"~", "not ", "bit", "present", "frame", "count", "fls", "empty"};
constexpr std::array owners{"free",   "table", "table2", "table3",
                            "table4", "user",  "kernel", "quicklist"};
constexpr std::array rmws{"|=", "&=", "^=", "+=", "-=", "<->"};
constexpr std::array registers{"cr3", "cr4.pge", "interrupts_on"};

// Small numbers as people count, large ones as addresses and masks.
std::string number(std::uint64_t n) {
  return n < 1000 ? std::to_string(n) : fmt::format("{:#x}", n);
}

class Text {
public:
  explicit Text(const Program& p) : p_(p) {}

  std::string expr(ExprRef ref) const {
    std::vector<std::string> stack;
    for (std::uint32_t i = ref.first; i < ref.first + ref.size; ++i) push(stack, p_.expr[i]);
    return stack.empty() ? "" : bare(stack.back());
  }

  std::string insn(std::size_t number) const {
    const Insn& i = p_.code[number];
    std::string text = fmt::format("{} {}", number, what(i));
    const bool ends =
        i.op == Op::stop || i.op == Op::iret || i.op == Op::jump_if || i.op == Op::either;
    if (!ends && i.next != number + 1) text += fmt::format(" goto {}", i.next);
    if (i.op == Op::access || i.op == Op::branch_user) text += fmt::format(", fault {}", i.alt);
    if (i.elided > 0) text += fmt::format(" ({} left out)", i.elided);
    return text;
  }

private:
  static std::string bare(const std::string& text) {
    return text.front() == '(' ? text.substr(1, text.size() - 2) : text;
  }

  void push(std::vector<std::string>& stack, const ExprInsn& e) const {
    if (e.op >= ExprOp::add && e.op <= ExprOp::logical_or) {
      const std::string b = stack.back();
      stack.pop_back();
      const auto op = static_cast<std::size_t>(e.op) - static_cast<std::size_t>(ExprOp::add);
      stack.back() = fmt::format("({} {} {})", stack.back(), operators[op], b);
    } else if (e.op == ExprOp::word_at) {
      const std::string b = bare(stack.back());
      stack.pop_back();
      stack.back() += "[" + b + "]";
    } else if (e.op == ExprOp::shared) {
      stack.back() = fmt::format("{}[{}]", p_.places[e.arg].name, bare(stack.back()));
    } else if (e.op == ExprOp::bit_not || e.op == ExprOp::logical_not) {
      stack.back() = (e.op == ExprOp::bit_not ? "~" : "not ") + stack.back();
    } else if (e.op > ExprOp::logical_not) {
      const auto op = static_cast<std::size_t>(e.op) - static_cast<std::size_t>(ExprOp::bit_not);
      stack.back() = fmt::format("{}({})", functions[op], bare(stack.back()));
    } else {
      stack.push_back(leaf(e));
    }
  }

  std::string leaf(const ExprInsn& e) const {
    switch (e.op) {
    case ExprOp::constant: return number(p_.constants[e.arg]);
    case ExprOp::local: return local(static_cast<std::uint16_t>(e.arg));
    case ExprOp::self: return "self";
    default: return registers[e.arg];
    }
  }

  std::string local(std::uint16_t i) const {
    return i == no_local ? "_" : fmt::format("{}.{}", p_.locals[i].name, i);
  }

  std::string place(const Insn& i) const {
    return p_.places[i.place].name + (i.a.size == 0 ? "" : "[" + expr(i.a) + "]");
  }
  std::string word(const Insn& i) const { return fmt::format("{}[{}]", expr(i.a), expr(i.b)); }
  std::string into(const Insn& i) const { return i.dst == no_local ? "" : local(i.dst) + " = "; }

  std::string choices(const Insn& i) const {
    std::string text;
    for (std::uint32_t c = i.list; c < i.list + i.aux; ++c)
      text +=
          (c == i.list ? "" : ", ") +
          (i.op == Op::choose ? expr(p_.choice_values[c]) : std::to_string(p_.choice_targets[c]));
    return text;
  }

  std::string what(const Insn& i) const {
    switch (i.op) {
    case Op::assign: return local(i.dst) + " = " + expr(i.a);
    case Op::jump: return "jump";
    case Op::jump_if: return fmt::format("if {} goto {} else {}", expr(i.a), i.next, i.alt);
    case Op::mark: return fmt::format("mark {} as {}", expr(i.a), owners[i.aux]);
    case Op::work: return "work " + expr(i.a) + (i.b.size == 0 ? "" : " .. " + expr(i.b));
    case Op::speculate: return "speculate " + expr(i.a);
    case Op::event: return "reach " + p_.events[i.aux];
    case Op::check:
      return (i.aux == static_cast<std::uint8_t>(Oracle::assertion) ? "assert " : "torn unless ") +
             expr(i.a);
    default: return visible(i);
    }
  }

  std::string visible(const Insn& i) const {
    switch (i.op) {
    case Op::load_var: return into(i) + "load " + place(i);
    case Op::store_var: return "store " + place(i) + " = " + expr(i.b);
    case Op::rmw_var:
      return fmt::format("{}atomic {} {} {}", into(i), place(i), rmws[i.aux], expr(i.b));
    case Op::load_word: return into(i) + "load " + word(i);
    case Op::store_word: return "store " + word(i) + " = " + expr(i.c);
    case Op::rmw_word:
      return fmt::format("{}atomic {} {} {}", into(i), word(i), rmws[i.aux], expr(i.c));
    case Op::lock: return "lock " + place(i);
    case Op::unlock: return "unlock " + place(i);
    case Op::wait_until: return "wait until " + expr(i.a);
    case Op::alloc: return into(i) + "alloc " + owners[i.aux];
    case Op::free: return "free " + expr(i.a);
    case Op::choose: return into(i) + "any of " + choices(i);
    case Op::either: return "either goto " + choices(i);
    case Op::pause: return "pause";
    case Op::iret: return "iret";
    case Op::stop: return "stop";
    default: return hardware(i);
    }
  }

  std::string hardware(const Insn& i) const {
    constexpr std::array accesses{"read", "write", "execute"};
    switch (i.op) {
    case Op::invlpg: return "invlpg " + expr(i.a);
    case Op::invpcid:
      return fmt::format("invpcid {}{}{}", static_cast<int>(i.aux),
                         i.a.size == 0 ? "" : " " + expr(i.a),
                         i.b.size == 0 ? "" : " pcid " + expr(i.b));
    case Op::mov_cr3:
      return "cr3 = " + expr(i.a) + (i.b.size == 0 ? "" : " pcid " + expr(i.b)) +
             (i.c.size == 0 ? "" : " keep " + expr(i.c));
    case Op::set_pge: return "cr4.pge = " + expr(i.a);
    case Op::set_interrupts: return "interrupts = " + expr(i.a);
    case Op::send:
      return fmt::format("send {} to {}", p_.vectors[i.aux].name,
                         i.b.size == 0 ? expr(i.a) : "cpu " + expr(i.b));
    case Op::access:
      return into(i) + accesses[i.aux & 3U] + " " + expr(i.a) +
             (i.b.size == 0 ? "" : " = " + expr(i.b));
    case Op::branch_user: return "branch " + expr(i.a) + " to " + expr(i.b);
    default: return "branch at " + expr(i.a);
    }
  }

  const Program& p_;
};

} // namespace

std::string disassemble(const Program& program, ExprRef expr) { return Text(program).expr(expr); }

std::string disassemble(const Program& program) {
  std::string text;
  for (std::size_t cpu = 0; cpu < program.scripts.size(); ++cpu)
    text += fmt::format("cpu {}: {}{}\n", cpu, program.scripts[cpu].entry,
                        program.scripts[cpu].endless ? " endless" : "");
  for (const Vector& v : program.vectors)
    text += fmt::format("interrupt {}: {}\n", v.name, v.entry);
  const Text code(program);
  for (std::size_t i = 0; i < program.code.size(); ++i) text += code.insn(i) + "\n";
  return text;
}

} // namespace ghostwalk
