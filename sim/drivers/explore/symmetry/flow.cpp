// SPDX-License-Identifier: MIT
#include "sim/drivers/explore/symmetry/flow.hpp"

#include <fmt/format.h>

#include "sim/machine/code.hpp"
#include "sim/machine/view.hpp"

namespace ghostwalk::symmetry {
namespace {

constexpr int most_passes = 200; // Kinds only grow, so it ends long before.

ExprOp operation(Rmw rmw) {
  constexpr ExprOp ops[] = {ExprOp::bit_or, ExprOp::bit_and, ExprOp::bit_xor, ExprOp::add,
                            ExprOp::sub};
  return ops[static_cast<int>(rmw)];
}

class Analysis {
public:
  explicit Analysis(const Program& p) : p_(p), rules_(p), code_(reached_code(p)) {
    flow_.locals.resize(p.locals.size());
    flow_.places.resize(p.places.size());
    flow_.slots.resize(p.words.size());
  }

  Flow run() {
    start();
    int passes = 0;
    do {
      changed_ = false;
      for (const std::uint16_t pc : code_) instruction(p_.code[pc]);
      for (const Property& claim : p_.properties) value(claim.condition);
      if (++passes == most_passes) rules_.refuse("its values cannot be followed");
    } while (changed_ && passes < most_passes);
    share();
    flow_.pinned = rules_.pinned();
    flow_.direct_base = rules_.direct_base();
    flow_.why_not = rules_.why_not();
    return std::move(flow_);
  }

private:
  void into(Kinds& where, const Kinds& k) { changed_ = where.join(k) || changed_; }

  // ── What is there when the scripts start: part of the state, so frames named there are not pinned ──

  void start() {
    if (p_.first_frame <= 0xfff) rules_.refuse("small numbers are frames"); // See Kinds::small.
    const View v(p_, p_.initial.data());
    for (std::size_t i = 0; i < p_.places.size(); ++i) start_place(v, i);
    for (int frame = 0; frame < p_.frames; ++frame)
      for (std::size_t slot = 0; slot < flow_.slots.size(); ++slot)
        flow_.slots[slot].join(initial_word(v.word(frame, static_cast<int>(slot))));
  }

  void start_place(const View& v, std::size_t i) {
    const Place& at = p_.places[i];
    const bool per_cpu = at.scope == Place::Scope::per_cpu;
    for (std::uint32_t e = 0; e < (per_cpu ? p_.cpus : at.count); ++e) {
      const std::uint64_t value = load(v.place_at(at, (per_cpu ? 0 : at.first) + e), at.width);
      const bool frame = at.type == Place::Type::frame && in_pool(value);
      flow_.places[i].join(frame                          ? of_kind(Kinds::frame)
                           : at.type == Place::Type::word ? initial_word(value)
                                                          : constant(value));
    }
  }

  bool in_pool(Pfn frame) const { return frame - p_.first_frame < p_.frames; }
  Kinds initial_word(Word word) const {
    return in_pool(hw::frame_of(*p_.mode, word))
               ? of_kind(Kinds::word, static_cast<std::uint16_t>(word & 0xfff))
               : constant(word);
  }

  // ── Expressions ──

  Kinds value(ExprRef e) {
    std::vector<Kinds> stack;
    for (std::uint32_t k = e.first; k < e.first + e.size; ++k) push(stack, p_.expr[k]);
    return stack.empty() ? Kinds{} : stack.back();
  }

  void push(std::vector<Kinds>& stack, const ExprInsn& e) {
    switch (e.op) {
    case ExprOp::constant: stack.push_back(constant(p_.constants[e.arg])); return;
    case ExprOp::local: stack.push_back(flow_.locals[e.arg]); return;
    case ExprOp::self: stack.push_back(of_kind(Kinds::small, 0xfff)); return;
    case ExprOp::reg:
      stack.push_back(static_cast<Register>(e.arg) == Register::cr3 ? of_kind(Kinds::frame)
                                                                    : of_kind(Kinds::small, 1));
      return;
    case ExprOp::shared:
      rules_.as_number(stack.back(), "an index");
      stack.back() = flow_.places[e.arg];
      return;
    default: break;
    }
    const Kinds b = stack.back();
    if (e.op >= ExprOp::bit_not && e.op != ExprOp::word_at) {
      stack.back() = rules_.unary(e.op, b);
      return;
    }
    stack.pop_back();
    stack.back() =
        e.op == ExprOp::word_at ? word_at(stack.back(), b) : rules_.binary(e.op, stack.back(), b);
  }

