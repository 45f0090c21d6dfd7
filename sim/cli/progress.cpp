// SPDX-License-Identifier: MIT
#include "sim/cli/progress.hpp"

#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

#include "sim/cli/output.hpp"
#include "sim/report/units.hpp"

namespace ghostwalk::cli {

Progress::Progress() : shown_(is_terminal(STDERR_FILENO)) {}

Progress::~Progress() {
  if (written_) std::fputs("\r\x1b[K", stderr);
}

void Progress::show(const std::function<std::string(double)>& line) {
  if (!shown_) return;
  const auto now = Clock::now();
  if (now - last_ < std::chrono::milliseconds(200)) return;
  last_ = now;
  const std::string text = "\r\x1b[K" + line(std::chrono::duration<double>(now - start_).count());
  std::fputs(text.c_str(), stderr); // Whether it can be written is nobody's problem.
  std::fflush(stderr);
  written_ = true;
}

std::string rate_line(std::uint64_t done, std::uint64_t all, const std::string& noun,
                      double seconds) {
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  const auto whole = [](double number) {
    return report::grouped(static_cast<std::int64_t>(number));
  };
  std::string line =
      fmt::format("{} of {} {}, {}/s", report::grouped(static_cast<std::int64_t>(done)),
                  report::grouped(static_cast<std::int64_t>(all)), noun, whole(rate));
  if (rate > 0 && all > done)
    line += fmt::format(", {} s left", whole(static_cast<double>(all - done) / rate + 0.5));
  return line;
}

} // namespace ghostwalk::cli
