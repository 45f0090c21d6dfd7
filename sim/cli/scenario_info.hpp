// SPDX-License-Identifier: MIT
// What a reader sees of a declaration at a glance.
#pragma once

#include <string>

#include "sim/lang/ast.hpp"

namespace ghostwalk::cli {

// The first sentence of the comment right before it; empty when there is none.
std::string first_sentence(const lang::Comments& comments);
// Of a scenario: its own, else the one that its file opens with.
std::string summary(const lang::File& file, const lang::Declaration& scenario);

std::string text_of(const std::vector<lang::With>& with); // "a = b, c = 4"
std::string text_of(const lang::Expect& expect);          // "linux-2.4.19 with a = b"

} // namespace ghostwalk::cli
