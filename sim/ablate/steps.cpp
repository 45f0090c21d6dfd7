// SPDX-License-Identifier: MIT
#include "sim/ablate/steps.hpp"

#include <algorithm>
#include <optional>

#include "sim/ablate/pairs.hpp"
#include "sim/lang/resolve/resolve.hpp"

namespace ghostwalk::ablate {
namespace {

using lang::Expr;
using lang::Stmt;
using Kind = MaintenanceStep::Kind;

std::optional<Kind> kind_of(const Expr& call, Purposes& purposes) {
  if (purposes.frees(call)) return Kind::free;
  if (purposes.only_flushes(call.text)) return Kind::call;
  return std::nullopt;
}

std::optional<Kind> kind_of(const Stmt& s, Purposes& purposes) {
  switch (s.kind) {
  case Stmt::Kind::invlpg:
  case Stmt::Kind::invpcid:
  case Stmt::Kind::load_cr3: return Kind::flush;
  case Stmt::Kind::fence: return Kind::fence;
  case Stmt::Kind::send: return Kind::send;
  case Stmt::Kind::wait_until: return Kind::wait;
  case Stmt::Kind::lock: return Kind::lock;
  case Stmt::Kind::interrupts:
    if (opens(s)) return Kind::interrupts;
    return std::nullopt;
  case Stmt::Kind::assign:
    if (lang::is_pge(s.exprs[0])) return Kind::flush;
    if (s.atomic || s.exprs[1].kind == Expr::Kind::atomic) return Kind::atomic;
    return std::nullopt;
  case Stmt::Kind::call: return kind_of(s.exprs[0], purposes);
  default: return std::nullopt;
  }
}

} // namespace

std::vector<MaintenanceStep> maintenance_steps(const lang::Declaration& kernel,
                                               Purposes& purposes) {
  std::vector<MaintenanceStep> steps;
  for (const lang::Item& item : kernel.items) {
    const auto* procedure = std::get_if<lang::Procedure>(&item);
    if (procedure == nullptr) continue;
    lang::each_statement(procedure->body, [&](const Stmt& s) {
      if (const auto kind = kind_of(s, purposes))
        steps.push_back({*kind, s.at, procedure->name,
                         s.kind == Stmt::Kind::call ? s.exprs[0].text : std::string()});
    });
  }
  std::sort(steps.begin(), steps.end(),
            [](const MaintenanceStep& a, const MaintenanceStep& b) { return a.at < b.at; });
  return steps;
}

} // namespace ghostwalk::ablate
