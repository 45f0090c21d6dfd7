// SPDX-License-Identifier: MIT
// One run with SimGrid carrying the time: what the bare queue does, and contention for the bus when
// RunSettings::bus_load asks for it. Without contention both give the same run, byte for byte.
#pragma once

#include <functional>

#include "sim/drivers/carrier.hpp"
#include "sim/drivers/onlooker.hpp"
#include "sim/drivers/run.hpp"

namespace ghostwalk {

// Throws InputError for settings that SimGrid or the platform does not take. Any number of runs in
// one process, one after the other, with the platform and the simgrid_cfg of the first; no run
// depends on those before.
Run run_timed(const Machine& machine, const RunSettings& settings, Onlooker* onlooker = nullptr);

// Below it: lets `body` use SimGrid as its carrier. What `body` throws comes out here.
void with_simgrid(const Program& program, const RunSettings& settings,
                  const std::function<void(Carrier&)>& body);

} // namespace ghostwalk
