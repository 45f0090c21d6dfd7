// SPDX-License-Identifier: MIT
// Large numbers as people type them: 1000000, 1_000_000, 1e6, 2.5e6.
#pragma once

#include <cstdint>
#include <string>

namespace ghostwalk::cli {

// Exact: 1.5 is no whole number, 1.5e1 is 15. Throws InputError.
std::uint64_t large_number(const std::string& option, const std::string& text, std::uint64_t lowest,
                           std::uint64_t highest);

// 0.001 or 1e-3; above 0 and at most `highest`. Throws InputError.
double small_number(const std::string& option, const std::string& text, double highest);

} // namespace ghostwalk::cli
