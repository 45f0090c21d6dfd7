// SPDX-License-Identifier: MIT
// Changes to a kernel that a command is asked to make first: --without KEY, --later KEY, ... as ablate prints them.
#pragma once

#include "sim/ablate/variant.hpp"
#include "sim/cli/command.hpp"

namespace ghostwalk::cli {

struct ChangeKey {
  ablate::Change change = ablate::Change::without;
  std::string key;
};
using ChangeKeys = std::vector<ChangeKey>;

void add_changes(po::options_description& options);
ChangeKeys read_changes(const po::variables_map& values);

std::string changes_text(
    const ChangeKeys& changes); // " --without FILE:LINE ...": empty or from a space on
// lang::compile when there are none. Throws InputError for a key that no statement has.
Program compile_changed(const lang::Library& library, const lang::Selection& selection,
                        const ChangeKeys& changes);

} // namespace ghostwalk::cli
