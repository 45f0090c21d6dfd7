// SPDX-License-Identifier: MIT
#include "sim/report/costs_json.hpp"

namespace ghostwalk::report {
namespace {

using Json = nlohmann::ordered_json;

Json source(const Program& program, const Sources& sources, const Cause& cause) {
  if (cause.origin == Cause::no_origin) return nullptr;
  const Origin& origin = program.origins[cause.origin];
  if (origin.at.line == 0) return nullptr;
  return {{"file", sources.name(origin.at.file)},
          {"line", origin.at.line},
          {"procedures", origin.procedures}};
}

Json senders(const Program& program, const Sources& sources, const Causes& causes, CauseId id) {
  Json all = Json::array();
  for (CauseId up = causes[id].sender; up != hardware_cause; up = causes[up].sender)
    all.insert(all.begin(), source(program, sources, causes[up]));
  return all;
}

} // namespace

Json counters_json(const CounterBlock& block, bool all) {
  Json counters = Json::object();
  for (const CounterName& counter : counter_names())
    if (all || block[counter.counter] != 0)
      counters[std::string(counter.name)] = block[counter.counter];
  return counters;
}

Json counters_json(const std::vector<CounterBlock>& cpus) {
  Json all = Json::array();
  for (const CounterBlock& cpu : cpus) all.push_back(counters_json(cpu));
  return all;
}

Json causes_json(const Program& program, const Sources& sources, const CauseCounts& counts) {
  const Causes causes(program);
  Json all = Json::array();
  for (CauseId id = 0; id < counts.causes(); ++id) {
    Json cpus = Json::array();
    for (CpuId cpu = 0; cpu < program.cpus; ++cpu) {
      Json counters = counters_json(counts.get(id, cpu), false);
      if (!counters.empty()) cpus.push_back({{"cpu", cpu}, {"counters", std::move(counters)}});
    }
    if (cpus.empty()) continue;
    const Cause& cause = causes[id];
    Json vector = nullptr;
    if (cause.vector != Cause::no_vector) vector = program.vectors[cause.vector].name;
    all.push_back({{"procedures", causes.procedures(id)},
                   {"source", source(program, sources, cause)},
                   {"interrupt", std::move(vector)},
                   {"senders", senders(program, sources, causes, id)},
                   {"cpus", std::move(cpus)}});
  }
  return all;
}

} // namespace ghostwalk::report
