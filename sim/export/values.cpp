// SPDX-License-Identifier: MIT
// Expressions: from postfix code to Murphi's. Rumur computes in unsigned 64 bits here, and takes a carry for an error where the
// machine wraps: so sums whose operands may be large are written to wrap.
#include <bit>

#include "sim/export/model.hpp"

namespace ghostwalk::murphi {
namespace {

class Translator {
public:
  Translator(const Model& m, const std::string& cpu, See see) : m_(m), cpu_(cpu), see_(see) {}

  Value value(ExprRef e) {
    for (std::uint32_t i = e.first; i < e.first + e.size; ++i) push(m_.p.expr[i]);
    return stack_.empty() ? number(0) : stack_.back();
  }

  std::string condition(ExprRef e) {
    const Value v = value(e);
    return truth_.empty() || truth_.back().empty() ? fmt::format("({} != 0)", v.text)
                                                   : truth_.back();
  }

private:
  // Rumur's type of numbers ends just short of all ones.
  static Value number(std::uint64_t n) {
    return {n >> 63 == 0 ? fmt::format("{}", n) : fmt::format("(~{})", ~n), n, true};
  }

  Value pop() {
    Value v = std::move(stack_.back());
    stack_.pop_back();
    truth_.pop_back();
    return v;
  }
  std::string pop_truth() {
    std::string t = std::move(truth_.back());
    if (t.empty()) t = fmt::format("({} != 0)", stack_.back().text);
    stack_.pop_back();
    truth_.pop_back();
    return t;
  }
  void put(Value v) {
    stack_.push_back(std::move(v));
    truth_.emplace_back();
  }
  void put_truth(std::string condition) {
    stack_.push_back({fmt::format("({} ? 1 : 0)", condition), 1});
    truth_.push_back(std::move(condition));
  }

  void push(const ExprInsn& e) {
    switch (e.op) {
    case ExprOp::constant: return put(number(m_.p.constants[e.arg]));
    case ExprOp::local: {
      const Variable v = m_.local(static_cast<std::uint16_t>(e.arg), cpu_);
      return put({read(v), v.highest});
    }
    case ExprOp::self: return put({cpu_, m_.p.cpus - 1U});
    case ExprOp::reg: return push_register(static_cast<Register>(e.arg));
    case ExprOp::shared: {
      const Value index = pop();
      return put(read_place(m_, static_cast<std::uint16_t>(e.arg), index.text, cpu_, see_));
    }
    case ExprOp::word_at: {
      const Value index = pop(), frame = pop();
      const std::string arguments =
          fmt::format("{}, slot_of({})", at_most(frame, m_.highest_pfn()), at_most(index, u32_max));
      return put(m_.wide_words()
                     ? Value{fmt::format("((look_high({0}) << 32) | look_low({0}))", arguments)}
                     : Value{fmt::format("look_low({})", arguments), u32_max});
    }
    default: return e.op >= ExprOp::bit_not ? unary(e.op) : binary(e.op);
    }
  }

  void push_register(Register r) {
    switch (r) {
    case Register::cr3: return put({fmt::format("cr3[{}]", cpu_), m_.highest_pfn()});
    case Register::pge: return put_truth(fmt::format("pge[{}]", cpu_));
    default: return put_truth(fmt::format("interrupts_on[{}]", cpu_));
    }
  }

  void unary(ExprOp op) {
    if (op == ExprOp::logical_not) return put_truth("(!" + pop_truth() + ")");
    const Value a = pop();
    switch (op) {
    case ExprOp::bit_not: return put({fmt::format("(~{})", a.text)});
    case ExprOp::bit:
      return put({fmt::format("(1 << {})", a.text),
                  a.highest < 64 ? std::uint64_t{1} << a.highest : ~0ULL});
    case ExprOp::present: return put({fmt::format("({} & 1)", a.text), 1});
    case ExprOp::frame_of: return put(frame_of(a));
    case ExprOp::count_bits:
      return put({fmt::format("(bits_in({}) + bits_in({}))", high_half(a), low_half(a)), 64});
    case ExprOp::last_bit:
      if (a.highest <= u32_max) return put({fmt::format("last_bit({})", a.text), 32});
      return put({fmt::format("({} != 0 ? 32 + last_bit({}) : last_bit({}))", high_half(a),
                              high_half(a), low_half(a)),
                  64});
    default:
      if (see_ == See::memory && m_.buffers())
        throw InputError("empty() in a claim beside store buffers: this cannot be exported yet",
                         "--set memory=sc has none");
      return put_truth(fmt::format("table_empty({}, {})", cpu_, at_most(a, m_.highest_pfn())));
    }
  }

  // Bits 31:12 of a word of 32 bits, 51:12 of one of 64.
  Value frame_of(const Value& word) const {
    if (m_.wide_words())
      return {fmt::format("(({} & 4503599627366400) >> 12)", word.text), (1ULL << 40) - 1};
    return {fmt::format("(({} & 4294963200) >> 12)", word.text), (1ULL << 20) - 1};
  }

  void binary(ExprOp op) {
    if (op == ExprOp::logical_and || op == ExprOp::logical_or) {
      const std::string b = pop_truth(), a = pop_truth();
      return put_truth(fmt::format("({} {} {})", a, op == ExprOp::logical_and ? "&&" : "||", b));
    }
    const Value b = pop(), a = pop();
    if (const char* relation = relation_of(op); relation != nullptr)
      return put_truth(fmt::format("({} {} {})", a.text, relation, b.text));
    put(arithmetic(op, a, b));
  }