  Kinds word_at(const Kinds& frame, const Kinds& index) {
    rules_.as_frame(frame);
    rules_.as_number(index, "an index");
    return read_slots(index);
  }

  // ── Words: those that an index may mean. What is not tracked, or not there, reads as 0. ──

  template <class F>
  void each_slot(const Kinds& index, F f) {
    if (index.mask != 0) {
      for (std::size_t slot = 0; slot < flow_.slots.size(); ++slot) f(flow_.slots[slot]);
      return;
    }
    for (const std::uint64_t c : index.constants)
      if (c < p_.word_slot.size() && p_.word_slot[c] >= 0)
        f(flow_.slots[static_cast<std::size_t>(p_.word_slot[c])]);
  }

  Kinds read_slots(const Kinds& index) {
    Kinds all = constant(0);
    each_slot(index, [&](const Kinds& slot) { all.join(walked(slot)); });
    return all;
  }

  // The walker sets A and D in what is present.
  static Kinds walked(const Kinds& slot) {
    Kinds k = slot;
    k.low |= hw::bit::accessed | hw::bit::dirty;
    for (const std::uint64_t c : slot.constants)
      if ((c & hw::bit::present) != 0)
        for (const Word set : {hw::bit::accessed, hw::bit::accessed | hw::bit::dirty})
          k.join(constant(c | set));
    return k;
  }

  void write_slot(Kinds& slot, const Kinds& k) {
    Kinds stored = of_kind(k.mask, k.low);
    for (const std::uint64_t c : k.constants)
      stored.join(constant(p_.mode->word_bytes == 4 ? c & 0xffffffff : c));
    into(slot, stored);
  }

  Kinds index_in_page(const Kinds& address) const {
    if (address.mask != 0) return of_kind(Kinds::small);
    Kinds index;
    for (const std::uint64_t va : address.constants)
      index.join(constant((va & 0xfff) / p_.mode->word_bytes));
    return index;
  }

  // ── Instructions ──

  void set(const Insn& i, const Kinds& k) {
    if (i.dst != no_local) into(flow_.locals[i.dst], k);
  }

  // More than the place holds is a model error, or cut off in a mask: that must not depend on a frame.
  void put(const Insn& i, const Kinds& k) {
    const Place& at = p_.places[i.place];
    const std::uint64_t word = ~0ULL >> (64 - 8 * p_.mode->word_bytes);
    const std::uint64_t needed = k.has(Kinds::word | Kinds::direct) ? word
                                 : k.has(Kinds::frame | Kinds::far) ? last_frame(k)
                                                                    : 0;
    if (at.highest < needed)
      rules_.refuse(fmt::format("a frame gets into '{}', which is too small for it", at.name));
    Kinds stored = of_kind(k.mask, k.low);
    for (const std::uint64_t c : k.constants)
      if (c <= at.highest || at.type == Place::Type::cpumask)
        stored.join(constant(c <= at.highest ? c : c & at.highest));
    if (stored.has(Kinds::number) && at.highest < 0x1000)
      stored = of_kind(Kinds::small | (stored.mask & ~Kinds::number), 0xfff);
    into(flow_.places[i.place], stored);
  }

  // The largest frame number that renaming gives.
  Pfn last_frame(const Kinds& k) const {
    const Pfn base = k.has(Kinds::far) ? rules_.direct_base().value_or(0) : 0;
    return base + p_.first_frame + p_.frames - 1U;
  }

  void number(ExprRef e, const char* what) {
    if (e.size != 0) rules_.as_number(value(e), what);
  }

