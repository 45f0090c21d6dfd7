// SPDX-License-Identifier: MIT
#include "sim/lang/parse/read_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "sim/lang/ast.hpp"

namespace ghostwalk::lang {
namespace fs = std::filesystem;
namespace {

// "; did you mean 'pebble.race'?", of the files beside it.
std::string near_file(const fs::path& path, const std::string& shown) {
  std::vector<std::string> names;
  for (const fs::path& file : race_files(path.has_parent_path() ? path.parent_path() : "."))
    names.push_back(file.stem().string());
  const std::string near = near_name(path.stem().string(), names);
  if (near.empty()) return {};
  return fmt::format("; did you mean '{}'?",
                     (fs::path(shown).parent_path() / (near + ".race")).generic_string());
}

// Only regular files: reading a pipe or a device could wait for ever.
void check_kind(const fs::path& path, const std::string& shown, Location at) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found)
    throw InputError(at, fmt::format("there is no file '{}'{}", shown, near_file(path, shown)));
  if (status.type() == fs::file_type::none)
    throw InputError(at, fmt::format("cannot read '{}': {}", shown, error.message()));
  if (fs::is_directory(status))
    throw InputError(at, fmt::format("'{}' is a directory", shown), "name a .race file");
  if (!fs::is_regular_file(status))
    throw InputError(at, fmt::format("'{}' is not a regular file", shown));
}

} // namespace

std::string read_text(const fs::path& path, const std::string& shown, Location at) {
  check_kind(path, shown, at);
  errno = 0;
  std::ifstream stream(path, std::ios::binary);
  std::string text;
  while (stream && text.size() <= max_file_bytes) {
    constexpr std::size_t piece = 16U << 10U;
    const std::size_t before = text.size();
    text.resize(before + piece);
    stream.read(text.data() + before, piece);
    text.resize(before + static_cast<std::size_t>(stream.gcount()));
  }
  if (!stream.is_open() || stream.bad())
    throw InputError(at, fmt::format("cannot read '{}': {}", shown,
                                     errno != 0 ? std::strerror(errno) : "input error"));
  if (text.empty()) throw InputError(at, fmt::format("'{}' is empty", shown));
  if (text.size() > max_file_bytes)
    throw InputError(at, fmt::format("'{}' is larger than {} KiB", shown, max_file_bytes >> 10U));
  return text;
}

fs::path place_of(const fs::path& path, const fs::path& data) {
  std::error_code error;
  return !data.empty() && !fs::exists(path, error) && fs::exists(data / path, error) ? data / path
                                                                                     : path;
}

bool is_inside(const fs::path& path, const fs::path& directory) {
  return std::mismatch(directory.begin(), directory.end(), path.begin(), path.end()).first ==
         directory.end();
}

std::vector<fs::path> race_files(const fs::path& directory) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error))
    if (entry->path().extension() == ".race" && !entry->path().filename().string().starts_with('.'))
      found.push_back(entry->path());
  std::sort(found.begin(), found.end());
  return found;
}

} // namespace ghostwalk::lang
