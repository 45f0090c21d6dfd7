// SPDX-License-Identifier: MIT
// Expressions: postfix code on a small stack. The compiler bounds the depth.
#include <fmt/format.h>

#include "sim/machine/arithmetic.hpp"
#include "sim/machine/effects.hpp"

namespace ghostwalk {
namespace {

constexpr int max_depth = 128;

std::uint64_t binary(ExprOp op, std::uint64_t a, std::uint64_t b, CpuId cpu) {
  if (b == 0 && (op == ExprOp::div || op == ExprOp::mod))
    model_error(cpu, 0xffff, "division by zero");
  return compute(op, a, b);
}

// `own`: as this CPU sees it, with what is in its store buffer. A claim looks at memory.
std::uint64_t table_empty(const Program& p, const View& v, CpuId cpu, Pfn table, bool own) {
  const int frame = v.frame_index(table);
  if (frame < 0) return 1;
  for (int slot = 0; slot < static_cast<int>(p.words.size()); ++slot) {
    const std::byte* at = v.word_at(frame, slot);
    const Word word = own ? v.read(cpu, at, p.mode->word_bytes) : load(at, p.mode->word_bytes);
    if ((word & hw::bit::present) != 0) return 0;
  }
  return 1;
}

std::uint64_t unary(const Program& p, const View& v, CpuId cpu, ExprOp op, std::uint64_t a,
                    bool own) {
  return op == ExprOp::table_empty ? table_empty(p, v, cpu, a, own) : compute(op, a, *p.mode);
}

std::uint64_t read_register(const View& v, CpuId cpu, Register r) {
  switch (r) {
  case Register::cr3: return v.cr3(cpu);
  case Register::pge: return v.flag(cpu, cpu_flag::pge) ? 1 : 0;
  default: return v.flag(cpu, cpu_flag::interrupts) ? 1 : 0;
  }
}

bool is_unary(ExprOp op) { return op >= ExprOp::bit_not && op <= ExprOp::table_empty; }

// A word of a frame, for a claim to look at: what is not there, or never written, is 0.
std::uint64_t look_at_word(const View& v, Pfn table, std::uint64_t index) {
  const int frame = v.frame_index(table), slot = v.word_slot(index);
  return frame < 0 || slot < 0 ? 0 : v.word(frame, slot);
}

std::byte* shared_at(const Program& p, const View& v, CpuId cpu, std::uint16_t number,
                     std::uint64_t index, std::uint16_t insn) {
  const Place& at = p.places[number];
  const std::uint64_t lowest = at.scope == Place::Scope::per_cpu ? 0 : at.first;
  const std::uint64_t end = at.scope == Place::Scope::per_cpu ? p.cpus : at.first + at.count;
  if (index < lowest || index >= end)
    model_error(cpu, insn,
                index == 0 ? fmt::format("'{}' of `none`", at.name)
                           : fmt::format("'{}' has no element {}; it has {} .. {}", at.name, index,
                                         lowest, end - 1));
  return v.place_at(at, index);
}

} // namespace

std::uint64_t evaluate(const Program& p, const View& v, CpuId cpu, ExprRef expr, bool own) {
  std::uint64_t stack[max_depth];
  int depth = 0;
  for (std::uint32_t i = expr.first; i < expr.first + expr.size; ++i) {
    const ExprInsn& e = p.expr[i];
    switch (e.op) {
    case ExprOp::constant: stack[depth++] = p.constants[e.arg]; break;
    case ExprOp::local: stack[depth++] = v.local(cpu, static_cast<std::uint16_t>(e.arg)); break;
    case ExprOp::self: stack[depth++] = cpu; break;
    case ExprOp::reg: stack[depth++] = read_register(v, cpu, static_cast<Register>(e.arg)); break;
    case ExprOp::shared: {
      const auto number = static_cast<std::uint16_t>(e.arg);
      const std::byte* at = shared_at(p, v, cpu, number, stack[depth - 1], 0xffff);
      const std::uint8_t width = p.places[number].width;
      stack[depth - 1] = own ? v.read(cpu, at, width) : load(at, width);
      break;
    }
    case ExprOp::word_at:
      --depth;
      stack[depth - 1] = look_at_word(v, stack[depth - 1], stack[depth]);
      break;
    default:
      if (is_unary(e.op)) {
        stack[depth - 1] = unary(p, v, cpu, e.op, stack[depth - 1], own);
      } else {
        --depth;
        stack[depth - 1] = binary(e.op, stack[depth - 1], stack[depth], cpu);
      }
    }
  }
  return depth > 0 ? stack[depth - 1] : 0;
}

std::byte* place(const Program& p, const View& v, CpuId cpu, std::uint16_t number, ExprRef index,
                 std::uint16_t insn) {
  const Place& at = p.places[number];
  if (index.size != 0) return shared_at(p, v, cpu, number, evaluate(p, v, cpu, index), insn);
  return v.place_at(at, at.scope == Place::Scope::per_cpu ? cpu : at.first);
}

} // namespace ghostwalk
