// SPDX-License-Identifier: MIT
// Activations: a script, a handler, or a procedure inlined into one. A caller's locals cannot change while its callee runs, so a
// parameter that is never assigned stands for the caller's local or constant.
#include <algorithm>

#include <fmt/format.h>

#include "sim/lang/lower/fold.hpp"
#include "sim/lang/lower/lower.hpp"

namespace ghostwalk::lang {
Flow merged(const Flow& a, const Flow& b) {
  if (!a.reachable) return b;
  if (!b.reachable) return a;
  Flow both;
  both.known.resize(std::min(a.known.size(), b.known.size()));
  for (std::size_t i = 0; i < both.known.size(); ++i)
    if (a.known[i] == b.known[i]) both.known[i] = a.known[i];
  return both;
}

// ── Roots ──

std::size_t Lowering::begin_root(Activation::Kind kind, std::string name, int context) {
  Activation root;
  root.kind = kind;
  root.end = label();
  elided_ = 0;
  draft_.roots.push_back({static_cast<std::uint32_t>(here()), context, std::move(name)});
  activations_.push_back(std::move(root));
  return draft_.roots.size() - 1;
}

// The last instruction is always there, reached or not: somewhere to go on a fault, and a place for a CPU that has ended.
void Lowering::end_root(Op op) {
  bind(top().end);
  flow().reachable = true;
  emit({.op = op});
  activations_.pop_back();
}

// A `reach` or `assert` before the first step would ride on none, and nobody would see it: a step that
// does nothing goes first then.
std::size_t Lowering::script(const Block& body, std::optional<CpuId> self,
                             const std::string& name) {
  self_ = self;
  const std::size_t root = begin_root(Activation::Kind::script, name, 0);
  const Label begin = label();
  bind(begin);
  block(body);
  if (happens_without_a_step(draft_.roots[root].entry)) {
    jump(top().end);
    flow().reachable = true;
    if (!body.statements.empty()) at_ = body.statements.front().at;
    draft_.roots[root].entry = static_cast<std::uint32_t>(here());
    emit({.op = Op::pause});
    jump(begin);
  }
  end_root(Op::stop);
  return root;
}

std::size_t Lowering::setup(const Script& script, std::optional<CpuId> self) {
  self_ = self;
  const Procedure& procedure = *s_.procedures.at(script.setup);
  const std::size_t root =
      begin_root(Activation::Kind::setup, "the setup '" + script.setup + "'", 0);
  at_ = script.at;
  std::vector<Value> arguments;
  for (const Expr& argument : script.arguments) arguments.push_back(value(argument));
  call(procedure, std::move(arguments), script.at, false);
  end_root(Op::stop);
  return root;
}

std::size_t Lowering::handler(int vector) {
  self_.reset();
  const Procedure& procedure = *s_.interrupts[static_cast<std::size_t>(vector)];
  const std::size_t root =
      begin_root(Activation::Kind::handler, "interrupt '" + procedure.name + "'", 1 + vector);
  at_ = procedure.at;
  top().path = path_into(procedure);
  block(procedure.body);
  end_root(Op::iret);
  return root;
}

std::size_t Lowering::empty_script() {
  at_ = {};
  const std::size_t root = begin_root(Activation::Kind::script, "", 0);
  end_root(Op::stop);
  return root;
}

bool Lowering::in_script() const { return activations_.front().kind == Activation::Kind::script; }

Label Lowering::script_end(Location at, const std::string& why) const {
  const Activation& root = activations_.front();
  if (root.kind == Activation::Kind::handler)
    fail(at, why + " in an interrupt has nowhere to go",
         "use `return`, or `on fault` below an access");
  if (root.kind == Activation::Kind::setup)
    fail(at, why + " in a setup procedure, which has to run to its end");
  return root.end;
}

// ── Calls ──

void Lowering::bind_parameters(const Procedure& procedure, std::vector<Value>& arguments,
                               Activation& into) {
  const std::set<std::string> assigned = assigned_names(procedure.body, false);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    Value v = std::move(arguments[i]);
    Bound b{procedure.parameters[i].text, {}, nothing, v.record, v.option};
    std::optional<std::uint64_t> held;
    if (v.is_constant()) held = v.constant();
    if (!assigned.contains(b.name) && v.is_simple()) {
      b.fixed = v.code;
      b.upper_fixed = v.upper;
      for (std::size_t n = 0; n <= v.upper.size(); ++n)
        if (const Value word = mask_word(v, n);
            word.is_local()) // It has a name from now on, and may be read again.
          draft_.locals[static_cast<std::size_t>(word.code[0].arg)].temporary = false;
    } else {
      b.local = local(b.name, false);
      emit({.op = Op::assign, .dst = b.local, .a = v.code});
      if (v.is_wide()) b.upper = upper_locals(b.name);
      assign_words(b.upper, v);
    }
    into.by_name[b.name] = into.names.size();
    into.names.push_back(std::move(b));
    into.flow.known.push_back(held);
  }
}

