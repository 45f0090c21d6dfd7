// SPDX-License-Identifier: MIT
// The process's SimGrid engine and its platform. SimGrid allows one engine at a time, never sets
// its clock back, and crashes when a second one loads a platform file: so there is one for all
// runs, and dates are differences.
//
// One simulated second is one cycle: whole dates are then exact. A platform file speaks of bytes
// per real second; the link bandwidths become bytes per cycle with the clock of the CPU
// description, latencies likewise.
//
// A platform has hosts cpu0, cpu1, ... (CPU n of the scenario runs on the n-th, and round again
// when there are more CPUs), memory, and load0, load1, ...: who makes the background load, one per
// bus.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <simgrid/s4u.hpp>

#include "sim/drivers/run.hpp"

namespace ghostwalk::timed {

class Platform {
public:
  // Loads `file`, or without one makes a single host that everything runs on. Throws InputError
  // when a host is missing.
  Platform(const simgrid::s4u::Engine& engine, const std::string& file);
  void set_clock(std::uint64_t mhz); // Before a run.
  simgrid::s4u::Host* cpu(CpuId cpu) const { return cpus_[cpu % cpus_.size()]; }
  simgrid::s4u::Host* memory() const { return memory_; }
  const std::vector<simgrid::s4u::Host*>& load() const { return load_; }

private:
  struct Speed {
    double bandwidth, latency; // as in the file: bytes per second, seconds
  };
  std::vector<simgrid::s4u::Host*> cpus_, load_;
  simgrid::s4u::Host* memory_ = nullptr;
  std::vector<std::pair<simgrid::s4u::Link*, Speed>> links_;
};

class Engine {
public:
  // The process's engine, made for the first settings that ask for it. Throws InputError when later
  // ones need another.
  static Engine& get(const RunSettings& settings);

  Engine(const std::string& platform_file, const std::vector<std::string>& configuration);
  Platform& platform() { return *platform_; }
  // Runs until every actor but the daemons has ended. Throws when SimGrid sees a deadlock: that is
  // a defect of the driver, since a scenario's deadlock is the Clockwork's to see.
  void run();

private:
  std::unique_ptr<simgrid::s4u::Engine> engine_;
  std::unique_ptr<Platform> platform_;
};

// Tries a platform and configuration in a child process, where SimGrid may abort as it likes.
// Throws InputError with what SimGrid had to say.
void probe(const std::string& platform_file, const std::vector<std::string>& configuration);

} // namespace ghostwalk::timed
