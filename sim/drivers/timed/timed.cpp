// SPDX-License-Identifier: MIT
#include "sim/drivers/timed/timed.hpp"

#include <algorithm>
#include <exception>

#include <fmt/format.h>

#include "sim/drivers/clockwork.hpp"
#include "sim/drivers/timed/agents.hpp"

namespace ghostwalk {
namespace {

constexpr int highest_load = 95;

void check(const RunSettings& settings) {
  if (settings.bus_load > highest_load)
    throw InputError(
        fmt::format("bus_load is {}, and 0 .. {} are possible", settings.bus_load, highest_load));
  if (settings.bus_load >= 0 && settings.platform.empty())
    throw InputError("bus_load needs a platform, to say which CPUs share a bus");
}

} // namespace

void with_simgrid(const Program& program, const RunSettings& settings,
                  const std::function<void(Carrier&)>& body) {
  check(settings);
  timed::Engine& engine = timed::Engine::get(settings);
  engine.platform().set_clock(program.cpu.number(hw::Key::clock_mhz));

  timed::Agents agents(engine.platform(), program, settings.bus_load >= 0);
  bool done = false;
  std::exception_ptr problem; // None may leave an actor: SimGrid would abort.
  const auto conduct = [&] {
    try {
      agents.start_load(std::max(0, settings.bus_load));
      agents.open();
      body(agents);
    } catch (const std::exception&) {
      problem = std::current_exception();
    }
    done = true;
  };
  simgrid::s4u::Actor::create("conductor", engine.platform().cpu(0), conduct);
  engine.run();
  if (problem) std::rethrow_exception(problem);
  if (!done) throw std::logic_error("SimGrid ended before the run did");
}

Run run_timed(const Machine& machine, const RunSettings& settings, Onlooker* onlooker) {
  Run run;
  with_simgrid(machine.program(), settings, [&](Carrier& carrier) {
    Clockwork clockwork(machine);
    clockwork.watch(onlooker);
    run = clockwork.run(settings, carrier);
  });
  return run;
}

} // namespace ghostwalk