  static const char* relation_of(ExprOp op) {
    switch (op) {
    case ExprOp::equal: return "=";
    case ExprOp::not_equal: return "!=";
    case ExprOp::less: return "<";
    case ExprOp::less_equal: return "<=";
    default: return nullptr;
    }
  }

  static Value arithmetic(ExprOp op, const Value& a, const Value& b) {
    switch (op) {
    case ExprOp::add: return sum(a, b);
    case ExprOp::sub: return difference(a, b);
    case ExprOp::mul: return product(a, b);
    case ExprOp::div: return {fmt::format("({} / {})", a.text, b.text), a.highest};
    case ExprOp::mod: return {fmt::format("({} % {})", a.text, b.text), b.highest};
    case ExprOp::bit_and:
      return {fmt::format("({} & {})", a.text, b.text), std::min(a.highest, b.highest)};
    case ExprOp::bit_or:
      return {fmt::format("({} | {})", a.text, b.text), ones(a.highest | b.highest)};
    case ExprOp::bit_xor:
      return {fmt::format("({} ^ {})", a.text, b.text), ones(a.highest | b.highest)};
    case ExprOp::shift_left:
      return {fmt::format("({} << {})", a.text, b.text), shifted_left(a.highest, b.highest)};
    default:
      return {fmt::format("({} >> {})", a.text, b.text), !b.fixed         ? a.highest
                                                         : b.highest < 64 ? a.highest >> b.highest
                                                                          : 0};
    }
  }

  static std::uint64_t ones(std::uint64_t highest) {
    return highest == 0 ? 0 : ~0ULL >> std::countl_zero(highest);
  }
  static std::uint64_t shifted_left(std::uint64_t a, std::uint64_t b) {
    return b < 64 && (a << b) >> b == a ? a << b : ~0ULL;
  }

  static Value sum(const Value& a, const Value& b) {
    if (a.highest <= ~0ULL - b.highest)
      return {fmt::format("({} + {})", a.text, b.text), a.highest + b.highest};
    return {fmt::format("({0} <= ~{1} ? {0} + {1} : ({0} - ~{1}) - 1)", a.text, b.text)};
  }
  static Value difference(const Value& a, const Value& b) {
    return {fmt::format("({0} >= {1} ? {0} - {1} : ~({1} - {0}) + 1)", a.text, b.text)};
  }
  // A constant power of two cuts off what would leave the 64 bits, as the machine does.
  static Value product(const Value& a, const Value& b) {
    if (a.fixed && !b.fixed) return product(b, a);
    if (b.highest != 0 && a.highest > ~0ULL / b.highest) {
      if (!b.fixed || !std::has_single_bit(b.highest))
        throw InputError("a product that may not fit in 64 bits: this cannot be exported");
      return {fmt::format("(({} & {}) * {})", a.text, ~0ULL / b.highest, b.text)};
    }
    return {fmt::format("({} * {})", a.text, b.text), a.highest * b.highest};
  }

  const Model& m_;
  std::string cpu_;
  See see_;
  std::vector<Value> stack_;
  std::vector<std::string> truth_; // Beside each value: the condition that it is, or empty.
};

} // namespace

Value value(const Model& m, ExprRef e, const std::string& cpu, See see) {
  return Translator(m, cpu, see).value(e);
}

std::string condition(const Model& m, ExprRef e, const std::string& cpu, See see) {
  return Translator(m, cpu, see).condition(e);
}

std::string read(const Variable& v) {
  return v.wide() ? fmt::format("(({0}.high << 32) | {0}.low)", v.text) : v.text;
}

std::string low_half(const Value& v) {
  return v.highest <= u32_max ? v.text : fmt::format("({} & 4294967295)", v.text);
}
std::string high_half(const Value& v) {
  return v.highest <= u32_max ? "0" : fmt::format("({} >> 32)", v.text);
}

std::string at_most(const Value& v, std::uint64_t most) {
  return v.highest <= most ? v.text : fmt::format("({0} > {1} ? {1} : {0})", v.text, most);
}

// Like a store of that many bytes: higher bits are lost.
void assign(Text& out, const Variable& to, const Value& value) {
  if (to.wide()) {
    out.line("t.high := {};", high_half(value));
    out.line("t.low := {};", low_half(value));
    out.line("{} := t;", to.text);
  } else if (value.highest <= to.highest) {
    out.line("{} := {};", to.text, value.text);
  } else {
    out.line("{} := {} & {};", to.text, value.text, to.highest);
  }
}

Value index_of_place(const Model& m, std::uint16_t number, ExprRef index, const std::string& cpu) {
  const Place& at = m.p.places[number];
  if (index.size != 0) return value(m, index, cpu, See::own_stores_first);
  if (at.scope == Place::Scope::per_cpu) return {cpu, m.p.cpus - 1U};
  return {fmt::format("{}", at.first), at.first, true};
}

Value read_place(const Model& m, std::uint16_t number, const std::string& index,
                 const std::string& cpu, See see) {
  const Variable v = m.place(number, index);
  if (!m.buffers() || see == See::memory) return {read(v), v.highest};
  const std::string newest = fmt::format("newest_store({}, {})", cpu, m.place_cell(number, index));
  const Variable stored{fmt::format("buffer[{}][{} - 1].value", cpu, newest), m.highest_stored()};
  return {fmt::format("({} != 0 ? {} : {})", newest, read(stored), read(v)), v.highest};
}

} // namespace ghostwalk::murphi
