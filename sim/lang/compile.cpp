// SPDX-License-Identifier: MIT
// From a scenario and a kernel to a Program:
//
//   select ─> symbols ─> resolve ─> tables ─┬─> lower ─> tidy ─> track ─┬─> assemble ─> start
//                                           ╰──── until nothing new ────╯
#include "sim/lang/compile.hpp"

#include <fmt/format.h>

#include "sim/lang/layout/assemble.hpp"
#include "sim/lang/lower/fold.hpp"

namespace ghostwalk::lang {
namespace {

// Which script each CPU runs; none: an empty one.
struct CpuScript {
  const Script* script = nullptr;
  bool alone = true; // No other CPU runs it.
};

std::vector<CpuScript> scripts_of(const Symbols& s) {
  std::vector<CpuScript> scripts(s.chosen.cpus);
  for (const Script* script : s.scripts) {
    const Expr& e = script->cpus;
    const bool range = e.kind == Expr::Kind::range;
    const std::uint64_t from = s.constant(range ? e.children[0] : e);
    const std::uint64_t to = range ? s.constant(e.children[1]) : from;
    if (from > to)
      fail(e.at, fmt::format("{} .. {} is empty: the lower number comes first", from, to));
    if (to >= s.chosen.cpus)
      fail(e.at, fmt::format("there is no CPU {}: the machine has {}, from 0 to {}", to,
                             s.chosen.cpus, s.chosen.cpus - 1));
    for (std::uint64_t cpu = from; cpu <= to; ++cpu) {
      if (const Script* first = scripts[cpu].script)
        fail(e.at, fmt::format("a second script for CPU {}", cpu),
             fmt::format("line {} has the first", first->at.line));
      scripts[cpu] = {script, from == to};
    }
  }
  return scripts;
}

void lower_scripts(Lowering& lowering, const std::vector<CpuScript>& scripts, Drafted& out) {
  std::map<const Script*, std::pair<std::size_t, std::optional<std::size_t>>> shared;
  const std::size_t empty = lowering.empty_script();
  for (std::size_t cpu = 0; cpu < scripts.size(); ++cpu) {
    const auto& [script, alone] = scripts[cpu];
    std::pair<std::size_t, std::optional<std::size_t>> roots{empty, std::nullopt};
    if (script != nullptr && shared.contains(script)) {
      roots = shared.at(script);
    } else if (script != nullptr) {
      std::optional<CpuId> self;
      if (alone) self = static_cast<CpuId>(cpu);
      if (!script->setup.empty()) roots.second = lowering.setup(*script, self);
      roots.first = lowering.script(script->body, self, fmt::format("cpu {}", cpu));
      shared.emplace(script, roots);
    }
    out.script_roots.push_back(roots.first);
    out.setup_roots.push_back(roots.second);
    out.script_at.push_back(script != nullptr ? script->at : Location{});
  }
}

Drafted lower(const Symbols& s, const Tables& tables, const Tracked& tracked,
              const std::vector<CpuScript>& scripts) {
  Drafted out;
  Lowering lowering(s, tables, tracked.words);
  lower_scripts(lowering, scripts, out);
  for (std::size_t v = 0; v < s.interrupts.size(); ++v)
    out.handler_roots.push_back(lowering.handler(static_cast<int>(v)));
  out.claims = claims(s, lowering);
  out.events = lowering.events();
  out.draft = lowering.take();
  tidy(out.draft);
  return out;
}

// A word that nobody writes is 0, and code that hangs on it is left out; what that code writes is known a round later.
[[noreturn]] void too_many_rounds(const Symbols& s) {
  fail(s.chosen.scenario->at,
       fmt::format(
           "which words of tables are ever written is not settled after {} rounds of compiling",
           max_rounds),
       "a word is written only where another one is found written, and so on: write them in one "
       "place");
}

} // namespace

Program compile(const Library& library, const Selection& selection) {
  const Symbols symbols(select(library, selection));
  resolve(symbols);
  const std::vector<CpuScript> scripts = scripts_of(symbols);
  const Tables tables = build_tables(symbols);
  const hw::PagingMode& mode = *symbols.chosen.mode;
  Tracked tracked = tracked_by(tables, mode);
  Drafted drafted;
  int rounds = 0;
  for (bool more = true; more; ++rounds) {
    if (rounds == max_rounds) too_many_rounds(symbols);
    drafted = lower(symbols, tables, tracked, scripts);
    const Tracked before = tracked;
    track_code(tracked, drafted.draft, mode);
    more = !(tracked == before);
  }
  Program program = assemble(symbols, tables, tracked, drafted);
  std::vector<std::optional<std::uint16_t>> setups(symbols.chosen.cpus);
  for (std::size_t cpu = 0; cpu < setups.size(); ++cpu)
    if (const auto root = drafted.setup_roots[cpu])
      setups[cpu] = static_cast<std::uint16_t>(drafted.draft.roots[*root].entry);
  start(program, symbols, tables, setups);
  return program;
}

} // namespace ghostwalk::lang
