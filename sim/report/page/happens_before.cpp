// SPDX-License-Identifier: MIT
#include "sim/report/page/happens_before.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <map>

#include <fmt/format.h>

#include "sim/report/describe.hpp"
#include "sim/report/paint.hpp"

namespace ghostwalk::report {
namespace {

using Why = HappensBefore::Why;
using Edge = HappensBefore::Edge;
constexpr std::uint32_t nobody = 0xffffffff;

// Follows the events once and remembers who did what last.
class Collector {
public:
  explicit Collector(const Report& report)
      : r_(report), p_(report.program), last_(p_.cpus, nobody), buffered_(p_.cpus) {}

  std::vector<Edge> collect() {
    for (std::uint32_t n = 0; n < r_.run.steps.size(); ++n) take_step(n);
    for (const WalkRecord& w : r_.history->walks()) take_walk(w);
    std::sort(edges_.begin(), edges_.end());
    edges_.erase(std::unique(edges_.begin(), edges_.end()), edges_.end());
    return std::move(edges_);
  }

private:
  void edge(std::uint32_t from, std::uint32_t to, Why why) {
    if (from != nobody && from != to) edges_.push_back({from, to, why});
  }

  void take_step(std::uint32_t n) {
    const TimedStep& step = r_.run.steps[n];
    if (step.step.kind == StepKind::exec || step.step.kind == StepKind::interrupt) {
      edge(last_[step.step.cpu], n, Why::program);
      last_[step.step.cpu] = n;
    }
    for (std::uint32_t i = 0; i < step.events; ++i)
      take_event(r_.run.events[step.first_event + i], n);
  }

  void take_event(const Event& e, std::uint32_t n) {
    switch (e.kind) {
    case EventKind::read_var: return reads(place_name(p_, e.place, e.index), e, n, Why::value);
    case EventKind::write_var: return writes(place_name(p_, e.place, e.index), e, n);
    case EventKind::read_word: return reads(word_name(e), e, n, Why::value);
    case EventKind::walk_read: return reads(word_name(e), e, n, Why::word);
    case EventKind::write_word: return writes(word_name(e), e, n);
    case EventKind::drained: return drained(e, n);
    case EventKind::locked:
      return edge(found(released_, place_name(p_, e.place, e.index)), n, Why::lock);
    case EventKind::unlocked: released_[place_name(p_, e.place, e.index)] = n; return;
    case EventKind::sent: sent_[{e.other, e.what}].push_back(n); return;
    case EventKind::interrupt_taken: return taken(e, n);
    case EventKind::freed: freed_[e.frame] = n; return;
    case EventKind::allocated: return edge(found(freed_, e.frame), n, Why::frame);
    default: return;
    }
  }

  static std::string word_name(const Event& e) {
    return fmt::format("word {:#x} of frame {}", e.index, hex(e.frame));
  }

  template <class Map, class Key>
  static std::uint32_t found(const Map& map, const Key& key) {
    const auto at = map.find(key);
    return at == map.end() ? nobody : at->second;
  }

  // A CPU's own writes come before its reads by program order; a walker's read has none.
  void reads(const std::string& name, const Event& e, std::uint32_t n, Why why) {
    const std::uint32_t writer = found(written_, name);
    if (writer != nobody && (why == Why::word || r_.run.steps[writer].step.cpu != e.cpu))
      edge(writer, n, why);
  }

  void writes(const std::string& name, const Event& e, std::uint32_t n) {
    const bool waits = p_.layout.store_buffer_slots > 0 && e.insn < p_.code.size() &&
                       !drains_store_buffer(p_.code[e.insn].op);
    if (waits)
      buffered_[e.cpu].push_back({name, n});
    else
      written_[name] = n;
  }

  void drained(const Event& e, std::uint32_t n) {
    const std::string name = memory_name(p_, e.index);
    auto& waiting = buffered_[e.cpu];
    const auto at = std::find_if(waiting.begin(), waiting.end(),
                                 [&](const auto& store) { return store.first == name; });
    if (at != waiting.end()) {
      edge(at->second, n, Why::buffered);
      waiting.erase(at);
    }
    written_[name] = n;
  }

  void taken(const Event& e, std::uint32_t n) {
    for (const std::uint32_t sender : sent_[{e.cpu, e.what}]) edge(sender, n, Why::ipi);
    sent_[{e.cpu, e.what}].clear();
  }

