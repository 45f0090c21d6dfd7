// SPDX-License-Identifier: MIT
#include "sim/lang/layout/assemble.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/lang/layout/layout.hpp"
#include "sim/lang/layout/liveness.hpp"
#include "sim/lang/lower/fold.hpp"

namespace ghostwalk::lang {
namespace {

constexpr std::uint32_t spare_frames =
    4; // In the pool, beyond what the start needs, when `frames` does not say.

class Assembler {
public:
  Assembler(Program& program, const DraftCode& draft) : p_(program), draft_(draft) {}

  void code() {
    for (const Draft& d : draft_.code) p_.code.push_back(insn(d));
    p_.origins = draft_.origins;
  }

  ExprRef expr(const Codes& code) {
    if (code.empty()) return {};
    const auto [found, fresh] = exprs_.emplace(code, ExprRef{});
    if (!fresh) return found->second;
    found->second.first = static_cast<std::uint32_t>(p_.expr.size());
    found->second.size = static_cast<std::uint16_t>(code.size());
    if (code.size() > 0xffff) fail({}, "an expression of more than 65535 parts");
    for (const Code& c : code) p_.expr.push_back({c.op, argument(c)});
    return found->second;
  }

private:
  Insn insn(const Draft& d) {
    Insn i;
    i.op = d.op;
    i.aux = d.aux;
    i.place = d.place;
    i.dst = d.dst == nothing ? no_local : local(d.dst);
    i.a = expr(d.a);
    i.b = expr(d.b);
    i.c = expr(d.c);
    i.next = static_cast<std::uint16_t>(d.next);
    i.alt = d.alt == nothing ? std::uint16_t{0} : static_cast<std::uint16_t>(d.alt);
    i.list = list(d);
    i.origin = d.origin;
    i.elided = static_cast<std::uint16_t>(std::min<std::uint32_t>(d.elided, 0xffff));
    return i;
  }

  std::uint32_t list(const Draft& d) {
    std::size_t first = 0;
    if (d.op == Op::choose) first = p_.choice_values.size();
    if (d.op == Op::either) first = p_.choice_targets.size();
    for (const Codes& value : d.values) p_.choice_values.push_back(expr(value));
    for (const Label to : d.targets) p_.choice_targets.push_back(static_cast<std::uint16_t>(to));
    return static_cast<std::uint32_t>(first);
  }

  std::uint32_t argument(const Code& c) {
    if (c.op == ExprOp::local) return local(static_cast<LocalId>(c.arg));
    if (c.op != ExprOp::constant) return static_cast<std::uint32_t>(c.arg);
    const auto [found, fresh] =
        constants_.emplace(c.arg, static_cast<std::uint32_t>(p_.constants.size()));
    if (fresh) p_.constants.push_back(c.arg);
    return found->second;
  }

  // Only locals that are used get a number.
  std::uint16_t local(LocalId draft) {
    const auto [found, fresh] = locals_.emplace(draft, static_cast<std::uint32_t>(used_.size()));
    if (fresh) used_.push_back(draft);
    if (found->second >= no_local) fail({}, "more than 65535 locals");
    return static_cast<std::uint16_t>(found->second);
  }

  Program& p_;
  const DraftCode& draft_;
  std::map<Codes, ExprRef> exprs_;
  std::map<std::uint64_t, std::uint32_t> constants_;
  std::map<LocalId, std::uint32_t> locals_;

public:
  std::vector<LocalId> used_;
};

void set_machine(Program& p, const Symbols& s, const Tables& tables) {
  const Selected& chosen = s.chosen;
  p.mode = chosen.mode;
  p.cpu = chosen.cpu;
  p.cpus = chosen.cpus;
  p.first_frame = first_frame;
  p.reuse = chosen.reuse;
  p.per_cpu_frames = chosen.per_cpu_frames;
  p.store_buffers = chosen.store_buffers;
  p.outside_reads = chosen.outside_reads;
  const std::size_t needed = tables.owners.size();
  p.frames = chosen.frames.value_or(
      static_cast<std::uint16_t>(std::min<std::size_t>(needed + spare_frames, max_frames)));
  if (p.frames < needed)
    fail(chosen.frames_at, fmt::format("the start needs {} frames ({}); `frames` says {}", needed,
                                       tables.contents, p.frames));
}

void set_direct(Program& p, const Tables& tables) {
  if (tables.direct.empty()) return;
  for (const Page& page : p.pages)
    p.direct.push_back(std::any_of(tables.direct.begin(), tables.direct.end(), [&](const auto& r) {
      return page.va >= r.first && page.va <= r.second;
    }));
}

void set_names(Program& p, const Symbols& s) {
  p.scenario = s.chosen.scenario->name;
  p.kernel = s.chosen.kernel_name;
  p.settle_cycles = s.chosen.settle_cycles;
  for (const OptionSymbol& option : s.options)
    p.options.emplace_back(option.name, option.values.empty() ? std::to_string(option.value)
                                                              : option.values[option.value]);
  p.records = {"none"};
  for (const ProcessSymbol& process : s.processes) p.records.push_back(process.declared->name);
}

// A script whose end is only reached by a fault goes on for ever.
bool endless(const DraftCode& draft, std::uint32_t entry) {
  std::vector<bool> seen(draft.code.size());
  std::vector<std::uint32_t> open{entry};
  while (!open.empty()) {
    const std::uint32_t i = open.back();
    open.pop_back();
    if (seen[i]) continue;
    seen[i] = true;
    const Draft& d = draft.code[i];
    if (d.op == Op::stop) return false;
    const bool faults = d.op == Op::access || d.op == Op::branch_user;
    each_successor(d, [&](Label to, bool sets) {
      if (!(faults && !sets && draft.code[to].op == Op::stop)) open.push_back(to);
    });
  }
  return true;
}

void set_entries(Program& p, const Symbols& s, const Drafted& drafted) {
  const auto entry = [&](std::size_t root) { return drafted.draft.roots[root].entry; };
  for (std::size_t cpu = 0; cpu < p.cpus; ++cpu) {
    const std::uint32_t at = entry(drafted.script_roots[cpu]);
    p.scripts.push_back(
        {static_cast<std::uint16_t>(at), endless(drafted.draft, at), drafted.script_at[cpu]});
  }
  for (std::size_t v = 0; v < s.interrupts.size(); ++v)
    p.vectors.push_back(
        {s.interrupts[v]->name, static_cast<std::uint16_t>(entry(drafted.handler_roots[v]))});
}

void set_claims(Program& p, const Drafted& drafted, Assembler& assembler) {
  for (const DraftClaim& claim : drafted.claims) {
    p.properties.push_back(claim.property);
    p.properties.back().condition = assembler.expr(claim.condition);
  }
  p.events = drafted.events;
}

} // namespace

Program assemble(const Symbols& s, const Tables& tables, const Tracked& tracked,
                 const Drafted& drafted) {
  Program p;
  set_machine(p, s, tables);
  set_names(p, s);
  set_tracked(p, tracked);
  set_direct(p, tables);
  p.places = s.places;
  Assembler assembler(p, drafted.draft);
  assembler.code();
  set_entries(p, s, drafted);
  set_claims(p, drafted, assembler);
  Storage storage = store_locals(drafted.draft, s);
  lay_out(p, storage.bytes);
  for (const LocalId l : assembler.used_)
    p.locals.push_back({p.layout.cpu.locals + storage.offsets[l], storage.widths[l],
                        drafted.draft.locals[l].name});
  p.live = std::move(storage.live);
  return p;
}

} // namespace ghostwalk::lang
