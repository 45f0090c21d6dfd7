// SPDX-License-Identifier: MIT
// A kernel as it is under given options: each option has its one value, and code that another value
// would have taken is gone. The result is a kernel that compiles to the same program.
#pragma once

#include <map>
#include <string>

#include "sim/lang/resolve/select.hpp"

namespace ghostwalk::lang {

using OptionValues = std::map<std::string, std::string>; // option -> value, as text
OptionValues option_values(const Selected& selected);    // Defaults too.

// `kernel`: one with a body. The result has the name given and none of the comments of code that went.
Declaration specialised(const Declaration& kernel, const std::string& name,
                        const OptionValues& options);

// Only the code; the options keep their values, so that scenarios can go on naming them.
Declaration without_other_options(const Declaration& kernel, const OptionValues& options);

} // namespace ghostwalk::lang
