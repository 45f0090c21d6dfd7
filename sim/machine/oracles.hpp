// SPDX-License-Identifier: MIT
// What the oracles are called: in claims, in reports, in errors. One table for both ways.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/machine/program.hpp"

namespace ghostwalk {

std::string_view words(Oracle oracle); // "use after free"
std::optional<Oracle> oracle_named(std::string_view words);

// In the order of the enumeration; those that a claim may name. Failed assertions are no claim:
// they are always reported.
const std::vector<std::string>& oracle_names();

} // namespace ghostwalk
