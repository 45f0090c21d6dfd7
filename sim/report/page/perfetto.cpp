// SPDX-License-Identifier: MIT
#include "sim/report/page/perfetto.hpp"

#include <fmt/format.h>

#include "sim/core/version.hpp"
#include "sim/report/describe.hpp"
#include "sim/report/page/lanes.hpp"

namespace ghostwalk::report {
namespace {

using Json = nlohmann::ordered_json;

// One run: three processes of the trace, with a thread for each track.
class Writer {
public:
  Writer(Json& events, const Report& run, int first_process, int& flows)
      : out_(events),
        r_(run),
        p_(run.program),
        lanes_(lanes(run)),
        cpus_(first_process),
        walkers_(first_process + 1),
        frames_(first_process + 2),
        flows_(flows) {}

  void write() {
    name_tracks();
    for (const Segment& s : lanes_.segments) segment(s);
    for (EventId id = 0; id < r_.history->size(); ++id) instant(id);
    for (const Ipi& ipi : lanes_.ipis) interrupt(ipi);
    for (const WalkRecord& walk : r_.history->walks()) walk_slice(walk);
    for (const Owned& o : lanes_.owned) owned(o);
    for (const Touch& t : lanes_.touches) touch(t);
  }

private:
  static constexpr int ipi_tracks = 1000; // cpu n's interrupts: thread 1000 + n

  std::int64_t date(Position n) const { return n == 0 ? 0 : count(r_.run.steps[n - 1].at); }
  int walker(CpuId cpu, std::uint32_t slot) const {
    return static_cast<int>(cpu * std::uint32_t{p_.layout.walk_slots} + slot);
  }

  void metadata(std::string_view what, int process, int thread, const std::string& name) {
    out_.push_back({{"ph", "M"},
                    {"name", what},
                    {"pid", process},
                    {"tid", thread},
                    {"args", {{"name", name}}}});
  }

  void name_tracks() {
    const std::string run = fmt::format("{}, {}", r_.program.scenario, r_.asked.kernel);
    metadata("process_name", cpus_, 0, run + ": CPUs");
    metadata("process_name", walkers_, 0, run + ": page walkers");
    metadata("process_name", frames_, 0, run + ": frames");
    for (CpuId cpu = 0; cpu < p_.cpus; ++cpu) {
      metadata("thread_name", cpus_, cpu, fmt::format("cpu {}", cpu));
      metadata("thread_name", cpus_, ipi_tracks + cpu, fmt::format("cpu {} interrupts", cpu));
      for (std::uint32_t slot = 0; slot < p_.layout.walk_slots; ++slot)
        metadata("thread_name", walkers_, walker(cpu, slot),
                 p_.layout.walk_slots == 1 ? fmt::format("walker of cpu {}", cpu)
                                           : fmt::format("walker {} of cpu {}", slot, cpu));
    }
    for (std::uint32_t f = 0; f < p_.frames; ++f)
      metadata("thread_name", frames_, static_cast<int>(f), "frame " + hex(p_.first_frame + f));
  }

  void slice(int process, int thread, const std::string& name, std::string_view category,
             std::int64_t from, std::int64_t to, Json args) {
    out_.push_back({{"ph", "X"},
                    {"name", name},
                    {"cat", category},
                    {"pid", process},
                    {"tid", thread},
                    {"ts", from},
                    {"dur", to - from},
                    {"args", std::move(args)}});
  }

  void mark(int process, int thread, const std::string& name, std::string_view category,
            std::int64_t at) {
    out_.push_back({{"ph", "i"},
                    {"s", "t"},
                    {"name", name},
                    {"cat", category},
                    {"pid", process},
                    {"tid", thread},
                    {"ts", at}});
  }

