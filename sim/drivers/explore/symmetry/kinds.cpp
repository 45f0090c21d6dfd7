// SPDX-License-Identifier: MIT
#include "sim/drivers/explore/symmetry/kinds.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace ghostwalk::symmetry {
namespace {

constexpr std::uint64_t low_bits = 0xfff;
constexpr std::size_t most_constants = 32; // More are an unknown number.
constexpr std::uint8_t names_frames = Kinds::frame | Kinds::word | Kinds::direct | Kinds::far;

const char* name_of(std::uint8_t kind) {
  return (kind & (Kinds::frame | Kinds::far)) != 0 ? "a frame"
         : (kind & Kinds::word) != 0               ? "a page-table entry"
         : (kind & Kinds::direct) != 0             ? "the address of a frame"
                                                   : "a number";
}

// A value of one kind: one constant or one bit of the mask.
struct Atom {
  std::uint8_t kind = 0; // 0: a constant
  std::uint16_t low = 0;
  std::uint64_t value = 0;
};

std::vector<Atom> atoms_of(const Kinds& k) {
  std::vector<Atom> atoms;
  for (const std::uint64_t c : k.constants) atoms.push_back({0, 0, c});
  for (unsigned bit = 1; bit <= Kinds::far; bit <<= 1)
    if ((k.mask & bit) != 0) atoms.push_back({static_cast<std::uint8_t>(bit), k.low, 0});
  return atoms;
}

bool is_neutral(const Atom& a) { return (a.kind & names_frames) == 0; }
bool is_small(const Atom& a) { return a.kind == 0 ? a.value <= low_bits : a.kind == Kinds::small; }
std::uint16_t low_of(const Atom& a) {
  if (a.kind == 0) return static_cast<std::uint16_t>(a.value & low_bits);
  return a.kind == Kinds::number ? static_cast<std::uint16_t>(low_bits) : a.low;
}

std::optional<std::uint64_t> computed(ExprOp op, std::uint64_t a, std::uint64_t b) {
  switch (op) {
  case ExprOp::add: return a + b;
  case ExprOp::sub: return a - b;
  case ExprOp::mul: return a * b;
  case ExprOp::div: return b == 0 ? std::nullopt : std::optional(a / b);
  case ExprOp::bit_and: return a & b;
  case ExprOp::bit_or: return a | b;
  case ExprOp::bit_xor: return a ^ b;
  default: return std::nullopt;
  }
}

// Neither says anything about frames, so neither does the result.
Kinds of_neutral(ExprOp op, const Atom& a, const Atom& b) {
  if (a.kind == 0 && b.kind == 0)
    if (const auto value = computed(op, a.value, b.value)) return constant(*value);
  const auto both = static_cast<std::uint16_t>(low_of(a) | low_of(b));
  switch (op) {
  case ExprOp::bit_and:
    if (is_small(a) || is_small(b)) return of_kind(Kinds::small, low_of(a) & low_of(b));
    break;
  case ExprOp::bit_or:
  case ExprOp::bit_xor:
    if (is_small(a) && is_small(b)) return of_kind(Kinds::small, both);
    break;
  case ExprOp::div:
  case ExprOp::shift_right:
    if (is_small(a)) return of_kind(Kinds::small, low_bits);
    break;
  default: break;
  }
  return of_kind(Kinds::number);
}

} // namespace

bool Kinds::join(const Kinds& more) {
  const auto before = std::tuple(mask, low, constants.size());
  mask |= more.mask;
  low |= more.low;
  if ((mask & number) == 0 && !more.constants.empty()) {
    std::vector<std::uint64_t> all;
    std::set_union(constants.begin(), constants.end(), more.constants.begin(), more.constants.end(),
                   std::back_inserter(all));
    constants = std::move(all);
    if (constants.size() > most_constants) mask |= number;
  }
  if ((mask & number) != 0) constants.clear(); // A number of any value.
  return before != std::tuple(mask, low, constants.size());
}

Kinds constant(std::uint64_t value) {
  Kinds k;
  k.constants.push_back(value);
  return k;
}

Kinds of_kind(std::uint8_t kind, std::uint16_t low) {
  Kinds k;
  k.mask = kind;
  k.low = low;
  return k;
}

std::uint64_t Rules::frame_bits() const {
  return p_.mode->word_bytes == 4 ? 0xfffff000 : 0xffffffffff000;
}

void Rules::pin_frame(std::uint64_t pfn) {
  const std::uint64_t index = (pfn & (frame_bits() >> 12U)) - p_.first_frame;
  if (index < pinned_.size()) pinned_[index] = true;
}

