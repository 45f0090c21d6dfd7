// SPDX-License-Identifier: MIT
// From statements to instructions. Procedures are inlined at each call; what is known when compiling is folded on the way, so an
// `if` on a constant leaves one side, and a loop over constants is unrolled. What is known of locals follows the flow of control:
//
//   x = 3        known: x = 3
//   if shared    (a step)
//     x = 4      known: x = 4
//   y = x        not known: 3 or 4
#pragma once

#include <functional>
#include <set>

#include "sim/lang/layout/tables.hpp"
#include "sim/lang/lower/builder.hpp"
#include "sim/lang/resolve/resolve.hpp"

namespace ghostwalk::lang {

// A local, parameter or loop variable of one activation of a procedure.
struct Bound {
  std::string name;
  Codes fixed; // Not empty: it stands for this and never changes (constant or another's local).
  LocalId local = nothing; // Made at the first need.
  const RecordSymbol* record = nullptr;
  const OptionSymbol* option = nullptr;
  std::vector<Codes> upper_fixed{}; // Of a mask of more than 64 CPUs: its words above the first.
  std::vector<LocalId> upper{};
};

// What holds at a point of an activation.
struct Flow {
  bool reachable = true;
  std::vector<std::optional<std::uint64_t>> known; // Per Bound.
};
Flow merged(const Flow& a, const Flow& b);

// One procedure, script or handler being compiled.
struct Activation {
  enum class Kind : std::uint8_t { script, setup, handler, procedure } kind = Kind::script;
  const Procedure* procedure = nullptr;
  std::vector<Bound> names;
  std::map<std::string, std::size_t> by_name;
  Flow flow;
  Label end = 0;
  std::size_t path = 0; // Into Lowering::paths_: the procedures down to here; 0: none.
  bool returns = false; // Some `return` is reached: the caller goes on.
  bool wants_value = false;
  std::vector<Value> returned; // What its value may be, if it is wanted.
  LocalId result = nothing;
  std::vector<LocalId> upper_result; // Of a mask.
};

struct PlaceRef {
  std::uint16_t place = 0;
  std::optional<Value> index;
};

class Lowering {
public:
  Lowering(const Symbols& symbols, const Tables& tables, const std::set<std::uint16_t>& words);

  // Each returns the number of its root.
  std::size_t script(const Block& body, std::optional<CpuId> self, const std::string& name);
  std::size_t setup(const Script& script, std::optional<CpuId> self);
  std::size_t handler(int vector);
  std::size_t empty_script();
  // A claim's condition: reads what it names without a step.
  Value claim(const Expr& condition);
  int event(const std::string& name);

  DraftCode take() { return std::move(draft_); }
  const std::vector<std::string>& events() const { return events_; }

private:
  // ── inline.cpp: activations ──
  std::size_t begin_root(Activation::Kind kind, std::string name, int context);
  void end_root(Op op);
  Value call(const Procedure& procedure, std::vector<Value> arguments, Location at,
             bool wants_value);
  void bind_parameters(const Procedure& procedure, std::vector<Value>& arguments, Activation& into);
  Value finish_call(const Procedure& procedure);
  Bound& bound(const std::string& name);
  Bound* find_bound(const std::string& name);
  LocalId local_of(Bound& b);
  Value read_bound(const Bound& b) const;
  std::optional<std::uint64_t>& known(const std::string& name);
  void forget_assigned(const Block& body);
  Activation& top() { return activations_.back(); }
  const Activation& top() const { return activations_.back(); }
  Flow& flow() { return top().flow; }
  bool in_script() const;
  Label script_end(Location at, const std::string& why) const;

  // ── stmt.cpp ──
  void block(const Block& b);
  void statement(const Stmt& s);
  void simple(const Stmt& s);
  void conditional(const Stmt& s);
  void either(const Stmt& s);
  void wait(const Stmt& s);
  void return_from(const Stmt& s);
  void stop(const Stmt& s);
  void send(const Stmt& s);
  void work(const Stmt& s);
  void one_operand(Op op, const Expr& e);
  void lock(Op op, const Expr& e);
  void load_cr3(const Stmt& s);
  void invpcid(const Stmt& s);

  // ── loop.cpp ──
  void while_loop(const Stmt& s);
  void for_loop(const Stmt& s);
  void forever(const Block& body);
  void unroll(const Stmt& s, const std::vector<std::uint64_t>& turns);
  void count(const Stmt& s, const Value& from, const Value& to);
  void over_word(const Stmt& s, const Value& word, std::uint64_t first_cpu);
  void over_mask(const Stmt& s, const Value& mask, std::uint64_t first_cpu);
  bool comes_back_without_a_step(std::uint32_t from, Label head) const;
  bool happens_without_a_step(std::uint32_t from) const;
  template <class F>
  void each_before_a_step(std::uint32_t from, const F& f) const;

