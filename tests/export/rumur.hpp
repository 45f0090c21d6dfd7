// SPDX-License-Identifier: MIT
// Exports a program, lets Rumur explore the model, and holds the two opinions side by side.
#pragma once

#include <gtest/gtest.h>

#include "sim/drivers/explore/explore.hpp"
#include "sim/export/murphi.hpp"

namespace ghostwalk::test {

struct Opinion {
  bool found = false;
  std::uint64_t states = 0, steps = 0;
  std::string first_error; // Rumur's words
  bool operator==(const Opinion& other) const {
    return found == other.found && states == other.states && steps == other.steps;
  }
};
std::ostream& operator<<(std::ostream& out, const Opinion& opinion);

bool have_rumur();

// What Rumur makes of it. Throws std::runtime_error with the messages when it or the C compiler fails.
Opinion rumurs(const Program& program, const MurphiSettings& settings);
// What plain explore makes of it, without partial-order reduction.
Opinion ours(Program program, const MurphiSettings& settings);

// Rumur stops at the first error: so for what is found, states can only be counted with nothing claimed.
void expect_found(const Program& program);
void expect_absent(const Program& program); // With the same states, and steps between them.
void expect_same_states(const Program& program);

// For the start of a test. In continuous integration the package has to be there.
#define GHOSTWALK_NEEDS_RUMUR()                                                                    \
  if (!have_rumur()) {                                                                             \
    ASSERT_EQ(std::getenv("CI"), nullptr) << "rumur is not installed";                             \
    GTEST_SKIP() << "rumur is not installed: apt-get install rumur";                               \
  }

} // namespace ghostwalk::test
