// SPDX-License-Identifier: MIT
// The matrix of an ablation, for people and for programs.
#pragma once

#include <string>

#include "sim/ablate/ablate.hpp"
#include "sim/report/paint.hpp"

namespace ghostwalk::cli {

struct AblationView {
  const lang::Library& library;
  const ablate::Ablation& ablation;
  std::string file, kernel; // `kernel` with its `with` settings
  std::string arguments;    // "FILE --kernel K ...", as typed
};

std::string statement(const AblationView& view, Location at);       // as written
std::string what_appears(const ablate::Trial& trial, bool counted); // "poisoned 28"

std::string ablation_text(const AblationView& view, const report::Paint& paint);
std::string ablation_json(const AblationView& view); // schema ghostwalk-ablate/1

} // namespace ghostwalk::cli
