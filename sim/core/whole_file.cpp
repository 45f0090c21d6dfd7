// SPDX-License-Identifier: MIT
#include "sim/core/whole_file.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/core/error.hpp"

namespace ghostwalk {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t enough = 1U << 16U;

// A link stays one: what it points to is replaced.
fs::path behind_links(const fs::path& path) {
  std::error_code error;
  fs::path real = fs::canonical(path, error);
  return error ? path : real;
}

} // namespace

WholeFile::WholeFile(const fs::path& path, unsigned permissions)
    : name_(path.string()), target_(behind_links(path)) {
  std::error_code ignored;
  fs::path writes_to = target_;
  if (!fs::exists(target_, ignored) || fs::is_regular_file(target_, ignored)) {
    hold_.emplace();
    draft_ = target_;
    draft_ += "." + std::to_string(::getpid()) + ".part";
    writes_to = draft_;
  }
  file_ = ::open(writes_to.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, permissions);
  if (file_ < 0) {
    draft_.clear();
    refuse();
  }
  struct stat there {};
  if (!draft_.empty() && ::stat(target_.c_str(), &there) == 0) ::fchmod(file_, there.st_mode);
}

WholeFile::~WholeFile() {
  if (file_ >= 0) ::close(file_);
  if (!draft_.empty()) ::unlink(draft_.c_str());
}

void WholeFile::refuse() const {
  throw InputError("cannot write '" + name_ + "': " + std::strerror(errno));
}

void WholeFile::write(std::string_view text) {
  waiting_ += text;
  if (waiting_.size() >= enough) flush();
}

void WholeFile::flush() {
  std::string_view rest = waiting_;
  while (!rest.empty() && !reader_gone_) {
    const ssize_t written = ::write(file_, rest.data(), rest.size());
    if (written >= 0)
      rest.remove_prefix(static_cast<std::size_t>(written));
    else if (errno == EPIPE)
      reader_gone_ = true;
    else if (errno != EINTR)
      refuse();
  }
  waiting_.clear();
}

void WholeFile::commit() {
  flush();
  // Some file systems tell only now that there was no room.
  if (::fsync(file_) != 0 && errno != EINVAL) refuse();
  if (::close(std::exchange(file_, -1)) != 0) refuse();
  if (draft_.empty()) return;
  if (::rename(draft_.c_str(), target_.c_str()) != 0) refuse();
  draft_.clear();
}

void write_whole(const fs::path& path, std::string_view text) {
  WholeFile file(path);
  file.write(text);
  file.commit();
}

} // namespace ghostwalk
