// SPDX-License-Identifier: MIT
#include "sim/drivers/explore/symmetry/cpu_types.hpp"

#include <bit>

#include <fmt/format.h>

#include "sim/machine/code.hpp"

namespace ghostwalk::symmetry {
namespace {

// Which types a value may have. All that flows together has one.
using Types = std::uint8_t;
constexpr Types number = 1, mask = 2, cpu = 4, lock = 8, anything = 15;
constexpr Types truth = anything & ~cpu; // CPU 0 is not false.

using Node = std::uint32_t;

class Unifying {
public:
  explicit Unifying(const Program& p)
      : p_(p),
        places_(static_cast<Node>(p.locals.size())),
        constants_(places_ + static_cast<Node>(p.places.size())) {
    for (std::size_t i = 0; i < constants_ + p.expr.size(); ++i) fresh(anything);
    for (std::size_t i = 0; i < p.places.size(); ++i)
      if (p.places[i].type == Place::Type::cpumask) narrow(places_ + static_cast<Node>(i), mask);
  }

  CpuTypes run() {
    for (const std::uint16_t pc : reached_code(p_)) instruction(p_.code[pc]);
    for (const Property& claim : p_.properties) this->claim(claim.condition);
    for (bool changed = true; changed;) {
      changed = false;
      for (const auto& [index, bits] : bits_) changed = settle_bit(index, bits) || changed;
    }
    CpuTypes types;
    types.why_not = why_not_;
    for (Node n = 0; n < constants_ + p_.expr.size(); ++n)
      (n < places_      ? types.locals
       : n < constants_ ? types.places
                        : types.constants)
          .push_back(type(n));
    for (std::size_t i = 0; i < p_.places.size(); ++i)
      check_room(p_.places[i], types.places[i], types);
    return types;
  }

private:
  // ── Classes of values that flow together ──

  Node fresh(Types types) {
    parent_.push_back(static_cast<Node>(parent_.size()));
    types_.push_back(types);
    return parent_.back();
  }
  Node root(Node n) {
    while (parent_[n] != n) n = parent_[n] = parent_[parent_[n]];
    return n;
  }
  void narrow(Node n, Types types) {
    Types& has = types_[root(n)];
    has &= types;
    if (has == 0 && why_not_.empty()) why_not_ = "it uses one value as a CPU's and as another's";
  }
  Node same(Node a, Node b) {
    a = root(a), b = root(b);
    if (a == b) return a;
    parent_[b] = a;
    narrow(a, types_[b]);
    return a;
  }
  Node a_number() { return fresh(number); }
  CpuType type(Node n) {
    const Types types = types_[root(n)];
    return (types & number) != 0 ? CpuType::none
           : (types & mask) != 0 ? CpuType::mask
           : (types & cpu) != 0  ? CpuType::cpu
                                 : CpuType::lock;
  }

  // bit(n) is a mask if n is a CPU, else a number.
  bool settle_bit(Node index, Node bits) {
    const Types before_i = types_[root(index)], before_b = types_[root(bits)];
    if ((before_i & cpu) == 0) narrow(bits, number);
    if ((before_i & number) == 0) narrow(bits, mask);
    if ((before_b & mask) == 0) narrow(index, number);
    if ((before_b & number) == 0) narrow(index, cpu);
    return before_i != types_[root(index)] || before_b != types_[root(bits)];
  }

  // A renamed value has to fit where the old one did.
  void check_room(const Place& at, CpuType type, CpuTypes& types) const {
    const std::uint64_t needed = type == CpuType::mask   ? (std::uint64_t{1} << p_.cpus) - 1
                                 : type == CpuType::cpu  ? p_.cpus - 1U
                                 : type == CpuType::lock ? p_.cpus
                                                         : 0;
    if (at.highest < needed && types.why_not.empty())
      types.why_not = fmt::format("'{}' has no room for every CPU", at.name);
  }

  // ── Expressions ──

  Node value(ExprRef e) {
    std::vector<Node> stack;
    for (std::uint32_t k = e.first; k < e.first + e.size; ++k) push(stack, k);
    return stack.empty() ? a_number() : stack.back();
  }
  void value(ExprRef e, Types types) {
    if (e.size != 0) narrow(value(e), types);
  }

