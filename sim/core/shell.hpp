// SPDX-License-Identifier: MIT
// Text that is to become part of a shell command.
#pragma once

#include <string>

namespace ghostwalk {

std::string shell_word(const std::string& word); // quoted when a shell would take it apart

} // namespace ghostwalk
