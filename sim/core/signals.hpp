// SPDX-License-Identifier: MIT
// Signals that ask the program to end, held back while something is done that has to be undone or finished.
#pragma once

#include <csignal>

namespace ghostwalk {

// While one lives, SIGINT, SIGTERM and SIGHUP wait for its end, if they come to this thread or no
// other thread takes them.
class HoldSignals {
public:
  HoldSignals();
  ~HoldSignals();
  HoldSignals(const HoldSignals&) = delete;
  HoldSignals& operator=(const HoldSignals&) = delete;

  static bool waiting(); // One has come: whoever is at something long had better end it.

private:
  sigset_t before_{};
};

} // namespace ghostwalk
