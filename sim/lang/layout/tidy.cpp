// SPDX-License-Identifier: MIT
// Makes a draft short: labels become positions, jumps go, so do assignments nobody reads, tests that do not matter and code that is
// never reached. Visible instructions that can be reached all stay: they are the steps.
#include "sim/lang/layout/liveness.hpp"

namespace ghostwalk::lang {
namespace {

void resolve_labels(DraftCode& draft) {
  for (std::uint32_t i = 0; i < draft.code.size(); ++i) {
    Draft& d = draft.code[i];
    d.next = d.next == nothing ? i + 1 : draft.labels[d.next];
    if (d.alt != nothing) d.alt = draft.labels[d.alt];
    for (Label& to : d.targets) to = draft.labels[to];
  }
}

// Where a jump to `position` ends up. Loops of nothing but jumps do not exist: `forever` has a step, `while` a test.
std::uint32_t landing(const DraftCode& draft, std::uint32_t position) {
  while (draft.code[position].op == Op::jump) position = draft.code[position].next;
  return position;
}

void thread_targets(DraftCode& draft) {
  for (Draft& d : draft.code) {
    if (d.op == Op::stop || d.op == Op::iret) continue;
    if (d.op != Op::either) d.next = landing(draft, d.next);
    if (d.alt != nothing) d.alt = landing(draft, d.alt);
    for (Label& to : d.targets) to = landing(draft, to);
  }
  for (Root& root : draft.roots) root.entry = landing(draft, root.entry);
}

// Tests that lead to the same place either way become jumps. True if there were any.
bool drop_tests(DraftCode& draft) {
  bool dropped = false;
  for (std::uint32_t i = 0; i < draft.code.size(); ++i) {
    Draft& d = draft.code[i];
    if (d.op != Op::jump_if || d.next != d.alt || d.next == i) continue;
    d = {.op = Op::jump, .next = d.next, .origin = d.origin};
    dropped = true;
  }
  return dropped;
}

// Afterwards nothing but jumps leads to a jump. True when a test was dropped.
bool thread_jumps(DraftCode& draft) {
  thread_targets(draft);
  bool dropped = false;
  while (drop_tests(draft)) {
    thread_targets(draft);
    dropped = true;
  }
  return dropped;
}

std::vector<bool> reached(const DraftCode& draft) {
  std::vector<bool> seen(draft.code.size());
  std::vector<std::uint32_t> open;
  const auto visit = [&](std::uint32_t to) {
    if (!seen[to]) open.push_back(to);
    seen[to] = true;
  };
  for (const Root& root : draft.roots) visit(root.entry);
  while (!open.empty()) {
    const std::uint32_t i = open.back();
    open.pop_back();
    each_successor(draft.code[i], [&](Label to, bool) { visit(to); });
  }
  return seen;
}

// Keeps what is reached and does something.
void compact(DraftCode& draft) {
  const std::vector<bool> seen = reached(draft);
  std::vector<std::uint32_t> moved(draft.code.size(), nothing);
  std::vector<Draft> kept;
  for (std::uint32_t i = 0; i < draft.code.size(); ++i) {
    if (!seen[i] || draft.code[i].op == Op::jump) continue;
    moved[i] = static_cast<std::uint32_t>(kept.size());
    kept.push_back(std::move(draft.code[i]));
  }
  for (Draft& d : kept) {
    const bool goes_on = d.op != Op::stop && d.op != Op::iret && d.op != Op::either;
    d.next = goes_on ? moved[d.next] : 0;
    if (d.alt != nothing) d.alt = moved[d.alt];
    for (Label& to : d.targets) to = moved[to];
  }
  for (Root& root : draft.roots) root.entry = moved[root.entry];
  draft.code = std::move(kept);
}

// Assignments whose value nobody reads become jumps; what they read may then be dead too.
void drop_dead_assignments(DraftCode& draft) {
  Liveness liveness(draft);
  std::vector<LocalId> open;
  for (LocalId l = 0; l < draft.locals.size(); ++l) open.push_back(l);
  while (!open.empty()) {
    const LocalId local = open.back();
    open.pop_back();
    liveness.of(local);
    for (const std::uint32_t i : liveness.definitions(local)) {
      Draft& d = draft.code[i];
      if (d.op != Op::assign || d.dst != local || liveness.is_live(d.next)) continue;
      for (const Codes* read : {&d.a, &d.bound})
        for (const Code& c : *read)
          if (c.op == ExprOp::local) open.push_back(static_cast<LocalId>(c.arg));
      liveness.forget_uses(i);
      d = {.op = Op::jump, .next = d.next, .origin = d.origin};
    }
  }
}

} // namespace

void tidy(DraftCode& draft) {
  resolve_labels(draft);
  do {
    thread_jumps(draft);
    compact(draft);
    drop_dead_assignments(draft);
  } while (thread_jumps(draft));
  compact(draft);
}

} // namespace ghostwalk::lang
