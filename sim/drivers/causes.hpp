// SPDX-License-Identifier: MIT
// Who asked for what an instruction does. That is the place in the text, with the procedures that led
// there; and in the handler of an interrupt also the place that sent the interrupt, and so on up to
// a script. All causes that a program can have are known and numbered before it runs, so counts of
// different trials, threads and machines add up by number.
//
//   cpu 0   purge > flush_tlb_kernel_range > on_each_cpu > send             a cause
//   cpu 1                                     └─ call_function > INVLPG     another, with that sender
#pragma once

#include <array>
#include <limits>

#include "models/hw/apic.hpp"
#include "sim/machine/program.hpp"

namespace ghostwalk {

using CauseId = std::uint32_t;
constexpr CauseId hardware_cause = 0; // speculation, evictions, stores on their way

struct Cause {
  static constexpr std::uint32_t no_origin = std::numeric_limits<std::uint32_t>::max();
  static constexpr std::uint8_t no_vector = 0xff;
  // Index into Program::origins, the first of those that read the same. None: the hardware, or a vector.
  std::uint32_t origin = no_origin;
  std::uint8_t vector = no_vector; // its delivery, and all the time in its handler
  CauseId sender = hardware_cause; // of the interrupt in whose handler this is; else the hardware
};

class Causes {
public:
  explicit Causes(const Program& program); // Keeps a reference.

  std::size_t size() const { return all_.size(); }
  const Cause& operator[](CauseId id) const { return all_[id]; }
  // Outermost first: of the senders, then of the place itself; a handler by its vector's name.
  std::vector<std::string> procedures(CauseId id) const;

  // Who sent the interrupt in whose handler a CPU is. 0: it is in none, or nobody knows.
  using Sender = std::uint16_t;
  CauseId of(Sender sender, std::uint16_t insn) const { return senders_[sender].insn[insn]; }
  CauseId delivery(Sender sender, std::size_t vector) const {
    return senders_[sender].delivery[vector];
  }
  Sender sends(Sender sender, std::uint16_t insn) const { return senders_[sender].sends[insn]; }

private:
  struct Known {
    CauseId cause = hardware_cause; // of the `send`
    std::uint8_t vector = Cause::no_vector;
    Sender before = 0; // who sent to the sender
    std::vector<CauseId> insn;
    std::vector<Sender> sends; // per instruction that sends: the sender that it makes
    std::array<CauseId, hw::max_vectors> delivery{};
  };
  void number_instructions(Sender sender, const std::vector<std::uint32_t>& same);
  Sender sender_of(Sender before, std::uint16_t insn);

  const Program& p_;
  std::vector<Cause> all_;
  std::vector<Known> senders_;
};

} // namespace ghostwalk