void Rules::pin_word(std::uint64_t word) {
  const Pfn named = hw::frame_of(*p_.mode, word);
  pin_frame(named);
  if (direct_base_) pin_frame(named - *direct_base_);
}

Kinds Rules::refused(const std::string& why) {
  refuse(why);
  return of_kind(Kinds::number);
}

// Both ways of building an entry, and of taking it apart, that texts use: `frame << 12 | bits`, and the
// kernel's own arithmetic on addresses.
Kinds Rules::with_constant(ExprOp op, const Named& n, std::uint64_t c, bool constant_first) {
  const bool page = c == low_bits + 1, twelve = c == 12 && !constant_first;
  const bool narrow = p_.mode->word_bytes == 4; // Wide words have a bit above the frame.
  if (n.kind == Kinds::frame) {
    if ((op == ExprOp::shift_left && twelve) || (op == ExprOp::mul && page))
      return of_kind(Kinds::word);
  } else if (n.kind == Kinds::word) {
    if ((op == ExprOp::shift_right && twelve && narrow) ||
        (op == ExprOp::div && page && !constant_first && narrow))
      return of_kind(Kinds::frame);
    if (op == ExprOp::add && n.low == 0) return added(c);
    return bits_of_entry(op, n.low, c);
  } else if (op == ExprOp::sub && !constant_first && direct_base_ && c == *direct_base_ << 12U) {
    return of_kind(Kinds::word);
  }
  return refused(fmt::format("it computes with {}", name_of(n.kind)));
}

// frame << 12 and bits, or the beginning of the direct map.
Kinds Rules::added(std::uint64_t c) {
  if (c <= low_bits) return of_kind(Kinds::word, static_cast<std::uint16_t>(c));
  const Pfn base = c >> 12U, last = p_.first_frame + p_.frames - 1;
  const bool apart = base > last && (base + last) <= frame_bits() >> 12U;
  if ((c & low_bits) != 0 || !apart || direct_base_.value_or(base) != base)
    return refused("it computes with a page-table entry");
  direct_base_ = base;
  return of_kind(Kinds::direct);
}

Kinds Rules::bits_of_entry(ExprOp op, std::uint16_t low, std::uint64_t c) {
  const std::uint64_t named = c & frame_bits();
  const auto bits = static_cast<std::uint16_t>(c & low_bits);
  if ((op == ExprOp::bit_or || op == ExprOp::bit_xor) && named == 0)
    return of_kind(Kinds::word, low | bits);
  if (op == ExprOp::bit_and && named == frame_bits()) return of_kind(Kinds::word, low & bits);
  if (op == ExprOp::bit_and && named == 0)
    return c <= low_bits ? of_kind(Kinds::small, low & bits) : of_kind(Kinds::number);
  return refused("it computes with a page-table entry");
}

// Equal or not: that has a meaning between values of one kind, or with a constant, which is pinned.
void Rules::compare(const Kinds& a, const Kinds& b) {
  Kinds both = a;
  both.join(b);
  if (!both.has(names_frames)) return;
  const auto named = static_cast<unsigned>(
      both.mask & (names_frames & ~Kinds::far)); // A far one is no pool frame.
  if (both.has(Kinds::number) || (named & (named - 1)) != 0)
    return refuse(fmt::format("it compares {} with something else", name_of(both.mask)));
  share(both, "a comparison");
}

Kinds Rules::unary(ExprOp op, const Kinds& a) {
  const bool neutral = !a.has(names_frames);
  switch (op) {
  case ExprOp::logical_not: return of_kind(Kinds::small, 1);
  case ExprOp::table_empty: as_frame(a); return of_kind(Kinds::small, 1);
  case ExprOp::present:
    if (a.has(Kinds::frame | Kinds::far)) return refused("it takes a frame for a page-table entry");
    return of_kind(Kinds::small, 1);
  case ExprOp::frame_of: return frame_of(a);
  case ExprOp::count_bits:
  case ExprOp::last_bit:
    if (neutral) return of_kind(Kinds::small, 0x7f);
    break;
  default: // bit, bit_not
    if (!neutral) break;
    if (a.mask == 0 && a.constants.size() == 1) {
      const std::uint64_t c = a.constants[0];
      return constant(op == ExprOp::bit_not ? ~c : c < 64 ? 1ULL << c : 0);
    }
    return of_kind(Kinds::number);
  }
  return refused(fmt::format("it computes with {}", name_of(a.mask)));
}

