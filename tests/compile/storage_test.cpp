// SPDX-License-Identifier: MIT
// Where locals live: how wide they are, which share bytes, which bytes are forgotten when.
#include "tests/compile/texts.hpp"

namespace ghostwalk::test {
namespace {

const Local& local(const Program& p, const std::string& name) {
  for (const Local& l : p.locals)
    if (l.name == name) return l;
  throw std::runtime_error("no local " + name);
}
std::uint32_t offset(const Program& p, const std::string& name) {
  return local(p, name).offset - p.layout.cpu.locals;
}

// Per instruction one letter per byte of the locals area: x is kept.
std::string kept(const Program& p) {
  std::string text;
  const std::uint32_t bytes = p.layout.cpu.locals_bytes;
  for (std::size_t i = 0; i < p.code.size(); ++i) {
    for (std::uint32_t byte = 0; byte < bytes; ++byte)
      text += ((p.live[i * (bytes / 8) + byte / 8] >> (8 * (byte % 8))) & 0xff) == 0xff ? 'x' : '-';
    text += '\n';
  }
  return text;
}

TEST(Storage, WidthsFollowWhatIsAssigned) {
  const Program p = compiled(scenario_text(
      "v = n\nw = top[1]\nf = frame(w)\nc = cur\nm = all\nx = v * 3\ny = v + w\nb = v == 3\n"
      "top[1] = v + w + f + c + m + x + y + b + 1"));
  EXPECT_EQ(local(p, "v").width, 1); // 0 .. 100
  EXPECT_EQ(local(p, "w").width, 4);
  EXPECT_EQ(local(p, "f").width, 4); // 20 bits
  EXPECT_EQ(local(p, "c").width, 1);
  EXPECT_EQ(local(p, "m").width, 1); // two CPUs
  EXPECT_EQ(local(p, "x").width, 2); // 0 .. 300
  EXPECT_EQ(local(p, "y").width, 8); // 0 .. 2^32 + 99
  EXPECT_EQ(local(p, "b").width, 1);
}

TEST(Storage, WordsOfEightBytes) {
  const Program p =
      compiled(scenario_text("w = top[1]\nf = frame(w)\nm = w & 0xfff\ntop[1] = w + f + m"), {},
               {{"paging", "x86-64"}});
  EXPECT_EQ(local(p, "w").width, 8);
  EXPECT_EQ(local(p, "f").width, 8); // 40 bits
  EXPECT_EQ(local(p, "m").width, 2);
}

// What a loop adds up to is not followed; a loop's own counter is no larger than its end.
TEST(Storage, Loops) {
  const Program p =
      compiled(scenario_text("x = 0\nfor i in 1 .. n\n  x = x + i\n  a[1] = 2\ntop[1] = x"));
  EXPECT_EQ(local(p, "x").width, 4);
  EXPECT_EQ(local(p, "i").width, 1);
}

TEST(Storage, SharedWhenNeverLiveTogether) {
  const Program p = compiled(scenario_text("x = n\na[x] = 1\ny = n\na[y] = 2"));
  EXPECT_EQ(offset(p, "x"), offset(p, "y"));
  EXPECT_EQ(p.layout.cpu.locals_bytes, 8);
}

TEST(Storage, ApartWhenLiveTogether) {
  const Program p = compiled(scenario_text("x = n\ny = n\na[x] = y"));
  EXPECT_NE(offset(p, "x"), offset(p, "y"));
}

TEST(Storage, AnOperandOutlivesAnAtomicResult) {
  const Program p = compiled(scenario_text("x = n\nold = atomic exchange(a[1], x)\nn = old"));
  EXPECT_NE(offset(p, "x"), offset(p, "old"));
}

// 0 stop, 1 x = load, 2 if, 3 y = load, 4 store, 5 store x, 6 stop
TEST(Storage, OnlyLiveBytesAreKept) {
  const Program p = compiled(scenario_text("x = n\nif x == 2\n  y = n\n  a[x] = y\nn = x"));
  ASSERT_EQ(disassemble(p).substr(disassemble(p).find("\n1 ")), R"(
1 x.0 = load n
2 if x.0 == 2 goto 3 else 5
3 y.1 = load n
4 store a[x.0] = y.1
5 store n = x.0
6 stop
)");
  EXPECT_EQ(kept(p), "--------\n--------\nx-------\nx-------\nxx------\nx-------\n--------\n");
}

// Scripts use the first bytes, the handler those behind; each keeps what is the other's.
TEST(Storage, ContextsKeepEachOthersLocals) {
  const Program p =
      compiled(scenario_text("x = top[1]\ntop[1] = x", "interrupt ring\n  y = n\n  a[y] = 1"));
  ASSERT_EQ(disassemble(p).substr(disassemble(p).find("\n1 ")), R"(
1 top.0 = load top
2 x.1 = load top.0[1]
3 top.2 = load top
4 store top.2[1] = x.1
5 stop
6 y.3 = load n
7 store a[y.3] = 1
8 iret
)");
  EXPECT_EQ(local(p, "y").offset, p.layout.cpu.locals + 8);
  EXPECT_EQ(kept(p), "--------x-------\n" // 0: the handler's byte is kept
                     "--------x-------\n"
                     "xxxx----x-------\n"
                     "xxxx----x-------\n"
                     "xxxxxxxxx-------\n"
                     "--------x-------\n"
                     "xxxxxxxx--------\n" // 6: the task's bytes are kept
                     "xxxxxxxxx-------\n"
                     "xxxxxxxx--------\n");
}

TEST(Storage, AFaultLeavesTheOldValue) {
  const Program p = compiled(scenario_text("x = n\nx = read 0x00401010\non fault\n  n = x\nn = 3"));
  EXPECT_EQ(disassemble(p).substr(disassemble(p).find("\n1 ")), R"(
1 x.0 = load n
2 x.0 = read 0x401010 goto 4, fault 3
3 store n = x.0
4 store n = 3
5 stop
)");
}

} // namespace
} // namespace ghostwalk::test
