// SPDX-License-Identifier: MIT
// What the commands about studies and their stores share.
#pragma once

#include <optional>

#include "sim/cli/command.hpp"
#include "sim/lang/study.hpp"
#include "sim/sweep/store.hpp"

namespace ghostwalk::cli {

// The one of the file that is named, or its only one. Throws InputError.
const lang::Declaration& chosen_study(const lang::Library& library, const std::string& file,
                                      const std::optional<std::string>& name);

// The one word without a dash. Throws InputError.
std::string only_store(const std::string& command, const po::variables_map& values);
const sweep::Plan& plan_in(const sweep::Store& store);  // Throws InputError when it has none.
sweep::Pairs where_of(const po::variables_map& values); // --where KEY=VALUE

} // namespace ghostwalk::cli