  void instruction(const Insn& i) {
    switch (i.op) {
    case Op::assign: return set(i, value(i.a));
    case Op::jump_if:
    case Op::check:
    case Op::wait_until:
    case Op::set_pge:
    case Op::set_interrupts: value(i.a); return; // Zero or not: no frame is 0.
    case Op::mark:
    case Op::free: return rules_.as_frame(value(i.a));
    case Op::alloc: return set(i, of_kind(Kinds::frame));
    case Op::choose:
      for (std::uint32_t k = 0; k < i.aux; ++k) set(i, value(p_.choice_values[i.list + k]));
      return;
    case Op::load_word:
    case Op::store_word:
    case Op::rmw_word: return word(i);
    case Op::load_var:
    case Op::store_var:
    case Op::rmw_var:
    case Op::lock:
    case Op::unlock: return variable(i);
    default: return hardware(i);
    }
  }

  void hardware(const Insn& i) {
    switch (i.op) {
    case Op::mov_cr3:
      rules_.as_root(value(i.a));
      number(i.b, "a PCID");
      if (i.c.size != 0) value(i.c);
      return;
    case Op::send: number(i.a, "a mask"); return number(i.b, "a CPU");
    case Op::speculate:
    case Op::invlpg: return number(i.a, "an address");
    case Op::branch_user: number(i.a, "an address"); return number(i.b, "an address");
    case Op::access: return access(i);
    default: return; // work, events, branch_kernel: nothing that a state could show.
    }
  }

  void access(const Insn& i) {
    const Kinds address = value(i.a);
    rules_.as_number(address, "an address");
    const Kinds index = index_in_page(address);
    if (static_cast<hw::Access>(i.aux & 3) == hw::Access::write) {
      const Kinds stored = value(i.b);
      each_slot(index, [&](Kinds& slot) { write_slot(slot, stored); });
      set(i, stored);
    } else {
      set(i, read_slots(index));
    }
  }

  void variable(const Insn& i) {
    number(i.a, "an index");
    const Kinds before = flow_.places[i.place];
    if (i.op == Op::load_var || i.op == Op::rmw_var) set(i, before);
    if (i.op == Op::lock || i.op == Op::unlock)
      return into(flow_.places[i.place], of_kind(Kinds::small, 0xfff));
    if (i.op == Op::store_var) put(i, value(i.b));
    if (i.op == Op::rmw_var) put(i, changed(i, before, value(i.b)));
  }

  Kinds changed(const Insn& i, const Kinds& before, const Kinds& operand) {
    const auto rmw = static_cast<Rmw>(i.aux);
    return rmw == Rmw::exchange ? operand : rules_.binary(operation(rmw), before, operand);
  }

  void word(const Insn& i) {
    rules_.as_frame(value(i.a));
    const Kinds index = value(i.b);
    rules_.as_number(index, "an index");
    if (i.op != Op::store_word) {
      Kinds read = read_slots(index);
      read.join(constant(p_.outside_reads.front()));
      set(i, read);
    }
    if (i.op == Op::load_word) return;
    const Kinds operand = value(i.c);
    each_slot(index, [&](Kinds& slot) {
      write_slot(slot, i.op == Op::store_word ? operand : changed(i, walked(slot), operand));
    });
    if (i.op == Op::rmw_word) // What is not there is changed too; the result goes nowhere.
      changed(i, constant(p_.outside_reads.front()), operand);
  }

  void share() {
    for (std::size_t l = 0; l < flow_.locals.size(); ++l)
      rules_.share(flow_.locals[l], fmt::format("'{}'", p_.locals[l].name));
    for (std::size_t i = 0; i < flow_.places.size(); ++i)
      rules_.share(flow_.places[i], fmt::format("'{}'", p_.places[i].name));
    for (const Kinds& slot : flow_.slots) rules_.as_entry(slot);
    for (const Word word : p_.outside_reads) rules_.as_entry(constant(word));
  }

  const Program& p_;
  Rules rules_;
  std::vector<std::uint16_t> code_;
  Flow flow_;
  bool changed_ = false;
};

} // namespace

Flow find_flow(const Program& program) { return Analysis(program).run(); }

} // namespace ghostwalk::symmetry