  void push(std::vector<Node>& stack, std::uint32_t at) {
    const ExprInsn& e = p_.expr[at];
    switch (e.op) {
    case ExprOp::constant: stack.push_back(constants_ + at); return;
    case ExprOp::local: stack.push_back(e.arg); return;
    case ExprOp::self: stack.push_back(fresh(cpu)); return;
    case ExprOp::reg: stack.push_back(a_number()); return;
    case ExprOp::shared:
      narrow(stack.back(), index_of(e.arg));
      stack.back() = places_ + e.arg;
      return;
    default: break;
    }
    const Node b = stack.back();
    if (e.op >= ExprOp::bit_not && e.op != ExprOp::word_at) {
      stack.back() = unary(e.op, b);
      return;
    }
    stack.pop_back();
    stack.back() = binary(e.op, stack.back(), b);
  }

  Types index_of(std::uint32_t place) const {
    return p_.places[place].scope == Place::Scope::per_cpu ? cpu : number;
  }

  Node unary(ExprOp op, Node a) {
    switch (op) {
    case ExprOp::bit_not: narrow(a, number | mask); return a;
    case ExprOp::logical_not: narrow(a, truth); return a_number();
    case ExprOp::count_bits: narrow(a, number | mask); return a_number();
    case ExprOp::bit: bits_.emplace_back(a, fresh(number | mask)); return bits_.back().second;
    default: narrow(a, number); return a_number(); // last_bit asks for an order.
    }
  }

  Node binary(ExprOp op, Node a, Node b) {
    switch (op) {
    case ExprOp::bit_and:
    case ExprOp::bit_or:
    case ExprOp::bit_xor: narrow(a, number | mask); return same(a, b);
    case ExprOp::equal:
    case ExprOp::not_equal: same(a, b); return a_number();
    case ExprOp::logical_and:
    case ExprOp::logical_or:
      narrow(a, truth);
      narrow(b, truth);
      return a_number();
    default:
      narrow(a, number);
      narrow(b, number);
      return a_number();
    }
  }

  // Claims are looked at from CPU 0: with its registers, and its store buffer when they ask for an empty table.
  void claim(ExprRef e) {
    value(e, truth);
    for (std::uint32_t k = e.first; k < e.first + e.size; ++k) {
      const ExprOp op = p_.expr[k].op;
      if (op == ExprOp::self || op == ExprOp::reg || op == ExprOp::table_empty)
        why_not_ = "a claim looks from one CPU";
    }
  }

  // ── Instructions ──

  void set(const Insn& i, Node n) {
    if (i.dst != no_local) same(i.dst, n);
  }

  void instruction(const Insn& i) {
    switch (i.op) {
    case Op::assign: return set(i, value(i.a));
    case Op::jump_if:
    case Op::check:
    case Op::wait_until:
    case Op::set_pge:
    case Op::set_interrupts: return value(i.a, truth);
    case Op::send: value(i.a, mask); return value(i.b, cpu);
    case Op::choose:
      for (std::uint32_t k = 0; k < i.aux; ++k) set(i, value(p_.choice_values[i.list + k]));
      return;
    case Op::load_var:
    case Op::store_var:
    case Op::rmw_var:
    case Op::lock:
    case Op::unlock: return variable(i);
    case Op::work:
    case Op::event:
    case Op::branch_kernel: return; // Nothing that a state could show.
    default:                        // Frames, words and addresses.
      value(i.a, number);
      value(i.b, number);
      value(i.c, i.op == Op::mov_cr3 ? truth : number);
      set(i, a_number());
    }
  }

  void variable(const Insn& i) {
    const Node place = places_ + i.place;
    value(i.a, index_of(i.place));
    if (i.op == Op::lock || i.op == Op::unlock) narrow(place, lock);
    if (i.op == Op::load_var || i.op == Op::rmw_var) set(i, place);
    if (i.op == Op::store_var) same(place, value(i.b));
    if (i.op != Op::rmw_var) return;
    const auto rmw = static_cast<Rmw>(i.aux);
    if (rmw != Rmw::exchange)
      narrow(place, rmw == Rmw::add || rmw == Rmw::sub ? number : number | mask);
    same(place, value(i.b));
  }

  const Program& p_;
  Node places_, constants_; // Locals come first, then these.
  std::vector<Node> parent_;
  std::vector<Types> types_;
  std::vector<std::pair<Node, Node>> bits_; // bit(first) is second.
  std::string why_not_;
};

} // namespace

CpuTypes find_cpu_types(const Program& program) { return Unifying(program).run(); }

} // namespace ghostwalk::symmetry
