// SPDX-License-Identifier: MIT
#include "sim/core/signals.hpp"

#include <array>

namespace ghostwalk {
namespace {

constexpr std::array ends{SIGINT, SIGTERM, SIGHUP};

} // namespace

HoldSignals::HoldSignals() {
  sigset_t held;
  sigemptyset(&held);
  for (const int signal : ends) sigaddset(&held, signal);
  ::pthread_sigmask(SIG_BLOCK, &held, &before_);
}

HoldSignals::~HoldSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

bool HoldSignals::waiting() {
  sigset_t pending;
  if (::sigpending(&pending) != 0) return false;
  for (const int signal : ends)
    if (sigismember(&pending, signal) == 1) return true;
  return false;
}

} // namespace ghostwalk
