// SPDX-License-Identifier: MIT
// A kernel as it is under given options: each option has its one value, and code that another value
// would have taken is gone. The result is a kernel that compiles to the same program.
#pragma once

#include <map>
#include <string>

#include "sim/lang/ast.hpp"

namespace ghostwalk::cli {

using OptionValues = std::map<std::string, std::string>; // option -> value, as text

// `kernel`: one with a body. The result has the name given and none of the comments of code that went.
lang::Declaration specialised(const lang::Declaration& kernel, const std::string& name,
                              const OptionValues& options);

} // namespace ghostwalk::cli
