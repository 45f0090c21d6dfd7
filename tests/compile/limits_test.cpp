// SPDX-License-Identifier: MIT
// Limits from both sides: what is just small enough compiles, one more is an error that names what to shorten.
#include "tests/compile/texts.hpp"

namespace ghostwalk::test {
namespace {

std::string error_in(const std::string& text) {
  const std::string shown = error_of(text);
  const std::size_t from = shown.find("error: ");
  return from == std::string::npos ? shown : shown.substr(from, shown.find('\n') - from);
}

// p0 calls p1 ... calls p(n - 1): n deep.
std::string chain(int n, const std::string& last) {
  std::string text;
  for (int i = 0; i + 1 < n; ++i)
    text += "proc p" + std::to_string(i) + "()\n  p" + std::to_string(i + 1) + "()\n";
  return text + "proc p" + std::to_string(n - 1) + "()\n  " + last + "\n";
}

TEST(Limits, Depth) {
  EXPECT_EQ(error_in(scenario_text("p0()", chain(64, "n = 1"))), "none");
  EXPECT_EQ(error_in(scenario_text("p0()", chain(65, "n = 1"))),
            "error: procedures call one another more than 64 deep, at 'p64'");
}

TEST(Limits, Code) {
  // With the two stops: 59,998 stores and 60,000 instructions.
  const std::string loop =
      "for i in 1 .. 29\n  for j in 1 .. 2068\n    n = 1\nfor j in 1 .. 26\n  n = 1";
  EXPECT_EQ(error_in(scenario_text(loop)), "none");
  EXPECT_EQ(error_in(scenario_text(loop + "\nn = 1")),
            "error: the code grows past 60000 instructions, here in this script");
  EXPECT_EQ(error_in(scenario_text("p()", "proc p()\n" + indented(loop, 2) + "  n = 1\n  n = 2")),
            "error: the code grows past 60000 instructions, here in 'p'");
}

TEST(Limits, Turns) {
  EXPECT_EQ(compiled(scenario_text("for i in 1 .. 4096\n  n = 1")).code.size(), 4098U);
  EXPECT_EQ(code_of("for i in 1 .. 4097\n  n = 1"), R"(1 i.0 = 1
2 if i.0 <= 0x1001 goto 3 else 6
3 store n = 1
4 if i.0 == 0x1001 goto 6 else 5
5 i.0 = i.0 + 1 goto 3
6 stop
)");
}

// Doubling without code: it has to end all the same.
TEST(Limits, Work) {
  std::string code;
  for (int i = 0; i < 50; ++i) {
    const std::string next = "  p" + std::to_string(i + 1) + "()\n";
    code += "proc p" + std::to_string(i) + "()\n" + next + next;
  }
  EXPECT_EQ(error_in(scenario_text("p0()", code + "proc p50()\n  work 1")),
            "error: the code grows past 60000 instructions, here in 'p50'");
  EXPECT_EQ(error_in(scenario_text("p0()", code + "proc p50()\n  if level == 4\n    n = 1")),
            "error: more than 1000000 statements, unrolled and inlined, here in 'p46'");
}

TEST(Limits, Pages) {
  const auto reads = [](int count) {
    std::string body;
    for (int i = 0; i < count; ++i) body += "read " + std::to_string(0x400000 + i * 4096) + "\n";
    return body;
  };
  EXPECT_EQ(error_in(scenario_text(reads(4095))),
            "none"); // One of them is app's; the kernel's makes 4096.
  EXPECT_EQ(error_in(scenario_text(reads(4096))), "error: more than 4096 linear pages");
}

TEST(Limits, Events) {
  const auto events = [](int count) {
    std::string body;
    for (int i = 0; i < count; ++i) body += "reach e" + std::to_string(i) + "\n";
    return body;
  };
  EXPECT_EQ(error_in(scenario_text(events(51))), "none");
  EXPECT_EQ(error_in(scenario_text(events(52))), "error: more than 51 named events");
}

TEST(Limits, Interrupts) {
  std::string code;
  for (int i = 0; i < 8; ++i) code += "interrupt v" + std::to_string(i) + "\n  n = 1\n";
  EXPECT_EQ(error_in(scenario_text("n = 1", code)), "none");
  EXPECT_EQ(error_in(scenario_text("n = 1", code + "interrupt v8\n  n = 1")),
            "error: more than 8 interrupts");
}

TEST(Limits, Cpus) {
  const std::string text =
      "cpu c\n  walkers = 1\nkernel k\n  paging i386\n  var l: lock\nscenario s\n  cpu c * ";
  EXPECT_EQ(error_in(text + "256\n"), "none");
  EXPECT_EQ(error_in(text + "257\n"), "error: the number of CPUs is 257, which is not in 1 .. 256");
  EXPECT_EQ(compiled(text + "255\n").places[0].width, 1);
  EXPECT_EQ(compiled(text + "256\n").places[0].width, 2); // A lock holds CPU + 1.
}

// What is deeper than the machine's stack goes through locals.
TEST(Limits, DeepExpressions) {
  std::string deep = "n";
  for (int i = 0; i < 60; ++i) deep = "(" + std::string("n + ") + deep + ")";
  EXPECT_EQ(error_in(scenario_text("top = " + deep)), "none");
  std::string claim = "n";
  for (int i = 0; i < 60; ++i) claim = "(" + std::string("n + ") + claim + ")";
  EXPECT_EQ(error_in(scenario_text("n = 1") + "  never 1 == " + claim + "\n"),
            "error: this expression is too deep");
}

// The same text gives the same program, byte by byte.
TEST(Limits, Deterministic) {
  const std::string text = scenario_text("for i in 1 .. n\n  a[i] = any of 1, 2\nif flag\n  top[3] "
                                         "= 1\nx = all\nfor c in mask(x)\n  state[c] = 1");
  const Program a = compiled(text), b = compiled(text);
  EXPECT_EQ(disassemble(a), disassemble(b));
  EXPECT_EQ(a.initial, b.initial);
  EXPECT_EQ(a.live, b.live);
  EXPECT_EQ(a.constants, b.constants);
}

} // namespace
} // namespace ghostwalk::test
