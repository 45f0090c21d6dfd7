// SPDX-License-Identifier: MIT
// How large the values of each local get, so that it takes no more bytes than it needs. Sums that may wrap are not followed: such a
// local is as wide as a word.
#include "sim/lang/layout/storage.hpp"

#include <bit>

namespace ghostwalk::lang {
namespace {

struct Range {
  std::uint64_t highest = 0;
  bool known = true;  // False: anything.
  bool exact = false; // Nothing but `highest`.
  bool operator==(const Range&) const = default;
};
constexpr Range anything{~0ULL, false, false};

Range up_to(std::uint64_t highest) { return {highest, true, false}; }
Range joined(Range a, Range b) {
  if (!a.known || !b.known) return anything;
  return up_to(std::max(a.highest, b.highest));
}
Range all_ones(Range r) {
  const auto bits = std::bit_width(r.highest);
  return up_to(bits == 64 ? ~0ULL : (1ULL << bits) - 1);
}

class Ranges {
public:
  Ranges(const DraftCode& draft, const Symbols& symbols)
      : draft_(draft), s_(symbols), of_(draft.locals.size()), set_(draft.locals.size()) {}

  std::vector<std::uint8_t> widths() {
    for (int pass = 0; one_pass(pass >= patience); ++pass) {
    }
    std::vector<std::uint8_t> widths;
    for (const Range& r : of_) widths.push_back(width(r));
    return widths;
  }

private:
  static constexpr int patience = 8; // Passes until what still grows counts as anything.

  std::uint8_t width(Range r) const {
    if (!r.known) return s_.chosen.mode->word_bytes;
    const auto bits = std::bit_width(r.highest);
    return bits <= 8 ? 1 : bits <= 16 ? 2 : bits <= 32 ? 4 : 8;
  }

  bool one_pass(bool impatient) {
    bool changed = false;
    for (const Draft& d : draft_.code) {
      if (d.dst == nothing) continue;
      Range next = set_[d.dst] ? joined(of_[d.dst], result(d)) : up_to(result(d).highest);
      if (!result(d).known) next = anything;
      if (set_[d.dst] && next == of_[d.dst]) continue;
      if (impatient && set_[d.dst]) next = anything;
      changed = changed || !set_[d.dst] || !(next == of_[d.dst]);
      of_[d.dst] = next;
      set_[d.dst] = true;
    }
    return changed;
  }

  Range word() const { return up_to(s_.chosen.mode->word_bytes == 4 ? 0xffffffffULL : ~0ULL); }
  Range frame() const { return up_to((1ULL << (s_.chosen.mode->word_bytes == 4 ? 20 : 40)) - 1); }

  Range result(const Draft& d) const {
    switch (d.op) {
    case Op::assign: {
      const Range bound = d.bound.empty() ? anything : of(d.bound);
      return bound.known ? up_to(bound.highest) : of(d.a);
    }
    case Op::load_var:
    case Op::rmw_var: return up_to(s_.places[d.place].highest);
    case Op::alloc: return up_to(first_frame + max_frames);
    case Op::choose: {
      Range r = of(d.values[0]);
      for (const Codes& value : d.values) r = joined(r, of(value));
      return r;
    }
    default: return word();
    }
  }

  Range of(const Codes& code) const {
    std::vector<Range> stack;
    for (const Code& c : code) {
      if (is_binary(c.op)) {
        const Range b = stack.back();
        stack.pop_back();
        stack.back() = binary(c.op, stack.back(), b);
      } else if (c.op >= ExprOp::bit_not || c.op == ExprOp::shared) {
        if (c.op == ExprOp::word_at) stack.pop_back();
        stack.back() = unary(c, stack.back());
      } else {
        stack.push_back(leaf(c));
      }
    }
    return stack.back();
  }

  static bool is_binary(ExprOp op) { return op >= ExprOp::add && op <= ExprOp::logical_or; }

  Range leaf(const Code& c) const {
    switch (c.op) {
    case ExprOp::constant: return {c.arg, true, true};
    case ExprOp::local: return of_[static_cast<std::size_t>(c.arg)];
    case ExprOp::self: return up_to(s_.chosen.cpus - 1U);
    default: return c.arg == static_cast<std::uint64_t>(Register::cr3) ? frame() : up_to(1);
    }
  }

  Range unary(const Code& c, Range a) const {
    switch (c.op) {
    case ExprOp::shared: return up_to(s_.places[static_cast<std::size_t>(c.arg)].highest);
    case ExprOp::bit_not: return anything;
    case ExprOp::bit: return up_to(a.highest < 63 ? 1ULL << a.highest : 1ULL << 63);
    case ExprOp::frame_of: return frame();
    case ExprOp::count_bits: return up_to(64);
    case ExprOp::last_bit: return up_to(static_cast<std::uint64_t>(std::bit_width(a.highest)));
    case ExprOp::word_at: return word();
    default: return up_to(1);
    }
  }

  static Range binary(ExprOp op, Range a, Range b) {
    if (op >= ExprOp::equal) return up_to(1);
    const bool both = a.known && b.known;
    switch (op) {
    case ExprOp::bit_and:
      return a.known || b.known ? up_to(std::min(a.highest, b.highest)) : anything;
    case ExprOp::mod: return up_to(std::min(a.highest, b.highest == 0 ? 0 : b.highest - 1));
    case ExprOp::div: return {a.highest, a.known, false};
    case ExprOp::shift_right:
      return {b.exact && b.highest < 64 ? a.highest >> b.highest : a.highest, a.known, false};
    case ExprOp::add:
      return both && a.highest + b.highest >= a.highest ? up_to(a.highest + b.highest) : anything;
    case ExprOp::mul: {
      const bool wraps = b.highest != 0 && a.highest > ~0ULL / b.highest;
      return both && !wraps ? up_to(a.highest * b.highest) : anything;
    }
    case ExprOp::shift_left: {
      const bool fits = b.highest < 64 && (a.highest << b.highest) >> b.highest == a.highest;
      return both && fits ? up_to(a.highest << b.highest) : anything;
    }
    case ExprOp::bit_or:
    case ExprOp::bit_xor: return both ? all_ones(joined(a, b)) : anything;
    default: return anything;
    }
  }

  const DraftCode& draft_;
  const Symbols& s_;
  std::vector<Range> of_;
  std::vector<bool> set_;
};

} // namespace

std::vector<std::uint8_t> local_widths(const DraftCode& draft, const Symbols& symbols) {
  return Ranges(draft, symbols).widths();
}

} // namespace ghostwalk::lang