Value Lowering::call(const Procedure& procedure, std::vector<Value> arguments, Location at,
                     bool wants_value) {
  if (activations_.size() > max_inlining)
    fail(at,
         fmt::format("procedures call one another more than {} deep, at '{}'", max_inlining,
                     procedure.name),
         "procedures are inlined: call less deep");
  count_work(at);
  Activation callee;
  callee.kind = Activation::Kind::procedure;
  callee.procedure = &procedure;
  callee.wants_value = wants_value;
  callee.end = label();
  bind_parameters(procedure, arguments, callee);
  callee.flow.reachable = flow().reachable;
  callee.path = path_into(procedure);
  activations_.push_back(std::move(callee));

  const Location caller = at_;
  const auto reads = std::exchange(reads_, Reads::steps);
  block(procedure.body);
  reads_ = reads;
  at_ = caller;
  return finish_call(procedure);
}

// Binds the end and goes back to the caller. The value is a constant or the code of the only `return` where it can be.
Value Lowering::finish_call(const Procedure& procedure) {
  Activation callee = std::move(activations_.back());
  activations_.pop_back();
  const bool falls_off = callee.flow.reachable;
  if (callee.wants_value && falls_off)
    fail(at_, fmt::format("'{}' does not return a value on every path", procedure.name),
         "its value is used here; add a `return` at its end");
  flow().reachable = falls_off || callee.returns;
  bind(callee.end);
  if (!callee.wants_value || callee.returned.empty()) return constant_value(0);
  const Value& first = callee.returned[0];
  const auto same = [&](const Value& v) { return v.is_constant() && v.code == first.code; };
  if (callee.returned.size() == 1 ||
      std::all_of(callee.returned.begin(), callee.returned.end(), same))
    return first;
  Value result = local_value(callee.result);
  result.record = first.record;
  const auto wide = [](const Value& v) { return v.is_wide(); };
  if (std::any_of(callee.returned.begin(), callee.returned.end(), wide))
    for (const LocalId word : callee.upper_result) result.upper.push_back(local_value(word).code);
  return result;
}

// ── Names of an activation ──

Bound* Lowering::find_bound(const std::string& name) {
  const auto found = top().by_name.find(name);
  return found == top().by_name.end() ? nullptr : &top().names[found->second];
}

Bound& Lowering::bound(const std::string& name) {
  if (Bound* found = find_bound(name)) return *found;
  top().by_name[name] = top().names.size();
  top().names.push_back({.name = name, .fixed = {}});
  return top().names.back();
}

std::optional<std::uint64_t>& Lowering::known(const std::string& name) {
  flow().known.resize(top().names.size());
  return flow().known[top().by_name.at(name)];
}

LocalId Lowering::local_of(Bound& b) {
  if (b.local == nothing) b.local = local(b.name, false);
  return b.local;
}

Value Lowering::read_bound(const Bound& b) const {
  const auto number = static_cast<std::size_t>(&b - top().names.data());
  Value v;
  const auto& all = top().flow.known;
  if (!b.fixed.empty())
    v.code = b.fixed;
  else if (number < all.size() && all[number])
    v = constant_value(*all[number]);
  else
    v = local_value(b.local);
  if (!b.fixed.empty()) v.upper = b.upper_fixed;
  if (v.is_local() && b.fixed.empty())
    for (const LocalId word : b.upper) v.upper.push_back(local_value(word).code);
  v.record = b.record;
  v.option = b.option;
  return v;
}

// At the head of a loop: what its body assigns is not known.
void Lowering::forget_assigned(const Block& body) {
  for (const std::string& name : assigned_names(body, false)) {
    if (top().by_name.contains(name)) known(name).reset();
  }
}

} // namespace ghostwalk::lang
