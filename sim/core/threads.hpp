// SPDX-License-Identifier: MIT
// Threads that share one list of work: where the system gives fewer than were asked for, those there
// are take longer, and that is all.
#pragma once

#include <new>
#include <system_error>
#include <thread>
#include <vector>

namespace ghostwalk {

// Calls body(0), body(1), ... each in a thread of its own, joined when what is returned dies.
template <class Body>
std::vector<std::jthread> start_threads(unsigned count, Body body) {
  std::vector<std::jthread> threads;
  threads.reserve(count);
  try {
    for (unsigned i = 0; i < count; ++i) threads.emplace_back(body, i);
  } catch (const std::system_error&) { // No more of them (ulimit -u), or no memory for a stack.
  } catch (const std::bad_alloc&) {
  }
  return threads;
}

} // namespace ghostwalk
