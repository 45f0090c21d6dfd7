// SPDX-License-Identifier: MIT
// Files as texts: what cannot be read, or is no text of a sensible size, is an InputError.
#pragma once

#include <filesystem>
#include <string>

#include "sim/core/error.hpp"

namespace ghostwalk::lang {

// `at` is where the file was asked for, for the error. At most max_file_bytes are read.
std::string read_text(const std::filesystem::path& path, const std::string& shown, Location at);

// Where that file is: here, or in the data directory, so that what comes with Ghostwalk has one name
// everywhere. Where it is neither, `path`.
std::filesystem::path place_of(const std::filesystem::path& path,
                               const std::filesystem::path& data);

// True when `path` is `directory` or below it; both canonical.
bool is_inside(const std::filesystem::path& path, const std::filesystem::path& directory);

// The *.race files of a directory, sorted by name; hidden ones are left out.
std::vector<std::filesystem::path> race_files(const std::filesystem::path& directory);

} // namespace ghostwalk::lang
