// SPDX-License-Identifier: MIT
// A stream of errands that depends on when they come back: what a carrier does wrong shows in it.
#pragma once

#include "sim/core/random.hpp"
#include "sim/drivers/bare.hpp"
#include "sim/drivers/timed/timed.hpp"

namespace ghostwalk::test {

struct Returned {
  std::int64_t at;
  Errand errand;
  bool operator==(const Returned& o) const {
    return at == o.at && errand.cpu == o.errand.cpu && errand.kind == o.errand.kind &&
           errand.sequence == o.errand.sequence;
  }
};

// `cpus` CPUs, each with an errand of every kind under way until `events` have come back. Durations
// of 1 to `longest` cycles: short ones make ties.
inline std::vector<Returned> drive(Carrier& carrier, std::uint64_t seed, CpuId cpus, int events,
                                   std::int64_t longest) {
  Random random(seed, 0, 0);
  std::uint64_t sequence = 0;
  const auto send = [&](CpuId cpu, Errand::Kind kind) {
    Errand e{.cpu = cpu, .kind = kind};
    if (kind == Errand::Kind::walk_read) e.over = Errand::Over::memory_line;
    if (kind == Errand::Kind::interrupt) e.over = Errand::Over::ipi;
    e.sequence = sequence++;
    e.cycles = random.between(1, longest);
    carrier.carry(e);
  };
  for (CpuId cpu = 0; cpu < cpus; ++cpu)
    for (int kind = 0; kind < 5; ++kind) send(cpu, static_cast<Errand::Kind>(kind));
  std::vector<Returned> all;
  std::vector<Errand> due;
  Cycles at{};
  while (carrier.next(at, due))
    for (const Errand& e : due) {
      all.push_back({count(at), e});
      if (static_cast<int>(all.size()) < events) send(e.cpu, e.kind);
    }
  return all;
}

inline std::vector<Returned> drive_bare(std::uint64_t seed, CpuId cpus, int events,
                                        std::int64_t longest) {
  BareQueue queue;
  return drive(queue, seed, cpus, events, longest);
}

inline RunSettings on_platform(const std::string& name, int bus_load) {
  RunSettings settings;
  settings.bus_load = bus_load;
  settings.platform = GHOSTWALK_SOURCE_DIR "/models/platforms/" + name + ".xml";
  return settings;
}

inline std::vector<Returned> drive_simgrid(std::uint64_t seed, CpuId cpus, int events,
                                           std::int64_t longest, int bus_load = -1) {
  Program program;
  program.cpus = cpus;
  std::vector<Returned> all;
  with_simgrid(program, on_platform("smp-bus", bus_load),
               [&](Carrier& carrier) { all = drive(carrier, seed, cpus, events, longest); });
  return all;
}

// One walk's read of `cycles` for each of these CPUs, all asked for at 0: when the last is back.
inline std::int64_t reads_back(const std::vector<CpuId>& cpus, std::int64_t cycles,
                               const RunSettings& settings) {
  Program program;
  program.cpus = 256;
  Cycles at{};
  with_simgrid(program, settings, [&](Carrier& carrier) {
    std::vector<Errand> due;
    for (const CpuId cpu : cpus)
      carrier.carry({.cpu = cpu,
                     .kind = Errand::Kind::walk_read,
                     .over = Errand::Over::memory_line,
                     .sequence = cpu,
                     .cycles = cycles});
    while (carrier.next(at, due)) {
    }
  });
  return count(at);
}

} // namespace ghostwalk::test
