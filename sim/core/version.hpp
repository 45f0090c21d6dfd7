// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

// Which Ghostwalk this is, for `--version` and the provenance of results. The definitions are
// generated (cmake/GhostwalkVersion.cmake); link the library `version`.
namespace ghostwalk {

std::string_view version();        // "0.1.0"
std::string_view release_date();   // "2026-11-20"
std::string_view build_commit();   // "1f0c2d3e4a5b", with "-dirty" after it, or "unknown"
std::string_view build_compiler(); // "GNU 12.2.0"

} // namespace ghostwalk