  // ── assign.cpp ──
  struct Target { // A variable, an element, a field; or a word of a frame.
    std::optional<PlaceRef> place;
    Value frame, word;
  };
  void assign(const Stmt& s);
  void assign_local(const Expr& target, Value v);
  void assign_shared(const Stmt& s);
  Value right_side(const Stmt& s, const Expr& e);
  Value choose(const Expr& e);
  Target target_of(const Expr& e);
  Value load(const Target& from, Location where);
  void store(const Target& to, Value v, Location where);
  void store_word_of(const PlaceRef& to, const Value& v, std::size_t word);
  void change_mask(const PlaceRef& at, const Stmt& s, const Value& operand);
  void check_fits(const PlaceRef& at, const Value& v, Location where) const;
  bool stays_zero(const Target& on, Rmw rmw, const Value& operand);
  Value read_modify_write(const Target& on, Rmw rmw, const Value& operand, bool wants_old);

  // ── access.cpp: through the MMU ──
  Value access(const Stmt& s, hw::Access kind, const Expr& va, const Value* stored);
  void read_or_execute(const Stmt& s);
  void write(const Stmt& s);
  void branch(const Stmt& s);
  Label fault_label(const Stmt& s);
  void fault_block(const Stmt& s, const Flow& before);

  // ── expr.cpp ──
  Value value(const Expr& e);
  Value name(const Expr& e);
  Value unary(const Expr& e);
  Value binary(const Expr& e);
  Value logical(const Expr& e);
  Value both(bool is_and, Value a, Value b, Location at);
  Value field(const Expr& e);
  Value index(const Expr& e);
  Value option_comparison(const Expr& e, const OptionSymbol& option, const Expr& name) const;
  Value apply(ExprOp op, Value a);
  Value apply_to_word(ExprOp op, Value a);
  Value apply(ExprOp op, Value a, Value b, Location at);
  Value as_truth(Value v);
  Value materialised(Value v, const std::string& name);
  void limit_depth(Value& v, Location at);

  // ── mask.cpp: masks of more than 64 CPUs, word by word ──
  std::size_t mask_words() const;
  bool masks_are_wide() const { return mask_words() > 1; }
  Value all_cpus() const;
  Value joined(std::vector<Value> words) const;
  Value apply_wide(ExprOp op, const Value& a);
  Value apply_wide(ExprOp op, const Value& a, const Value& b, Location at);
  Value number(Value v, Location at) const;
  Value number(const Expr& e) { return number(value(e), e.at); }
  Value condition(const Expr& e); // What can be tested: one word.
  PlaceRef place_of_word(const PlaceRef& mask, std::size_t number) const;
  bool is_wide(const PlaceRef& at) const;
  void each_changed_word(const Value& operand, std::uint64_t identity,
                         const std::function<void(std::size_t)>& change);
  Value modify_mask(const PlaceRef& at, Rmw rmw, const Value& operand, bool wants_old);
  void send_to_mask(std::uint8_t vector, const Value& mask);
  void assign_words(const std::vector<LocalId>& upper, const Value& v);
  std::vector<LocalId> upper_locals(const std::string& name);

  // ── call.cpp ──
  Value call_expression(const Expr& e, bool wants_value);
  Value builtin(const Expr& e);
  Value entry(const Expr& e);
  Value table_index(const Expr& e);
  Value table_at_start(const Expr& e);
  Value alloc_page(const Expr& e);
  Value record_reference(const Expr& e);

  // ── read.cpp: variables, fields, words ──
  std::optional<PlaceRef> place_of(const Expr& e); // Nothing: a word of a frame.
  PlaceRef field_of(const Expr& e);
  PlaceRef element_of(std::uint16_t place, const Expr& subscript);
  void check_index(std::uint16_t place, const Value& index, Location at) const;
  Value read(const PlaceRef& at, Location where);
  Value each_word(const PlaceRef& at, Value (Lowering::*reading)(const PlaceRef&));
  Value read_step(const PlaceRef& at);
  Value read_in_place(const PlaceRef& at);
  std::pair<Value, Value> word_of(const Expr& e); // frame, index
  Value read_word(const Expr& e);
  Value read_word_at(const Value& frame, const Value& index);
  Value typed(Value v, std::uint16_t place) const;

  // ── emit.cpp ──
  Label label();
  void bind(Label l);
  Draft* emit(Draft d); // Nothing where no execution comes by.
  void jump(Label to);
  LocalId local(std::string name, bool temporary);
  std::uint32_t origin();
  std::size_t path_into(const Procedure& procedure);
  std::vector<std::string> procedures() const; // Down to here, outermost first.
  std::string place() const;                   // "'p'" or "this script"
  std::size_t here() const { return draft_.code.size(); }
  void count_work(Location at);

  const Symbols& s_;
  const Tables& tables_;
  const std::set<std::uint16_t>& words_;
  DraftCode draft_;
  std::vector<std::string> events_;
  std::vector<Activation> activations_;
  struct Path {
    std::size_t outer;
    const Procedure* procedure;
  };
  std::vector<Path> paths_;
  std::map<std::pair<std::size_t, Location>, std::uint32_t> origins_;
  Location at_;               // Of the statement.
  std::optional<CpuId> self_; // When the code is for one CPU.
  std::uint32_t elided_ = 0;  // Loads left out since the last visible instruction.
  std::uint64_t work_ = 0;    // Statements compiled, unrolled and inlined ones each time.
  enum class Reads : std::uint8_t { steps, wait, claim } reads_ = Reads::steps;
  int reads_in_place_ = 0; // Of a `wait until`.
  Label fault_ = nothing;  // Of the statement.
};

} // namespace ghostwalk::lang
