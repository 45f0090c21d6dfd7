// SPDX-License-Identifier: MIT
// Procedures are inlined, so none may call itself. Looks at all calls, also those that options leave out.
#include <algorithm>

#include <fmt/format.h>

#include "sim/lang/lower/fold.hpp"
#include "sim/lang/resolve/resolve.hpp"

namespace ghostwalk::lang {
namespace {

class Calls {
public:
  explicit Calls(const Symbols& symbols) : s_(symbols) {}

  void visit(const Procedure& procedure) {
    if (done_.contains(&procedure)) return;
    chain_.push_back(&procedure);
    each_statement(procedure.body, [this](const Stmt& stmt) {
      for (const Expr& e : stmt.exprs) visit(e);
    });
    chain_.pop_back();
    done_.insert(&procedure);
  }

private:
  void visit(const Expr& e) {
    if (e.kind == Expr::Kind::call) {
      const auto found = s_.procedures.find(e.text);
      if (found != s_.procedures.end()) called(*found->second, e.at);
    }
    for (const Expr& child : e.children) visit(child);
  }

  void called(const Procedure& procedure, Location at) {
    const auto first = std::find(chain_.begin(), chain_.end(), &procedure);
    if (first == chain_.end()) {
      if (chain_.size() == max_inlining)
        fail(at,
             fmt::format("procedures call one another more than {} deep, at '{}'", max_inlining,
                         procedure.name),
             "procedures are inlined: call less deep");
      return visit(procedure);
    }
    std::string text = "'" + procedure.name + "' calls itself: ";
    for (auto p = first; p != chain_.end(); ++p) text += (*p)->name + " calls ";
    fail(at, text + procedure.name, "procedures are inlined; use a loop");
  }

  const Symbols& s_;
  std::vector<const Procedure*> chain_;
  std::set<const Procedure*> done_;
};

} // namespace

void check_recursion(const Symbols& symbols) {
  Calls calls(symbols);
  for (const auto& [name, procedure] : symbols.procedures) calls.visit(*procedure);
  for (const Procedure* procedure : symbols.interrupts) calls.visit(*procedure);
}

} // namespace ghostwalk::lang
