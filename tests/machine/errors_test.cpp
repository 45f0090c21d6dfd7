// SPDX-License-Identifier: MIT
// What has no meaning is refused with a sentence that says what and where; operators; who waits for what.
#include <gmock/gmock.h>

#include "sim/machine/arithmetic.hpp"
#include "sim/machine/oracles.hpp"
#include "tests/machine/stepped.hpp"

namespace ghostwalk::test {
namespace {

std::string text(const std::string& script) {
  return R"(
kernel k
  paging i386
  record mm for processes
    fixed pgd: frame
  var l: lock
  var n: 0 .. 9
  var big: word = 5000
  var nowhere: frame
  percpu own: 0 .. 9
  proc running(mm)
    cr3 = mm.pgd
  interrupt kick
    n = 1
scenario s
  cpu pentium4 * 2
  frames 8
  process app
    maps 0x08048000 read
  on cpu 0 running(app)
)" + script;
}

// The message of the first instruction that has none of the meanings.
std::string refusal(const std::string& script) {
  Stepped s(text(script + "    fence\n"));
  try {
    for (int i = 0; i < 10 && s.may_go_on(); ++i) s.instruction();
  } catch (const ModelError& e) {
    EXPECT_EQ(e.cpu, 0);
    return e.what();
  }
  return "";
}

TEST(Refused, IsWhatHasNoMeaning) {
  using testing::HasSubstr;
  EXPECT_THAT(refusal("    a = n\n    n = 8 / a\n"), HasSubstr("division by zero"));
  EXPECT_THAT(refusal("    a = big\n    n = a\n"),
              HasSubstr("5000 does not fit in 'n', which holds 0 .. 9"));
  EXPECT_THAT(refusal("    a = nowhere\n    a[3] = 1\n"), HasSubstr("a null pointer"));
  EXPECT_THAT(refusal("    a = big\n    b = app.pgd[a]\n"),
              HasSubstr("word 5000 of a frame that has 1024"));
  EXPECT_THAT(refusal("    a = n + 77\n    app.pgd[a] = 1\n"),
              HasSubstr("known only when it runs"));
  EXPECT_THAT(refusal("    a = big\n    own[a] = 1\n"),
              HasSubstr("'own' has no element 5000; it has 0 .. 1"));
  EXPECT_THAT(refusal("    a = nowhere\n    cr3 = a\n"),
              HasSubstr("CR3 needs the frame of a root table"));
  EXPECT_THAT(refusal("    a = big\n    send kick to cpu a\n"),
              HasSubstr("send to cpu 5000, but the machine has 2"));
  EXPECT_THAT(refusal("    a = big * 4096\n    b = read a\n"), HasSubstr("is not tracked"));
  EXPECT_THAT(refusal("    unlock l\n"), HasSubstr("'l', which nobody holds"));
}

// The neighbours of each edge have a meaning. A word that no step can write may be cleared: it is 0.
TEST(Refused, IsNotWhatLiesBeside) {
  for (const char* const script :
       {"    a = n + 1\n    n = 8 / a\n", "    a = n + 9\n    n = a\n",
        "    a = n + 1023\n    b = app.pgd[a]\n", "    a = n + 77\n    app.pgd[a] = 0\n",
        "    a = n + 1\n    own[a] = 1\n", "    a = n + 1\n    send kick to cpu a\n"})
    EXPECT_EQ(refusal(script), "") << script;
}

struct Binary {
  ExprOp op;
  std::uint64_t a, b, result;
};

TEST(Arithmetic, OfTwoNumbers) {
  constexpr std::uint64_t most = ~std::uint64_t{0};
  for (const Binary& c : {Binary{ExprOp::add, most, 1, 0},
                          Binary{ExprOp::sub, 0, 1, most},
                          Binary{ExprOp::mul, 6, 7, 42},
                          Binary{ExprOp::div, 20, 7, 2},
                          Binary{ExprOp::mod, 20, 7, 6},
                          Binary{ExprOp::bit_and, 12, 10, 8},
                          Binary{ExprOp::bit_or, 12, 10, 14},
                          Binary{ExprOp::bit_xor, 12, 10, 6},
                          Binary{ExprOp::shift_left, 1, 63, std::uint64_t{1} << 63},
                          Binary{ExprOp::shift_left, 1, 64, 0},
                          Binary{ExprOp::shift_right, most, 63, 1},
                          Binary{ExprOp::shift_right, most, 64, 0},
                          Binary{ExprOp::equal, 3, 3, 1},
                          Binary{ExprOp::equal, 3, 4, 0},
                          Binary{ExprOp::not_equal, 3, 4, 1},
                          Binary{ExprOp::not_equal, 3, 3, 0},
                          Binary{ExprOp::less, 3, 4, 1},
                          Binary{ExprOp::less, 4, 4, 0},
                          Binary{ExprOp::less_equal, 4, 4, 1},
                          Binary{ExprOp::less_equal, 5, 4, 0},
                          Binary{ExprOp::logical_and, 2, 4, 1},
                          Binary{ExprOp::logical_and, 2, 0, 0},
                          Binary{ExprOp::logical_and, 0, 2, 0},
                          Binary{ExprOp::logical_or, 0, 4, 1},
                          Binary{ExprOp::logical_or, 4, 0, 1},
                          Binary{ExprOp::logical_or, 0, 0, 0}})
    EXPECT_EQ(compute(c.op, c.a, c.b), c.result)
        << static_cast<int>(c.op) << ' ' << c.a << ' ' << c.b;
}

TEST(Arithmetic, OfOneNumber) {
  const hw::PagingMode& mode = hw::paging_mode(hw::PagingModeId::i386);
  const auto of = [&](ExprOp op, std::uint64_t a) { return compute(op, a, mode); };
  EXPECT_EQ(of(ExprOp::bit_not, 0), ~std::uint64_t{0});
  EXPECT_EQ(of(ExprOp::logical_not, 0), 1U);
  EXPECT_EQ(of(ExprOp::logical_not, 2), 0U);
  EXPECT_EQ(of(ExprOp::bit, 63), std::uint64_t{1} << 63);
  EXPECT_EQ(of(ExprOp::bit, 64), 0U);
  EXPECT_EQ(of(ExprOp::present, 0x5003), 1U);
  EXPECT_EQ(of(ExprOp::frame_of, 0x5003), 5U);
  EXPECT_EQ(of(ExprOp::count_bits, 0xf0f), 8U);
  EXPECT_EQ(of(ExprOp::last_bit, 8), 4U);
  EXPECT_EQ(of(ExprOp::last_bit, 0), 0U);
}

// Registers of the CPU that asks: IF and PGE are set at the start.
TEST(Registers, AreTheCpusOwn) {
  Stepped s(
      text("    fence\n    assert interrupts_on == 1\n    assert cr4.pge == 1\n    interrupts off\n"
           "    assert interrupts_on == 0\n    cr4.pge = 0\n    assert cr4.pge == 0\n    fence\n"));
  EXPECT_FALSE(has(s.instructions(4), Oracle::assertion));
  Stepped wrong(text("    interrupts off\n    assert interrupts_on == 1\n    fence\n"));
  EXPECT_TRUE(has(wrong.instructions(1), Oracle::assertion));
}

// Every oracle but the failed assertion has words that a claim can use.
TEST(Oracles, AreNamed) {
  const auto count = static_cast<std::size_t>(Oracle::count_);
  EXPECT_EQ(oracle_names().size(), count - 1);
  for (std::size_t i = 0; i < count; ++i) {
    const auto oracle = static_cast<Oracle>(i);
    if (oracle == Oracle::assertion)
      EXPECT_EQ(oracle_named(words(oracle)), std::nullopt);
    else
      EXPECT_EQ(oracle_named(words(oracle)), oracle);
  }
  EXPECT_EQ(oracle_named("ghost"), std::nullopt);
}

TEST(WhyWaiting, SaysWhoWaitsForWhat) {
  using testing::HasSubstr;
  Stepped s(text("    interrupts off\n    send kick to cpu self\n    lock l\n    lock l\n"
                 "  on cpu 1 running(app)\n    read 0x08048000\n"));
  EXPECT_TRUE(s.why_waiting().empty());
  s.instructions(3);
  s.apply({1, StepKind::exec, 0, 0});
  const auto lines = s.why_waiting();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_THAT(lines[0], HasSubstr("cpu 0 waits for lock l, held by cpu 0 itself"));
  EXPECT_THAT(lines[0], HasSubstr("interrupt kick is pending and interrupts are off"));
  EXPECT_THAT(lines[1], HasSubstr("cpu 1 waits for a page walk"));
}

} // namespace
} // namespace ghostwalk::test
