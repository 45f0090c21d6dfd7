// SPDX-License-Identifier: MIT
// Costs for programs: see schema.md.
#pragma once

#include <nlohmann/json.hpp>

#include "sim/core/error.hpp"
#include "sim/drivers/cause_counts.hpp"

namespace ghostwalk::report {

// A counter each, by name. `all`: also those that are 0.
nlohmann::ordered_json counters_json(const CounterBlock& block, bool all = true);
nlohmann::ordered_json counters_json(const std::vector<CounterBlock>& cpus);

// Each cause that came up: where, sent from where, and the counters of each CPU that are not 0.
nlohmann::ordered_json causes_json(const Program& program, const Sources& sources,
                                   const CauseCounts& counts);

} // namespace ghostwalk::report
