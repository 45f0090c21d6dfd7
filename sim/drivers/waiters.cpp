// SPDX-License-Identifier: MIT
#include "sim/drivers/waiters.hpp"

#include <algorithm>

namespace ghostwalk {

Waiters::Waiters(const Program& program, const Lines& lines)
    : p_(program),
      page_(lines.count()),
      own_(page_ + 1),
      any_(own_ + 1),
      waiting_(std::size_t{any_} + 1),
      reason_(program.cpus, nothing) {}

void Waiters::clear() {
  for (CpuId cpu = 0; count_ > 0; ++cpu) remove(cpu);
}

// One variable, or the words of one mask. A table that has to be empty has as many lines as it has words.
bool Waiters::depends_on_one_line(const Insn& wait) const {
  int lines = 0;
  for (std::uint32_t i = wait.a.first; i < wait.a.first + wait.a.size; ++i) {
    if (p_.expr[i].op == ExprOp::table_empty) return false;
    if (p_.expr[i].op == ExprOp::shared && p_.places[p_.expr[i].arg].first_cpu == 0) ++lines;
  }
  return lines == 1;
}

std::uint32_t Waiters::reason(const Insn& insn, std::uint32_t line) const {
  switch (insn.op) {
  case Op::lock: return line == Lines::none ? any_ : line;
  case Op::wait_until: return line != Lines::none && depends_on_one_line(insn) ? line : any_;
  case Op::alloc: return page_;
  default: return own_;
  }
}

void Waiters::add(CpuId cpu, const Insn& insn, std::uint32_t line) {
  reason_[cpu] = reason(insn, line);
  waiting_[reason_[cpu]].push_back(cpu);
  ++count_;
}

void Waiters::remove(CpuId cpu) {
  if (reason_[cpu] == nothing) return;
  std::erase(waiting_[reason_[cpu]], cpu);
  reason_[cpu] = nothing;
  --count_;
}

const std::vector<CpuId>& Waiters::after(CpuId cpu, Stir stir) {
  found_.clear();
  add_all(waiting_[any_]);
  if (stir.page) add_all(waiting_[page_]);
  if (stir.line != Lines::none) add_all(waiting_[stir.line]);
  if (reason_[cpu] != nothing && std::find(found_.begin(), found_.end(), cpu) == found_.end())
    found_.push_back(cpu);
  std::sort(found_.begin(), found_.end());
  return found_;
}

} // namespace ghostwalk
