// SPDX-License-Identifier: MIT
#include "sim/report/explored.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/drivers/replay.hpp"
#include "sim/drivers/schedule.hpp"
#include "sim/report/describe.hpp"
#include "sim/report/text.hpp"
#include "sim/report/units.hpp"

namespace ghostwalk::report {
namespace {

std::size_t context_switches(const std::vector<Step>& steps) {
  std::size_t switches = 0;
  for (std::size_t i = 1; i < steps.size(); ++i)
    if (steps[i].cpu != steps[i - 1].cpu) ++switches;
  return switches;
}

std::string counted(std::size_t number, const std::string& noun) {
  return plural(static_cast<std::int64_t>(number), noun);
}

std::string_view reuse_name(hw::Reuse reuse) {
  switch (reuse) {
  case hw::Reuse::lifo: return "last freed first";
  case hw::Reuse::fifo: return "first freed first";
  default: return "in any order";
  }
}

std::string memory_order(const Program& p) {
  if (!p.store_buffers) return "sequentially consistent memory";
  if (p.layout.store_buffer_slots == 0) return "x86-TSO, and no store that a buffer could hold";
  return fmt::format("x86-TSO, store buffers of {}", counted(p.layout.store_buffer_slots, "store"));
}

} // namespace

std::string_view name(ghostwalk::Verdict verdict) {
  switch (verdict) {
  case ghostwalk::Verdict::found: return "found";
  case ghostwalk::Verdict::absent: return "absent";
  default: return "gave up";
  }
}

bool Explored::as_expected() const {
  switch (report->asked.expected) {
  case Expected::found: return exploration.verdict == ghostwalk::Verdict::found;
  case Expected::absent: return exploration.verdict == ghostwalk::Verdict::absent && idle.empty();
  default: return exploration.verdict != ghostwalk::Verdict::gave_up;
  }
}

std::vector<std::string> idle_claims(const Program& p, const Exploration& e) {
  const Machine machine(p);
  std::vector<std::string> idle;
  for (std::size_t i = 0; i < p.properties.size(); ++i) {
    const Property& claim = p.properties[i];
    if (claim.never) continue;
    const bool seen = claim.kind == Property::Kind::oracle
                          ? (e.seen & happened(static_cast<Oracle>(claim.index))) != 0
                      : claim.kind == Property::Kind::event
                          ? (e.seen & happened_event(claim.index)) != 0
                          : (i < e.claims_seen.size() && e.claims_seen[i]) ||
                                machine.evaluate(p.initial.data(), 0, claim.condition) != 0;
    if (!seen) idle.push_back(claim.text);
  }
  return idle;
}

Explored conclude(std::unique_ptr<Report> report, Exploration exploration,
                  const DoomSettings& doom) {
  Explored all;
  all.report = std::move(report);
  all.exploration = std::move(exploration);
  const Program& program = all.report->program;
  const Exploration& e = all.exploration;
  if (e.verdict == ghostwalk::Verdict::absent) all.idle = idle_claims(program, e);
  if (e.verdict != ghostwalk::Verdict::found || !e.told) return all;
  const Machine machine(program);
  all.report->conclude(retrace(machine, e.witness));
  all.schedule = schedule_of(machine, e.witness);
  all.switches = context_switches(e.witness);
  all.doom = point_of_no_return(machine, e.witness, doom);
  return all;
}

std::vector<std::string> bounds(const Program& p) {
  std::vector<std::string> all{counted(p.cpus, "CPU")};
  all.push_back(fmt::format("{}, reused {}{}", counted(p.frames, "frame"), reuse_name(p.reuse),
                            p.per_cpu_frames == 0 ? std::string()
                                                  : fmt::format(", {} per CPU", p.per_cpu_frames)));
  all.push_back(counted(p.pages.size(), "page"));
  all.push_back(counted(p.layout.walk_slots, "page walk") + " at a time per CPU");
  all.push_back(fmt::format("a TLB of {}", p.layout.tlb_slots == 1
                                               ? "1 entry"
                                               : fmt::format("{} entries", p.layout.tlb_slots)));
  all.push_back(
      p.layout.paging_cache_slots == 0
          ? "no paging-structure caches"
          : fmt::format("paging-structure caches of {} entries", p.layout.paging_cache_slots));
  all.push_back(memory_order(p));
  return all;
}

std::string instead(const Explored& x) {
  const Report& report = *x.report;
  const Machine machine(report.program);
  std::vector<std::byte> state = report.program.initial;
  for (std::size_t i = 0; i + 1 < x.doom.inevitable; ++i)
    machine.apply(state.data(), x.exploration.witness[i]);
  for (std::size_t i = 0; i + 1 < x.doom.way_out.size(); ++i)
    machine.apply(state.data(), x.doom.way_out[i]);
  const Step step = x.doom.way_out.back();
  const std::uint16_t pc = machine.next_insn(state.data(), step.cpu);
  Trace trace;
  machine.apply(state.data(), step, &trace);
  const auto told = std::find_if(trace.begin(), trace.end(),
                                 [](const Event& e) { return e.kind != EventKind::oracle; });
  std::string text = told == trace.end()
                         ? fmt::format("cpu {}'s next instruction", step.cpu)
                         : fmt::format("cpu {} {}", step.cpu, describe(report.program, *told));
  if (step.kind != StepKind::exec) return text;
  const Origin& origin = report.program.origins[report.program.code[pc].origin];
  return text + fmt::format(" ({})", place_text(*report.sources, origin.at, origin.procedures));
}

std::vector<std::string> doom_text(const Explored& x) {
  std::vector<std::string> lines;
  const Doom& doom = x.doom;
  if (doom.luck_alone && *doom.luck_alone + 1 < x.exploration.witness.size())
    lines.push_back(fmt::format("luck alone decides after step {}: without one more instruction, "
                                "the hardware can break the claim",
                                *doom.luck_alone));
  if (!doom.determined) {
    lines.push_back(
        fmt::format("no way back: not determined, for that takes a look at more than {} "
                    "states",
                    grouped(static_cast<std::int64_t>(doom.states) - 1)));
  } else if (doom.inevitable == 0) {
    lines.emplace_back("no way back from the start: every interleaving breaks a claim");
  } else {
    std::string line = fmt::format("no way back after step {}", doom.inevitable);
    if (!doom.way_out.empty())
      line += "; not so had this come first: " + instead(x);
    else if (doom.optional)
      line += "; it might just not have happened";
    lines.push_back(std::move(line));
  }
  return lines;
}

} // namespace ghostwalk::report
