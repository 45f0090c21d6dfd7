// SPDX-License-Identifier: MIT
// One line on a terminal's standard error, now and then; gone at the end. Elsewhere nothing.
#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace ghostwalk::cli {

class Progress {
public:
  Progress();
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // `line` is asked for, with the seconds since the start, when it is time for a new one.
  void show(const std::function<std::string(double)>& line);

private:
  using Clock = std::chrono::steady_clock;
  bool shown_, written_ = false;
  Clock::time_point start_ = Clock::now(), last_ = start_;
};

// "12,000 of 1,000,000 trials, 98,000/s, 10 s left"
std::string rate_line(std::uint64_t done, std::uint64_t all, const std::string& noun,
                      double seconds);

} // namespace ghostwalk::cli
