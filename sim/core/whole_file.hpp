// SPDX-License-Identifier: MIT
// A file that is there whole or not at all: it is written beside its target, and takes the target's
// place when all of it is on the disk. Nothing but kill -9 leaves the draft, FILE.<process>.part.
// A device or a pipe is written to as it comes: a file in its place would be no help to anyone.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "sim/core/signals.hpp"

namespace ghostwalk {

class WholeFile {
public:
  // Throws InputError, as all of these. A file that is replaced leaves its permissions to the new one.
  explicit WholeFile(const std::filesystem::path& path, unsigned permissions = 0666);
  ~WholeFile(); // Without commit: as if nothing had been.
  WholeFile(const WholeFile&) = delete;
  WholeFile& operator=(const WholeFile&) = delete;

  void write(std::string_view text);
  void commit();

private:
  void flush();
  [[noreturn]] void refuse() const; // with errno

  std::string name_; // as it was given
  std::filesystem::path target_;
  std::optional<HoldSignals> hold_; // Ends after the draft has.
  std::filesystem::path draft_;     // empty: there is none
  int file_ = -1;
  bool reader_gone_ = false;
  std::string waiting_;
};

void write_whole(const std::filesystem::path& path, std::string_view text);

} // namespace ghostwalk