  void take_walk(const WalkRecord& w) {
    const History& h = *r_.history;
    std::uint32_t before = h.step(w.started);
    for (const EventId id : w.reads) {
      edge(before, h.step(id), Why::walk);
      before = h.step(id);
    }
    if (w.filled == no_event) return;
    const EventId used = h.first_from(w.filled, [&](const Event& e) {
      return e.cpu == w.cpu && e.page == w.page &&
             (e.kind == EventKind::accessed || e.kind == EventKind::tlb_dropped ||
              e.kind == EventKind::tlb_evicted);
    });
    if (used != no_event && h[used].kind == EventKind::accessed)
      edge(h.step(w.filled), h.step(used), Why::entry);
  }

  const Report& r_;
  const Program& p_;
  std::vector<std::uint32_t> last_; // Per CPU: its last instruction or interrupt.
  std::vector<std::deque<std::pair<std::string, std::uint32_t>>> buffered_; // Per CPU: stores.
  std::map<std::string, std::uint32_t> written_, released_;
  std::map<std::pair<std::uint16_t, std::uint8_t>, std::vector<std::uint32_t>> sent_;
  std::map<Pfn, std::uint32_t> freed_;
  std::vector<Edge> edges_;
};

// In double quotes, with lines as wide as a node.
std::string quoted(const std::string& text) {
  constexpr std::size_t wide = 34;
  std::string out = "\"";
  for (const std::string& line : wrapped(safe(text), wide)) {
    for (const char c : line) out += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
    out += "\\l";
  }
  return out + '"';
}

std::string_view style(Why why) {
  constexpr std::array<std::string_view, 9> styles{"color=\"#555555\"",
                                                   "color=\"#0072b2\", style=dashed",
                                                   "color=\"#d55e00\", penwidth=2",
                                                   "color=\"#009e73\"",
                                                   "color=\"#cc79a7\", penwidth=2, style=dashed",
                                                   "color=\"#e69f00\"",
                                                   "color=\"#56b4e9\", penwidth=2",
                                                   "color=\"#009e73\", style=dotted",
                                                   "color=\"#0072b2\", style=dotted"};
  return styles[static_cast<std::size_t>(why)];
}

} // namespace

std::string_view name(Why why) {
  constexpr std::array<std::string_view, 9> names{"",     "walk",  "word",     "value", "IPI",
                                                  "lock", "frame", "buffered", "entry"};
  return names[static_cast<std::size_t>(why)];
}

HappensBefore::HappensBefore(const Report& report) : r_(report) {
  edges_ = Collector(report).collect();
}

std::string HappensBefore::cluster(const std::string& prefix) const {
  std::string out = fmt::format("  subgraph cluster_{} {{\n    label={};\n", prefix,
                                quoted(r_.program.scenario + " under " + r_.asked.kernel));
  std::vector<std::string> of_cpu(r_.program.cpus);
  for (std::size_t n = 0; n < r_.run.steps.size(); ++n) {
    const TimedStep& step = r_.run.steps[n];
    std::string text = fmt::format("{}  cpu {}", n + 1, step.step.cpu);
    bool wrong = false;
    for (std::uint32_t i = 0; i < step.events; ++i) {
      const Event& e = r_.run.events[step.first_event + i];
      text += "; " + (e.kind == EventKind::oracle ? std::string(name(static_cast<Oracle>(e.what)))
                                                  : describe(r_.program, e));
      wrong = wrong || e.kind == EventKind::oracle;
    }
    const bool own = step.step.kind == StepKind::exec;
    of_cpu[step.step.cpu] += fmt::format(
        "      {}_{} [label={}, shape={}{}];\n", prefix, n + 1, quoted(text), own ? "box" : "note",
        wrong ? ", style=filled, fillcolor=\"#f7d9c8\", penwidth=2" : "");
  }
  for (std::size_t cpu = 0; cpu < of_cpu.size(); ++cpu)
    out += fmt::format("    subgraph cluster_{0}_cpu{1} {{\n      label=\"cpu {1}\";\n{2}    }}\n",
                       prefix, cpu, of_cpu[cpu]);
  for (const Edge& e : edges_)
    out += fmt::format(
        "    {0}_{1} -> {0}_{2} [{3}{4}];\n", prefix, e.from + 1, e.to + 1, style(e.why),
        e.why == Why::program ? std::string() : fmt::format(", label=\"{}\"", name(e.why)));
  return out + "  }\n";
}

std::string dot(const std::vector<std::string>& clusters) {
  std::string out = "digraph happens_before {\n"
                    "  // box: an instruction; note: what the hardware did on its own\n"
                    "  node [fontname=\"monospace\", fontsize=9];\n"
                    "  edge [fontname=\"sans-serif\", fontsize=8];\n";
  for (const std::string& cluster : clusters) out += cluster;
  return out + "}\n";
}

} // namespace ghostwalk::report
