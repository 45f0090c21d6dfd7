// SPDX-License-Identifier: MIT
// How expressions group, and how they are printed: with the parentheses they need, and those
// without which a reader of C would misread them.
#include <gtest/gtest.h>

#include "tests/lang/support.hpp"

namespace ghostwalk::lang {
namespace {

// Every operation in brackets: what binds to what.
std::string grouped(const Expr& e) {
  using Kind = Expr::Kind;
  const auto child = [&](std::size_t i) { return grouped(e.children[i]); };
  switch (e.kind) {
  case Kind::unary: return '{' + e.text + ' ' + child(0) + '}';
  case Kind::binary: return '{' + child(0) + ' ' + e.text + ' ' + child(1) + '}';
  case Kind::index: return '{' + child(0) + " at " + child(1) + '}';
  case Kind::field: return '{' + child(0) + " . " + e.text + '}';
  case Kind::call: {
    std::string text = '{' + e.text;
    for (std::size_t i = 0; i < e.children.size(); ++i) text += ' ' + child(i);
    return text + '}';
  }
  default: return e.text;
  }
}

const Expr& right_side(const File& file) {
  return std::get<Constant>(file.declarations[0].items[0]).value;
}
std::string groups(const std::string& text) {
  return grouped(right_side(parsed(in_kernel("const x = " + text + '\n'))));
}
std::string reprinted(const std::string& text) {
  const std::string all = formatted(in_kernel("const x = " + text + '\n'));
  const std::size_t from = all.find("= ") + 2;
  return all.substr(from, all.size() - from - 1);
}

TEST(Expr, EachOperatorBindsTighterThanTheOneAboveIt) {
  EXPECT_EQ(groups("a or b and c"), "{a or {b and c}}");
  EXPECT_EQ(groups("a and b or c"), "{{a and b} or c}");
  EXPECT_EQ(groups("not a and b"), "{{not a} and b}");
  EXPECT_EQ(groups("not a == b"), "{not {a == b}}");
  EXPECT_EQ(groups("a == b | c"), "{a == {b | c}}");
  EXPECT_EQ(groups("a & b == c"), "{{a & b} == c}");
  EXPECT_EQ(groups("a | b ^ c"), "{a | {b ^ c}}");
  EXPECT_EQ(groups("a ^ b & c"), "{a ^ {b & c}}");
  EXPECT_EQ(groups("a & b << c"), "{a & {b << c}}");
  EXPECT_EQ(groups("a << b + c"), "{a << {b + c}}");
  EXPECT_EQ(groups("a + b * c"), "{a + {b * c}}");
  EXPECT_EQ(groups("-a * b"), "{{- a} * b}");
  EXPECT_EQ(groups("-a[1].b"), "{- {{a at 1} . b}}");
  EXPECT_EQ(groups("~f(a)"), "{~ {f a}}");
}

TEST(Expr, EveryOperatorHasItsLevel) {
  for (const char* op : {"==", "!=", "<", "<=", ">", ">="})
    EXPECT_EQ(groups(std::string("a | b ") + op + " c and d"),
              std::string("{{{a | b} ") + op + " c} and d}");
  EXPECT_EQ(groups("a >> b << c"), "{{a >> b} << c}");
  EXPECT_EQ(groups("a - b + c"), "{{a - b} + c}");
  EXPECT_EQ(groups("a / b % c * d"), "{{{a / b} % c} * d}");
}

TEST(Expr, GroupsFromLeftToRight) {
  for (const char* op : {"or", "and", "|", "^", "&", "<<", "-", "/"}) {
    const std::string in = std::string(" ") + op + ' ';
    EXPECT_EQ(groups("a" + in + "b" + in + "c"), "{{a" + in + "b}" + in + "c}");
    EXPECT_EQ(reprinted("a" + in + "(b" + in + "c)"), "a" + in + "(b" + in + "c)");
    EXPECT_EQ(reprinted("(a" + in + "b)" + in + "c"), "a" + in + "b" + in + "c");
  }
}

TEST(Expr, IsPrintedWithTheParenthesesThatItNeeds) {
  EXPECT_EQ(reprinted("((a))"), "a");
  EXPECT_EQ(reprinted("(a or b) and c"), "(a or b) and c");
  EXPECT_EQ(reprinted("(a and b) or c"), "a and b or c");
  EXPECT_EQ(reprinted("not (a == b)"), "not a == b");
  EXPECT_EQ(reprinted("(not a) == b"), "(not a) == b");
  EXPECT_EQ(reprinted("(a+b)*c"), "(a + b) * c");
  EXPECT_EQ(reprinted("a+(b*c)"), "a + b * c");
  EXPECT_EQ(reprinted("(a < b) == c"), "(a < b) == c");
  EXPECT_EQ(reprinted("-(a + b)"), "-(a + b)");
  EXPECT_EQ(reprinted("(a + b)[1]"), "(a + b)[1]");
  EXPECT_EQ(reprinted("( - a ) . b"), "(-a).b");
  EXPECT_EQ(reprinted("f( a,(b) , g( ) )"), "f(a, b, g())");
  EXPECT_EQ(reprinted("- -a"), "- -a");
  EXPECT_EQ(reprinted("~ ~ - ~a"), "~~-~a");
  EXPECT_EQ(reprinted("not not a"), "not not a");
}

TEST(Expr, KeepsBitwiseOperatorsApartForReadersOfC) {
  EXPECT_EQ(reprinted("a & b == c"), "(a & b) == c");
  EXPECT_EQ(reprinted("a | b & c"), "a | (b & c)");
  EXPECT_EQ(reprinted("1 << n + 1"), "1 << (n + 1)");
  EXPECT_EQ(reprinted("a | b | c"), "a | b | c");
  EXPECT_EQ(reprinted("a & b and c | d"), "a & b and c | d");
  EXPECT_EQ(reprinted("a & ~b"), "a & ~b");
}

TEST(Expr, ANameMayHaveDashesOnlyWhereAnOptionIsCompared) {
  EXPECT_EQ(groups("a == store-buffer"), "{a == store-buffer}");
  EXPECT_EQ(groups("x86-64 != linux-2.4.18-pre1"), "{x86-64 != linux-2.4.18-pre1}");
  EXPECT_EQ(groups("nr - 1"), "{nr - 1}");
  EXPECT_EQ(groups("nr -1"), "{nr - 1}");
  EXPECT_EQ(groups("(nr)-1"), "{nr - 1}");
  EXPECT_EQ(groups("5-1"), "{5 - 1}");
}

std::uint64_t number(const std::string& text) {
  return right_side(parsed(in_kernel("const x = " + text + '\n'))).number;
}

TEST(Expr, ReadsNumbers) {
  EXPECT_EQ(number("0"), 0U);
  EXPECT_EQ(number("1_000"), 1000U);
  EXPECT_EQ(number("0x0804_8000"), 0x08048000U);
  EXPECT_EQ(number("0XfF"), 255U);
  EXPECT_EQ(number("4KiB"), 4096U);
  EXPECT_EQ(number("4MiB"), 1U << 22U);
  EXPECT_EQ(number("0x10GiB"), 1ULL << 34U);
  EXPECT_EQ(number("18446744073709551615"), ~0ULL);
  EXPECT_EQ(number("0xffffffffffffffff"), ~0ULL);
  EXPECT_EQ(number("0x00000000000000000001"), 1U);
  EXPECT_EQ(number("17179869183GiB"), 17179869183ULL << 30U);
}

TEST(Expr, NumbersArePrintedAsWritten) {
  for (const char* text : {"0x0804_8000", "1_000", "4KiB", "0XfF"})
    EXPECT_EQ(reprinted(text), text);
}

TEST(Expr, KnowsWhereItIs) {
  const File file = parsed("kernel k\n  const x = a + f(b).c[2]\n");
  const Expr& sum = right_side(file);
  EXPECT_EQ(sum.at, (Location{1, 2, 15}));
  EXPECT_EQ(sum.children[0].at, (Location{1, 2, 13}));
  const Expr& index = sum.children[1];
  EXPECT_EQ(index.children[0].at, (Location{1, 2, 22})) << "a field is where its name is";
  EXPECT_EQ(index.children[1].at, (Location{1, 2, 24}));
}

} // namespace
} // namespace ghostwalk::lang
