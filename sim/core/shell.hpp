// SPDX-License-Identifier: MIT
// Text that is to become part of a shell command.
#pragma once

#include <string>

namespace ghostwalk {

std::string shell_word(const std::string& word); // quoted when a shell would take it apart

// The first word of commands that are printed to be typed again: `ghostwalk` when this program was
// called by a name that the shell looked up, else `./ghostwalk`, as from a clone.
const std::string& program_word();
void called_as(const std::string& argv0); // main says so, before anything else

} // namespace ghostwalk