  void segment(const Segment& s) {
    const Origin& o = p_.origins[s.origin];
    const std::string procedure = s.mode == Mode::ended   ? "ended"
                                  : !o.procedures.empty() ? o.procedures.back()
                                  : s.mode == Mode::interrupt
                                      ? "interrupt " + p_.vectors[s.vector].name
                                      : std::string("script");
    slice(cpus_, s.cpu, s.mode == Mode::waits ? procedure + " (waits)" : procedure, name(s.mode),
          date(s.from), date(s.to),
          {{"source", fmt::format("{}:{}", r_.sources->name(o.at.file), o.at.line)},
           {"procedures", o.procedures}});
  }

  void instant(EventId id) {
    const Event& e = (*r_.history)[id];
    mark(cpus_, e.cpu, describe(p_, e), kind_name(e.kind), count(r_.history->at(id)));
  }

  // A slice of one cycle at either end, for the arrow to hold on to.
  void interrupt(const Ipi& ipi) {
    const std::string what = p_.vectors[ipi.vector].name;
    const std::int64_t sent = date(ipi.sent);
    slice(cpus_, ipi_tracks + ipi.from, fmt::format("{} to cpu {}", what, ipi.to), "ipi", sent,
          sent + 1, Json::object());
    if (ipi.taken == no_position) return;
    const std::int64_t taken = date(ipi.taken);
    slice(cpus_, ipi_tracks + ipi.to, fmt::format("{} from cpu {}", what, ipi.from), "ipi", taken,
          taken + 1, Json::object());
    flow("s", ipi.from, what, sent);
    flow("f", ipi.to, what, taken);
    ++flows_;
  }

  void flow(std::string_view phase, CpuId cpu, const std::string& what, std::int64_t at) {
    Json event{{"ph", phase},  {"name", what}, {"cat", "ipi"},
               {"id", flows_}, {"pid", cpus_}, {"tid", ipi_tracks + cpu},
               {"ts", at}};
    if (phase == "f") event["bp"] = "e";
    out_.push_back(std::move(event));
  }

  void walk_slice(const WalkRecord& w) {
    const History& h = *r_.history;
    const std::int64_t end = w.ended == no_event ? count(r_.run.ended_at) : count(h.at(w.ended));
    slice(walkers_, walker(w.cpu, w.slot), page_name(p_, w.page),
          w.demand ? "demand" : "speculative", count(h.at(w.started)), end,
          {{"cpu", w.cpu}, {"ended", w.ended != no_event}});
    for (const EventId id : w.reads)
      mark(walkers_, walker(w.cpu, w.slot), describe(p_, h[id]), "walk_read", count(h.at(id)));
  }

  void owned(const Owned& o) {
    slice(frames_, static_cast<int>(o.frame - p_.first_frame), std::string(name(o.owner)), "owner",
          date(o.from), date(o.to), Json::object());
  }

  void touch(const Touch& t) {
    mark(frames_, static_cast<int>(t.frame - p_.first_frame),
         fmt::format("cpu {}: {}", t.cpu, name(t.kind)), "touch", date(t.at));
  }

  Json& out_;
  const Report& r_;
  const Program& p_;
  const Lanes lanes_;
  int cpus_, walkers_, frames_;
  int& flows_;
};

} // namespace

void PerfettoTrace::add(const Report& run, const std::string& replay) {
  constexpr int processes_each = 3;
  Writer(events_, run, runs_ * processes_each + 1, flows_).write();
  described_.push_back(
      {{"scenario", run.program.scenario},
       {"kernel", run.asked.kernel},
       {"unit", run.run.timed ? fmt::format("1 ts = 1 cycle of {} at {} MHz", run.program.cpu.name,
                                            run.history->clock_mhz())
                              : std::string("1 ts = 1 step; there is no time in a schedule")},
       {"replay", replay}});
  ++runs_;
}

std::string PerfettoTrace::json() const {
  const Json document{{"traceEvents", events_},
                      {"displayTimeUnit", "ns"},
                      {"otherData",
                       {{"schema", "ghostwalk-perfetto/1"},
                        {"ghostwalk", version()},
                        {"time", "ts and dur are whole cycles or steps, not microseconds"},
                        {"runs", described_}}}};
  return document.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

} // namespace ghostwalk::report
