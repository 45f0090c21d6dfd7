// SPDX-License-Identifier: MIT
// Whether documents that have to be the same bytes are, and where they part.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace ghostwalk::report {

struct Difference {
  std::size_t line = 0;   // of the first of the two, from 1
  std::string key;        // of JSON: "/searches/0/states"; empty when only the text differs
  std::string one, other; // what is there; "nothing" where there is nothing
};

// The first difference; nothing when they are the same bytes.
std::optional<Difference> difference(const std::string& one, const std::string& other);

// A document, and how it was come by: "explored by 2 threads".
struct Answer {
  std::string how, document;
};
struct Disagreement {
  std::string one, other; // how
  Difference difference;
};
// Of the first answer that is not the same bytes as the one before it.
std::optional<Disagreement> disagreement(const std::vector<Answer>& answers);

} // namespace ghostwalk::report
