// SPDX-License-Identifier: MIT
#include "sim/cli/output.hpp"

#include <cerrno>
#include <cstring>

#include <unistd.h>

namespace ghostwalk::cli {

constexpr std::size_t enough = 1U << 16U;

void Output::write(std::string_view text) {
  waiting_ += text;
  if (waiting_.size() >= enough) flush();
}

void Output::flush() {
  std::string_view rest = waiting_;
  while (!rest.empty() && !closed_) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EPIPE) {
      closed_ = true;
    } else if (errno != EINTR) {
      waiting_.clear(); // It will not do better the next time.
      throw OutputError(std::string("cannot write the output: ") + std::strerror(errno));
    }
  }
  waiting_.clear();
}

bool is_terminal(int descriptor) { return ::isatty(descriptor) == 1; }

} // namespace ghostwalk::cli
