// SPDX-License-Identifier: MIT
// A text as if it were a file beside the shipped models, without a file: the models are read once.
#pragma once

#include <memory>

#include "sim/lang/compile.hpp"

namespace ghostwalk::fuzz {

// `includes` of the text are not followed. Throws InputError, to be rendered with library.sources.
void read_beside_models(lang::Library& library, const std::string& text);

} // namespace ghostwalk::fuzz
