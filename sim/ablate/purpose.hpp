// SPDX-License-Identifier: MIT
// What a procedure is for, as far as ablation needs to know: only to flush, or to free what it is given.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/lang/ast.hpp"

namespace ghostwalk::ablate {

class Purposes {
public:
  explicit Purposes(const lang::Declaration& kernel); // Keeps references into it.

  // Invalidates, fences or sends interrupts, and changes nothing else but its own protocol: local and
  // global variables, bits of masks by `atomic`. No page-table word, no per-CPU variable, no page.
  bool only_flushes(const std::string& procedure);

  // The call gives a page away: free_page(F), or a procedure that frees or marks one of its parameters.
  bool frees(const lang::Expr& call);

  // Procedures that this one calls, directly or through others, itself included.
  const std::vector<std::string>& reached_from(const std::string& procedure);

private:
  struct Effects {
    bool flushes = false;
    bool others = false; // Something that is no flush.
  };
  Effects effects(const std::string& procedure);
  Effects effects(const lang::Block& block);
  Effects effects(const lang::Stmt& stmt);
  Effects effects(const lang::Expr& value);
  bool stores_for_others(const lang::Stmt& assign) const;
  bool frees_parameter(const std::string& procedure, std::size_t parameter);
  bool frees_name(const lang::Block& block, const std::string& name);
  bool gives_away(const lang::Expr& call, const std::string& name);

  std::map<std::string, const lang::Procedure*> procedures_;
  std::map<std::string, bool> per_cpu_, is_array_; // Global variables.
  std::map<std::string, Effects> known_;
  std::map<std::string, std::vector<std::string>> reached_;
};

} // namespace ghostwalk::ablate
