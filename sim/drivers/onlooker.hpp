// SPDX-License-Identifier: MIT
// Someone who looks on while a run under time goes on: for what must be known of every trial where
// no trial can be kept.
#pragma once

#include "sim/machine/machine.hpp"
#include "sim/machine/view.hpp"

namespace ghostwalk {

class Onlooker {
public:
  struct Taken {
    Cycles at{};
    Cycles begun{}; // an instruction: when it began, waiting included; else `at`
    Step step;
    std::uint16_t insn = 0xffff; // exec: the instruction
    View state;                  // after the step
    const Event* events = nullptr;
    std::size_t count = 0; // of events
  };
  virtual ~Onlooker() = default;
  virtual void begins(const View& state) = 0; // A run: nothing has been done yet.
  virtual void saw(const Taken& step) = 0;
};

} // namespace ghostwalk
