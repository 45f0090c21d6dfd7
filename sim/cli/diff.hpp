// SPDX-License-Identifier: MIT
// The difference of two texts, line by line, as `diff -u` would show it.
#pragma once

#include <string>

namespace ghostwalk::cli {

struct Labelled {
  std::string name, text;
};
// Empty when the texts are equal. Each hunk begins with the last unindented-by-two line before it ("proc
// leave_mm(cpu)"), for orientation.
std::string difference(const Labelled& before, const Labelled& after);

} // namespace ghostwalk::cli