Kinds Rules::frame_of(const Kinds& a) {
  if (a.has(Kinds::frame | Kinds::far)) return refused("it takes a frame for a page-table entry");
  Kinds result;
  for (const std::uint64_t c : a.constants) result.join(constant(hw::frame_of(*p_.mode, c)));
  if (a.has(Kinds::small)) result.join(constant(0));
  if (a.has(Kinds::number)) result.join(of_kind(Kinds::number));
  if (a.has(Kinds::word)) result.join(of_kind(Kinds::frame));
  if (a.has(Kinds::direct)) result.join(of_kind(Kinds::far));
  return result;
}

Kinds Rules::binary(ExprOp op, const Kinds& a, const Kinds& b) {
  if (op == ExprOp::equal || op == ExprOp::not_equal) compare(a, b);
  if ((op == ExprOp::less || op == ExprOp::less_equal) &&
      (a.has(names_frames) || b.has(names_frames)))
    refuse(fmt::format("it orders {}", name_of(a.mask | b.mask)));
  if (op >= ExprOp::equal) return of_kind(Kinds::small, 1);
  Kinds result;
  for (const Atom& x : atoms_of(a))
    for (const Atom& y : atoms_of(b)) {
      if (is_neutral(x) && is_neutral(y))
        result.join(of_neutral(op, x, y));
      else if (x.kind == 0 || y.kind == 0)
        result.join(with_constant(op, x.kind == 0 ? Named{y.kind, y.low} : Named{x.kind, x.low},
                                  x.kind == 0 ? x.value : y.value, x.kind == 0));
      else
        result.join(with_small(op, x.kind | y.kind, low_of(x), low_of(y)));
    }
  return result;
}

// Bits of an entry, set or looked at with a mask that is known when it runs.
Kinds Rules::with_small(ExprOp op, unsigned kinds, std::uint16_t x, std::uint16_t y) {
  if (kinds == (Kinds::word | Kinds::small)) {
    if (op == ExprOp::bit_or || op == ExprOp::bit_xor) return of_kind(Kinds::word, x | y);
    if (op == ExprOp::bit_and) return of_kind(Kinds::small, x & y);
  }
  return refused(fmt::format("it computes with {}", name_of(static_cast<std::uint8_t>(kinds))));
}

void Rules::as_frame(const Kinds& k) {
  if (k.has(Kinds::number | Kinds::word | Kinds::direct))
    refuse(fmt::format("it takes {} for a frame",
                       name_of(static_cast<std::uint8_t>(k.mask & ~Kinds::frame))));
  pin_frames(k);
}

void Rules::as_root(const Kinds& k) {
  if (k.has(Kinds::far)) refuse("a page table may lie outside the pool");
  as_frame(k);
}

void Rules::pin_frames(const Kinds& k) {
  for (const std::uint64_t c : k.constants) {
    pin_frame(c);
    if (direct_base_) pin_frame(c - *direct_base_);
  }
}

void Rules::as_number(const Kinds& k, const char* what) {
  if (k.has(names_frames)) refuse(fmt::format("it takes {} for {}", name_of(k.mask), what));
}

void Rules::share(const Kinds& k, const std::string& where) {
  if (!k.has(names_frames)) return;
  const bool frames = k.has(Kinds::frame | Kinds::far);
  if (k.has(Kinds::number) || (frames && k.has(Kinds::word | Kinds::direct)))
    refuse(fmt::format("{} holds {} and something else", where, name_of(k.mask)));
  if (frames) return pin_frames(k);
  for (const std::uint64_t c : k.constants) pin_word(c);
}

// A large page begins at the frame that its entry names and covers its neighbours: order matters.
bool Rules::covers_pool(std::uint64_t word) const {
  if ((word & hw::bit::large) == 0) return false;
  const Pfn named = hw::frame_of(*p_.mode, word), last = p_.first_frame + p_.frames - 1U;
  for (const hw::Level& level : p_.mode->level)
    if (level.may_be_large &&
        named >> (level.shift - 12U) >= p_.first_frame >> (level.shift - 12U) &&
        named >> (level.shift - 12U) <= last >> (level.shift - 12U))
      return true;
  return false;
}

void Rules::as_entry(const Kinds& k) {
  if (k.has(Kinds::number | Kinds::frame | Kinds::far))
    refuse(fmt::format("it writes {} where a page walk reads an entry",
                       name_of(k.mask & Kinds::frame)));
  const bool large = k.has(Kinds::small | Kinds::word) && (k.low & hw::bit::large) != 0;
  if (large || std::any_of(k.constants.begin(), k.constants.end(),
                           [&](std::uint64_t c) { return covers_pool(c); }))
    refuse("a large page may cover frames of the pool");
  for (const std::uint64_t c : k.constants) pin_word(c);
}

} // namespace ghostwalk::symmetry
